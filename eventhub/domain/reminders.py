"""Reminders: so many hours before an event, whoever has a confirmed place is written to, once.

A reminder has gone out if it was sent at or after its moment. So an event that moves to a later day arms again those
whose moment is ahead, and nothing has to be told so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events, outbox
from eventhub.models.events import Event, EventStatus
from eventhub.models.letters import Reminder
from eventhub.models.registrations import Registration, RegistrationStatus

USUAL = (168, 72, 24, 2)
"""Hours before the start: a week, three days, a day, two hours."""

LONGEST = 8 * 168
"""Hours: nobody is reminded earlier than eight weeks before."""

MOST = 8
"""How many reminders one event may send."""

PATIENCE = timedelta(hours=6)
"""How late a reminder still goes out, after a stop of the mail for instance."""


class ReminderState(StrEnum):
    """Where a reminder stands."""

    AHEAD = "ahead"
    DUE = "due"
    SENT = "sent"
    MISSED = "missed"
    """Its moment passed while nobody could send it."""


class WrongHours(Refused):
    """A reminder comes some whole hours before the start."""

    message = _l("Enter a whole number of hours from 1 to %(longest)d.", longest=LONGEST)


class TooManyReminders(Refused):
    """Who is reminded too often reads none."""

    message = _l("Choose at most %(most)d reminders.", most=MOST)


def find_by_event(event: Event) -> Sequence[Reminder]:
    """Return an event's reminders, the earliest first."""
    mine = select(Reminder).where(Reminder.event_id == event.id).order_by(Reminder.hours_before.desc())
    return session.scalars(mine.execution_options(populate_existing=True)).all()


def plan(event: Event, hours: Collection[int], *, by: str, now: datetime) -> bool:
    """Let an event remind so many hours before its start, each once; tell whether that is anything new."""
    if any(not 1 <= each <= LONGEST for each in hours):
        raise WrongHours(field="own")
    wanted = set(hours)
    if len(wanted) > MOST:
        raise TooManyReminders(field="own")
    events.lock(event)
    planned = {each.hours_before: each for each in find_by_event(event)}
    if planned.keys() == wanted:
        return False
    for each in planned.keys() - wanted:
        session.delete(planned[each])
    session.add_all(Reminder(event_id=event.id, hours_before=each) for each in wanted - planned.keys())
    difference = {"reminders": [sorted(planned, reverse=True), sorted(wanted, reverse=True)]}
    audit.record("event:remind", event, by=by, now=now, event=event, difference=difference)
    return True


def moment(event: Event, reminder: Reminder) -> datetime:
    """Return the instant a reminder is due."""
    return event.starts_at_utc - timedelta(hours=reminder.hours_before)


def state(event: Event, reminder: Reminder, *, now: datetime) -> ReminderState:
    """Tell where a reminder stands."""
    due_at = moment(event, reminder)
    if reminder.sent_at is not None and reminder.sent_at >= due_at:
        return ReminderState.SENT
    if now < due_at:
        return ReminderState.AHEAD
    latest = min(due_at + PATIENCE, due_at + timedelta(hours=reminder.hours_before) / 2)
    return ReminderState.DUE if now <= latest else ReminderState.MISSED


def find_due(*, now: datetime) -> list[int]:
    """Return the numbers of the events that have a reminder to send."""
    soon = (Event.starts_at_utc > now, Event.starts_at_utc <= now + timedelta(hours=LONGEST))
    query = select(Event, Reminder).join(Reminder, Reminder.event_id == Event.id)
    rows = session.execute(query.where(Event.status == EventStatus.PUBLISHED, *soon).order_by(Event.id))
    due = [event.id for event, reminder in rows if state(event, reminder, now=now) is ReminderState.DUE]
    return list(dict.fromkeys(due))


def send_due(event_id: int, *, now: datetime) -> int:
    """Queue what an event has to remind of, under its lock; return how many messages.

    Whoever comes second finds it done. Several reminders due at once are one message.
    """
    event = session.get_one(Event, event_id)
    events.lock(event)
    if event.status is not EventStatus.PUBLISHED or event.starts_at_utc <= now:
        return 0
    due = [each for each in find_by_event(event) if state(event, each, now=now) is ReminderState.DUE]
    if not due:
        return 0
    for reminder in due:
        reminder.sent_at = now
    readers = find_readers(event)
    for registration in readers:
        outbox.queue(
            "reminder", registration.email or "", now=now, language=registration.language, registration=registration
        )
    difference = {"hours_before": [each.hours_before for each in due], "readers": len(readers)}
    audit.record("event:reminded", event, by="worker", now=now, event=event, difference=difference)
    return len(readers)


def find_readers(event: Event) -> Sequence[Registration]:
    """Return whoever has a confirmed place and an address."""
    return session.scalars(select(Registration).where(*_reached(event)).order_by(Registration.id)).all()


def count_readers(event: Event) -> int:
    """Return how many there are."""
    return session.scalar(select(func.count()).select_from(Registration).where(*_reached(event))) or 0


def _reached(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.email.is_not(None),
        Registration.anonymised_at.is_(None),
    )
