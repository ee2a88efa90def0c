"""Who did what: one entry in the transaction of every write, sealed later into a chain.

An entry's digest covers who, what and when, and the digest of what changed; a seal covers the digest and the seal
before it. So what changed can be erased, with its salt, and everything else still proves itself.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, func, null, select, update

from eventhub.base.db import Model, note, session
from eventhub.models.audit import ChainEnd, Entry
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
) -> None:
    """Write down one change: `action` is subject:verb, `difference` what became of which field."""
    if subject.id is None:
        session.flush()
    note(_written(action, subject, difference, by=by, now=now, event=event))


def record_all(
    action: str, changes: Iterable[tuple[Model, dict[str, Any]]], *, by: str, now: datetime, event: Event | None = None
) -> None:
    """Write down the same step of many stored rows, each with what became of its fields, by one statement."""
    note(*(_written(action, subject, change, by=by, now=now, event=event) for subject, change in changes))


def _written(
    action: str, subject: Model, difference: dict[str, Any] | None, *, by: str, now: datetime, event: Event | None
) -> Entry:
    entry = Entry(
        at=now.astimezone(UTC),
        by=by,
        action=action,
        subject=_name(subject),
        event_id=event.id if event else None,
    )
    if difference:
        entry.difference, entry.salt = _plain(difference), secrets.token_hex(16)
        entry.difference_digest = _difference_digest(entry)
    entry.digest = _digest(entry)
    return entry


def erase_differences(subject: Model) -> int:
    """Forget what changed on a row, for good: that it changed, when and by whom stays, and the chain stays whole.

    Return how many entries forgot something.
    """
    mine = select(Entry).where(Entry.subject == _name(subject), Entry.salt.is_not(None))
    entries = session.scalars(mine).all()
    for entry in entries:
        entry.difference = entry.salt = None
    return len(entries)


def erase_event_differences(event: Event, action: str) -> None:
    """Forget what changed in every entry of an event whose action begins so; the chain stays whole."""
    mine = update(Entry).where(Entry.event_id == event.id, Entry.action.startswith(action, autoescape=True))
    session.execute(mine.values(difference=null(), salt=None))


def seal(*, limit: int = 100) -> int:
    """Chain entries that are not yet sealed, oldest first; return how many.

    One worker seals at a time: it holds the row of the chain's end, and whoever finds it held seals nothing.
    """
    end = session.scalar(select(ChainEnd).with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if end is None:
        if session.scalar(select(func.count()).select_from(ChainEnd)):
            return 0
        end = ChainEnd(id=1, place=0, seal=FIRST_SEAL)
        session.add(end)
    waiting = session.scalars(select(Entry).where(Entry.place.is_(None)).order_by(Entry.id).limit(limit)).all()
    for entry in waiting:
        end.place += 1
        entry.place = end.place
        entry.seal = end.seal = _seal(end.seal, entry)
    return len(waiting)


def faults() -> Iterator[str]:
    """Yield one sentence for each sealed entry that is missing or was altered, and for each unsealed one altered."""
    previous, expected = FIRST_SEAL, 1
    for entry in session.scalars(select(Entry).where(Entry.place.is_not(None)).order_by(Entry.place)).yield_per(500):
        place = entry.place or 0
        if place > expected:
            yield _missing(expected, place - 1)
        elif entry.seal != _seal(previous, entry):
            yield f"audit entry {place} of the chain does not follow from the one before"
        if not _is_whole(entry):
            yield f"audit entry {place} of the chain was altered"
        previous, expected = entry.seal or "", place + 1
    yield from _faults_at_end(previous, expected)
    for entry in session.scalars(select(Entry).where(Entry.place.is_(None)).order_by(Entry.id)).yield_per(500):
        if not _is_whole(entry):
            yield f"audit entry number {entry.id}, not yet in the chain, was altered"


def find_by_event(event: Event, *, limit: int = 100) -> list[Entry]:
    """Return the latest entries of an event, newest first."""
    return list(session.scalars(select(Entry).where(Entry.event_id == event.id).order_by(Entry.id.desc()).limit(limit)))


def last_number(event: Event) -> int:
    """Return the number of the latest entry of an event, 0 before any: it rises with every write about the event."""
    return session.scalar(select(func.max(Entry.id)).where(Entry.event_id == event.id)) or 0


def find_by_subject(subject: Model, *, limit: int = 100) -> list[Entry]:
    """Return the latest entries about one row, newest first."""
    mine = select(Entry).where(Entry.subject == _name(subject)).order_by(Entry.id.desc()).limit(limit)
    return list(session.scalars(mine))


def is_any_unsealed() -> bool:
    """Tell whether an entry waits for its seal."""
    return session.scalar(select(exists().where(Entry.place.is_(None)))) or False


def _faults_at_end(seal: str, expected: int) -> Iterator[str]:
    end = session.scalar(select(ChainEnd))
    if end is None:
        if expected > 1:
            yield "the mark of the audit chain's end is missing"
    elif end.place >= expected:
        yield _missing(expected, end.place)
    elif end.seal != seal:
        yield "the audit chain does not end as it was sealed"


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"audit entry {first} of the chain is missing"
    return f"audit entries {first} to {last} of the chain are missing"


def _is_whole(entry: Entry) -> bool:
    """Tell whether an entry is as it was written, what was erased aside."""
    if entry.digest != _digest(entry):
        return False
    return entry.difference is None or entry.difference_digest == _difference_digest(entry)


def _name(subject: Model) -> str:
    return f"{subject.__tablename__}:{subject.id}"


def _plain(difference: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(difference, default=str))
    return plain


def _difference_digest(entry: Entry) -> str:
    return _sha256(f"{entry.salt}|{json.dumps(entry.difference, sort_keys=True)}")


def _digest(entry: Entry) -> str:
    content = [entry.at.isoformat(), entry.by, entry.action, entry.subject, entry.event_id, entry.difference_digest]
    return _sha256(json.dumps(content))


def _seal(previous: str, entry: Entry) -> str:
    return _sha256(f"{previous}|{entry.place}|{entry.digest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
