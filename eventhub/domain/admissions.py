"""Whether the door to an event is open, as a page may tell it, and who may go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, openings, seats
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Registration, RegistrationStatus


class Admission(StrEnum):
    """What whoever wants to register meets."""

    OPEN = "open"
    WAITLIST = "waitlist"
    LATER = "later"
    INVITED = "invited"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"

    @property
    def takes_registrations(self) -> bool:
        """Tell whether the form is there to be filled in."""
        return self in {Admission.OPEN, Admission.WAITLIST}


_REASONS: Mapping[type[Refused], Admission] = {
    openings.EventCancelled: Admission.CANCELLED,
    openings.ByInvitationOnly: Admission.INVITED,
    openings.RegistrationNotOpen: Admission.LATER,
    openings.RegistrationClosed: Admission.CLOSED,
}


class NoWayIn(Refused):
    """The meeting link is for those whose place is confirmed, while the event stands."""

    message = _l("There is no meeting link for this registration at the moment.")


class NotOpenNow(Refused):
    """The way into the meeting opens some time before the start, and closes some time after the end."""

    message = _l("The way into the meeting is closed at this moment.")


CLOSES_AFTER = timedelta(minutes=30)
"""How long after the end the way into the meeting stays open: meetings run late."""


def admission(event: Event, *, seats_left: int | None, now: datetime, is_asked: bool = False) -> Admission:
    """Tell what whoever wants to register, or was asked to, meets; `seats_left` is None where there is no limit."""
    if event.status is not EventStatus.CANCELLED and event.ends_at_utc <= now:
        return Admission.OVER
    try:
        openings.refuse_unless_open(event, now=now, is_asked=is_asked)
    except openings.RegistrationClosed as refusal:
        return _REASONS[type(refusal)]
    return Admission.WAITLIST if seats_left == 0 else Admission.OPEN


def admissions(events: Sequence[Event], *, now: datetime) -> dict[int, Admission]:
    """Tell the same for a list of events at once, by event id."""
    taken = seats.counts(events)
    return {
        event.id: admission(
            event,
            seats_left=None if event.capacity is None else max(0, event.capacity - taken.get(event.id, 0)),
            now=now,
        )
        for event in events
    }


def may_join(registration: Registration) -> bool:
    """Tell whether the meeting link is for this person: a confirmed place at an event that stands."""
    event = registration.event
    is_in = registration.status is RegistrationStatus.CONFIRMED and event.status is EventStatus.PUBLISHED
    return is_in and bool(event.join_url)


def opens(event: Event) -> datetime:
    """Return when the way into the meeting opens, and people may check themselves in."""
    return event.starts_at_utc - timedelta(minutes=event.join_opens_before)


def is_open(event: Event, *, now: datetime) -> bool:
    """Tell whether the way into the meeting is open."""
    return opens(event) <= now <= event.ends_at_utc + CLOSES_AFTER


def join(registration: Registration, *, by: str, now: datetime) -> str:
    """Note that somebody goes to the meeting and return its link: a hint at who came, never attendance.

    NoWayIn for whoever has no place, NotOpenNow long before the start and after the end.
    """
    event = registration.event
    if not may_join(registration) or event.join_url is None:
        raise NoWayIn
    if not is_open(event, now=now):
        raise NotOpenNow
    registration.joined_first_at = registration.joined_first_at or now
    registration.joined_last_at = now
    audit.record("registration:join", registration, by=by, now=now, event=event)
    return event.join_url
