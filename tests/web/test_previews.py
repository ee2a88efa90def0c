"""What is shown of a page that somebody passes on, and that private pages show nothing."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.domain import registrations
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            self.said[name] = given.get("content") or ""
        if tag == "link" and given.get("rel") == "canonical":
            self.said["canonical"] = given.get("href") or ""


def said(page: str) -> dict[str, str]:
    head = _Head()
    head.feed(page)
    return head.said


def test_an_event_says_its_title_day_and_place(visitor: Visitor):
    event = a_coming_event(title='"Alternatives" & <detention>', venue="Palais des Nations")

    page = visitor.get(f"/events/{event.slug}?from=mail").get_data(as_text=True)
    found = said(page)

    assert found["canonical"] == found["og:url"] == f"http://localhost/events/{event.slug}"
    assert found["og:title"] == '"Alternatives" & <detention>'
    assert found["description"] == found["og:description"]
    assert str(event.starts_at.year) in found["description"]
    assert "Palais des Nations" in found["description"]
    assert (found["og:site_name"], found["og:type"]) == ("EventHub", "website")
    assert found["twitter:card"] == "summary_large_image"
    assert unescape(page).count('"Alternatives" & <detention>') >= 3


def test_the_picture_is_ours_and_is_there(visitor: Visitor):
    address = said(visitor.get("/").get_data(as_text=True))["og:image"]

    assert address.startswith("http://localhost/static/")
    assert visitor.get(address.removeprefix("http://localhost")).data.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/", "/events", "/events?q=children&when=past"])
def test_the_programme_has_one_address(visitor: Visitor, path: str):
    assert said(visitor.get(path).get_data(as_text=True))["canonical"] == "http://localhost/"


def test_the_address_is_the_public_one(app: Flask, visitor: Visitor):
    app.config["BASE_URL"] = "https://events.example.org"

    assert said(visitor.get("/privacy").get_data(as_text=True))["og:url"] == "https://events.example.org/privacy"


def test_a_private_page_an_error_and_the_organisers_side_are_nothing_to_pass_on(app: Flask, visitor: Visitor):
    registration = registrations.register(a_coming_event(), AMINA, now=clock.now())
    token = registrations.link_token(registration, secret=app.config["SECRET_KEY"])

    for page in (
        visitor.get(f"/registrations/{token}"),
        visitor.get(f"/registrations/{token}/withdraw"),
        visitor.get("/account/sign-in"),
        visitor.get("/account/sign-in/sometoken"),
        visitor.get("/nowhere"),
        Visitor(app).sign_in().get("/organiser/"),
    ):
        text = page.get_data(as_text=True)
        assert "og:" not in text
        assert "canonical" not in text
        assert f'content="http://localhost/registrations/{token}' not in text
