"""Who did what: one entry in the transaction of every write, sealed later into a chain."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventhub.base.db import Model, session
from eventhub.models.audit import Entry
from eventhub.models.events import Event

FIRST_SEAL = "0" * 64
"""What the first entry of the chain is sealed to."""


def record(
    action: str,
    subject: Model,
    *,
    by: str,
    now: datetime,
    event: Event | None = None,
    difference: dict[str, Any] | None = None,
) -> Entry:
    """Write down one change: `action` is subject:verb, `difference` what became of which field."""
    session.flush()
    entry = Entry(
        at=now,
        by=by,
        action=action,
        subject=f"{subject.__tablename__}:{subject.id}",
        event_id=event.id if event else None,
        difference=_plain(difference) if difference else None,
        salt=secrets.token_hex(16),
    )
    entry.digest = _digest(entry)
    session.add(entry)
    return entry


def seal(*, limit: int = 500) -> int:
    """Chain entries that are not yet sealed, oldest first; return how many.

    One worker seals at a time: the place in the chain is unique, so a second one's commit is refused.
    """
    last = session.scalar(select(Entry).where(Entry.place.is_not(None)).order_by(Entry.place.desc()).limit(1))
    place, previous = (last.place or 0, last.seal or FIRST_SEAL) if last else (0, FIRST_SEAL)
    waiting = session.scalars(select(Entry).where(Entry.place.is_(None)).order_by(Entry.id).limit(limit)).all()
    for place_after, entry in enumerate(waiting, start=place + 1):
        entry.place, entry.seal = place_after, _seal(previous, entry)
        previous = entry.seal
    return len(waiting)


def faults() -> Iterator[str]:
    """Yield one sentence for each sealed entry that is missing or was altered."""
    previous, expected = FIRST_SEAL, 1
    for entry in session.scalars(select(Entry).where(Entry.place.is_not(None)).order_by(Entry.place)).yield_per(500):
        if entry.place != expected:
            yield f"audit entry {expected} of the chain is missing"
        elif entry.seal != _seal(previous, entry):
            yield f"audit entry {entry.place} of the chain does not follow from the one before"
        if entry.difference is not None and entry.digest != _digest(entry):
            yield f"audit entry {entry.place} of the chain was altered"
        previous, expected = entry.seal or "", (entry.place or 0) + 1


def find_by_event(event: Event, *, limit: int = 100) -> list[Entry]:
    """Return the latest entries of an event, newest first."""
    return list(session.scalars(select(Entry).where(Entry.event_id == event.id).order_by(Entry.id.desc()).limit(limit)))


def count_unsealed() -> int:
    """Return how many entries wait for their seal."""
    return session.scalar(select(func.count()).select_from(Entry).where(Entry.place.is_(None))) or 0


def _plain(difference: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(difference, default=str))
    return plain


def _digest(entry: Entry) -> str:
    content = [entry.at.isoformat(), entry.by, entry.action, entry.subject, entry.event_id, entry.difference]
    return hashlib.sha256(f"{entry.salt}|{json.dumps(content, sort_keys=True)}".encode()).hexdigest()


def _seal(previous: str, entry: Entry) -> str:
    return hashlib.sha256(f"{previous}|{entry.place}|{entry.digest}".encode()).hexdigest()
