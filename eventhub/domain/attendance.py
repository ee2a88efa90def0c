"""Who was there: established anew each time, from connections, check-ins, registrations and corrections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import select

from eventhub.base import db, tokens, zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events, evidence, matching, presence, telephones
from eventhub.domain.matching import Basis, MatchStatus
from eventhub.models.attendance import AttendanceImport, Connection, Correction
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, Modality
from eventhub.models.people import Person
from eventhub.models.registrations import Registration

ARCHIVE = "archive"
"""The platform of connections that an archive tied to people, without saying what they were connected by."""

TELEPHONE = "telephone"
"""The purpose of a telephone number's fingerprint."""


MOST_MINUTES = 600
"""The longest time that an event may ask of a participant."""


class WrongMinutes(Refused):
    """The time somebody has to be there makes no sense."""

    message = _l("Give a whole number of minutes from 1 to 600, or nothing.")


class RowRead(Protocol):
    """One row of an export, with times on the event's clock."""

    @property
    def position(self) -> int:
        """Its place in the file."""

    @property
    def display_name(self) -> str:
        """As in the export."""

    @property
    def email(self) -> str | None:
        """As in the export."""

    @property
    def joined_at(self) -> datetime | None:
        """On the event's clock, naive."""

    @property
    def left_at(self) -> datetime | None:
        """On the event's clock, naive."""

    @property
    def seconds(self) -> int | None:
        """The platform's own total, where it gives one instead of single connections."""


@dataclass(frozen=True)
class Participant:
    """One person, or one thing, that was connected or checked in, and what we know of who it was."""

    person: Person | None
    registration: Registration | None
    """The one in force before any other; None for a walk-in and for whoever is not known."""
    match_status: MatchStatus
    basis: Basis
    connections: tuple[Connection, ...]
    candidates: tuple[Registration | Person, ...]
    """Who it may be: a registration, or a walk-in's person."""
    seconds_present: int | None
    """The union of the connections; None when it cannot be known."""
    is_brief: bool = False
    """Whether they were there for less than the event asks of a participant; an unknown time is enough."""
    check_ins: tuple[CheckIn, ...] = ()
    """Those that stand: whoever was checked in was there, however short the connections."""

    @property
    def counted(self) -> bool:
        """Tell whether this is a participant; interpreters, rooms, note-takers and whoever left at once are not."""
        return self.match_status.is_counted and not self.is_brief

    @property
    def number(self) -> int | None:
        """The number of the first connection: by it pages tell participants apart; None for who was only checked in."""
        return min((connection.id for connection in self.connections), default=None)

    @property
    def modes(self) -> frozenset[Mode]:
        """Where they were: in the room, connected, or both."""
        return frozenset(each.mode for each in self.check_ins) | frozenset(map(_mode, self.connections))

    @property
    def details(self) -> Registration | Person | None:
        """Who it was at the time: as registered, else as we know the person."""
        return self.registration or self.person

    @property
    def name(self) -> str:
        """The person's name, or what stood on the screen."""
        return self.details.name if self.details else self.display_names[0]

    @property
    def display_names(self) -> list[str]:
        """Every name shown, in the order of joining."""
        return list(dict.fromkeys(connection.display_name for connection in self.connections))

    @property
    def emails(self) -> list[str]:
        """Every address, in the order of joining."""
        return list(dict.fromkeys(each.email for each in self.connections if each.email))

    @property
    def first_join(self) -> datetime | None:
        """The instant of the first joining that is known; a mark made by hand tells that somebody came, not when."""
        joined = [each.joined_at for each in self.connections if each.joined_at]
        return min([*joined, *(each.at for each in self.check_ins if each.door is not Door.HAND)], default=None)

    @property
    def last_leave(self) -> datetime | None:
        """The instant of the last leaving that is known."""
        return max((each.left_at for each in self.connections if each.left_at), default=None)


@dataclass(frozen=True)
class Attendance:
    """Everybody and everything that was connected to one event."""

    event: Event
    participants: tuple[Participant, ...]
    """Technical ones too; in the order of joining."""
    registrations: tuple[Registration, ...]
    imports: tuple[AttendanceImport, ...]
    corrections: tuple[Correction, ...]
    """Those that stand, and that these participants rest on."""

    @cached_property
    def counted(self) -> tuple[Participant, ...]:
        """Those who count as present."""
        return tuple(each for each in self.participants if each.counted)

    @cached_property
    def present(self) -> tuple[Participant, ...]:
        """Everybody who was there, however briefly."""
        return tuple(each for each in self.participants if each.match_status.is_counted)

    @property
    def brief(self) -> list[Participant]:
        """Those who were there for too short a time to count."""
        return [each for each in self.present if each.is_brief]

    def with_status(self, status: MatchStatus) -> list[Participant]:
        """Return the participants whose search for a registrant ended so; nobody who was there too briefly."""
        return [each for each in self.participants if each.match_status is status and not each.is_brief]


def record(
    event: Event,
    rows: Sequence[RowRead],
    *,
    platform: str,
    sha256: str,
    filename: str | None,
    meeting_title: str | None = None,
    waiting_room_rows: int = 0,
    by: str,
    now: datetime,
    secret: str,
) -> AttendanceImport:
    """Keep the rows of one export; the same file again stores nothing and returns the import that stands."""
    events.lock(event)
    if standing := find_import(event, sha256):
        return standing
    imported = AttendanceImport(
        event=event,
        platform=platform,
        sha256=sha256,
        filename=filename,
        meeting_title=meeting_title,
        waiting_room_rows=waiting_room_rows,
        by=by,
        imported_at=now,
    )
    session.add(imported)
    session.flush()
    db.pour(Connection, _columns(rows, zone=event.timezone, secret=secret), attendance_import_id=imported.id)
    difference = {"platform": platform, "filename": filename, "connections": len(rows)}
    audit.record("attendance:import", imported, by=by, now=now, event=event, difference=difference)
    return imported


def find_import(event: Event, sha256: str) -> AttendanceImport | None:
    """Return the import of this very file for this event."""
    return session.scalar(
        select(AttendanceImport).where(AttendanceImport.event_id == event.id, AttendanceImport.sha256 == sha256)
    )


def imports(event: Event) -> Sequence[AttendanceImport]:
    """Return the exports read for an event, oldest first."""
    mine = select(AttendanceImport).where(AttendanceImport.event_id == event.id)
    return session.scalars(mine.order_by(AttendanceImport.imported_at, AttendanceImport.id)).all()


def find_import_by_number(event: Event, import_id: int) -> AttendanceImport | None:
    """Return an import of this event by its number."""
    found = session.get(AttendanceImport, import_id)
    return found if found is not None and found.event_id == event.id else None


def is_recorded(event: Event) -> bool:
    """Tell whether anything says who came: an export that was read, or a check-in."""
    return bool(imports(event) or evidence.find_check_ins(event))


def recorded_events() -> set[int]:
    """Return the ids of the events for which an export was read, or somebody checked in."""
    return set(session.scalars(evidence.recorded_events()))


def ask_minutes(event: Event, minutes: int | None, *, by: str, now: datetime) -> None:
    """Set how many minutes somebody has to be there to count; None: everybody counts."""
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise WrongMinutes
    if minutes == event.minutes_to_count:
        return
    difference = {"minutes_to_count": [event.minutes_to_count, minutes]}
    event.minutes_to_count = minutes
    audit.record("attendance:minutes", event, by=by, now=now, event=event, difference=difference)


def discard(imported: AttendanceImport, *, by: str, now: datetime) -> None:
    """Forget a file that was read by mistake, with all its connections."""
    difference = {"platform": imported.platform, "filename": imported.filename, "sha256": imported.sha256}
    audit.record("attendance:discard", imported, by=by, now=now, event=imported.event, difference=difference)
    session.delete(imported)
    session.flush()


def telephone_digest(number: str, *, secret: str) -> str | None:
    """Return the fingerprint of a number in full; one that its platform masked is known by its mask."""
    return None if "*" in number else tokens.digest(TELEPHONE, number, secret=secret)


def tally(imported: AttendanceImport) -> Counter[MatchStatus]:
    """Return how many people one file tells of by what became of the search for each, without loading any of them."""
    registrants = evidence.registrants_told(imported.event)
    return Counter(each.status for each in matching.match(evidence.traces_told(imported), registrants))


def establish(event: Event, *, only: AttendanceImport | None = None) -> Attendance:
    """Return who was there. With `only`, what that one file says of the event's registrants, uncorrected."""
    connections = evidence.find_connections(event, only)
    registrations = evidence.find_registrations(event)
    corrections = [] if only else evidence.find_standing(event)
    check_ins = [] if only else evidence.find_check_ins(event)
    people = evidence.people_of(connections, registrations, corrections, check_ins)
    chosen = evidence.in_force(registrations)
    traces = evidence.traces(connections, corrections, registrations)
    found = [
        _participant(match, connections, people, chosen)
        for match in matching.match(traces, evidence.registrants(people, registrations))
    ]
    whole = _with_check_ins(found, check_ins, chosen)
    imports = {each.attendance_import_id: each.attendance_import for each in connections}
    return Attendance(
        event=event,
        participants=tuple(
            sorted(
                (_weighed(each, None if only else event.minutes_to_count) for each in whole),
                key=_by_joining,
            )
        ),
        registrations=tuple(registrations),
        imports=tuple(imports[number] for number in sorted(imports)),
        corrections=tuple(corrections),
    )


def _columns(rows: Sequence[RowRead], *, zone: str, secret: str) -> dict[str, list[Any]]:
    """Return what is kept of each row: its times as instants, and no telephone number in full."""
    wall = zones.Wall(zone)
    instants: dict[datetime | None, datetime | None] = {None: None}
    shown: dict[str, tuple[str, str | None]] = {}
    for row in rows:
        for local in (row.joined_at, row.left_at):
            if local and local not in instants:
                instants[local] = wall.to_utc(local)
        if row.display_name not in shown:
            number = telephones.find(row.display_name)
            digest = telephone_digest(number, secret=secret) if number else None
            shown[row.display_name] = telephones.mask(row.display_name), digest
    return {
        "position": [row.position for row in rows],
        "display_name": [shown[row.display_name][0] for row in rows],
        "phone_digest": [shown[row.display_name][1] for row in rows],
        "email": [row.email for row in rows],
        "joined_at": [instants[row.joined_at] for row in rows],
        "left_at": [instants[row.left_at] for row in rows],
        "seconds": [row.seconds for row in rows],
    }


def _participant(
    match: matching.Match,
    connections: Sequence[Connection],
    people: Mapping[str, Person],
    chosen: Mapping[str, Registration],
) -> Participant:
    own = sorted((connections[place] for place in match.traces), key=_by_time)
    candidates = [chosen.get(key) or people[key] for key in match.candidates]
    return Participant(
        person=people[match.person] if match.person else None,
        registration=chosen.get(match.person) if match.person else None,
        match_status=match.status,
        basis=match.basis,
        connections=tuple(own),
        candidates=tuple(sorted(candidates, key=lambda each: (each.family_name, each.given_name, each.key))),
        seconds_present=presence.seconds_present(
            presence.Span(each.attendance_import_id, each.joined_at, each.left_at, each.seconds) for each in own
        ),
    )


def _weighed(participant: Participant, minutes: int | None) -> Participant:
    """Mark whoever is known to have been there for less than so many minutes; a check-in says enough by itself."""
    seconds = participant.seconds_present
    if minutes is None or seconds is None or seconds >= minutes * 60 or participant.check_ins:
        return participant
    return replace(participant, is_brief=True)


def _with_check_ins(
    found: Iterable[Participant], check_ins: Iterable[CheckIn], chosen: Mapping[str, Registration]
) -> list[Participant]:
    """Give participants their check-ins, and add whoever was checked in and not connected: a person is one."""
    by_person: dict[int, list[CheckIn]] = defaultdict(list)
    for each in check_ins:
        by_person[each.person_id].append(each)
    whole = [
        replace(each, check_ins=tuple(by_person.pop(each.person.id)))
        if each.person and each.person.id in by_person
        else each
        for each in found
    ]
    for own in by_person.values():
        person = own[0].person
        whole.append(
            Participant(
                person=person,
                registration=chosen.get(person.key),
                match_status=MatchStatus.MATCHED,
                basis=Basis.CHECK_IN,
                connections=(),
                candidates=(),
                seconds_present=None,
                check_ins=tuple(own),
            )
        )
    return whole


def _mode(connection: Connection) -> Mode:
    """Whoever was connected was online, but where an archive says of a meeting in a room only that they were there."""
    imported = connection.attendance_import
    is_said = imported.platform == ARCHIVE and imported.event.modality is Modality.IN_PERSON
    return Mode.IN_PERSON if is_said else Mode.ONLINE


def _by_time(connection: Connection) -> tuple[bool, datetime | None, int]:
    return connection.joined_at is None, connection.joined_at, connection.id


def _by_joining(participant: Participant) -> tuple[float, int]:
    joined = participant.first_join
    number = participant.number
    return joined.timestamp() if joined else float("inf"), participant.check_ins[0].id if number is None else number
