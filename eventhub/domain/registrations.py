"""Who gets a seat, who waits, and what happens when a seat comes free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from eventhub.base import tokens, zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key
from eventhub.domain import audit, events, invitations, outbox, people, questions
from eventhub.models.events import Event, EventStatus, RegistrationMode
from eventhub.models.registrations import Consent, RegisteredBy, Registration, RegistrationStatus

Status = RegistrationStatus

PURPOSE = "registration"

NOTICE_VERSION = "2026-11"
"""Which privacy notice stands before the first field; templates/public/pages/notice.html is its text."""

LINKS_PER_HOUR = 5
"""More links than this to one registration in an hour are asked for by somebody who wants to fill a mailbox."""

CORRECTABLE = (
    "form_of_address",
    "given_name",
    "family_name",
    "country",
    "organisation",
    "function",
    "category",
    "level",
    "interpretation_language",
    "accessibility_needs",
)
"""What people may correct themselves. The address is not: it is how the private link found them."""

# Asked for by every registration while the event's row is held, and written once: putting these together takes longer
# than the database takes to answer them.
_SEATS = (
    select(func.count())
    .select_from(Registration)
    .where(
        Registration.event_id == bindparam("the_event"),
        Registration.status.in_([status for status in Status if status.holds_seat]),
    )
)
_STANDING = select(Registration).where(
    Registration.event_id == bindparam("the_event"),
    Registration.email_key == bindparam("the_address"),
    Registration.status.in_([status for status in Status if status.is_standing]),
)


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


class NotStanding(Refused):
    """The registration was withdrawn, declined or cancelled before."""

    message = _l("This registration is no longer in force.")


class NothingToDecide(Refused):
    """The registration does not wait for a decision."""

    message = _l("This registration does not wait for a decision.")


class NoSeatLeft(Refused):
    """Every seat is taken."""

    message = _l("Every seat is taken. Raise the capacity first.")


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody filled in: details of the person, wishes, and consents by purpose."""

    details: Mapping[str, Any]
    interpretation_language: str | None = None
    accessibility_needs: str | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)
    language: str = "en"
    answers: Mapping[str, Any] = field(default_factory=dict)
    """As `questions.read` returns them."""


def register(
    event: Event,
    application: Application,
    *,
    now: datetime,
    by: str = "self",
    registered_by: RegisteredBy = RegisteredBy.SELF,
) -> Registration:
    """Enter a person for an event: seated if there is room, waitlisted if there is not.

    Who is registered already gets their link by mail again, and the page says the same: no stranger learns who is.
    """
    address = people.checked_address(application.details["email"])
    refuse_unless_open(event, now=now, by_organiser=registered_by is RegisteredBy.ORGANISER)
    events.lock(event)
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if standing := find_standing(event, address):
        if outbox.count_since(now - timedelta(hours=1), "registration-link", standing) < LINKS_PER_HOUR:
            _mail("registration-link", standing, now=now)
        audit.record("registration:repeat", standing, by=by, now=now, event=event)
        return standing
    registration = _enter(event, application, now=now, registered_by=registered_by)
    _give_consents(registration, application.consents, by=by, now=now)
    _seat_or_queue(registration, now=now)
    if application.answers:
        questions.answer_all(registration, application.answers, by=by, now=now)
    _tell(registration, f"registration-{registration.status}", now=now)
    audit.record(
        "registration:create",
        registration,
        by=by,
        now=now,
        event=event,
        difference={"status": [None, registration.status]},
    )
    return registration


def refuse_unless_open(event: Event, *, now: datetime, by_organiser: bool = False) -> None:
    """Raise the refusal that says why nobody may register now; an organiser may at any time, for any mode."""
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if by_organiser:
        return
    if event.status is not EventStatus.PUBLISHED:
        raise RegistrationClosed
    if event.registration_mode is RegistrationMode.INVITED:
        raise ByInvitationOnly
    opens = events.registration_opens(event)
    if opens is not None and now < opens:
        raise RegistrationNotOpen
    if now >= events.registration_closes(event):
        raise RegistrationClosed


def withdraw(registration: Registration, *, by: str, now: datetime) -> None:
    """Give a place back; the seat passes to whoever waited longest."""
    _leave(registration, Status.WITHDRAWN, "registration-withdrawn", by=by, now=now, reason=None)


def decline(registration: Registration, *, by: str, now: datetime, reason: str | None = None) -> None:
    """Refuse a registration, or take one back, by the organiser's decision."""
    _leave(registration, Status.DECLINED, "registration-declined", by=by, now=now, reason=reason)


def approve(registration: Registration, *, by: str, now: datetime) -> None:
    """Confirm whoever waits for a decision; from the waitlist only while a seat is free."""
    events.lock(registration.event)
    session.refresh(registration, ["status"])
    before = registration.status
    if before not in {Status.PENDING, Status.WAITLISTED}:
        raise NothingToDecide
    if before is Status.WAITLISTED and not _has_room(registration.event):
        raise NoSeatLeft
    registration.status, registration.waiting_since, registration.changed_at = Status.CONFIRMED, None, now
    kind = "registration-promoted" if before is Status.WAITLISTED else "registration-confirmed"
    _tell(registration, kind, now=now)
    _record_status(registration, "registration:approve", before, by=by, now=now)


def promote(event: Event, *, now: datetime) -> list[Registration]:
    """Pass free seats to those who wait, longest first; the caller holds the event's lock."""
    promoted: list[Registration] = []
    if event.status is not EventStatus.PUBLISHED or now >= event.ends_at_utc:
        return promoted
    while _has_room(event) and (registration := _first_waiting(event)):
        needs_approval = event.registration_mode is RegistrationMode.APPROVAL
        registration.status = Status.PENDING if needs_approval else Status.CONFIRMED
        registration.waiting_since, registration.changed_at = None, now
        _tell(registration, "registration-pending" if needs_approval else "registration-promoted", now=now)
        _record_status(registration, "registration:promote", Status.WAITLISTED, by="waitlist", now=now)
        promoted.append(registration)
    return promoted


def correct(
    registration: Registration,
    changes: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write corrected details, and all `answers` unless None; return what changed as `{field: [before, after]}`."""
    if not registration.status.is_standing:
        raise NotStanding
    difference = {
        name: [getattr(registration, name), changes[name]]
        for name in CORRECTABLE
        if name in changes and getattr(registration, name) != changes[name]
    }
    for name, (_before, after) in difference.items():
        setattr(registration, name, after)
    if answers is not None:
        difference |= questions.answer_all(registration, answers, by=by, now=now)
    if not difference:
        return {}
    registration.changed_at = now
    audit.record("registration:correct", registration, by=by, now=now, event=registration.event, difference=difference)
    return difference


def consent(registration: Registration, consents: Mapping[str, bool], *, by: str, now: datetime) -> None:
    """Log each consent whose answer differs from the last word on it."""
    changed = {purpose: given for purpose, given in consents.items() if registration.consents_to(purpose) != given}
    if not changed:
        return
    _give_consents(registration, changed, by=by, now=now)
    audit.record(
        "registration:consent", registration, by=by, now=now, event=registration.event, difference=dict(changed)
    )


def find_standing(event: Event, address: str) -> Registration | None:
    """Return the standing registration under this address, if there is one."""
    return session.scalar(_STANDING, {"the_event": event.id, "the_address": address_key(address)})


def find_by_token(token: str, *, secret: str) -> Registration | None:
    """Return the registration a private link opens, while its key stands."""
    claim = tokens.read(PURPOSE, token)
    registration = session.get(Registration, claim.row_id) if claim else None
    if registration is None or claim is None or not claim.holds(registration.key_version, secret=secret):
        return None
    return registration


def link_token(registration: Registration, *, secret: str) -> str:
    """Return the token of a registration's private link."""
    return tokens.issue(PURPOSE, registration.id, registration.key_version, secret=secret)


def find(event: Event, registration_id: int) -> Registration | None:
    """Return a registration of this event by its number."""
    found = session.get(Registration, registration_id)
    return found if found is not None and found.event_id == event.id else None


def count_by_status(event: Event) -> dict[RegistrationStatus, int]:
    """Return how many registrations stand where; every status is there."""
    rows = session.execute(
        select(Registration.status, func.count()).where(Registration.event_id == event.id).group_by(Registration.status)
    )
    counted = dict.fromkeys(Status, 0)
    counted.update((status, number) for status, number in rows)
    return counted


def count_seats(event: Event) -> int:
    """Return how many seats are taken."""
    return session.scalar(_SEATS, {"the_event": event.id}) or 0


def seats_left(event: Event) -> int | None:
    """Return how many seats are free; None when the event has no limit."""
    return None if event.capacity is None else max(0, event.capacity - count_seats(event))


def position(registration: Registration) -> int | None:
    """Return the place on the waitlist, from 1; None for whoever does not wait."""
    if registration.status is not Status.WAITLISTED or registration.waiting_since is None:
        return None
    ahead = select(func.count()).select_from(Registration)
    ahead = ahead.where(
        Registration.event_id == registration.event_id,
        Registration.status == Status.WAITLISTED,
        (Registration.waiting_since < registration.waiting_since)
        | ((Registration.waiting_since == registration.waiting_since) & (Registration.id < registration.id)),
    )
    return (session.scalar(ahead) or 0) + 1


def _enter(event: Event, application: Application, *, now: datetime, registered_by: RegisteredBy) -> Registration:
    registration = Registration(
        key=people.new_key("r"),
        event=event,
        person=people.recognise(application.details, now=now),
        registered_by=registered_by,
        registered_on=zones.to_local(now, event.timezone).date(),
        interpretation_language=application.interpretation_language or None,
        accessibility_needs=application.accessibility_needs or None,
        language=application.language,
        notice_version=NOTICE_VERSION if application.consents.get("privacy_notice") else None,
        created_at=now,
        changed_at=now,
    )
    people.set_details(registration, application.details)
    return registration


def _seat_or_queue(registration: Registration, *, now: datetime) -> None:
    event = registration.event
    if not _has_room(event):
        registration.status, registration.waiting_since = Status.WAITLISTED, now
    elif event.registration_mode is RegistrationMode.APPROVAL and registration.registered_by is RegisteredBy.SELF:
        registration.status = Status.PENDING
    else:
        registration.status = Status.CONFIRMED
    session.add(registration)
    session.flush()


def _has_room(event: Event) -> bool:
    return event.capacity is None or count_seats(event) < event.capacity


def _first_waiting(event: Event) -> Registration | None:
    return session.scalar(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.status == Status.WAITLISTED)
        .order_by(Registration.waiting_since, Registration.id)
        .limit(1)
    )


def _leave(
    registration: Registration, status: RegistrationStatus, kind: str, *, by: str, now: datetime, reason: str | None
) -> None:
    events.lock(registration.event)
    session.refresh(registration, ["status"])
    before = registration.status
    if not before.is_standing:
        raise NotStanding
    registration.status, registration.status_reason = status, reason or None
    registration.waiting_since, registration.changed_at = None, now
    cancelled = invitations.cancel(registration, now=now) or {}
    _mail(kind, registration, now=now, reason=reason, **cancelled)
    _record_status(registration, f"registration:{status}", before, by=by, now=now)
    promote(registration.event, now=now)


def _tell(registration: Registration, kind: str, *, now: datetime) -> None:
    """Mail a person where they stand; who is confirmed gets the event into their calendar by the same mail."""
    is_seated = registration.status is Status.CONFIRMED
    calendar = invitations.request(registration, now=now) if is_seated and registration.email else {}
    _mail(kind, registration, now=now, **calendar)


def _mail(kind: str, registration: Registration, *, now: datetime, **particulars: Any) -> None:
    if registration.email:
        outbox.queue(
            kind, registration.email, now=now, language=registration.language, registration=registration, **particulars
        )


def _give_consents(registration: Registration, consents: Mapping[str, bool], *, by: str, now: datetime) -> None:
    registration.consents += [
        Consent(purpose=purpose, is_given=given, at=now, by=by) for purpose, given in consents.items()
    ]


def _record_status(
    registration: Registration, action: str, before: RegistrationStatus, *, by: str, now: datetime
) -> None:
    difference = {"status": [before, registration.status]}
    audit.record(action, registration, by=by, now=now, event=registration.event, difference=difference)


def find_all(event: Event) -> Sequence[Registration]:
    """Return every registration of an event, in order of entry."""
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id).order_by(Registration.created_at, Registration.id)
    ).all()
