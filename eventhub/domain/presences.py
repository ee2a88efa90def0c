"""Who was present, kept so that the database can add up many events; `attendance` alone says who that is.

What is kept of an event is good while no change is noted of what its attendance rests on (the database notes each by
itself, `models/presences`), and while the records are read by the same rule. Whatever is not good is established anew
before it is added up, so no figure is ever old; all of it may be lost at any time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.domain import attendance, counts, events, evidence
from eventhub.domain.attendance import Participant
from eventhub.models.events import Event
from eventhub.models.presences import AttendanceChange, KeptAttendance, Presence

CHAMPIONS = frozenset({"includes_champions", "champion_states_present"})
"""What a champion's date changes: not kept, because it does not rest on the event's own records."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an attendance rests on at a moment: the same later as long as nobody has changed or established anything."""

    token: str | None
    """Of what is kept now."""
    notes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Draft:
    """The attendance of one event, just established and not yet kept."""

    event_id: int
    basis: Basis
    counts: dict[str, Any]
    rows: tuple[dict[str, Any], ...]


@cache
def rule() -> str:
    """Return what names the reading of the records in this release: it moves with the code and what that refers to."""
    house = Path(__file__).parent.parent
    found = hashlib.sha256()
    for floor, kind in (("base", "*.py"), ("models", "*.py"), ("domain", "*.py"), ("reference", "*.json")):
        for file in sorted((house / floor).glob(kind)):
            found.update(file.read_bytes())
    return found.hexdigest()


def outdated() -> Sequence[int]:
    """Return the events whose attendance is recorded and not kept, or kept and no longer good, by number."""
    noted = exists().where(AttendanceChange.event_id == Event.id)
    recorded = Event.id.in_(evidence.recorded_events())
    query = (
        select(Event.id)
        .outerjoin(KeptAttendance, KeptAttendance.event_id == Event.id)
        .where(or_(KeptAttendance.id.is_not(None), recorded))
        .where(or_(KeptAttendance.id.is_(None), KeptAttendance.rule != rule(), noted))
    )
    return session.scalars(query.order_by(Event.id)).all()


def refresh(*, now: datetime) -> int:
    """Establish and keep whatever is not kept or no longer good; return how many events that was.

    For whoever may hold the write lock of SQLite meanwhile; a page establishes first and keeps in a short transaction.
    """
    drafts = [draft for event_id in outdated() if (draft := establish(event_id))]
    return sum(keep(draft, now=now) for draft in drafts)


def establish(event_id: int) -> Draft | None:
    """Establish the attendance of an event, with what it rested on when that began; None when the event is gone."""
    session.flush()
    session.expire_all()  # what was read before may be older than the notes
    basis = _basis(event_id)  # before anything else is read: what changes from here on leaves a note of its own
    event = session.get(Event, event_id)
    if event is None:
        return None
    established = attendance.establish(event)
    figures = counts.count_attendance(established).as_json()
    return Draft(
        event_id=event_id,
        basis=basis,
        counts={name: value for name, value in figures.items() if name not in CHAMPIONS},
        rows=tuple(_row(each, event_id) for each in established.counted),
    )


def is_present(event: Event, person_id: int) -> bool:
    """Tell whether somebody was there, from what is kept of the event where that is good, else established anew."""
    noted = exists().where(AttendanceChange.event_id == event.id)
    kept = exists().where(KeptAttendance.event_id == event.id, KeptAttendance.rule == rule())
    if session.scalar(select(kept & ~noted)):
        mine = (Presence.event_id == event.id, Presence.person_id == person_id)
        return bool(session.scalar(select(exists().where(*mine))))
    return any(each.person is not None and each.person.id == person_id for each in attendance.establish(event).counted)


def keep(draft: Draft, *, now: datetime) -> bool:
    """Keep what was established, unless something changed or another was first meanwhile; tell whether it is kept."""
    event = session.get(Event, draft.event_id)
    if event is None:
        return False
    events.lock(event)
    if _basis(event.id) != draft.basis:
        return False
    session.execute(delete(Presence).where(Presence.event_id == event.id))
    session.execute(delete(KeptAttendance).where(KeptAttendance.event_id == event.id))
    kept = {"token": secrets.token_hex(8), "rule": rule(), "counts": draft.counts, "kept_at": now}
    session.execute(insert(KeptAttendance).values(event_id=event.id, **kept))
    if draft.rows:
        session.execute(insert(Presence), list(draft.rows))
    seen = AttendanceChange.writer.in_(draft.basis.notes)
    session.execute(delete(AttendanceChange).where(AttendanceChange.event_id == event.id, seen))
    return True


def _basis(event_id: int) -> Basis:
    token = session.scalar(select(KeptAttendance.token).where(KeptAttendance.event_id == event_id))
    notes = session.scalars(select(AttendanceChange.writer).where(AttendanceChange.event_id == event_id))
    return Basis(token, frozenset(notes))


def _row(participant: Participant, event_id: int) -> dict[str, Any]:
    details = participant.details
    is_official = details is not None and details.category is not None and details.category.is_official
    state = countries.find(details.country) if details is not None and is_official else None
    return {
        "event_id": event_id,
        "person_id": participant.person.id if participant.person else None,
        "category": details.category if details else None,
        "level": details.level if details else None,
        "country": state.iso3 if state else None,
        "seconds": participant.seconds_present,
    }
