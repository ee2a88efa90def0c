"""What pages tell of places and of the waiting list, and how to leave it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from eventhub.base import clock
from eventhub.domain import lifecycle, registrations
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.registrations import RegistrationStatus
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina
from tests.world import AMINA, TIAGO, an_official, register


def text(visitor: Visitor, path: str) -> str:
    return " ".join(visitor.get(path).get_data(as_text=True).split())


def test_the_event_page_says_how_the_waiting_list_works_only_where_places_are_limited(visitor: Visitor):
    limited, open_to_all = a_coming_event(capacity=1, seats_per_delegation=2), a_coming_event(title="Open briefing")

    assert "How the waiting list works" in text(visitor, f"/events/{limited.slug}")
    assert "may hold 2 places" in text(visitor, f"/events/{limited.slug}")
    assert "How the waiting list works" not in text(visitor, f"/events/{open_to_all.slug}")


def test_places_kept_for_co_sponsors_are_told_apart_from_places_taken(visitor: Visitor):
    event = a_coming_event(capacity=2, sponsor_seats=1)
    sponsor = {"country": "KEN", "organisation": None, "status": CoSponsorshipStatus.CONFIRMED}
    lifecycle.enter_sponsor(event, by="account:1", now=clock.now(), **sponsor)
    assert "1 place left." in text(visitor, f"/events/{event.slug}")
    assert "kept for co-sponsors. Their" not in text(visitor, f"/events/{event.slug}/register")

    visitor.post(f"/events/{event.slug}/register", amina())

    assert "The place that is left is kept for co-sponsors." in text(visitor, f"/events/{event.slug}")
    assert "kept for co-sponsors. Their delegations" in text(visitor, f"/events/{event.slug}/register")
    register(event, an_official(1), now=clock.now())
    assert "Every place is taken." in text(visitor, f"/events/{event.slug}")
    assert "Every place is taken." in text(visitor, f"/events/{event.slug}/register")


def test_whoever_waits_sees_their_number_and_can_leave(visitor: Visitor, app: Flask):
    event, now = a_coming_event(capacity=1), clock.now()
    register(event, AMINA, now=now)
    tiago, third = (register(event, each, now=now + timedelta(seconds=1)) for each in (TIAGO, an_official(3)))
    links = [registrations.link_token(each, secret=app.config["SECRET_KEY"]) for each in (tiago, third)]
    assert "You are number 2 on the waiting list" in text(visitor, f"/registrations/{links[1]}")
    assert "Leave the waiting list" in text(visitor, f"/registrations/{links[0]}")

    answer = visitor.post(f"/registrations/{links[0]}/withdraw")

    assert "You have left the waiting list." in visitor.follow(answer).get_data(as_text=True)
    assert tiago.status is RegistrationStatus.WITHDRAWN
    assert "You are number 1 on the waiting list" in text(visitor, f"/registrations/{links[1]}")
