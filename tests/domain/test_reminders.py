"""Reminders go out once, to those who come, at their time by the event as it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import audit, events, lifecycle, outbox, registrations, reminders
from eventhub.domain.reminders import ReminderState
from eventhub.mail import alarms
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from tests.domain import at_once
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

INES = "account:1"


def reminded(event: Event) -> list[Message]:
    return [message for message in outbox.find_by_event(event) if message.kind == "reminder"]


def an_event_that_reminds(*hours: int) -> Event:
    event = an_event(capacity=2)
    for application in (AMINA, TIAGO, an_official(1)):
        register(event, application)
    reminders.plan(event, hours, by=INES, now=NOW)
    session.commit()
    return event


def before(event: Event, hours: float) -> datetime:
    return event.starts_at_utc - timedelta(hours=hours)


@pytest.mark.both_databases
def test_a_reminder_goes_once_to_whoever_has_a_confirmed_place(app: Flask):
    event = an_event_that_reminds(24)

    assert alarms.ring(now=before(event, 24.1)) == 0
    assert alarms.ring(now=before(event, 24)) == 2
    assert alarms.ring(now=before(event, 23.9)) == 0

    assert {each.recipient for each in reminded(event)} == {AMINA.details["email"], TIAGO.details["email"]}
    assert audit.find_by_event(event)[0].action == "event:reminded"


def test_several_due_at_once_are_one_message(app: Flask):
    event = an_event_that_reminds(24, 23)

    assert alarms.ring(now=before(event, 23)) == 2
    assert alarms.ring(now=before(event, 22)) == 0


@pytest.mark.parametrize(("hours", "late"), [(24, 7), (2, 1.5)])
def test_one_that_is_too_late_is_left_out_and_says_so(app: Flask, hours: int, late: float):
    event = an_event_that_reminds(hours)
    now = before(event, hours - late)

    assert alarms.ring(now=now) == 0
    (reminder,) = reminders.find_by_event(event)
    assert reminders.state(event, reminder, now=now) is ReminderState.MISSED


def test_an_event_that_moves_reminds_again_by_its_new_time_and_not_of_what_is_past(app: Flask):
    event = an_event_that_reminds(168, 24)
    assert alarms.ring(now=before(event, 168)) == 2
    now = before(event, 100)

    lifecycle.change(
        event, {"starts_at": datetime(2027, 5, 20, 14), "ends_at": datetime(2027, 5, 20, 16)}, by=INES, now=now
    )
    session.commit()

    assert [reminders.state(event, each, now=now) for each in reminders.find_by_event(event)] == ["ahead", "ahead"]
    assert alarms.ring(now=before(event, 168)) == 2
    assert alarms.ring(now=before(event, 24)) == 2
    assert len(reminded(event)) == 6


def test_an_event_moved_nearer_does_not_repeat_what_was_sent(app: Flask):
    event = an_event_that_reminds(168)
    alarms.ring(now=before(event, 168))

    sooner = {"starts_at": event.starts_at - timedelta(days=1), "ends_at": event.ends_at - timedelta(days=1)}
    lifecycle.change(event, sooner, by=INES, now=before(event, 160))
    session.commit()

    assert alarms.ring(now=before(event, 130)) == 0


def test_a_cancelled_event_and_one_that_has_begun_remind_nobody(app: Flask):
    event = an_event_that_reminds(24)
    assert alarms.ring(now=event.starts_at_utc) == 0

    lifecycle.cancel(event, by=INES, now=NOW)
    session.commit()

    assert alarms.ring(now=before(event, 24)) == 0


def test_whoever_withdrew_is_not_reminded(app: Flask):
    event = an_event()
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)
    reminders.plan(event, [24], by=INES, now=NOW)
    session.commit()

    assert alarms.ring(now=before(event, 24)) == 0


def test_hours_that_stay_keep_that_they_were_sent(app: Flask):
    event = an_event_that_reminds(168, 24)
    alarms.ring(now=before(event, 168))

    assert reminders.plan(event, [168, 2], by=INES, now=before(event, 160))
    assert not reminders.plan(event, [168, 2], by=INES, now=before(event, 160))
    session.commit()

    found = reminders.find_by_event(event)
    assert [each.hours_before for each in found] == [168, 2]
    assert found[0].sent_at is not None


@pytest.mark.parametrize("hours", [[0], [-3], [1345], list(range(1, 10))])
def test_hours_nobody_could_want_are_refused(app: Flask, hours: list[int]):
    with pytest.raises((reminders.WrongHours, reminders.TooManyReminders)):
        reminders.plan(an_event(), hours, by=INES, now=NOW)


@pytest.mark.both_databases
@pytest.mark.parametrize(("is_locked", "queued"), [(True, [0, 0, 0, 2]), (False, [2, 2, 2, 2])])
def test_workers_at_the_same_moment_remind_once_and_without_the_lock_each(
    app: Flask, database: str, tmp_path: Path, is_locked: bool, queued: list[int]
):
    slug = an_event_that_reminds(24).slug
    session.remove()

    said = at_once.race(database, "remind", tmp_path / "race", runners=4, is_locked=is_locked)

    assert sorted(map(int, said)) == queued
    assert len(reminded(events.get(slug))) == sum(queued)
