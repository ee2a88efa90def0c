"""Publish, reschedule, cancel, reinstate: what each entails for those who registered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import (
    audit,
    cosponsorships,
    events,
    invitations,
    outbox,
    registrations,
    seats,
    session_invitations,
    sessions,
    waitlists,
)
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus
from eventhub.models.events import Event, EventStatus, Session
from eventhub.models.registrations import Registration, RegistrationStatus

SEATING = events.TIMES | {"capacity", "seats_per_delegation", "sponsor_seats", "registration_closes_at"}
"""A change of these may let in whoever waits."""


BATCH = 500
"""How many people are told of a change by the same few statements."""


class AlreadyPublished(Refused):
    """Only a draft can be published."""

    message = _l("This event is already published.")


class NotPublished(Refused):
    """Only a published event can be cancelled."""

    message = _l("Only a published event can be cancelled.")


class NotCancelled(Refused):
    """Only a cancelled event can be reinstated."""

    message = _l("Only a cancelled event can be reinstated.")


def publish(event: Event, *, by: str, now: datetime) -> None:
    """Put a draft before the public."""
    events.lock(event)
    if event.status is not EventStatus.DRAFT:
        raise AlreadyPublished
    event.status, event.published_at = EventStatus.PUBLISHED, now
    events.touch(event, is_material=False, now=now)
    audit.record("event:publish", event, by=by, now=now, event=event)


def change(event: Event, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Change an event and tell whoever registered of what touches them; more seats go to those who wait.

    A new time, place or meeting link reaches every calendar that holds the event with a higher SEQUENCE; a word
    changed in the description reaches nobody. Sessions move along with the start.
    """
    events.lock(event)
    was, was_to_come = former_time(event), now < event.ends_at_utc
    started, programme = event.starts_at, sessions.shown_of(event)
    difference = events.change(event, details, by=by, now=now)
    elsewhere = sessions.follow(event, was=programme, by=event.starts_at - started, now=now)
    if not events.TIMES.isdisjoint(difference):
        sessions.refuse_outside(event)
    if event.status is EventStatus.PUBLISHED and (was_to_come or now < event.ends_at_utc):
        if not events.TIMES.isdisjoint(difference):
            _tell_all(event, "event-rescheduled", now=now, **was)
        elif not events.MATERIAL.isdisjoint(difference):
            _tell_all(event, "event-changed", now=now)
    _tell_of_sessions(elsewhere, session_invitations.CHANGED, was=programme, now=now)
    if not SEATING.isdisjoint(difference):
        waitlists.promote(event, now=now)
    return difference


def cancel(event: Event, *, by: str, now: datetime, reason: str | None = None) -> None:
    """Call an event off: it leaves every calendar and stays on the programme as cancelled."""
    events.lock(event)
    if event.status is not EventStatus.PUBLISHED:
        raise NotPublished
    event.status, event.cancelled_at, event.cancellation_reason = EventStatus.CANCELLED, now, reason or None
    events.touch(event, is_material=True, now=now)
    for each in sessions.fall_or_stand(event, now=now):
        session_invitations.cancel_everywhere(each, now=now)
    concerned = list(dict.fromkeys([*_standing(event), *invitations.holders(event)]))
    for some in _batches(concerned):
        calendars = invitations.cancel_all(some, now=now)
        outbox.queue_all((("event-cancelled", each, calendars.get(each.id, {})) for each in some), now=now)
    audit.record("event:cancel", event, by=by, now=now, event=event, difference={"reason": [None, reason]})


def reinstate(event: Event, *, by: str, now: datetime) -> None:
    """Let a cancelled event take place after all: it returns to every calendar it left."""
    events.lock(event)
    if event.status is not EventStatus.CANCELLED:
        raise NotCancelled
    event.status, event.cancelled_at, event.cancellation_reason = EventStatus.PUBLISHED, None, None
    events.touch(event, is_material=True, now=now)
    standing = sessions.fall_or_stand(event, now=now)
    _tell_all(event, "event-reinstated", now=now)
    _tell_of_sessions(standing, session_invitations.INVITED, was={}, now=now)
    audit.record("event:reinstate", event, by=by, now=now, event=event)
    waitlists.promote(event, now=now)


def retime(event: Event, *, by: str, now: datetime) -> bool:
    """Derive an event's instants from today's zone rules; tell whether they moved, and everybody if they did.

    Raises NoSuchTime where the new rules skip the event's local time: it stays as it is until somebody moves it.
    """
    events.lock(event)
    was, was_to_come = former_time(event), now < event.ends_at_utc
    programme = sessions.shown_of(event)
    has_moved = events.retime(event)
    elsewhere = sessions.follow(event, was=programme, by=timedelta(), now=now)
    if not elsewhere and not has_moved:
        return False
    events.touch(event, is_material=has_moved, now=now)
    if has_moved and event.status is EventStatus.PUBLISHED and (was_to_come or now < event.ends_at_utc):
        _tell_all(event, "event-rescheduled", now=now, **was)
    _tell_of_sessions(elsewhere, session_invitations.CHANGED, was=programme, now=now)
    audit.record("event:retime", event, by=by, now=now, event=event)
    return True


def former_time(event: Event, *, by: timedelta = timedelta()) -> dict[str, str]:
    """Return when an event is, or was `by` so much earlier, for a message that tells of its new time.

    The instants too: the zone's rules may be others when the message is written.
    """
    times = {name: getattr(event, name) - by for name in ("starts_at", "ends_at", "starts_at_utc", "ends_at_utc")}
    return {f"was_{name}": time.isoformat() for name, time in times.items()} | {"was_timezone": event.timezone}


def move_sponsor(
    sponsorship: CoSponsorship, status: CoSponsorshipStatus, *, by: str, now: datetime, note: str | None = None
) -> None:
    """Take a co-sponsorship's next step; whoever waits for a seat set aside for its people may get it."""
    cosponsorships.move(sponsorship, status, by=by, now=now, note=note)
    waitlists.promote(sponsorship.event, now=now)


def enter_sponsor(event: Event, *, by: str, now: datetime, **details: Any) -> CoSponsorship:
    """Write down a sponsor as `cosponsorships.enter` does; its people may take the seats set aside at once."""
    sponsorship = cosponsorships.enter(event, by=by, now=now, **details)
    waitlists.promote(event, now=now)
    return sponsorship


def close_registrations(*, now: datetime) -> list[Event]:
    """Give those who wait the seats that co-sponsors did not take before registration closed; return whose events."""
    found = []
    for event in seats.find_keeping(now=now):
        events.lock(event)
        if waitlists.promote(event, now=now):
            found.append(event)
    return found


def _standing(event: Event) -> list[Registration]:
    return [each for each in registrations.find_all(event) if each.status.is_standing]


def _tell_all(event: Event, kind: str, *, now: datetime, **particulars: Any) -> None:
    for some in _batches(_standing(event)):
        seated = [each for each in some if each.status is RegistrationStatus.CONFIRMED and each.email]
        calendars = invitations.request_all(seated, now=now) if seated else {}
        told = ((kind, each, particulars | calendars.get(each.id, {})) for each in some)
        outbox.queue_all(told, now=now)


def _tell_of_sessions(
    concerned: Sequence[Session], kind: str, *, was: Mapping[int, sessions.Shown], now: datetime
) -> None:
    """Tell those who chose these sessions, unless they are over and `was` says that they were before."""
    for each in concerned:
        was_coming = each.id in was and sessions.was_to_come(was[each.id], now=now)
        people = session_invitations.choosers(each)
        session_invitations.request(each, people, kind, was_coming=was_coming, now=now)


def _batches(concerned: Sequence[Registration]) -> Iterator[Sequence[Registration]]:
    return (concerned[start : start + BATCH] for start in range(0, len(concerned), BATCH))
