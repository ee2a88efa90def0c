"""A proposal of another time is turned down: the calendar hears of it, and the meeting and its SEQUENCE stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eventhub.base.db import session
from eventhub.domain import counters, incoming, invitations, lifecycle, outbox, registrations, replies, sessions
from eventhub.domain.choices import choose
from eventhub.domain.incoming import Arrival
from eventhub.formats.itip import Counter
from eventhub.models.replies import IncomingMessage
from tests.world import NOW, TIAGO, an_event, register

pytestmark = pytest.mark.usefixtures("app")

ADDRESS = TIAGO.details["email"]


def propose(uid: str, name: str = "one") -> IncomingMessage:
    proposed = Counter(uid, ADDRESS, None, NOW, NOW + timedelta(hours=1), None, "Rather earlier")
    return replies.counter(Arrival(name, ADDRESS), proposed, now=NOW)


def test_the_calendar_is_told_under_the_sequence_it_holds_and_the_message_goes():
    event = an_event()
    tiago = register(event, TIAGO)
    lifecycle.change(event, {"venue": "Room XII"}, by="account:1", now=NOW)
    message = propose(event.uid)

    counters.decline(message, by="account:1", now=NOW)

    (told, *_others) = outbox.find_by_event(event)
    assert (told.kind, told.particulars["method"], told.particulars["sequence"]) == (
        "counter-declined",
        "DECLINECOUNTER",
        1,
    )
    held = invitations.find(tiago)
    assert held is not None
    assert (held.sequence, held.last_method) == (1, "REQUEST")
    assert incoming.find_waiting(event) == []
    session.refresh(message)
    with pytest.raises(incoming.SettledAlready):
        counters.decline(message, by="account:1", now=NOW)


def test_a_proposal_for_a_session_is_turned_down_for_that_session():
    event = an_event()
    times = {"starts_at": datetime(2027, 4, 15, 14), "ends_at": datetime(2027, 4, 15, 15)}
    own = sessions.add(event, times | {"title": "Housing", "is_elective": True}, by="a", now=NOW)
    session.flush()
    tiago = register(event, TIAGO)
    choose(tiago, [own.id], by="self", now=NOW)

    counters.decline(propose(own.uid), by="account:1", now=NOW)

    assert outbox.find_by_event(event)[0].particulars["session"] == own.id


def test_there_is_nothing_to_turn_down_for_whoever_has_left():
    event = an_event()
    tiago = register(event, TIAGO)
    message = propose(event.uid)
    registrations.withdraw(tiago, by="self", now=NOW)

    with pytest.raises(counters.NotHeld):
        counters.decline(message, by="account:1", now=NOW)
