"""Choosing sessions: each is a calendar entry of its own, that comes, changes and goes by letters of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import agendas, choices, lifecycle, outbox, registrations, sessions
from eventhub.models.events import Event, Session
from eventhub.models.registrations import RegistrationStatus
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)


def a_choice(event: Event, title: str = "Housing", **details: Any) -> Session:
    """A session of the exchange that people choose."""
    starts = datetime(2027, 4, 15, 14, 30)
    own = {"title": title, "starts_at": starts, "ends_at": starts + timedelta(minutes=30), "is_elective": True}
    new = sessions.add(event, own | details, by="a", now=NOW)
    session.flush()
    return new


def letters(event: Event, start: int = 0) -> list[tuple[str, str | None, int | None]]:
    """Return kind, method and SEQUENCE of the messages of an event, the first `start` left out."""
    told = list(reversed(outbox.find_by_event(event)))[start:]
    return [(each.kind, each.particulars.get("method"), each.particulars.get("sequence")) for each in told]


@pytest.mark.both_databases
def test_whoever_chooses_is_invited_to_each_session_by_a_letter_of_its_own():
    event = an_event()
    housing, health = a_choice(event), a_choice(event, "Health")

    amina = register(event, replace(AMINA, sessions=(housing.id, health.id)))

    assert letters(event) == [
        ("registration-confirmed", "REQUEST", 0),
        ("session-invited", "REQUEST", 0),
        ("session-invited", "REQUEST", 0),
    ]
    assert choices.chosen(amina) == {housing.id, health.id}


def test_a_choice_changes_one_session_at_a_time_and_comes_back_above_its_end():
    event = an_event()
    housing, health = a_choice(event), a_choice(event, "Health")
    amina = register(event, replace(AMINA, sessions=(housing.id,)))

    assert choices.choose(amina, [health.id], by="self", now=LATER)
    assert not choices.choose(amina, [health.id], by="self", now=LATER)
    choices.choose(amina, [housing.id, health.id], by="self", now=LATER)

    assert letters(event, 2) == [
        ("session-dropped", "CANCEL", 1),
        ("session-invited", "REQUEST", 0),
        ("session-invited", "REQUEST", 2),
    ]


def test_what_a_session_does_reaches_only_those_who_chose_it():
    event = an_event()
    own = a_choice(event)
    register(event, replace(AMINA, sessions=(own.id,)))
    register(event, TIAGO)
    before = len(letters(event))

    agendas.change(own, {"title": "Housing first"}, by="a", now=LATER)
    agendas.change(own, {"venue": "Room XII"}, by="a", now=LATER)
    agendas.cancel(own, by="a", now=LATER)
    agendas.reinstate(own, by="a", now=LATER)

    assert letters(event, before) == [
        ("session-changed", "REQUEST", 1),
        ("session-cancelled", "CANCEL", 2),
        ("session-invited", "REQUEST", 3),
    ]


def test_sessions_go_and_return_with_the_event_and_with_the_place():
    event = an_event()
    own = a_choice(event)
    amina = register(event, replace(AMINA, sessions=(own.id,)))

    lifecycle.cancel(event, by="a", now=LATER)
    lifecycle.reinstate(event, by="a", now=LATER)
    registrations.withdraw(amina, by="self", now=LATER)

    assert [told for told in letters(event, 2) if told[0].startswith("session")] == [
        ("session-cancelled", "CANCEL", 1),
        ("session-invited", "REQUEST", 2),
        ("session-dropped", "CANCEL", 3),
    ]


def test_whoever_waits_is_invited_when_a_place_comes_free_and_a_successor_to_the_same_sessions():
    event = an_event(capacity=1)
    own = a_choice(event)
    amina = register(event, AMINA)
    tiago = register(event, replace(TIAGO, sessions=(own.id,)))
    assert "session-invited" not in {kind for kind, _method, _sequence in letters(event)}

    registrations.withdraw(amina, by="self", now=LATER)
    assert letters(event)[-1] == ("session-invited", "REQUEST", 0)
    ines = replace(an_official(1), details=an_official(1).details | {"country": "PRT"})
    successor = registrations.substitute(tiago, ines, by="self", now=LATER)

    assert successor.status is RegistrationStatus.CONFIRMED
    assert choices.chosen(successor) == {own.id}
    assert [told for told in letters(event)[-4:] if told[0].startswith("session")] == [
        ("session-dropped", "CANCEL", 1),
        ("session-invited", "REQUEST", 0),
    ]


def test_a_session_takes_no_more_than_its_places_and_nobody_but_those_it_is_for():
    event = an_event()
    small, everybody = a_choice(event, capacity=1), a_choice(event, "Plenary", is_elective=False)
    amina = register(event, replace(AMINA, sessions=(small.id,)))

    with pytest.raises(choices.SessionFull, match="The session “Housing” is full") as refusal:
        register(event, replace(TIAGO, sessions=(small.id,)))
    assert refusal.value.field == "sessions"
    for wrong in (everybody.id, 999):
        with pytest.raises(choices.NothingToChoose):
            choices.choose(amina, [small.id, wrong], by="self", now=LATER)
    with pytest.raises(Refused, match="Somebody has chosen this session"):
        agendas.change(small, {"is_elective": False, "capacity": None}, by="a", now=LATER)

    registrations.withdraw(amina, by="self", now=LATER)
    register(event, replace(TIAGO, sessions=(small.id,)))


def test_what_is_off_is_no_longer_offered_and_stays_as_it_was():
    event = an_event()
    housing, health = a_choice(event), a_choice(event, "Health")
    amina = register(event, replace(AMINA, sessions=(housing.id, health.id)))
    agendas.cancel(housing, by="a", now=LATER)

    choices.choose(amina, [], by="self", now=LATER)

    assert choices.chosen(amina) == {housing.id}
    assert choices.offered(event, now=LATER) == [health]
