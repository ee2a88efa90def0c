"""The pages by which an address is confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import confirmations, registrations
from eventhub.models.events import Event
from eventhub.models.registrations import UnconfirmedApplication
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event(needs_address_confirmation=True)


def link(app: Flask) -> str:
    unconfirmed = session.scalars(select(UnconfirmedApplication).order_by(UnconfirmedApplication.id.desc())).first()
    assert unconfirmed is not None
    return f"/registrations/confirm/{confirmations.link_token(unconfirmed, secret=app.config['SECRET_KEY'])}"


@pytest.mark.both_databases
def test_the_form_answers_as_ever_and_the_mailed_link_registers(visitor: Visitor, app: Flask, event: Event):
    answer = visitor.post(f"/events/{event.slug}/register", amina())
    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}/registered")
    assert "no place is held" in visitor.follow(answer).get_data(as_text=True)
    assert registrations.find_all(event) == []

    page = visitor.get(link(app)).get_data(as_text=True)
    assert "Confirm and register" in page
    assert registrations.find_all(event) == [], "opening the link is not pressing the button"
    answer = visitor.post(link(app))

    assert answer.status_code == 303
    assert [each.given_name for each in registrations.find_all(event)] == ["Amina"]


def test_a_link_used_twice_says_so_kindly(visitor: Visitor, app: Flask, event: Event):
    visitor.post(f"/events/{event.slug}/register", amina())
    used = link(app)
    token = visitor.csrf_token(used)
    visitor.post(used, {"csrf_token": token})

    assert "You have confirmed your address" in visitor.get(used).get_data(as_text=True)
    again = visitor.post(used, {"csrf_token": token})
    assert "You have confirmed your address" in again.get_data(as_text=True)
    assert len(registrations.find_all(event)) == 1


def test_an_expired_or_broken_link_says_what_to_do(visitor: Visitor, app: Flask, event: Event):
    visitor.post(f"/events/{event.slug}/register", amina())
    session.scalars(select(UnconfirmedApplication)).one().expires_at = clock.now() - timedelta(seconds=1)
    session.commit()

    for path in (link(app), "/registrations/confirm/1.nonsense"):
        page = visitor.get(path)
        assert page.status_code == 404
        assert "Register once more" in page.get_data(as_text=True)


def test_a_refusal_at_the_last_moment_is_one_sentence(visitor: Visitor, app: Flask, event: Event):
    visitor.post(f"/events/{event.slug}/register", amina())
    path = link(app)
    token = visitor.csrf_token(path)
    event.registration_closes_at = event.starts_at - timedelta(days=300)
    session.commit()

    answer = visitor.post(path, {"csrf_token": token})

    assert answer.status_code == 409
    assert "Registration for this event closed on" in answer.get_data(as_text=True)
