"""Registering for an event, and what becomes of a registration: corrected, decided on, given back, passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import (
    audit,
    choices,
    entries,
    events,
    invitees,
    outbox,
    people,
    questions,
    seats,
    steps,
    waitlists,
)
from eventhub.domain.entries import Application, Entrance
from eventhub.domain.openings import EventCancelled
from eventhub.domain.steps import NotStanding
from eventhub.models.events import Event, EventStatus
from eventhub.models.invitees import Invitee
from eventhub.models.people import party_of
from eventhub.models.registrations import Consent, Delegation, RegisteredBy, Registration, RegistrationStatus

Status = RegistrationStatus

PURPOSE = "registration"

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


CONCERNS = frozenset(
    (
        "given_name",
        "family_name",
        "country",
        "organisation",
        "category",
        "interpretation_language",
        "accessibility_needs",
    )
)
"""What organisers are told of when people correct it: lists, seats, interpretation and access rest on it."""


class NothingToDecide(Refused):
    """The registration does not wait for a decision."""

    message = _l("This registration does not wait for a decision.")


class SubstitutionClosed(Refused):
    """It is too late for one official to stand in for another."""

    message = _l("It is too late to name somebody else for this place.")


class OtherParty(Refused):
    """A seat passes on within one State or organisation."""

    message = _l("Only somebody of the same State or organisation can take this place.")


class AlreadyRegistered(Refused):
    """This address has a standing registration for the event."""

    message = _l("This address is registered for the event already.")


def register(
    event: Event,
    application: Application,
    *,
    now: datetime,
    by: str = "self",
    registered_by: RegisteredBy = RegisteredBy.SELF,
    delegation: Delegation | None = None,
    invitee: Invitee | None = None,
) -> Registration:
    """Enter a person for an event: seated if there is room, waitlisted if there is not.

    Who is registered already gets their link by mail again, and the page says the same: no stranger learns who is.
    An invitee, and whoever a focal point enters into a delegation, may come to an event for invited lists.
    """
    is_asked = invitee is not None or delegation is not None
    entrance = Entrance(event, now=now, by=by, registered_by=registered_by, delegation=delegation, is_asked=is_asked)
    (registration,) = entries.enter(entrance, [application])
    if invitee is not None:
        invitee.registration_id = registration.id
        invitees.accept(invitee, by=by, now=now)
    return registration


def register_visitors(
    event: Event, applications: Sequence[Application], *, now: datetime, by: str = "self"
) -> list[Registration]:
    """Enter people who come at the same moment by themselves, each in turn as `register` does; the event is held."""
    entrance = Entrance(event, now=now, by=by, registered_by=RegisteredBy.SELF, is_held=True)
    return entries.enter(entrance, applications)


def register_all(
    event: Event,
    applications: Sequence[Application],
    *,
    delegation: Delegation,
    now: datetime,
    by: str = "focal_point",
    registered_by: RegisteredBy = RegisteredBy.FOCAL_POINT,
) -> list[Registration]:
    """Enter the officials of a delegation under one lock; return their registrations in the order given.

    If the delegation waits together they are all seated or all wait; else each is judged in turn. Whoever is registered
    already stays where they stand and gets their link by mail again.
    """
    entrance = Entrance(event, now=now, by=by, registered_by=registered_by, delegation=delegation, is_asked=True)
    return entries.enter(entrance, applications)


def withdraw(registration: Registration, *, by: str, now: datetime, letter: str = "registration-withdrawn") -> None:
    """Give a place back; the seat passes to whoever waited longest. A message of the kind `letter` says so."""
    _leave(registration, Status.WITHDRAWN, letter, by=by, now=now, reason=None)


def decline(registration: Registration, *, by: str, now: datetime, reason: str | None = None) -> None:
    """Refuse a registration, or take one back, by the organiser's decision."""
    _leave(registration, Status.DECLINED, "registration-declined", by=by, now=now, reason=reason)


def approve(registration: Registration, *, by: str, now: datetime) -> None:
    """Confirm whoever waits for a decision, or was declined before; whatever the party holds.

    From the waitlist, and after a decline, only while a seat is free.
    """
    event = registration.event
    _hold(registration)
    before = registration.status
    if before not in {Status.PENDING, Status.WAITLISTED, Status.DECLINED}:
        raise NothingToDecide
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if before is Status.DECLINED and entries.find_standing(event, registration.email or ""):
        raise AlreadyRegistered
    if before is not Status.PENDING:
        shortage = seats.room(event, now=now).shortage([registration.party_key], heeds_limits=False)
        if shortage:
            raise shortage
    kind = "registration-promoted" if before is Status.WAITLISTED else "registration-confirmed"
    steps.take(registration, Status.CONFIRMED, kind=kind, action="registration:approve", by=by, now=now)
    waitlists.promote(event, now=now)


def substitute(registration: Registration, application: Application, *, by: str, now: datetime) -> Registration:
    """Let somebody else of the same State or organisation take a place: the same seat, or the same turn to get one.

    Who leaves is withdrawn and their calendar let go; who comes stands in the delegation as the other did, and takes
    part in the same sessions.
    """
    application = replace(entries.checked(application), sessions=choices.chosen(registration))
    registered_by, delegation = registration.registered_by, registration.delegation
    entrance = Entrance(registration.event, now=now, by=by, registered_by=registered_by, delegation=delegation)
    successor = entries.draft(entrance, application)
    _hold(registration)
    _refuse_substitution(registration, successor, now=now)
    successor.status, successor.waiting_since = registration.status, registration.waiting_since
    successor.delegation_role = registration.delegation_role
    successor.head_of_delegation = registration.head_of_delegation
    reason, kind, action = "substitution", "registration-substituted", "registration:substituted"
    steps.take(registration, Status.WITHDRAWN, kind=kind, action=action, by=by, now=now, reason=reason)
    session.flush()
    entries.keep([(successor, application)], by=by, now=now, replaces=registration.id)
    return successor


def correct(
    registration: Registration,
    changes: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write corrected details, and all `answers` unless None; return what changed as `{field: [before, after]}`.

    Whoever holds a seat can move to another State or organisation only while that one may hold one more.
    """
    if not registration.status.is_standing:
        raise NotStanding
    difference = {
        name: [getattr(registration, name), changes[name]]
        for name in CORRECTABLE
        if name in changes and getattr(registration, name) != changes[name]
    }
    if not difference.keys().isdisjoint({"category", "country"}):
        told = {name: changes.get(name, getattr(registration, name)) for name in ("category", "country")}
        people.refuse_contradiction(**told)
    is_other_party = _move(registration, difference, now=now)
    for name, (_before, after) in difference.items():
        setattr(registration, name, after)
    if answers is not None:
        difference |= questions.answer_all(registration, answers, by=by, now=now)
    if not difference:
        return {}
    registration.changed_at = now
    if by == "self" and not CONCERNS.isdisjoint(difference):
        _tell_organisers(registration, sorted(CONCERNS & difference.keys()), now=now)
    audit.record("registration:correct", registration, by=by, now=now, event=registration.event, difference=difference)
    if is_other_party:
        waitlists.promote(registration.event, now=now)
    return difference


def consent(registration: Registration, consents: Mapping[str, bool], *, by: str, now: datetime) -> None:
    """Log each consent whose answer differs from the last word on it."""
    changed = {purpose: given for purpose, given in consents.items() if registration.consents_to(purpose) != given}
    if not changed:
        return
    registration.consents += [Consent(purpose=name, is_given=given, at=now, by=by) for name, given in changed.items()]
    audit.record(
        "registration:consent", registration, by=by, now=now, event=registration.event, difference=dict(changed)
    )


def send_link(event: Event, address: str, *, now: datetime) -> None:
    """Mail the private link again to whoever is registered under an address; nothing tells whether anybody is."""
    if standing := entries.find_standing(event, address):
        entries.greet_again(standing, by="self", now=now)


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


def find_all(event: Event) -> Sequence[Registration]:
    """Return every registration of an event, in order of entry."""
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id).order_by(Registration.created_at, Registration.id)
    ).all()


def _tell_organisers(registration: Registration, changed: list[str], *, now: datetime) -> None:
    for account in people.organisers():
        outbox.queue(
            "registration-changed",
            account.email,
            now=now,
            language=account.language,
            event=registration.event,
            account=account,
            number=registration.id,
            changed=changed,
        )


def _move(registration: Registration, difference: Mapping[str, Sequence[Any]], *, now: datetime) -> bool:
    """Tell whether corrected details belong to another party; refuse if that one can hold no more seats."""
    own = (getattr(registration, name) for name in ("category", "country", "organisation"))
    corrected = {name: after for name, (_before, after) in difference.items()}
    category, country, organisation = (
        corrected.get(name, before) for name, before in zip(("category", "country", "organisation"), own, strict=True)
    )
    party = party_of(category, country, organisation)
    if party == registration.party_key:
        return False
    _hold(registration)
    if registration.status.holds_seat:
        room = seats.room(registration.event, now=now)
        room.held[registration.party_key] -= 1
        shortage = room.shortage([party])
        if shortage is not None and shortage is not seats.NoSeatLeft:
            raise shortage(field="country" if country else "organisation")
    return True


def _refuse_substitution(registration: Registration, successor: Registration, *, now: datetime) -> None:
    event = registration.event
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if not registration.status.is_standing:
        raise NotStanding
    if now >= events.substitution_closes(event):
        raise SubstitutionClosed
    if successor.party != registration.party:
        raise OtherParty(field="country" if registration.country else "organisation")
    if entries.find_standing(event, successor.email or ""):
        raise AlreadyRegistered(field="email")


def _hold(registration: Registration) -> None:
    """Hold the event's row, and read again where the registration stands."""
    events.lock(registration.event)
    session.refresh(registration, ["status", "waiting_since", "party_key"])


def _leave(
    registration: Registration, status: RegistrationStatus, kind: str, *, by: str, now: datetime, reason: str | None
) -> None:
    _hold(registration)
    if not registration.status.is_standing:
        raise NotStanding
    steps.take(registration, status, kind=kind, action=f"registration:{status}", by=by, now=now, reason=reason)
    steps.tell_focal_point(registration, by=by, now=now)
    waitlists.promote(registration.event, now=now)
