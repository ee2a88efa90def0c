"""Whether the door to an event is open, as a page may tell it, and who may go through."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from eventhub.domain import lifecycle
from eventhub.domain.admissions import Admission, NoWayIn, admission, admissions, join
from eventhub.models.events import RegistrationMode
from tests.world import AMINA, NOW, TIAGO, an_event, register

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("details", "later", "expected"),
    [
        ({}, timedelta(0), Admission.OPEN),
        ({"registration_opens_at": datetime(2027, 4, 1, 9)}, timedelta(0), Admission.LATER),
        ({"registration_closes_at": datetime(2027, 4, 1, 9)}, timedelta(days=40), Admission.CLOSED),
        ({"registration_mode": RegistrationMode.INVITED}, timedelta(0), Admission.INVITED),
        ({}, timedelta(days=45, hours=4), Admission.CLOSED),
        ({"registration_mode": RegistrationMode.INVITED}, timedelta(days=46), Admission.OVER),
    ],
)
def test_the_door_tells_why_it_is_shut(details: dict[str, Any], later: timedelta, expected: Admission):
    assert admission(an_event(**details), seats_left=None, now=NOW + later) is expected


def test_a_list_of_events_counts_its_seats_at_once():
    full, roomy, unlimited, cancelled = an_event(capacity=1), an_event(capacity=2), an_event(), an_event(capacity=1)
    for event in (full, roomy, unlimited):
        register(event, AMINA)
    lifecycle.cancel(cancelled, by="account:1", now=NOW)

    told = admissions([full, roomy, unlimited, cancelled], now=NOW)

    assert told == {
        full.id: Admission.WAITLIST,
        roomy.id: Admission.OPEN,
        unlimited.id: Admission.OPEN,
        cancelled.id: Admission.CANCELLED,
    }


def test_only_a_confirmed_place_opens_the_meeting():
    event = an_event(capacity=1)
    seated, waiting = register(event, AMINA), register(event, TIAGO)
    at_the_start = event.starts_at_utc

    assert join(seated, by="self", now=at_the_start) == event.join_url
    with pytest.raises(NoWayIn):
        join(waiting, by="self", now=at_the_start)
    event.join_url = None
    with pytest.raises(NoWayIn):
        join(seated, by="self", now=at_the_start)
