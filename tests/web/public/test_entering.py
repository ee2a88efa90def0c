"""Those who register at the same moment are entered together: nobody is lost, and nobody pays for another's fault."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import select

from eventhub.base.db import db, session
from eventhub.domain import events
from eventhub.domain.entries import Application
from eventhub.domain.people import WrongAddress
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.web.public import entering
from tests.world import NOW, an_event, an_official


def enter_at_once(app: Flask, event: Event, applications: Sequence[Application]) -> list[Exception | None]:
    """Let everybody come while the event's row is held, and let go of it once all of them wait."""
    faults: list[Exception | None] = [None] * len(applications)

    def come(place: int) -> None:
        with app.app_context():
            try:
                entering.enter(event, applications[place], now=NOW)
            except Exception as fault:
                faults[place] = fault

    events.lock(event)
    threads = [threading.Thread(target=come, args=(place,)) for place in range(len(applications))]
    for thread in threads:
        thread.start()
    with app.app_context():
        while entering.waiting(event) < len(applications):
            time.sleep(0.001)
    session.rollback()
    for thread in threads:
        thread.join()
    return faults


def standing(event: Event) -> Counter[RegistrationStatus]:
    """Count the registrations of an event by status."""
    return Counter(session.scalars(select(Registration.status).where(Registration.event_id == event.id)))


@pytest.mark.both_databases
def test_those_who_come_at_once_are_entered_in_one_transaction_and_only_as_many_as_fit_are_seated(app: Flask):
    event, commits = an_event(capacity=3), []
    session.commit()
    listening.listen(db.engine, "commit", commits.append)

    faults = enter_at_once(app, event, [an_official(number) for number in range(5)])

    assert faults == [None] * 5
    assert standing(event) == {RegistrationStatus.CONFIRMED: 3, RegistrationStatus.WAITLISTED: 2}
    assert len(commits) == 1


@pytest.mark.both_databases
def test_whoever_cannot_be_entered_is_refused_alone(app: Flask):
    event = an_event()
    session.commit()
    wrong = an_official(7, email="no address at all")

    first, refused, last = enter_at_once(app, event, [an_official(1), wrong, an_official(2)])

    assert (first, last) == (None, None)
    assert isinstance(refused, WrongAddress)
    assert standing(event) == {RegistrationStatus.CONFIRMED: 2}


def test_an_event_that_was_taken_back_meanwhile_refuses_everybody_who_waits(app: Flask):
    event = an_event(is_published=False)
    session.commit()

    faults = enter_at_once(app, event, [an_official(1), an_official(2)])

    assert [type(fault) for fault in faults] == [events.NoSuchEvent] * 2
    assert not standing(event)
