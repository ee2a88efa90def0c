"""Which events stand in which public feed, when a feed last changed, and the bytes kept of its entries.

A feed shows the past twelve months and all that is to come. A cancelled event stays, marked as such: one that
vanished would stand in calendars for ever. A closed event, by invitation only, stands in the calendars of those who
hold a place and in no public one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, bindparam, cast, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from eventhub.base.db import UtcDateTime, session
from eventhub.base.errors import NotFound
from eventhub.base.i18n import LANGUAGES, _l
from eventhub.base.text import slug as slug_of
from eventhub.domain import calendars, directory, events
from eventhub.models.calendars import CalendarBytes, FeedMark
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, EventStatus, Milestone, RegistrationMode, Series
from eventhub.models.outcomes import Outcome

WINDOW = timedelta(days=366)

LIMIT = 1000
"""Entries in one feed, the latest: some programs lose events beyond."""

SIZE_LIMIT = 980_000
"""Octets of entries in one feed; some programs lose events in feeds above a megabyte."""

CANNOT_KEEP = (SQLAlchemyError, sqlite3.Error)
"""What keeping bytes may fail with; the reader has been served all the same."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_EVER_PUBLIC = Event.published_at.is_not(None)
_PUBLIC = and_(_EVER_PUBLIC, Event.status != EventStatus.DRAFT)
_NOT_CLOSED = Event.registration_mode != RegistrationMode.INVITED
_SINCE = bindparam("since", type_=UtcDateTime())


class NoSuchFeed(NotFound):
    """There is nothing public by this name."""

    message = _l("There is no such calendar.")


@dataclass(frozen=True, slots=True)
class Feed:
    """A choice among the public events: those whose `column` is one of `values`, or all.

    Of languages, which are a list in one column, those that hold the one.
    """

    name: str = ""
    column: InstrumentedAttribute[Any] | None = None
    values: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """What the feed's mark is called, in whichever language it is read."""
        return "events" if self.column is None else f"{self.column.key}:{':'.join(map(str, self.values))}"

    @property
    def given_name(self) -> str:
        """Its name where people give it and may change it; a kind's is ours, and another in each language."""
        return "" if self.column is Event.kind else self.name


@dataclass(frozen=True, slots=True)
class Mark:
    """What a feed was when somebody last found it changed, and when that was."""

    fingerprint: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What a feed's ETag and Last-Modified rest on."""

    feed: str
    """What the feed's mark is called."""
    fingerprint: str
    """Differs when any entry came, went or changed."""
    mark: Mark | None

    def changed(self, fingerprint: str, *, now: datetime) -> datetime:
        """Return when the content became what it is: as marked, or else now. Never twice the same second."""
        if self.mark is None:
            return now
        if self.mark.fingerprint == fingerprint:
            return self.mark.changed_at
        return max(now, self.mark.changed_at + timedelta(seconds=1))


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


def of_language(code: str) -> Feed:
    """Choose events that are interpreted in one language; raise NoSuchFeed for one that nobody knows or offers."""
    if _LANGUAGE.fullmatch(code) and (code in LANGUAGES or code in public_languages()):
        return Feed(code, Event.languages, (code,))
    raise NoSuchFeed


def public_languages() -> list[str]:
    """Return the languages in which public events are interpreted: those of the house in its order, then others."""
    shown = session.scalars(select(Event.languages).where(_PUBLIC, _NOT_CLOSED))
    used = {code for codes in shown for code in codes if _LANGUAGE.fullmatch(code)}
    return [*(code for code in LANGUAGES if code in used), *sorted(used - LANGUAGES.keys())]


def public_series() -> Sequence[Series]:
    """Return the series that have been public, by name."""
    shown = select(Event.id).where(Event.series_id == Series.id, _PUBLIC).exists()
    return session.scalars(select(Series).where(shown).order_by(Series.name)).all()


def public_working_groups() -> Sequence[WorkingGroup]:
    """Return the working groups that hold public events, by name."""
    shown = select(Event.id).where(Event.working_group_id == WorkingGroup.id, _PUBLIC).exists()
    return session.scalars(select(WorkingGroup).where(shown).order_by(WorkingGroup.name)).all()


def state(feed: Feed, *, now: datetime) -> State:
    """Return what changes when the feed's content does: one query, no event loaded."""
    chosen = _chosen(feed, now) | {"feed": feed.key}
    # Asked of the connection: nothing of this is an object of ours, and a session looks for some.
    *sums, fingerprint, changed_at = session.connection().execute(_state_query(feed.column), chosen).one()
    mark = Mark(fingerprint, changed_at) if fingerprint is not None else None
    return State(feed.key, " ".join(map(str, (*sums, feed.given_name))), mark)


def marked(feed: str, fingerprint: str) -> State:
    """Return the state of a feed whose content has this fingerprint."""
    row = session.execute(select(FeedMark.fingerprint, FeedMark.changed_at).where(FeedMark.feed == feed)).one_or_none()
    return State(feed, fingerprint, Mark(*row) if row else None)


def mark(feed: str, mark: Mark) -> None:
    """Note what a feed has become; of several who find it changed at once the first is right."""
    known = session.scalar(select(FeedMark).where(FeedMark.feed == feed))
    if known is None:
        session.add(FeedMark(feed=feed, fingerprint=mark.fingerprint, changed_at=mark.changed_at))
    elif known.fingerprint != mark.fingerprint:
        known.fingerprint, known.changed_at = mark.fingerprint, mark.changed_at


def kept(feed: Feed, *, variant: str, renderer: str, now: datetime) -> list[Kept]:
    """Return the feed's events in order of time, each with the bytes kept of it, if any are still good."""
    rows = session.execute(
        _kept_query(feed.column), _chosen(feed, now) | {"the_variant": variant, "the_renderer": renderer}
    )
    return [Kept(*row) for row in rows][::-1]


def load(event_ids: Sequence[int]) -> Sequence[Event]:
    """Return events with their sessions, by their numbers, in no order."""
    wanted = select(Event).options(selectinload(Event.sessions)).where(Event.id.in_(event_ids))
    return session.scalars(wanted).all() if event_ids else []


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
    """Leave out the earliest events of a feed that grows too large, by its octets or by its entries."""
    sizes = accumulate(len(body) for body in reversed(bodies))
    entries = accumulate(body.count(b"BEGIN:VEVENT") for body in reversed(bodies))
    fits = (size <= SIZE_LIMIT and number <= LIMIT for size, number in zip(sizes, entries, strict=True))
    return bodies[len(bodies) - sum(fits) :]


def milestones(*, now: datetime) -> Sequence[Milestone]:
    """Return the milestones in the window."""
    first_day = (now - WINDOW).date()
    return [each for each in events.milestones() if calendars.milestone_days(each)[1] > first_day]


def fingerprint(rows: Iterable[Milestone | Outcome]) -> str:
    """Return what differs when any of these rows, or what is told of its event, has changed."""
    told = [
        (each.uid, each.sequence, each.changed_at.isoformat(), each.event and (each.event.id, each.event.revision))
        for each in rows
    ]
    return repr(told)


def _chosen(feed: Feed, now: datetime) -> dict[str, Any]:
    since = {"since": now - WINDOW}
    if feed.column is None:
        return since
    return since | ({"one_of": f'%"{feed.values[0]}"%'} if feed.column is Event.languages else {"values": feed.values})


def _conditions(column: InstrumentedAttribute[Any] | None) -> list[ColumnElement[bool]]:
    shown = [_PUBLIC, _NOT_CLOSED, Event.ends_at_utc >= _SINCE]
    if column is None:
        return shown
    if column is Event.languages:  # a list of short codes, as text on every database
        return [*shown, cast(column, String).like(bindparam("one_of"))]
    return [*shown, column.in_(bindparam("values", expanding=True))]


@cache
def _state_query(column: InstrumentedAttribute[Any] | None) -> Select[*tuple[Any, ...]]:
    """Write the query once: putting it together takes longer than the database takes to answer it.

    A change of one event raises the first sum, and no other event that came in its place leaves both as they were.
    Events beyond LIMIT count too: at worst a feed is fetched once more than needed.
    """
    weight = func.sum(cast(Event.id, BigInteger) * Event.revision)
    sums = (func.count(), func.sum(Event.revision), weight)
    shown = [_EVER_PUBLIC, *_conditions(column)[1:]]  # a draft has not been public: one word less to compare
    marked = FeedMark.feed == bindparam("feed")
    mark = (select(column).where(marked).scalar_subquery() for column in (FeedMark.fingerprint, FeedMark.changed_at))
    return select(*sums, *mark).where(*shown)


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
