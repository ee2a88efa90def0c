"""Each step of a registration from one status to the next: its mail, its calendar entry, its entry in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, invitations, outbox, session_invitations
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.registrations import RegisteredBy, Registration, RegistrationStatus

Status = RegistrationStatus

UNDECIDED = frozenset({RegisteredBy.FOCAL_POINT, RegisteredBy.ORGANISER})
"""Whom nobody decides on any more: whoever entered them already has."""


class NotStanding(Refused):
    """The registration was withdrawn, declined or cancelled before."""

    message = _l("This registration is no longer in force.")


def seated_status(event: Event, registered_by: RegisteredBy | None) -> RegistrationStatus:
    """Return how whoever is given a seat holds it: confirmed, or pending where the organiser decides."""
    awaits = event.registration_mode is RegistrationMode.APPROVAL and registered_by not in UNDECIDED
    return Status.PENDING if awaits else Status.CONFIRMED


def take(
    registration: Registration,
    status: RegistrationStatus,
    *,
    kind: str,
    action: str,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Let a registration stand elsewhere: tell the person by a message of `kind`, and record `action`."""
    before = registration.status
    registration.status, registration.changed_at = status, now
    registration.waiting_since = None
    registration.status_reason = None if status.is_standing else reason or None
    tell(registration, kind, now=now, **({"reason": reason} if reason else {}))
    record(registration, action, before, by=by, now=now)


def tell(registration: Registration, kind: str, *, now: datetime, **particulars: Any) -> None:
    """Mail a person where they stand; their calendar gains or loses the event by the same mail.

    The sessions they chose come after it, each by a letter of its own, and go before.
    """
    if registration.status is Status.CONFIRMED:
        calendar = invitations.request(registration, now=now) if registration.email else {}
    elif not registration.status.is_standing:
        session_invitations.leave_all(registration, now=now)
        calendar = invitations.cancel(registration, now=now) or {}
    else:
        calendar = {}
    mail(kind, registration, now=now, **particulars, **calendar)
    if registration.status is Status.CONFIRMED:
        session_invitations.enter_all([registration], now=now)


def tell_all(entered: Sequence[tuple[Registration, str]], *, now: datetime) -> None:
    """Mail some hundred people of one event where they now stand, each by a message of its kind."""
    seated = [each for each, _kind in entered if each.status is Status.CONFIRMED and each.email]
    calendars = invitations.request_all(seated, now=now) if seated else {}
    told = ((kind, registration, calendars.get(registration.id, {})) for registration, kind in entered)
    outbox.queue_all(told, now=now)


def mail(kind: str, registration: Registration, *, now: datetime, **particulars: Any) -> None:
    """Put a message to a registered person in the outbox, if they have an address."""
    if registration.email:
        outbox.queue(
            kind, registration.email, now=now, language=registration.language, registration=registration, **particulars
        )


def tell_focal_point(registration: Registration, *, by: str, now: datetime) -> None:
    """Mail a delegation's focal point that an official has left it, unless that was their own deed."""
    delegation = registration.delegation
    if delegation is None or not delegation.focal_point_email or by == "focal_point":
        return
    outbox.queue(
        "delegation-changed",
        delegation.focal_point_email,
        now=now,
        language=delegation.language,
        event=registration.event,
        delegation_id=delegation.id,
        official_id=registration.id,
    )


def record(
    registration: Registration, action: str, before: RegistrationStatus | None, *, by: str, now: datetime
) -> None:
    """Write down where a registration stood and where it stands."""
    difference = {"status": [before, registration.status]}
    audit.record(action, registration, by=by, now=now, event=registration.event, difference=difference)
