"""Which events stand in which public feed, when a feed last changed, and the bytes kept of its entries.

A feed shows the past twelve months and all that is to come. A cancelled event stays, marked as such: one that
vanished would stand in calendars for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, cast, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute

from eventhub.base.db import UtcDateTime, session
from eventhub.base.errors import NotFound
from eventhub.base.i18n import _l
from eventhub.base.text import slug as slug_of
from eventhub.domain import calendars, directory, events
from eventhub.models.calendars import CalendarBytes
from eventhub.models.events import Event, EventStatus, Milestone, Series

WINDOW = timedelta(days=366)

LIMIT = 1000
"""Events in one feed, the latest: some programs lose events beyond."""

SIZE_LIMIT = 980_000
"""Octets of entries in one feed; some programs lose events in feeds above a megabyte."""

CANNOT_KEEP = (SQLAlchemyError, sqlite3.Error)
"""What keeping bytes may fail with; the reader has been served all the same."""

_EVER_PUBLIC = Event.published_at.is_not(None)
_PUBLIC = and_(_EVER_PUBLIC, Event.status != EventStatus.DRAFT)
_SINCE = bindparam("since", type_=UtcDateTime())


class NoSuchFeed(NotFound):
    """There is nothing public by this name."""

    message = _l("There is no such calendar.")


@dataclass(frozen=True, slots=True)
class Feed:
    """A choice among the public events: those whose `column` holds one of `values`, or all."""

    name: str = ""
    column: InstrumentedAttribute[Any] | None = None
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What a feed's ETag and Last-Modified rest on."""

    fingerprint: str
    """Differs when any event came, went or changed."""
    changed: datetime
    """No earlier than the last change; an event that left the window is one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One event's place in a feed, with its bytes if they are still good."""

    event_id: int
    revision: int
    body: bytes | None


def everything() -> Feed:
    """Choose all public events."""
    return Feed()


def of_series(slug: str) -> Feed:
    """Choose a series that has been public; raise NoSuchFeed."""
    shown = select(Event.id).where(Event.series_id == Series.id, _PUBLIC).exists()
    if series := session.execute(select(Series.id, Series.name).where(Series.slug == slug, shown)).one_or_none():
        return Feed(series.name, Event.series_id, (series.id,))
    raise NoSuchFeed


def of_working_group(slug: str) -> Feed:
    """Choose what one working group holds; raise NoSuchFeed."""
    if group := directory.find_working_group(slug):
        return Feed(group.name, Event.working_group_id, (group.id,))
    raise NoSuchFeed


def of_kind(kind: str) -> Feed:
    """Choose events of one kind; raise NoSuchFeed for one that is neither ours nor in public use."""
    if kind in events.KINDS or session.scalar(select(Event.id).where(Event.kind == kind, _PUBLIC).limit(1)):
        return Feed(kind, Event.kind, (kind,))
    raise NoSuchFeed


def of_theme(slug: str) -> Feed:
    """Choose events on one theme, by the theme's words as they stand in an address; raise NoSuchFeed."""
    themes = session.scalars(select(Event.theme).where(Event.theme.is_not(None), _PUBLIC).distinct())
    if chosen := sorted(theme for theme in themes if theme and slug_of(theme) == slug):
        return Feed(chosen[0], Event.theme, tuple(chosen))
    raise NoSuchFeed


def state(feed: Feed, *, now: datetime) -> State:
    """Return what changes when the feed's content does: one query, no event loaded."""
    row = session.execute(_state_query(feed.column), _chosen(feed, now)).one()
    count, revisions, weight, latest, last_changed, last_left = row
    return State(
        fingerprint=f"{count} {revisions or 0} {weight or 0} {latest.isoformat() if latest else ''}",
        changed=max(last_changed or _LONG_AGO, last_left + WINDOW if last_left else _LONG_AGO),
    )


def kept(feed: Feed, *, variant: str, renderer: str, now: datetime) -> list[Kept]:
    """Return the feed's events in order of time, each with the bytes kept of it, if any are still good."""
    rows = session.execute(
        _kept_query(feed.column), _chosen(feed, now) | {"the_variant": variant, "the_renderer": renderer}
    )
    return [Kept(*row) for row in rows][::-1]


def load(event_ids: Sequence[int]) -> Sequence[Event]:
    """Return events by their numbers, in no order."""
    return session.scalars(select(Event).where(Event.id.in_(event_ids))).all()


def keep(written: Sequence[Kept], *, variant: str, renderer: str) -> None:
    """Keep bytes for the next reader, in place of older ones."""
    if not written:
        return
    numbers = [each.event_id for each in written]
    session.execute(delete(CalendarBytes).where(CalendarBytes.event_id.in_(numbers), CalendarBytes.variant == variant))
    session.execute(
        insert(CalendarBytes),
        [
            {
                "event_id": each.event_id,
                "revision": each.revision,
                "body": each.body,
                "variant": variant,
                "renderer": renderer,
            }
            for each in written
        ],
    )


def fitting(bodies: Sequence[bytes]) -> Sequence[bytes]:
    """Leave out the earliest entries of a feed that grows too large."""
    sizes = accumulate(len(body) for body in reversed(bodies))
    return bodies[len(bodies) - sum(size <= SIZE_LIMIT for size in sizes) :]


def milestones(*, now: datetime) -> tuple[Sequence[Milestone], datetime]:
    """Return the milestones in the window and when this list last changed."""
    first_day = (now - WINDOW).date()
    every = events.milestones()
    shown = [each for each in every if calendars.milestone_days(each)[1] > first_day]
    left = [calendars.milestone_days(each)[1] for each in every if each not in shown]
    changes = [each.changed_at for each in every] + [
        datetime(day.year, day.month, day.day, tzinfo=UTC) + WINDOW for day in left
    ]
    return shown, max(changes, default=_LONG_AGO)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _chosen(feed: Feed, now: datetime) -> dict[str, Any]:
    return {"since": now - WINDOW} | ({"values": feed.values} if feed.column is not None else {})


def _conditions(column: InstrumentedAttribute[Any] | None) -> list[ColumnElement[bool]]:
    shown = [_PUBLIC, Event.ends_at_utc >= _SINCE]
    return shown if column is None else [*shown, column.in_(bindparam("values", expanding=True))]


@cache
def _state_query(column: InstrumentedAttribute[Any] | None) -> Select[*tuple[Any, ...]]:
    """Write the query once: putting it together takes longer than the database takes to answer it.

    Events beyond LIMIT count too: at worst a feed is fetched once more than needed.
    """
    # An event may leave this feed for another, so the last change is looked for among all.
    changed = select(func.max(Event.changed_at)).where(_EVER_PUBLIC).scalar_subquery()
    left = select(func.max(Event.ends_at_utc)).where(_EVER_PUBLIC, Event.ends_at_utc < _SINCE).scalar_subquery()
    weight = func.sum(cast(Event.id, BigInteger) * Event.revision)
    sums = (func.count(), func.sum(Event.revision), weight, func.max(Event.changed_at))
    return select(*sums, changed, left).where(*_conditions(column))


@cache
def _kept_query(column: InstrumentedAttribute[Any] | None) -> Select[*tuple[Any, ...]]:
    """Write the query once: the latest events first, beside them what is kept."""
    good = and_(
        CalendarBytes.event_id == Event.id,
        CalendarBytes.revision == Event.revision,
        CalendarBytes.variant == bindparam("the_variant"),
        CalendarBytes.renderer == bindparam("the_renderer"),
    )
    return (
        select(Event.id, Event.revision, CalendarBytes.body)
        .outerjoin(CalendarBytes, good)
        .where(*_conditions(column))
        .order_by(Event.starts_at_utc.desc(), Event.id.desc())
        .limit(LIMIT)
    )
