"""Checking in by one's own page: a code for the door, and the code on the screen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.domain import checkins, lifecycle, registrations, screens
from eventhub.formats import qr
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event, Modality
from eventhub.models.registrations import Registration
from tests.conftest import SECRET
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event(modality=Modality.HYBRID)


@pytest.fixture
def amina(event: Event) -> Registration:
    return registrations.register(event, AMINA, now=clock.now())


@pytest.fixture
def link(amina: Registration) -> str:
    return f"/registrations/{registrations.link_token(amina, secret=SECRET)}"


def test_the_picture_says_a_code_that_opens_the_door_and_nothing_else(visitor: Visitor, amina: Registration, link: str):
    code = qr.read(visitor.get(f"{link}/check-in.png").data) or ""

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", code)
    assert code not in link
    assert visitor.get(f"/registrations/{code}").status_code == 404
    assert checkins.find_by_code(amina.event, code, secret=SECRET) is amina
    assert "At the door" in visitor.get(link).get_data(as_text=True)
    registrations.withdraw(amina, by="self", now=clock.now())
    assert visitor.get(f"{link}/check-in.png").status_code == 404
    assert "At the door" not in visitor.get(link).get_data(as_text=True)


def test_a_code_typed_any_way_is_read_and_a_wrong_one_or_another_events_is_not(amina: Registration, event: Event):
    code = checkins.code(amina, secret=SECRET)
    typed = f" {code[:4].lower()}-{code[4:]} ".replace("0", "o").replace("1", "l")

    assert checkins.find_by_code(event, typed, secret=SECRET) is amina
    other = a_coming_event(title="Another meeting")
    with pytest.raises(checkins.OtherEventsCode, match="another event"):
        checkins.find_by_code(other, code, secret=SECRET)
    for wrong in (
        "",
        "7",
        "0000000001",
        code[:-1] + "Z",
        ("1" if code[0] == "0" else "0") + code[1:],
        "☃" * 10,
        code * 9,
    ):
        with pytest.raises(checkins.UnknownCode):
            checkins.find_by_code(event, wrong, secret=SECRET)
    amina.key_version += 1
    with pytest.raises(checkins.UnknownCode):
        checkins.find_by_code(event, code, secret=SECRET)


def test_the_code_on_the_screen_checks_a_person_in_within_its_time(
    visitor: Visitor, event: Event, link: str, monkeypatch: pytest.MonkeyPatch
):
    assert "You can check yourself in from" in visitor.get(f"{link}/check-in").get_data(as_text=True)
    now = event.starts_at_utc
    monkeypatch.setattr(clock, "now", lambda: now)
    shown = screens.code(event, mode=Mode.IN_PERSON, secret=SECRET, now=now - screens.CHANGES)

    wrong = visitor.post(f"{link}/check-in", {"code": "000000"})
    assert (wrong.status_code, "This is not the code on the screen." in wrong.get_data(as_text=True)) == (422, True)
    response = visitor.post(f"{link}/check-in", {"code": shown.lower()})

    assert "You are checked in." in visitor.follow(response).get_data(as_text=True)
    (row,) = checkins.standing(event)
    assert (row.door, row.mode, row.by) == (Door.SELF, Mode.IN_PERSON, "self")
    again = visitor.post(f"{link}/check-in", {"code": shown})
    assert "You were checked in already." in visitor.follow(again).get_data(as_text=True)
    assert "How to check in" in visitor.get(f"/events/{event.slug}/check-in").get_data(as_text=True)


def test_an_old_code_is_wrong_and_whoever_guesses_is_stopped_for_a_while(
    visitor: Visitor, event: Event, link: str, monkeypatch: pytest.MonkeyPatch
):
    now = event.starts_at_utc
    monkeypatch.setattr(clock, "now", lambda: now)
    old = screens.code(event, mode=Mode.ONLINE, secret=SECRET, now=now - 2 * screens.CHANGES)
    right = screens.code(event, mode=Mode.ONLINE, secret=SECRET, now=now)
    for _try in range(screens.TRIES):
        assert visitor.post(f"{link}/check-in", {"code": old}).status_code == 422

    stopped = visitor.post(f"{link}/check-in", {"code": right}).get_data(as_text=True)

    assert "That was wrong too often." in stopped
    assert checkins.standing(event) == []
    later = now + screens.WITHIN + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    right = screens.code(event, mode=Mode.ONLINE, secret=SECRET, now=later)
    assert visitor.post(f"{link}/check-in", {"code": right}).status_code == 303


def test_a_cancelled_meeting_has_no_door(visitor: Visitor, event: Event, link: str, monkeypatch: pytest.MonkeyPatch):
    lifecycle.cancel(event, by="account:1", now=clock.now())
    now = event.starts_at_utc
    monkeypatch.setattr(clock, "now", lambda: now)
    code = screens.code(event, mode=Mode.IN_PERSON, secret=SECRET, now=now)

    assert "does not take place" in visitor.post(f"{link}/check-in", {"code": code}).get_data(as_text=True)
