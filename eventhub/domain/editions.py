"""Editions of an event's page: one query tells whether a page written earlier is still as it would be written now.

Every write about an event leaves an audit entry with it, so the number of the last entry stands for all of them:
seats taken, sponsors, materials, summaries. What other rows lend to the page is asked for beside it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from eventhub.base import nearness
from eventhub.base.db import session
from eventhub.domain import events
from eventhub.models.audit import Entry
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, EventReference, EventStatus, Series


class Edition(NamedTuple):
    """Equal to an earlier one as long as nothing was written that the page could show."""

    event_id: int
    revision: int
    changed_at: datetime
    last_entry: int | None
    series: str | None
    working_group: str | None
    related_revisions: int | None
    related_change: datetime | None


def current(slug: str) -> Edition:
    """Return the edition of a public event's page; raise NoSuchEvent."""
    row = session.execute(_query(), {"slug": slug}).one_or_none()
    if row is None:
        raise events.NoSuchEvent
    return Edition(*row)


def number(slug: str) -> tuple[int, int]:
    """Return the number of an event, a draft too, and of its last entry, in one small query; raise NoSuchEvent.

    Both are equal to earlier ones as long as nothing was written about the event.
    """
    row = session.execute(_numbered(), {"slug": slug}).one_or_none()
    if row is None:
        raise events.NoSuchEvent
    return row[0], row[1] or 0


def holds_until(event: Event, *, now: datetime) -> datetime:
    """Return when the page changes by itself: registration opens or closes, the event begins, is over, or either is as
    far off as other words say.
    """
    opens = events.registration_opens(event)
    turns = (
        nearness.of(opens, opens, event.timezone, now=now).until if opens is not None and now < opens else None,
        opens,
        events.registration_closes(event),
        event.starts_at_utc,
        event.ends_at_utc,
        nearness.of(event.starts_at_utc, event.ends_at_utc, event.timezone, now=now).until,
    )
    return min(turn for turn in turns if turn is not None and turn > now)


@cache
def _numbered() -> Select[*tuple[Any, ...]]:
    last_entry = select(func.max(Entry.id)).where(Entry.event_id == Event.id).scalar_subquery()
    return select(Event.id, last_entry).where(Event.slug == bindparam("slug"))


@cache
def _query() -> Select[*tuple[Any, ...]]:
    """Write the query once: putting it together takes longer than the database takes to answer it."""
    last_entry = select(func.max(Entry.id)).where(Entry.event_id == Event.id).scalar_subquery()
    other, refers = aliased(Event), EventReference.event_id == Event.id
    its_id = case((refers, EventReference.refers_to_id), else_=EventReference.event_id)
    related = and_(other.id == its_id, or_(refers, EventReference.refers_to_id == Event.id))
    return (
        select(
            Event.id,
            Event.revision,
            Event.changed_at,
            last_entry,
            Series.name,
            WorkingGroup.name,
            select(func.sum(other.revision)).where(related).correlate(Event).scalar_subquery(),
            select(func.max(other.changed_at)).where(related).correlate(Event).scalar_subquery(),
        )
        .outerjoin(Event.series)
        .outerjoin(Event.working_group)
        .where(Event.slug == bindparam("slug"), Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
    )
