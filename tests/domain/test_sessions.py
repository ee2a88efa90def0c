"""The sessions of an event: planned, moved along with it, called off, and never out of its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import lifecycle, sessions
from eventhub.models.events import Event, Session
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)


def a_session(event: Event, **details: Any) -> Session:
    """A session of the exchange, 14:30 to 15:00 in Geneva, that people choose."""
    own = {
        "title": "Housing",
        "starts_at": datetime(2027, 4, 15, 14, 30),
        "ends_at": datetime(2027, 4, 15, 15, 0),
        "is_elective": True,
    }
    new = sessions.add(event, own | details, by="a", now=NOW)
    session.flush()
    return new


def test_a_session_is_in_the_events_zone_and_where_the_event_is():
    event = an_event(venue="Palais des Nations")

    own = a_session(event)

    assert own.starts_at_utc == datetime(2027, 4, 15, 12, 30, tzinfo=UTC)
    assert (sessions.place(own), sessions.link(own)) == ("Palais des Nations", "https://meet.example/exchange-3")
    assert event.revision > 1
    assert own.uid != event.uid


@pytest.mark.parametrize(
    ("details", "field", "sentence"),
    [
        ({"title": " "}, "title", "Enter a title."),
        ({"ends_at": None}, "ends_at", "Enter both when the session starts and when it ends."),
        ({"starts_at": None, "ends_at": None}, "starts_at", "Enter when the session starts: people cannot choose"),
        ({"ends_at": datetime(2027, 4, 15, 14, 30)}, "ends_at", "The session must end after it starts."),
        ({"starts_at": datetime(2027, 4, 15, 13, 59)}, "starts_at", "The session must lie within the time of the"),
        ({"ends_at": datetime(2027, 4, 15, 16, 1)}, "ends_at", "The session must lie within the time of the event."),
        ({"is_elective": False, "capacity": 3}, "capacity", "Places can be counted only in a session that people"),
    ],
)
def test_what_a_session_cannot_be(details: dict[str, Any], field: str, sentence: str):
    with pytest.raises(Refused, match=sentence) as refusal:
        a_session(an_event(), **details)

    assert refusal.value.field == field


def test_a_time_that_the_clocks_skip_is_refused_and_one_they_show_twice_is_either():
    spring = {"starts_at": datetime(2027, 3, 28, 1, 0), "ends_at": datetime(2027, 3, 28, 5, 0)}
    skipped = {"starts_at": datetime(2027, 3, 28, 2, 30), "ends_at": datetime(2027, 3, 28, 4, 0)}
    with pytest.raises(Refused, match="skip this time") as refusal:
        a_session(an_event(**spring), **skipped)
    assert refusal.value.field == "starts_at"

    autumn = {"starts_at": datetime(2027, 10, 31, 1, 0), "ends_at": datetime(2027, 10, 31, 5, 0)}
    twice = {"starts_at": datetime(2027, 10, 31, 2, 30), "ends_at": datetime(2027, 10, 31, 4, 0)}
    event = an_event(**autumn)
    first, second = a_session(event, **twice), a_session(event, **twice, starts_second=True)
    assert second.starts_at_utc is not None
    assert first.starts_at_utc is not None
    assert second.starts_at_utc - first.starts_at_utc == timedelta(hours=1)


def test_only_what_jeopardises_attendance_raises_the_sequence():
    event = an_event()
    own = a_session(event)

    sessions.change(own, {"title": "Housing and health"}, by="a", now=LATER)
    assert own.sequence == 0
    sessions.change(own, {"venue": "Room XII"}, by="a", now=LATER)
    assert own.sequence == 1
    sessions.change(own, {"starts_at": datetime(2027, 4, 15, 14, 40)}, by="a", now=LATER)
    sessions.cancel(own, by="a", now=LATER)
    sessions.reinstate(own, by="a", now=LATER)

    assert (own.sequence, event.sequence) == (4, 0)


def test_sessions_change_places_and_stay_in_order():
    event = an_event()
    opening, housing = a_session(event, title="Opening"), a_session(event)

    sessions.move(housing, is_up=True, by="a", now=LATER)
    sessions.move(housing, is_up=True, by="a", now=LATER)

    assert (housing.position, opening.position) == (1, 2)


def test_a_published_session_is_called_off_and_never_vanishes():
    public, draft = an_event(), an_event(is_published=False)

    with pytest.raises(sessions.AlreadyShown):
        sessions.remove(a_session(public), by="a", now=LATER)
    sessions.remove(a_session(draft), by="a", now=LATER)
    session.flush()

    assert draft.sessions == []


def test_sessions_move_along_with_their_event():
    event = an_event()
    own, opening = a_session(event), a_session(event, title="Opening", starts_at=None, ends_at=None, is_elective=False)

    lifecycle.change(
        event, {"starts_at": datetime(2027, 4, 22, 9, 0), "ends_at": datetime(2027, 4, 22, 11, 0)}, by="a", now=LATER
    )

    assert (own.starts_at, own.starts_at_utc) == (
        datetime(2027, 4, 22, 9, 30),
        datetime(2027, 4, 22, 7, 30, tzinfo=UTC),
    )
    assert (own.sequence, opening.sequence, opening.starts_at) == (1, 0, None)


def test_an_event_does_not_leave_a_session_out():
    event = an_event()
    a_session(event)

    with pytest.raises(Refused, match="The session “Housing” would lie outside"):
        lifecycle.change(event, {"ends_at": datetime(2027, 4, 15, 14, 45)}, by="a", now=LATER)


def test_what_a_session_takes_from_its_event_moves_it_and_what_it_has_of_its_own_does_not():
    event = an_event()
    here, elsewhere = a_session(event), a_session(event, venue="Room XII", join_url="https://meet.example/own")

    lifecycle.change(event, {"venue": "Palais des Nations"}, by="a", now=LATER)
    lifecycle.change(event, {"join_url": "https://meet.example/new", "description": "More"}, by="a", now=LATER)

    assert (here.sequence, elsewhere.sequence) == (2, 0)


def test_sessions_fall_and_stand_with_their_event_but_for_those_called_off_before():
    event = an_event()
    own, off = a_session(event), a_session(event)
    sessions.cancel(off, by="a", now=LATER)

    lifecycle.cancel(event, by="a", now=LATER)
    assert (own.takes_place, own.sequence, off.sequence) == (False, 1, 1)
    lifecycle.reinstate(event, by="a", now=LATER)

    assert (own.takes_place, own.sequence) == (True, 2)
    assert (off.takes_place, off.sequence) == (False, 1)


def test_new_rules_of_a_zone_move_a_session_though_the_event_stays():
    event = an_event()
    own = a_session(event)
    own.starts_at_utc -= timedelta(minutes=10)

    assert lifecycle.retime(event, by="command", now=LATER)

    assert own.starts_at_utc == datetime(2027, 4, 15, 12, 30, tzinfo=UTC)
    assert (own.sequence, event.sequence) == (1, 0)
    assert not lifecycle.retime(event, by="command", now=LATER)
