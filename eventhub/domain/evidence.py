"""What there is to establish an attendance from: connections, check-ins, registrations, corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, CompoundSelect, or_, select, union
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from eventhub.base.db import session
from eventhub.base.text import address_key, fold
from eventhub.domain import directory, telephones
from eventhub.domain.matching import Registrant, Trace
from eventhub.models.attendance import AttendanceImport, Connection, Correction, CorrectionAction
from eventhub.models.checkins import CheckIn
from eventhub.models.events import Event
from eventhub.models.people import Category, Person
from eventhub.models.registrations import Registration, RegistrationStatus


def find_standing(event: Event) -> list[Correction]:
    """Return the corrections of an event that were not undone, oldest first."""
    return list(
        session.scalars(
            select(Correction)
            .where(Correction.event_id == event.id, Correction.undone_at.is_(None))
            .options(joinedload(Correction.person))
            .order_by(Correction.id)
        )
    )


def addressed_by(
    correction: Correction, connections: Sequence[Connection], owners: Mapping[str, set[int]]
) -> list[Connection]:
    """Return the connections a correction means: all under its display name that are nobody else's by address.

    `owners` are the people known for the event by each address. If every connection is somebody else's, all are meant.
    """
    digest = (correction.extra or {}).get("phone_digest")
    named = [
        each
        for each in connections
        if each.display_name == correction.display_name and digest in {None, each.phone_digest}
    ]
    free = [
        each for each in named if not each.email or owners.get(address_key(each.email), set()) <= {correction.person_id}
    ]
    return free or named


def owners_of_addresses(registrations: Iterable[Registration]) -> dict[str, set[int]]:
    """Return the people of an event by each of their addresses."""
    owners: dict[str, set[int]] = defaultdict(set)
    for registration in registrations:
        for address in (*_addresses(registration), *_addresses(registration.person)):
            owners[address_key(address)].add(registration.person_id)
    return owners


def recorded_events() -> CompoundSelect[int]:
    """Choose the numbers of the events of which there is any record of who came."""
    return union(select(AttendanceImport.event_id), select(CheckIn.event_id).where(CheckIn.undone_at.is_(None)))


def find_connections(event: Event, only: AttendanceImport | None = None) -> list[Connection]:
    """Return the connections of an event, or of one import of it, with import and person.

    Imports and people are few beside connections, so each is read once and not beside every row.
    """
    mine = select(AttendanceImport).where(AttendanceImport.event_id == event.id)
    if only is not None:
        mine = mine.where(AttendanceImport.id == only.id)
    imports = {each.id: each for each in session.scalars(mine)}
    chosen = (
        select(Connection)
        .where(Connection.attendance_import_id.in_(imports))
        .order_by(Connection.attendance_import_id, Connection.position, Connection.id)
    )
    connections = list(session.scalars(chosen))
    numbers = select(Connection.person_id).where(Connection.attendance_import_id.in_(imports))
    people = {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(numbers)))}
    for each in connections:
        set_committed_value(each, "attendance_import", imports[each.attendance_import_id])
        set_committed_value(each, "person", people.get(each.person_id) if each.person_id else None)
    return connections


def find_registrations(event: Event) -> list[Registration]:
    """Return every registration of an event, in force or not: who came, came."""
    return list(
        session.scalars(
            select(Registration)
            .where(Registration.event_id == event.id)
            .options(joinedload(Registration.person))
            .order_by(Registration.id)
        )
    )


def find_check_ins(event: Event) -> list[CheckIn]:
    """Return the check-ins of an event that were not undone, oldest first, each with its person."""
    return list(
        session.scalars(
            select(CheckIn)
            .where(CheckIn.event_id == event.id, CheckIn.undone_at.is_(None))
            .options(joinedload(CheckIn.person))
            .order_by(CheckIn.at, CheckIn.id)
        )
    )


def people_of(
    connections: Iterable[Connection],
    registrations: Iterable[Registration],
    corrections: Iterable[Correction],
    check_ins: Iterable[CheckIn] = (),
) -> dict[str, Person]:
    """Return everybody who may have come, by lasting id: registered, checked in, or named elsewhere."""
    known = [
        *(each.person for each in registrations),
        *(each.person for each in connections),
        *(each.person for each in corrections),
        *(each.person for each in check_ins),
    ]
    return {person.key: person for person in known if person is not None}


def in_force(registrations: Iterable[Registration]) -> dict[str, Registration]:
    """Return each person's registration: the one that stands, else the latest."""
    return _in_force((each.person.key, each) for each in registrations)


def registrants(people: Mapping[str, Person], registrations: Iterable[Registration]) -> list[Registrant]:
    """Return everybody who may have come, under every name and address known for the event.

    Beside a name may stand what the directory also calls its organisation.
    """
    return _registrants(people, [(each.person.key, each) for each in registrations])


def registrants_told(event: Event) -> list[Registrant]:
    """Return everybody registered for an event as `registrants` does, from plain columns: for a look at thousands.

    Of the people themselves only those are read who are known otherwise than they registered.
    """
    ours = [getattr(Registration, name) for name in _TOLD]
    theirs = [getattr(Person, name) for name in _TOLD]
    differs = or_(*(mine.is_distinct_from(other) for mine, other in zip(ours, theirs, strict=True)))

    def told(columns: Sequence[Any], *conditions: ColumnElement[bool]) -> list[tuple[str, _Told]]:
        rows = select(Person.key, Registration.status, *columns).join(Registration.person)
        mine = rows.where(Registration.event_id == event.id, *conditions).order_by(Registration.id)
        return [(key, _Told(*details)) for key, *details in session.execute(mine)]

    return _registrants(dict(told(theirs, differs)), told(ours))


class _Told(NamedTuple):
    """What a registration or a person says of who somebody is."""

    status: RegistrationStatus
    given_name: str
    family_name: str
    email: str | None
    alternative_email: str | None
    country: str | None
    category: Category | None
    organisation: str | None
    function: str | None

    @property
    def name(self) -> str:
        """The full name in the order typed."""
        return f"{self.given_name} {self.family_name}".strip()


_TOLD = _Told._fields[1:]
_Details = Registration | Person | _Told
_Standing = TypeVar("_Standing", Registration, Registration | _Told)


def _in_force(registrations: Iterable[tuple[str, _Standing]]) -> dict[str, _Standing]:
    chosen: dict[str, _Standing] = {}
    for key, each in registrations:
        other = chosen.get(key)
        if other is None or each.status.is_standing or not other.status.is_standing:
            chosen[key] = each
    return chosen


def _registrants(
    people: Mapping[str, Person | _Told], registrations: Sequence[tuple[str, Registration | _Told]]
) -> list[Registrant]:
    by_person: dict[str, list[_Details]] = {key: [person] for key, person in people.items()}
    for key, each in registrations:
        by_person.setdefault(key, []).append(each)
    other_names = directory.other_names()
    chosen: dict[str, Registration | _Told] = _in_force(registrations)
    return [
        Registrant(
            person=key,
            names=frozenset([each.name for each in known]),
            emails=frozenset([address for each in known for address in _addresses(each)]),
            country=(chosen.get(key) or people[key]).country,
            is_official=_is_official(chosen.get(key) or people[key]),
            annotations=frozenset([text for each in known for text in _beside(each, other_names)]),
        )
        for key, known in by_person.items()
    ]


def _beside(details: _Details, other_names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    if details.organisation:
        yield details.organisation
        if other_names:
            yield from other_names.get(fold(details.organisation), ())
    if details.function:
        yield details.function


def _is_official(details: _Details) -> bool:
    return details.category is not None and details.category.is_official


def _addresses(details: _Details) -> list[str]:
    return [address for address in (details.email, details.alternative_email) if address]


_TELLING_NOTHING = {CorrectionAction.REGISTER_WALK_IN, CorrectionAction.LEAVE}
"""Decisions that say of no connection who it was."""


def traces_told(imported: AttendanceImport) -> list[Trace]:
    """Return what the connections of one import tell of who it was, those alike once: for a look at thousands."""
    columns = (Connection.display_name, Connection.email, Connection.phone_digest)
    rows = select(*columns).where(Connection.attendance_import_id == imported.id, Connection.person_id.is_(None))
    return [
        Trace(name, email, telephone=digest or telephones.find(name))
        for name, email, digest in session.execute(rows.distinct())
    ]


def traces(
    connections: Sequence[Connection], corrections: Iterable[Correction], registrations: Iterable[Registration]
) -> list[Trace]:
    """Return what each connection tells of who it was, as corrections have it."""
    corrected: dict[int, Correction] = {}
    telling = [each for each in corrections if each.action not in _TELLING_NOTHING]
    owners = owners_of_addresses(registrations) if telling else {}
    for correction in telling:
        corrected |= {each.id: correction for each in addressed_by(correction, connections, owners)}
    return [_trace(each, corrected.get(each.id)) for each in connections]


def _trace(connection: Connection, correction: Correction | None) -> Trace:
    person = correction.person if correction else connection.person
    return Trace(
        display_name=connection.display_name,
        email=connection.email,
        telephone=connection.phone_digest or telephones.find(connection.display_name),
        person=person.key if person else None,
        is_technical=correction is not None and correction.action is CorrectionAction.MARK_TECHNICAL,
        is_corrected=correction is not None,
    )
