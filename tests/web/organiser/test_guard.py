"""Nobody gets to the organiser's side without an account, and readers change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask

from tests.visitors import Visitor
from tests.world import an_event

CHOICES = re.compile(r"<any\(([^)]+)\):(\w+)>")
"""A part of an address that is one of several words."""


def _addresses(app: Flask, method: str) -> Iterator[str]:
    """Every organiser address that answers this method, with names in it that mean nothing."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("organiser.") and method in (rule.methods or set()):
            fitting = {name: words.split(",")[0].strip(" '\"") for words, name in CHOICES.findall(rule.rule)}
            values = {name: fitting.get(name, 1) for name in rule.arguments}
            yield adapter.build(rule.endpoint, values, method=method)


def test_every_page_sends_a_stranger_to_sign_in(app: Flask, visitor: Visitor):
    addresses = list(_addresses(app, "GET"))
    assert len(addresses) > 10

    for address in addresses:
        response = visitor.get(address)
        assert (response.status_code, response.location) == (303, "/account/sign-in"), address


def test_every_form_sends_a_stranger_to_sign_in(app: Flask, visitor: Visitor):
    token = visitor.csrf_token("/account/sign-in")

    for address in _addresses(app, "POST"):
        response = visitor.post(address, {"csrf_token": token})
        assert (response.status_code, response.location) == (303, "/account/sign-in"), address


def test_a_reader_may_send_no_form(app: Flask, reader: Visitor):
    token = reader.csrf_token("/account/sign-in")

    for address in _addresses(app, "POST"):
        assert reader.post(address, {"csrf_token": token}).status_code == 403, address


def test_a_form_without_its_token_is_refused(app: Flask, organiser: Visitor):
    for address in _addresses(app, "POST"):
        assert organiser.post(address, {"csrf_token": "guessed"}).status_code == 400, address


def test_every_page_of_an_unknown_event_is_not_found(app: Flask, organiser: Visitor):
    for address in _addresses(app, "GET"):
        if address.startswith("/organiser/events/1"):
            assert organiser.get(address).status_code == 404, address


def test_a_reader_sees_pages_without_buttons_that_change_something(app: Flask, reader: Visitor):
    event = an_event()

    page = reader.get(f"/organiser/events/{event.slug}").get_data(as_text=True)

    assert "Public page" not in page
    assert f'action="/organiser/events/{event.slug}' not in page
