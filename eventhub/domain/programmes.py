"""The programme: public events as strangers look for them, and the words that they can be sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventhub.base.db import session
from eventhub.base.text import fold
from eventhub.models.events import Event, EventStatus, Series


def find(
    *, now: datetime, q: str = "", series: str = "", kind: str = "", theme: str = "", when: str = "upcoming"
) -> Sequence[Event]:
    """Return public events that fit every filter given: coming ones soonest first, past ones latest first."""
    query = (
        select(Event)
        .options(selectinload(Event.series), selectinload(Event.working_group))
        .where(Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
    )
    if when == "upcoming":
        query = query.where(Event.ends_at_utc > now).order_by(Event.starts_at_utc, Event.id)
    elif when == "past":
        query = query.where(Event.ends_at_utc <= now).order_by(Event.starts_at_utc.desc(), Event.id)
    else:
        query = query.order_by(Event.starts_at_utc.desc(), Event.id)
    if series:
        query = query.join(Event.series).where(Series.slug == series)
    if kind:
        query = query.where(Event.kind == kind)
    found = session.scalars(query).all()
    if theme:
        found = [event for event in found if fold(theme) == fold(event.theme or "")]
    words = fold(q).split()
    return [event for event in found if all(word in _searched(event) for word in words)] if words else found


def themes() -> list[str]:
    """Return the themes of public events, in order."""
    query = select(Event.theme).where(Event.theme.is_not(None), Event.published_at.is_not(None)).distinct()
    return sorted((theme for theme in session.scalars(query) if theme), key=fold)


def kinds() -> list[str]:
    """Return the kinds of public events, in order."""
    return list(
        session.scalars(select(Event.kind).where(Event.published_at.is_not(None)).distinct().order_by(Event.kind))
    )


def _searched(event: Event) -> str:
    words: Iterable[str | None] = (
        event.title,
        event.theme,
        event.description,
        event.series.name if event.series else None,
    )
    return fold(" ".join(word for word in words if word))
