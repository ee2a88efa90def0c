"""How long what we hold of people is kept, and what happens when its time is up.

Three times run from the end of an event. First goes what is most sensitive: needs, sensitive answers, files.
Then the platforms' records lose names and addresses; the figures are kept as they stand. Last go the names of all who
registered. Every step looks at what is there, so that it may be taken again, and by any number of workers.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update

from eventhub.base.db import session
from eventhub.domain import attendance, audit, counts, erasure, events, surveys, uploads
from eventhub.models.attendance import AttendanceImport, Connection
from eventhub.models.checkins import CheckIn
from eventhub.models.clearances import Clearance, ClearanceComment
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.outbox import Message
from eventhub.models.outcomes import Outcome
from eventhub.models.questions import Answer, Question
from eventhub.models.registrations import (
    AnonymousCount,
    Delegation,
    Registration,
    UnconfirmedApplication,
)
from eventhub.models.replies import IncomingMessage
from eventhub.models.uploads import StoredFile

BATCH = 500
"""How many registrations are anonymised between two flushes."""


CONTACTS: Mapping[type[Any], Sequence[str]] = {
    Invitee: ("name", "email", "reason"),
    Delegation: ("focal_point_name", "focal_point_email", "address"),
    CoSponsorship: ("contact_name", "contact_email"),
    Clearance: ("name", "email"),
    Outcome: ("owner_email",),
}
"""Who was written to beside those who registered: whom the event forgets with them."""


class Stage(StrEnum):
    """What is forgotten together."""

    SENSITIVE = "sensitive"
    ATTENDANCE = "attendance"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Periods:
    """How long after the end of an event each stage comes, where the event has no time of its own."""

    months: int
    sensitive_days: int
    attendance_months: int

    def due(self, event: Event, stage: Stage) -> datetime:
        """Return when a stage of an event comes: the names of an event with a shorter time take the rest along."""
        names = _months_after(event.ends_at_utc, event.retention_months or self.months)
        if stage is Stage.SENSITIVE:
            return min(names, event.ends_at_utc + timedelta(days=self.sensitive_days))
        if stage is Stage.ATTENDANCE:
            return min(names, _months_after(event.ends_at_utc, self.attendance_months))
        return names


@dataclass(frozen=True, slots=True)
class Step:
    """One stage whose time has come at one event, and how many rows it touches."""

    event: Event
    stage: Stage
    due_at: datetime
    rows: int


def _months_after(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later; the last of a month that is shorter."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def due(periods: Periods, *, now: datetime) -> list[Step]:
    """Return what is to be forgotten, the longest due first; nothing is changed."""
    ended = select(Event).where(Event.ends_at_utc <= now, Event.anonymised_at.is_(None)).order_by(Event.ends_at_utc)
    found = [step for event in session.scalars(ended) for step in _steps(event, periods, now=now)]
    return sorted(found, key=lambda step: (step.due_at, step.event.id, list(Stage).index(step.stage)))


def take(event: Event, stage: Stage, *, by: str, now: datetime) -> int:
    """Forget what a stage names, and return how many rows that touched: none for whoever comes second."""
    events.lock(event)
    if not (rows := _ROWS[stage](event)):
        return 0
    _TAKE[stage](event, now)
    audit.record(f"retention:{stage}", event, by=by, now=now, event=event, difference={"rows": rows})
    session.flush()
    return rows


def _steps(event: Event, periods: Periods, *, now: datetime) -> Iterator[Step]:
    for stage in Stage:
        due_at = periods.due(event, stage)
        if due_at <= now and (rows := _ROWS[stage](event)):
            yield Step(event, stage, due_at, rows)


def _count_sensitive(event: Event) -> int:
    needs = select(func.count()).select_from(Registration)
    needs = needs.where(Registration.event_id == event.id, Registration.accessibility_needs.is_not(None))
    answers = select(func.count()).select_from(Answer).join(Question)
    answers = answers.where(Question.event_id == event.id, Question.is_sensitive)
    files = select(func.count()).select_from(StoredFile).where(StoredFile.event_id == event.id)
    return sum(session.scalar(number) or 0 for number in (needs, answers, files))


def _count_connections(event: Event) -> int:
    """Return how many connections may still name somebody: none once the figures are kept."""
    if session.scalar(select(exists().where(AnonymousCount.event_id == event.id))):
        return 0
    rows = select(func.count()).select_from(Connection).join(AttendanceImport)
    return session.scalar(rows.where(AttendanceImport.event_id == event.id)) or 0


def _count_names(event: Event) -> int:
    rows = select(func.count()).select_from(Registration)
    named = session.scalar(rows.where(Registration.event_id == event.id, Registration.anonymised_at.is_(None))) or 0
    others = sum(
        session.scalar(select(func.count()).select_from(table).where(table.event_id == event.id)) or 0
        for table in (Invitee, Delegation, CoSponsorship, Clearance, Message, IncomingMessage, CheckIn)
    )
    owners = select(func.count()).where(Outcome.event_id == event.id, Outcome.owner_email.is_not(None))
    found = named + others + (session.scalar(owners) or 0) + surveys.count_people(event)
    return found if event.anonymised_at is None else 0


def _forget_sensitive(event: Event, now: datetime) -> None:
    session.execute(update(Registration).where(Registration.event_id == event.id).values(accessibility_needs=None))
    sensitive = select(Question.id).where(Question.event_id == event.id, Question.is_sensitive)
    files = session.scalars(select(StoredFile).where(StoredFile.event_id == event.id)).all()
    held = select(Answer.id).where(or_(Answer.question_id.in_(sensitive), Answer.file_id.in_([f.id for f in files])))
    session.execute(delete(Answer).where(Answer.id.in_(held)))
    uploads.forget(files)
    audit.erase_event_differences(event, "registration:correct")
    session.expire_all()


def _forget_connections(event: Event, now: datetime) -> None:
    """Keep the figures, then tie every connection to whom it is known to be and take its name away."""
    counts.keep(event, now=now)
    for participant in attendance.establish(event).participants:
        erasure.unname(participant)
    erasure.pin(event, set())
    audit.erase_event_differences(event, "correction:")


def _forget_names(event: Event, now: datetime) -> None:
    if _count_connections(event):
        _forget_connections(event, now)
    else:
        counts.keep(event, now=now)
    _forget_sensitive(event, now)
    named = select(Registration).where(Registration.event_id == event.id, Registration.anonymised_at.is_(None))
    registrations: Sequence[Registration] = session.scalars(named.order_by(Registration.id)).all()
    for start in range(0, len(registrations), BATCH):
        erasure.anonymise(registrations[start : start + BATCH], now=now)
    erasure.forget_walk_ins(event)
    for table, names in CONTACTS.items():
        session.execute(update(table).where(table.event_id == event.id).values(dict.fromkeys(names)))
    asked = select(Clearance.id).where(Clearance.event_id == event.id)
    session.execute(delete(ClearanceComment).where(ClearanceComment.clearance_id.in_(asked)))
    of_states = (Delegation.event_id == event.id, Delegation.country.is_not(None))
    session.execute(update(Delegation).where(*of_states).values(organisation=None))  # the ministry; the State stays
    for table in (UnconfirmedApplication, Message, IncomingMessage):
        session.execute(delete(table).where(table.event_id == event.id))
    surveys.forget_people(event)
    audit.erase_event_differences(event, "")
    event.anonymised_at = now
    session.flush()  # what is expired unwritten is lost
    session.expire_all()


_ROWS: dict[Stage, Callable[[Event], int]] = {
    Stage.SENSITIVE: _count_sensitive,
    Stage.ATTENDANCE: _count_connections,
    Stage.NAMES: _count_names,
}

_TAKE: dict[Stage, Callable[[Event, datetime], None]] = {
    Stage.SENSITIVE: _forget_sensitive,
    Stage.ATTENDANCE: _forget_connections,
    Stage.NAMES: _forget_names,
}
