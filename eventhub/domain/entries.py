"""Entering people for an event: what they filled in becomes registrations that are seated or wait."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select

from eventhub.base import zones
from eventhub.base.db import note, session, store
from eventhub.base.text import address_key
from eventhub.domain import (
    audit,
    choices,
    events,
    openings,
    outbox,
    people,
    questions,
    seats,
    session_invitations,
    steps,
    waitlists,
)
from eventhub.models.events import Event
from eventhub.models.registrations import STANDING, Consent, Delegation, RegisteredBy, Registration, RegistrationStatus

Status = RegistrationStatus

NOTICE_VERSION = "2026-12"
"""Which privacy notice stands before the first field; templates/public/pages/notices/ holds its text."""

LINKS_PER_HOUR = 5
"""More links than this to one registration in an hour are asked for by somebody who wants to fill a mailbox."""

BATCH = 500
"""How many people are looked up and written at a time: statements and memory do not grow with each of a long list."""

_TURN = timedelta(microseconds=1)
"""Between two who were entered together: whoever stands in for one of them keeps their turn, not that of the number."""

# Written once: putting it together takes longer than the database takes to answer it.
_STANDING = select(Registration).where(
    Registration.event_id == bindparam("the_event"),
    Registration.email_key.in_(bindparam("the_addresses", expanding=True)),
    STANDING,  # in the words of the partial index, or SQLite does not use it
)


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
    sessions: Collection[int] = ()
    """Numbers of the sessions chosen."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """By which way people are entered: who fills in the form, when, and for which delegation."""

    event: Event
    now: datetime
    by: str
    registered_by: RegisteredBy | None
    delegation: Delegation | None = None
    is_asked: bool = False
    """Whether they were asked to come: invitees and delegations."""
    is_silent: bool = False
    """Whether nobody is told by mail: a list of people who know already."""
    is_held: bool = False
    """Whether the event's row is held already, and was read under that lock."""


def enter(
    entrance: Entrance,
    applications: Sequence[Application],
    *,
    watch: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> list[Registration]:
    """Enter people under one lock and return their registrations in the order given.

    Whoever is registered already stays where they stand and gets their link by mail again. `watch` wraps those who are
    entered, for whoever shows progress.
    """
    applications = [checked(each) for each in applications]
    keys = [address_key(each.details["email"]) for each in applications]
    _open(entrance)
    known = _find_standing(entrance.event, keys)
    registrations: dict[str, Registration] = {}
    entered: list[tuple[Registration, Application]] = []
    for key, application in zip(keys, applications, strict=True):
        if key in registrations:
            continue
        if standing := known.get(key):
            registrations[key] = standing
            if not entrance.is_silent:
                greet_again(standing, by=entrance.by, now=entrance.now)
            continue
        registrations[key] = drafted = draft(entrance, application)
        drafted.waiting_since = entrance.now + len(entered) * _TURN
        entered.append((drafted, application))
    choices.check(entrance.event, [application.sessions for _each, application in entered], now=entrance.now)
    _seat(entrance, [registration for registration, _application in entered])
    waiting = iter(watch(entered))
    while batch := list(islice(waiting, BATCH)):
        keep(batch, by=entrance.by, now=entrance.now, is_silent=entrance.is_silent)
    return [registrations[key] for key in keys]


def draft(entrance: Entrance, application: Application) -> Registration:
    """Return a registration that waits, known to nobody yet."""
    registration = Registration(
        key=people.new_key("r"),
        event_id=entrance.event.id,
        delegation_id=entrance.delegation.id if entrance.delegation else None,
        registered_by=entrance.registered_by,
        registered_on=zones.to_local(entrance.now, entrance.event.timezone).date(),
        status=Status.WAITLISTED,
        waiting_since=entrance.now,
        interpretation_language=application.interpretation_language or None,
        accessibility_needs=application.accessibility_needs or None,
        language=application.language,
        notice_version=NOTICE_VERSION if application.consents.get("privacy_notice") else None,
        created_at=entrance.now,
        changed_at=entrance.now,
    )
    people.set_details(registration, application.details)
    return registration


def keep(
    entered: Sequence[tuple[Registration, Application]],
    *,
    by: str,
    now: datetime,
    replaces: int | None = None,
    is_silent: bool = False,
) -> None:
    """Store drafted registrations with their consents, tell people where they stand, and record each entry.

    All are of one event; together they take a few statements, however many they are.
    """
    known = people.recognise_all([application.details for _registration, application in entered], now=now)
    for (registration, _application), person in zip(entered, known, strict=True):
        registration.person_id, registration.replaces_id = person.id, replaces
        registration.fold()
    store(*(registration for registration, _application in entered))
    note(
        *(
            Consent(registration_id=registration.id, purpose=purpose, is_given=given, at=now, by=by)
            for registration, application in entered
            for purpose, given in application.consents.items()
        )
    )
    for registration, application in entered:
        if application.answers:
            questions.answer_all(registration, application.answers, by=by, now=now)
    choosers = [(registration, application.sessions) for registration, application in entered if application.sessions]
    choices.keep(choosers, now=now)
    if not is_silent:
        steps.tell_all([(registration, _letter(registration)) for registration, _application in entered], now=now)
        if choosers:
            session_invitations.enter_all([registration for registration, _sessions in choosers], now=now)
    replaced: dict[str, Any] = {} if replaces is None else {"replaces": [None, replaces]}
    changes = [(each, {"status": [None, each.status]} | replaced) for each, _application in entered]
    audit.record_all("registration:create", changes, by=by, now=now, event=entered[0][0].event)


def find_standing(event: Event, address: str) -> Registration | None:
    """Return the standing registration under this address, if there is one."""
    key = address_key(address)
    return _find_standing(event, [key]).get(key)


def find_addresses(event: Event, keys: Collection[str]) -> set[str]:
    """Return which of these folded addresses have a standing registration."""
    standing = [status for status in Status if status.is_standing]
    mine = select(Registration.email_key).where(Registration.event_id == event.id, Registration.status.in_(standing))
    return {key for key in session.scalars(mine.where(Registration.email_key.in_(keys))) if key}


def checked(application: Application) -> Application:
    """Return an application with its address trimmed.

    Raises WrongAddress for what no mail can reach, and WrongCategory where category and country disagree.
    """
    details = application.details
    people.refuse_contradiction(details.get("category"), details.get("country"))
    return replace(application, details={**details, "email": people.checked_address(details["email"])})


def _find_standing(event: Event, keys: Sequence[str]) -> dict[str | None, Registration]:
    """Return the standing registrations under these folded addresses."""
    found: dict[str | None, Registration] = {}
    for start in range(0, len(keys), BATCH):
        wanted = {"the_event": event.id, "the_addresses": keys[start : start + BATCH]}
        found.update((standing.email_key, standing) for standing in session.scalars(_STANDING, wanted))
    return found


def _letter(registration: Registration) -> str:
    """Return the kind of message that tells somebody of their entry."""
    is_entered = registration.registered_by is RegisteredBy.FOCAL_POINT
    return "delegation-registered" if is_entered else f"registration-{registration.status}"


def _open(entrance: Entrance) -> None:
    """Hold the event's row once people may register, and ask again: it may have changed meanwhile."""
    event, now, is_asked = entrance.event, entrance.now, entrance.is_asked
    by_organiser = entrance.registered_by is RegisteredBy.ORGANISER
    if not entrance.is_held:
        openings.refuse_unless_open(event, now=now, by_organiser=by_organiser, is_asked=is_asked)
        events.lock(event)
    openings.refuse_unless_open(event, now=now, by_organiser=by_organiser, is_asked=is_asked)
    if event.sponsor_seats and now >= events.registration_closes(event):
        waitlists.promote(event, now=now)  # seats kept for co-sponsors came free at closing: nobody new goes first


def greet_again(standing: Registration, *, by: str, now: datetime) -> Registration:
    """Mail somebody who is registered their private link again, not too often."""
    if outbox.count_since(now - timedelta(hours=1), "registration-link", standing) < LINKS_PER_HOUR:
        steps.mail("registration-link", standing, now=now)
    audit.record("registration:repeat", standing, by=by, now=now, event=standing.event)
    return standing


def _seat(entrance: Entrance, drafted: Sequence[Registration]) -> None:
    """Give seats while they last; a delegation that waits together gets them all or none."""
    delegation = entrance.delegation
    is_one_unit = delegation is not None and delegation.waits_together
    if not drafted or (delegation is not None and waitlists.is_joined(delegation)):
        return
    room = seats.room(entrance.event, now=entrance.now)
    heeds_limits = entrance.registered_by is not RegisteredBy.ORGANISER
    for unit in [drafted] if is_one_unit else [[each] for each in drafted]:
        parties = [registration.party for registration in unit]
        if room.shortage(parties, heeds_limits=heeds_limits):
            continue
        room.seat(parties)
        for registration in unit:
            registration.status = steps.seated_status(entrance.event, entrance.registered_by)
            registration.waiting_since = None
