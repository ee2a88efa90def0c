"""What the columns of a list mean, as an organiser once said: remembered by the titles, for the next such file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.text import fold
from eventhub.domain import audit
from eventhub.models.attendance import ColumnMapping


def find(titles: Sequence[str]) -> dict[str, str] | None:
    """Return what the columns of these titles mean, if somebody has said so."""
    known = session.scalar(select(ColumnMapping).where(ColumnMapping.fingerprint == _fingerprint(titles)))
    return dict(known.columns) if known else None


def remember(titles: Sequence[str], columns: Mapping[str, str], *, by: str, now: datetime) -> ColumnMapping:
    """Keep what the columns of these titles mean; what was said before is replaced."""
    fingerprint = _fingerprint(titles)
    known = session.scalar(select(ColumnMapping).where(ColumnMapping.fingerprint == fingerprint))
    before = dict(known.columns) if known else None
    if known is None:
        known = ColumnMapping(fingerprint=fingerprint, columns=dict(columns), by=by, at=now)
        session.add(known)
    elif before == dict(columns):
        return known
    known.columns, known.by, known.at = dict(columns), by, now
    session.flush()
    audit.record("mapping:remember", known, by=by, now=now, difference={"columns": [before, dict(columns)]})
    return known


def forget(known: ColumnMapping, *, by: str, now: datetime) -> None:
    """Forget what the columns of a list mean: the next such file is asked about again."""
    audit.record("mapping:forget", known, by=by, now=now, difference={"columns": [dict(known.columns), None]})
    session.delete(known)


def find_by_number(number: int) -> ColumnMapping | None:
    """Return what was remembered under this number."""
    return session.get(ColumnMapping, number)


def all_of_them() -> Sequence[ColumnMapping]:
    """Return everything that is remembered, oldest first."""
    return session.scalars(select(ColumnMapping).order_by(ColumnMapping.id)).all()


def _fingerprint(titles: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(map(fold, titles)).encode()).hexdigest()
