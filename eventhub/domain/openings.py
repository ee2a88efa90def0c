"""Whether registration for an event is open, and to whom."""

from __future__ import annotations

from datetime import datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l, format_day, format_time, format_zone
from eventhub.domain import events
from eventhub.models.events import Event, EventStatus, RegistrationMode


class RegistrationClosed(Refused):
    """The event takes no registrations at this moment."""

    message = _l("Registration for this event has closed.")


class RegistrationNotOpen(RegistrationClosed):
    """The event will take registrations later."""

    message = _l("Registration for this event has not opened yet.")


class EventCancelled(RegistrationClosed):
    """The event does not take place."""

    message = _l("This event has been cancelled.")


class ByInvitationOnly(RegistrationClosed):
    """The event is for invited lists."""

    message = _l("Registration for this event is by invitation.")


def refuse_unless_open(event: Event, *, now: datetime, by_organiser: bool = False, is_asked: bool = False) -> None:
    """Raise the refusal that says why nobody may register now.

    An organiser may at any time, for any mode; invitees and delegations, who were asked, may come by invitation too.
    """
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if by_organiser:
        return
    if event.status is not EventStatus.PUBLISHED:
        raise RegistrationClosed
    if event.registration_mode is RegistrationMode.INVITED and not is_asked:
        raise ByInvitationOnly
    opens = events.registration_opens(event)
    if opens is not None and now < opens:
        raise RegistrationNotOpen(
            _l("Registration for this event opens on %(time)s.", time=_time(event.registration_opens_at, event))
        )
    if now >= events.registration_closes(event):
        if event.registration_closes_at is None:
            raise RegistrationClosed
        closed = _time(event.registration_closes_at, event)
        raise RegistrationClosed(_l("Registration for this event closed on %(time)s.", time=closed))


def _time(local: datetime | None, event: Event) -> str:
    """Write a wall-clock time of the event with its zone."""
    return f"{format_day(local.date())}, {format_time(local)} {format_zone(event.timezone)}" if local else ""
