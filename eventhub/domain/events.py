"""Events: planned, changed and found. What a change entails for others is in lifecycle."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import selectinload

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.errors import NotFound, Refused
from eventhub.base.i18n import _l
from eventhub.base.text import slug
from eventhub.domain import audit
from eventhub.models.events import Event, EventReference, EventStatus, Milestone, Series

FIELDS = (
    "title",
    "kind",
    "number",
    "description",
    "starts_at",
    "ends_at",
    "starts_second",
    "ends_second",
    "timezone",
    "modality",
    "venue",
    "join_url",
    "attribution_rule",
    "convenor",
    "gcm_objectives",
    "theme",
    "focus",
    "lead_focus",
    "agenda",
    "languages",
    "capacity",
    "seats_per_delegation",
    "sponsor_seats",
    "needs_address_confirmation",
    "on_decline",
    "registration_mode",
    "registration_opens_at",
    "registration_closes_at",
    "substitution_closes_at",
    "calendar_reminder",
    "join_opens_before",
    "retention_months",
    "series",
    "working_group",
    "summary_options",
)
"""What an organiser may set."""

TIMES = frozenset({"starts_at", "ends_at", "starts_second", "ends_second", "timezone"})
"""What says when an event is."""

MATERIAL = TIMES | {"modality", "venue", "join_url"}
"""A change of these jeopardises attendance: calendars must hear of it (RFC 5546, 2.1.4)."""

RESERVED = frozenset({"new"})
"""Words that stand where slugs do in the addresses of pages."""

KINDS = (
    "informal_consultation",
    "champions_meeting",
    "peer_learning_exchange",
    "briefing",
    "listening_session",
    "side_event",
    "regional_review",
)


# Written once: putting these together takes longer than the database takes to answer them.
_BY_SLUG = select(Event).where(Event.slug == bindparam("the_slug"))
_HOLDING = (
    update(Event)
    .values(revision=Event.revision)
    .returning(Event)
    .execution_options(synchronize_session=False, populate_existing=True)
)
_HELD = _HOLDING.where(Event.id == bindparam("the_event"))
_HELD_BY_SLUG = _HOLDING.where(Event.slug == bindparam("the_slug"))


class NoSuchEvent(NotFound):
    """No event has this slug."""

    message = _l("There is no such event.")


class EndsBeforeStart(Refused):
    """An event must end after it starts."""

    message = _l("The event must end after it starts.")


class NoTitle(Refused):
    """An event has a title."""

    message = _l("Enter a title.")


class SlugTaken(Refused):
    """Another event has this address."""

    message = _l("Another event already has this address. Choose another one.")


class ClosesBeforeOpening(Refused):
    """Registration must close after it opens."""

    message = _l("Registration must close after it opens.")


class MoreSetAsideThanSeats(Refused):
    """Seats for co-sponsors are part of all seats."""

    message = _l("No more places can be set aside for co-sponsors than the event has.")


class NothingToSetAside(Refused):
    """Seats can be set aside only where they are counted."""

    message = _l("Enter the number of places before you set some aside for co-sponsors.")


class NotInTime(Refused):
    """One official stands in for another before the event, not after it began."""

    message = _l("Substitution must end before the event starts.")


def find(slug: str) -> Event | None:
    """Return the event of this slug, draft or not."""
    return session.scalar(_BY_SLUG, {"the_slug": slug})


def get(slug: str) -> Event:
    """Return the event of this slug; raise NoSuchEvent."""
    if event := find(slug):
        return event
    raise NoSuchEvent(_l("There is no event “%(slug)s”.", slug=slug))


def find_public(slug: str) -> Event | None:
    """Return the event of this slug if strangers may see it."""
    event = find(slug)
    return event if event is not None and event.is_public else None


def get_public(slug: str) -> Event:
    """Return the event of this slug if strangers may see it; raise NoSuchEvent, for a draft too."""
    if event := find_public(slug):
        return event
    raise NoSuchEvent


def plan(details: Mapping[str, Any], *, by: str, now: datetime, slug: str | None = None) -> Event:
    """Write a draft of an event; only `title`, `kind`, `starts_at`, `ends_at` and `timezone` are needed."""
    event = Event(
        slug=_free_slug(slug, details.get("title") or ""),
        uid=str(uuid.uuid4()),
        sequence=0,
        revision=1,
        status=EventStatus.DRAFT,
        created_at=now,
        changed_at=now,
    )
    for field in FIELDS:
        if field in details:
            setattr(event, field, details[field])
    _check(event)
    retime(event)
    session.add(event)
    audit.record("event:plan", event, by=by, now=now, event=event, difference={"title": [None, event.title]})
    return event


def change(event: Event, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Write new details onto an event; return what changed as `{field: [before, after]}`.

    SEQUENCE rises once when the change is material and the event has been public; nobody is told here.
    """
    difference = {
        field: [getattr(event, field), details[field]]
        for field in FIELDS
        if field in details and getattr(event, field) != details[field]
    }
    if not difference:
        return {}
    for field, (_before, after) in difference.items():
        setattr(event, field, after)
    _check(event)
    retime(event)
    touch(event, is_material=not MATERIAL.isdisjoint(difference), now=now)
    audit.record("event:change", event, by=by, now=now, event=event, difference=_readable(difference))
    return difference


def touch(event: Event, *, is_material: bool, now: datetime) -> None:
    """Note that something shown has changed; a material change of an event once public raises its SEQUENCE."""
    event.revision += 1
    event.changed_at = max(now, event.changed_at + timedelta(seconds=1))
    if is_material and event.published_at is not None:
        event.sequence += 1


def retime(event: Event) -> bool:
    """Derive the instants from the local times and the zone's rules of today; tell whether they moved."""
    starts, ends = _instant(event, "starts_at", "starts_second"), _instant(event, "ends_at", "ends_second")
    if ends <= starts:
        raise EndsBeforeStart(field="ends_at")
    has_moved = (starts, ends) != (event.starts_at_utc, event.ends_at_utc)
    event.starts_at_utc, event.ends_at_utc = starts, ends
    return has_moved


def lock(event: Event) -> None:
    """Hold the event's row to the end of the transaction, before anything is counted.

    One statement that SQLite and PostgreSQL both honour; what was read of the event before is read again.
    """
    session.add(event)
    session.flush()
    session.execute(_HELD, {"the_event": event.id}).one()


def hold_public(slug: str) -> Event:
    """Hold the row of the event of this slug as `lock` does, and return it; raise NoSuchEvent for a draft too."""
    event = session.scalar(_HELD_BY_SLUG, {"the_slug": slug})
    if event is None or not event.is_public:
        raise NoSuchEvent
    return event


def registration_opens(event: Event) -> datetime | None:
    """Return the instant registration opens; None when it is open from publication."""
    return zones.to_utc(event.registration_opens_at, event.timezone) if event.registration_opens_at else None


def registration_closes(event: Event) -> datetime:
    """Return the instant registration closes: when it was set to, else when the event starts."""
    if event.registration_closes_at is None:
        return event.starts_at_utc
    return zones.to_utc(event.registration_closes_at, event.timezone)


def substitution_closes(event: Event) -> datetime:
    """Return the instant from which nobody may stand in for another: when it was set to, else when the event starts."""
    if event.substitution_closes_at is None:
        return event.starts_at_utc
    return zones.to_utc(event.substitution_closes_at, event.timezone)


def all_events() -> Sequence[Event]:
    """Return every event for organisers, drafts too, latest first."""
    return session.scalars(
        select(Event).options(selectinload(Event.series)).order_by(Event.starts_at_utc.desc(), Event.id)
    ).all()


def slugs_to_come(*, now: datetime) -> Sequence[str]:
    """Return the slugs of the events that are not over, drafts and cancelled ones too, soonest first."""
    to_come = select(Event.slug).where(Event.ends_at_utc > now).order_by(Event.starts_at_utc, Event.id)
    return session.scalars(to_come).all()


def all_series() -> Sequence[Series]:
    """Return every series by name."""
    return session.scalars(select(Series).order_by(Series.name)).all()


def find_series(slug_or_name: str) -> Series | None:
    """Return the series of this slug or name."""
    wanted = or_(Series.slug == slug_or_name, Series.name == slug_or_name)
    return session.scalar(select(Series).where(wanted).limit(1))


def milestones() -> Sequence[Milestone]:
    """Return every milestone, soonest first."""
    return session.scalars(
        select(Milestone).options(selectinload(Milestone.event)).order_by(Milestone.starts_on, Milestone.id)
    ).all()


def related(event: Event) -> Sequence[Event]:
    """Return the public events that this one refers to or that refer to it, soonest first."""
    ahead = select(EventReference.refers_to_id).where(EventReference.event_id == event.id)
    behind = select(EventReference.event_id).where(EventReference.refers_to_id == event.id)
    query = select(Event).where(or_(Event.id.in_(ahead), Event.id.in_(behind)))
    query = query.where(Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
    return session.scalars(query.order_by(Event.starts_at_utc, Event.id)).all()


def add_series(name: str, *, in_text: str | None = None, by: str, now: datetime) -> Series:
    """Open a series of events under a name."""
    taken = session.scalar(select(func.count()).select_from(Series).where(Series.slug == slug(name)))
    address = slug(name) if not taken else f"{slug(name)}-{uuid.uuid4().hex[:4]}"
    series = Series(slug=address or uuid.uuid4().hex[:8], name=name, in_text=in_text)
    session.add(series)
    audit.record("series:add", series, by=by, now=now, difference={"name": [None, name]})
    return series


def _check(event: Event) -> None:
    if not (event.title or "").strip():
        raise NoTitle(field="title")
    opens, closes = event.registration_opens_at, event.registration_closes_at
    for field in ("registration_opens_at", "registration_closes_at", "substitution_closes_at"):
        if getattr(event, field) is not None:
            _instant(event, field)
    if opens and closes and closes <= opens:
        raise ClosesBeforeOpening(field="registration_closes_at")
    if event.substitution_closes_at and event.substitution_closes_at > event.starts_at:
        raise NotInTime(field="substitution_closes_at")
    if event.sponsor_seats and event.capacity is None:
        raise NothingToSetAside(field="sponsor_seats")
    if event.sponsor_seats and event.capacity is not None and event.sponsor_seats > event.capacity:
        raise MoreSetAsideThanSeats(field="sponsor_seats")


def _instant(event: Event, field: str, which: str | None = None) -> datetime:
    """Return the instant of one of the event's local times; a refusal names the field.

    `which` names the column that tells whether the second is meant where the clocks show that time twice.
    """
    is_second = bool(getattr(event, which)) if which else False
    try:
        return zones.to_utc(getattr(event, field), event.timezone, second=is_second)
    except zones.NoSuchTime as refusal:
        raise zones.NoSuchTime(refusal.sentence, field=field) from None
    except zones.UnknownZone as refusal:
        raise zones.UnknownZone(refusal.sentence, field="timezone") from None


def _free_slug(wanted: str | None, title: str) -> str:
    """Return the slug asked for, or one made of the title that is still free."""
    if wanted:
        if find(wanted):
            raise SlugTaken(field="slug")
        return wanted
    base = slug(title) or "event"
    taken = RESERVED | set(session.scalars(select(Event.slug).where(Event.slug.startswith(base))))
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if each not in taken)


def _readable(difference: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    def name(value: Any) -> Any:
        return getattr(value, "slug", value)

    return {field: [name(before), name(after)] for field, (before, after) in difference.items()}
