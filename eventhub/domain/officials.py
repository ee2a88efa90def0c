"""The officials of a delegation, as its focal point enters them: all of a table or none of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eventhub.base import countries
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l
from eventhub.base.text import address_key
from eventhub.domain import audit, delegations, entries, events, openings, people, registrations
from eventhub.domain.entries import Application
from eventhub.domain.steps import NotStanding
from eventhub.models.people import Category, Level
from eventhub.models.registrations import Delegation, DelegationRole, Registration

MOST = 200
"""How many officials can be entered at once."""

CORRECTABLE = ("form_of_address", "given_name", "family_name", "organisation", "function", "level")
"""What a focal point may put right of an official; the address is where their private link went."""


class NobodyNamed(Refused):
    """An empty table enters nobody."""

    message = _l("Enter at least one official.")


class TooMany(Refused):
    """More rows than anybody looks through."""

    message = _l("At most %(number)d officials can be entered at once.", number=MOST)


class FaultyRows(Refused):
    """Rows that cannot be entered; nothing was stored."""

    message = _l("Nothing has been registered yet: put right what is marked below.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Official:
    """One official as typed; what is left out is None or empty."""

    given_name: str | None
    family_name: str | None
    email: str | None
    form_of_address: str | None = None
    function: str | None = None
    organisation: str | None = None
    """Where it is another than the delegation's ministry."""
    level: Level | None = None
    category: Category | None = None
    """For the delegation of an organisation; that of a State follows from the State."""
    role: DelegationRole | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be entered: its number from 1, the field at fault and one sentence."""

    row: int
    field: str
    sentence: str | LazyString


def enter(delegation: Delegation, officials: Sequence[Official], *, by: str, now: datetime) -> list[Registration]:
    """Register officials under one lock, all or none; raise FaultyRows with every fault of every row.

    Each is mailed who entered them, with a private link of their own. Nobody agrees to anything for them.
    """
    event = delegation.event
    openings.refuse_unless_open(event, now=now, is_asked=True)
    if not officials:
        raise NobodyNamed
    if len(officials) > MOST:
        raise TooMany
    events.lock(event)
    if faults := find_faults(delegation, officials):
        raise FaultyRows(faults)
    applications = [_application(delegation, each) for each in officials]
    entered = registrations.register_all(event, applications, delegation=delegation, by=by, now=now)
    for registration, official in zip(entered, officials, strict=True):
        registration.delegation_role = official.role
        if official.is_head:
            name_head(registration, by=by, now=now)
    return entered


def find_faults(delegation: Delegation, officials: Sequence[Official]) -> list[Fault]:
    """Return what stands against entering these rows, in their order; nothing is written."""
    faults = []
    for row, official in enumerate(officials, start=1):
        faults += [Fault(row, field, sentence) for field, sentence in _own_faults(delegation, official)]
    faults += _repeated(officials)
    faults += _registered(delegation, officials)
    faults += _beyond_quota(delegation, officials)
    return sorted(faults, key=lambda fault: fault.row)


def name_head(registration: Registration, *, by: str, now: datetime) -> None:
    """Let one official lead the delegation: whoever led it no longer does."""
    delegation = registration.delegation
    if delegation is None or not registration.status.is_standing:
        raise NotStanding
    for official in delegations.find_officials(delegation):
        if official is not registration and official.head_of_delegation and official.status.is_standing:
            official.head_of_delegation = False
    registration.head_of_delegation, registration.changed_at = True, now
    audit.record("delegation:head", registration, by=by, now=now, event=registration.event)


def correct(
    registration: Registration,
    official: Official,
    *,
    by: str,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Put details, role and, unless None, all `answers` of an official right.

    The address stays, and so does as what they take part.
    """
    delegation = registration.delegation
    if delegation is None:
        raise NotStanding
    if faults := [each for each in _own_faults(delegation, official) if each[0] not in {"email", "category"}]:
        raise FaultyRows([Fault(1, field, sentence) for field, sentence in faults])
    changes = {name: getattr(official, name) for name in CORRECTABLE}
    changes["organisation"] = changes["organisation"] or delegation.organisation
    difference = registrations.correct(registration, changes, answers=answers, by=by, now=now)
    if registration.delegation_role is not official.role:
        roles = {"delegation_role": [registration.delegation_role, official.role]}
        registration.delegation_role, registration.changed_at = official.role, now
        audit.record("delegation:role", registration, by=by, now=now, event=registration.event, difference=roles)
        difference |= roles
    return difference


def substitute(
    registration: Registration,
    official: Official,
    *,
    by: str,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
) -> Registration:
    """Let another official take this one's place, role and seat; `answers` are the new one's."""
    delegation = registration.delegation
    if delegation is None:
        raise NotStanding
    if faults := list(_own_faults(delegation, official)):
        raise FaultyRows([Fault(1, field, sentence) for field, sentence in faults])
    application = replace(_application(delegation, official), answers=answers or {})
    return registrations.substitute(registration, application, by=by, now=now)


def find(delegation: Delegation, number: int) -> Registration | None:
    """Return an official of this delegation by the number of the registration."""
    found = registrations.find(delegation.event, number)
    return found if found is not None and found.delegation_id == delegation.id else None


def category_of(delegation: Delegation) -> Category | None:
    """Return as what everybody on a State's delegation takes part; None for an organisation's."""
    if delegation.country is None:
        return None
    state = countries.find(delegation.country)
    return Category.MEMBER_STATE if state is None or state.is_member else Category.OBSERVER_STATE


def _application(delegation: Delegation, official: Official) -> Application:
    return Application(
        details={
            "form_of_address": official.form_of_address,
            "given_name": official.given_name,
            "family_name": official.family_name,
            "email": official.email,
            "country": delegation.country,
            "organisation": official.organisation or delegation.organisation,
            "function": official.function,
            "category": category_of(delegation) or official.category,
            "level": official.level,
        },
        language=delegation.language,
    )


def _own_faults(delegation: Delegation, official: Official) -> Iterator[tuple[str, str | LazyString]]:
    """Yield what is wrong with a row by itself, as field and sentence."""
    if not official.given_name:
        yield "given_name", _l("Enter the given name.")
    if not official.family_name:
        yield "family_name", _l("Enter the family name.")
    try:
        people.checked_address(official.email or "")
    except people.WrongAddress as refusal:
        yield "email", refusal.sentence
    if delegation.country is None:
        yield from _faults_of_standing(delegation, official)
        return
    try:
        people.refuse_contradiction(official.category, delegation.country)
    except people.WrongCategory as refusal:
        yield "category", refusal.sentence
    if official.category is not None and not official.category.is_official:
        yield "category", _l("On the delegation of a State everybody takes part as an official of that State.")


def _faults_of_standing(delegation: Delegation, official: Official) -> Iterator[tuple[str, str | LazyString]]:
    """Yield why somebody cannot stand for the organisation whose delegation it is."""
    if official.category is None:
        yield "category", _l("Choose as what this person takes part.")
    elif official.category.is_official:
        yield "category", _l("Officials of a State are registered on the delegation of that State.")
    if official.organisation not in {None, delegation.organisation}:
        yield "organisation", _l("Everybody on this delegation stands for the organisation it is of.")


def _repeated(officials: Sequence[Official]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    heads = [row for row, official in enumerate(officials, start=1) if official.is_head]
    for row, official in enumerate(officials, start=1):
        key = address_key(official.email or "")
        if key and first.setdefault(key, row) != row:
            sentence = _l("This address stands in row %(row)d already.", row=first[key])
            yield Fault(row, "email", sentence)
    for row in heads[1:]:
        yield Fault(row, "is_head", _l("A delegation has one head; row %(row)d names one already.", row=heads[0]))


def _registered(delegation: Delegation, officials: Sequence[Official]) -> Iterator[Fault]:
    keys = [address_key(official.email or "") for official in officials]
    standing = entries.find_addresses(delegation.event, keys)
    for row, key in enumerate(keys, start=1):
        if key in standing:
            yield Fault(row, "email", registrations.AlreadyRegistered.message)


def _beyond_quota(delegation: Delegation, officials: Sequence[Official]) -> Iterator[Fault]:
    places = delegations.places(delegation)
    if places.left is None:
        return
    for row in range(places.left + 1, len(officials) + 1):
        sentence = _l(
            "The delegation has %(limit)d places, and %(used)d are used: there is none for this row.",
            limit=places.limit,
            used=places.used,
        )
        yield Fault(row, "given_name", sentence)
