"""The sessions of an event: parts of it with a time of their own, that everybody attends or that people choose.

A session is in the event's zone, moves along when the event does, and is where the event is unless it says otherwise.
What a change of it entails for those who chose it is in agendas.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from eventhub.base import zones
from eventhub.base.db import session as database
from eventhub.base.errors import NotFound, Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events
from eventhub.models.events import Event, Modality, Session

FIELDS = (
    "title",
    "starts_at",
    "ends_at",
    "starts_second",
    "ends_second",
    "venue",
    "join_url",
    "is_elective",
    "capacity",
    "attribution_rule",
)
"""What an organiser may set."""


class Shown(NamedTuple):
    """When and where a session is, as calendars show it: a change of this jeopardises attendance."""

    starts_at: datetime | None
    ends_at: datetime | None
    place: str | None
    link: str | None
    modality: Modality


class NoSuchSession(NotFound):
    """The event has no such session."""

    message = _l("There is no such session.")


class EndsBeforeStart(Refused):
    """A session must end after it starts."""

    message = _l("The session must end after it starts.")


class HalfATime(Refused):
    """A session has a start and an end, or neither."""

    message = _l("Enter both when the session starts and when it ends.")


class OutsideEvent(Refused):
    """A session is a part of its event."""

    message = _l("The session must lie within the time of the event.")


class NoTimeToChoose(Refused):
    """Whoever chooses a session wants to know when it is."""

    message = _l("Enter when the session starts: people cannot choose one without a time.")


class NothingToCount(Refused):
    """Places are counted where people choose."""

    message = _l("Places can be counted only in a session that people choose.")


class AlreadyShown(Refused):
    """What stood in calendars must say that it is off, not vanish."""

    message = _l("This session has been published. Cancel it instead, so that calendars hear of it.")


class AlreadyCancelled(Refused):
    """A session is called off once."""

    message = _l("This session is cancelled already.")


class NotCancelled(Refused):
    """Only a cancelled session can be reinstated."""

    message = _l("Only a cancelled session can be reinstated.")


def find(event: Event, number: int) -> Session | None:
    """Return the session of this event with this number."""
    return next((each for each in event.sessions if each.id == number), None)


def get(event: Event, number: int) -> Session:
    """Return the session of this event with this number; raise NoSuchSession."""
    if found := find(event, number):
        return found
    raise NoSuchSession


def timed(event: Event) -> list[Session]:
    """Return the sessions that have a time, in order of time: those stand in calendars."""
    with_time = [each for each in event.sessions if each.starts_at_utc is not None and each.ends_at_utc is not None]
    return sorted(with_time, key=lambda each: (each.starts_at_utc, each.ends_at_utc, each.position))


def held(event: Event) -> list[Session]:
    """Return the sessions with a time that take place: each may have a door of its own."""
    return [each for each in timed(event) if each.cancelled_at is None]


def elective(event: Event) -> list[Session]:
    """Return the sessions that people choose, in order of time, those called off left out."""
    return [each for each in held(event) if each.is_elective]


def add(event: Event, details: Mapping[str, Any], *, by: str, now: datetime) -> Session:
    """Add a session at the end of an event's agenda; only `title` is needed."""
    events.lock(event)
    new = Session(
        uid=str(uuid.uuid4()),
        sequence=0,
        position=max((each.position for each in event.sessions), default=0) + 1,
        starts_second=False,
        ends_second=False,
        is_elective=False,
        created_at=now,
        changed_at=now,
    )
    for field in FIELDS:
        if field in details:
            setattr(new, field, details[field])
    _check(new, event)
    event.sessions.append(new)
    events.touch(event, is_material=False, now=now)
    audit.record("session:add", new, by=by, now=now, event=event, difference={"title": [None, new.title]})
    return new


def change(own: Session, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Write new details onto a session; return what changed as `{field: [before, after]}`.

    SEQUENCE rises once when its time, place or link changes and the event has been public; nobody is told here.
    """
    events.lock(own.event)
    difference = {
        field: [getattr(own, field), details[field]]
        for field in FIELDS
        if field in details and getattr(own, field) != details[field]
    }
    if not difference:
        return {}
    before = shown(own)
    for field, (_before, after) in difference.items():
        setattr(own, field, after)
    _check(own, own.event)
    touch(own, is_material=shown(own) != before, now=now)
    events.touch(own.event, is_material=False, now=now)
    audit.record("session:change", own, by=by, now=now, event=own.event, difference=difference)
    return difference


def move(own: Session, *, is_up: bool, by: str, now: datetime) -> None:
    """Let a session change places with its neighbour on the agenda; the first cannot go up, nor the last down."""
    events.lock(own.event)
    ordered = sorted(own.event.sessions, key=lambda each: (each.position, each.id))
    place = ordered.index(own)
    there = place - 1 if is_up else place + 1
    if not 0 <= there < len(ordered):
        return
    ordered[place], ordered[there] = ordered[there], ordered[place]
    for position, each in enumerate(ordered, start=1):
        each.position = position
    events.touch(own.event, is_material=False, now=now)
    audit.record("session:move", own, by=by, now=now, event=own.event, difference={"position": [place + 1, there + 1]})


def cancel(own: Session, *, by: str, now: datetime) -> None:
    """Call a session off: it stays on the agenda as cancelled. Nobody is told here."""
    events.lock(own.event)
    if own.cancelled_at is not None:
        raise AlreadyCancelled
    own.cancelled_at = now
    touch(own, is_material=True, now=now)
    events.touch(own.event, is_material=False, now=now)
    audit.record("session:cancel", own, by=by, now=now, event=own.event)


def reinstate(own: Session, *, by: str, now: datetime) -> None:
    """Let a cancelled session take place after all. Nobody is told here."""
    events.lock(own.event)
    if own.cancelled_at is None:
        raise NotCancelled
    own.cancelled_at = None
    touch(own, is_material=True, now=now)
    events.touch(own.event, is_material=False, now=now)
    audit.record("session:reinstate", own, by=by, now=now, event=own.event)


def remove(own: Session, *, by: str, now: datetime) -> None:
    """Take a session off the agenda of an event that was never public; or one that never had a time."""
    event = own.event
    events.lock(event)
    if event.published_at is not None and own.starts_at is not None:
        raise AlreadyShown
    audit.record("session:remove", own, by=by, now=now, event=event, difference={"title": [own.title, None]})
    event.sessions.remove(own)
    database.delete(own)
    events.touch(event, is_material=False, now=now)


def shown(own: Session) -> Shown:
    """Return what calendars show of when and where a session is."""
    return Shown(own.starts_at_utc, own.ends_at_utc, place(own), link(own), own.event.modality)


def was_to_come(was: Shown, *, now: datetime) -> bool:
    """Tell whether what was shown of a session was not over yet."""
    return was.ends_at is not None and now < was.ends_at


def place(own: Session) -> str | None:
    """Return where a session meets: its own room, else the event's."""
    return own.venue or own.event.venue


def link(own: Session) -> str | None:
    """Return the meeting link of a session: its own, else the event's."""
    return own.join_url or own.event.join_url


def touch(own: Session, *, is_material: bool, now: datetime) -> None:
    """Note that something shown has changed; a material change of a session once public raises its SEQUENCE."""
    own.changed_at = max(now, own.changed_at + timedelta(seconds=1))
    if is_material and own.event.published_at is not None:
        own.sequence += 1


def retime(own: Session, event: Event) -> bool:
    """Derive the instants from the local times and the zone's rules of today; tell whether they moved."""
    if own.starts_at is None or own.ends_at is None:
        own.starts_at_utc = own.ends_at_utc = None
        return False
    starts = _instant(own.starts_at, event, "starts_at", is_second=own.starts_second)
    ends = _instant(own.ends_at, event, "ends_at", is_second=own.ends_second)
    if ends <= starts:
        raise EndsBeforeStart(field="ends_at")
    has_moved = (starts, ends) != (own.starts_at_utc, own.ends_at_utc)
    own.starts_at_utc, own.ends_at_utc = starts, ends
    return has_moved


def follow(event: Event, *, was: Mapping[int, Shown], by: timedelta, now: datetime) -> list[Session]:
    """Let the sessions go along with a changed event, `by` so much of local time; return those that are elsewhere now.

    `was` holds what calendars showed of each before.
    """
    for each in event.sessions:
        if each.starts_at is not None and each.ends_at is not None:
            each.starts_at, each.ends_at = each.starts_at + by, each.ends_at + by
            retime(each, event)
    elsewhere = [each for each in timed(event) if was.get(each.id) != shown(each)]
    for each in elsewhere:
        touch(each, is_material=True, now=now)
    return elsewhere


def refuse_outside(event: Event) -> None:
    """Refuse a new time of an event that would leave a session out."""
    for each in timed(event):
        if each.cancelled_at is None and not _is_within(each, event):
            raise OutsideEvent(_l("The session “%(title)s” would lie outside.", title=each.title), field="ends_at")


def shown_of(event: Event) -> dict[int, Shown]:
    """Return what calendars show of each session, by its number."""
    return {each.id: shown(each) for each in event.sessions}


def fall_or_stand(event: Event, *, now: datetime) -> list[Session]:
    """Note that the event, and with it every session not called off before, was called off or takes place after all."""
    concerned = held(event)
    for each in concerned:
        touch(each, is_material=True, now=now)
    return concerned


def _check(own: Session, event: Event) -> None:
    if not (own.title or "").strip():
        raise events.NoTitle(field="title")
    if (own.starts_at is None) != (own.ends_at is None):
        raise HalfATime(field="ends_at" if own.ends_at is None else "starts_at")
    if own.is_elective and own.starts_at is None:
        raise NoTimeToChoose(field="starts_at")
    if own.capacity is not None and not own.is_elective:
        raise NothingToCount(field="capacity")
    retime(own, event)
    if own.starts_at_utc is not None and own.starts_at_utc < event.starts_at_utc:
        raise OutsideEvent(field="starts_at")
    if own.ends_at_utc is not None and own.ends_at_utc > event.ends_at_utc:
        raise OutsideEvent(field="ends_at")


def _is_within(own: Session, event: Event) -> bool:
    starts, ends = own.starts_at_utc, own.ends_at_utc
    return starts is not None and ends is not None and event.starts_at_utc <= starts < ends <= event.ends_at_utc


def _instant(local: datetime, event: Event, field: str, *, is_second: bool) -> datetime:
    try:
        return zones.to_utc(local, event.timezone, second=is_second)
    except zones.NoSuchTime as refusal:
        raise zones.NoSuchTime(refusal.sentence, field=field) from None
