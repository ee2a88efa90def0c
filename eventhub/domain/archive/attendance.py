"""Who was connected when: known people from an archive, platform exports as read, and corrections of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import selectinload

from eventhub.base import zones
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World, merge
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, by_event, entries, pair
from eventhub.domain.attendance import ARCHIVE
from eventhub.models.attendance import AttendanceImport, Connection, Correction
from eventhub.models.events import Event
from eventhub.models.people import Person

PLATFORM = ARCHIVE
"""The platform of the one import of an event whose connections an archive tied to people; its hash, too."""

_KNOWN = frozenset({"person", "display_name", "phone_digest", "email", "joined_at", "left_at", "seconds", "position"})

_OF_PERSON = "of_person"
"""Where the first connection of a person keeps what the archive said of their attendance as a whole."""


def take(document: Entry, intake: Intake) -> None:
    """Add connections, exports and corrections that are not there yet."""
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    imports = by_event(AttendanceImport, events, selectinload(AttendanceImport.connections))
    corrections = by_event(Correction, events)
    for entry, event in zip(document["events"], events, strict=True):
        _take_known(entry, imports[event.id], event, intake)
        _take_exports(entry, imports[event.id], event, intake)
        _take_corrections(entry, corrections[event.id], event, intake)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return connections, exports and corrections of each event, by its number."""
    imports = by_event(AttendanceImport, events, selectinload(AttendanceImport.connections))
    corrections = by_event(Correction, events)
    given: dict[int, dict[str, Any]] = {}
    for event in events:
        known = [row for each in imports[event.id] if each.platform == PLATFORM for row in each.connections]
        given[event.id] = {"attendance": _give_known(known, event)}
        if exports := [row for row in imports[event.id] if row.platform != PLATFORM]:
            given[event.id]["attendance_imports"] = [_give_export(row, event, world) for row in exports]
        if logged := sorted(corrections[event.id], key=lambda row: (row.at, row.id)):
            given[event.id]["corrections"] = [shapes.CORRECTION.give(row, world) for row in logged]
    return given


@dataclass(frozen=True, slots=True)
class _Told:
    """One connection as an archive tells it."""

    person: Person | None
    values: Mapping[str, Any]
    extra: Mapping[str, Any]

    @classmethod
    def read(cls, entry: Entry, person: Person | None, event: Event, **of_person: Any) -> _Told:
        values = {
            "display_name": entry.get("display_name") or (person.name if person else ""),
            "email": entry.get("email"),
            "joined_at": _read_moment(entry.get("joined_at"), event),
            "left_at": _read_moment(entry.get("left_at"), event),
            "seconds": entry.get("seconds"),
            "phone_digest": entry.get("phone_digest"),
        }
        return cls(person, values, {key: value for key, value in entry.items() if key not in _KNOWN} | of_person)

    def name(self) -> tuple[Any, ...]:
        number = self.person.id if self.person else None
        return (number, *(self.values[key] for key in ("display_name", "email", "joined_at", "left_at")))

    def row(self, position: int) -> Connection:
        return Connection(person=self.person, position=position, extra=dict(self.extra), **self.values)


def _name(row: Connection) -> tuple[Any, ...]:
    return row.person_id, row.display_name, row.email, row.joined_at, row.left_at


def _take_known(entry: Entry, imports: Sequence[AttendanceImport], event: Event, intake: Intake) -> None:
    known = next((row for row in imports if row.platform == PLATFORM), None)
    rows = list(known.connections) if known else []
    told = _tell(entry, {row.person_id for row in rows}, event, intake)
    if told and known is None:
        known = AttendanceImport(
            event_id=event.id, platform=PLATFORM, sha256=PLATFORM, by=AUTHOR, imported_at=intake.now, connections=[]
        )
        intake.add("attendance_import", known, event)
    last = max((row.position for row in rows), default=0)
    for each, row in _pair(told, rows):
        if row is not None:
            _update(row, each, event, intake)
        elif known is not None:
            last += 1
            connection = each.row(last)
            known.connections.append(connection)
            intake.add("connection", connection, event)


def _tell(entry: Entry, present: set[int | None], event: Event, intake: Intake) -> list[_Told]:
    """Return each connection told; one of unknown times for whoever has none and is not known to be present."""
    told = []
    for attended in entries(entry, "attendance"):
        person = intake.world.people[attended["person"]]
        unknown = {key: value for key, value in attended.items() if key not in {"person", "connections"}}
        of_person = {_OF_PERSON: unknown} if unknown else {}
        connections: Sequence[Entry] = entries(attended, "connections")
        if not connections and person.id not in present:
            connections = [{}]
        for each in connections:
            told.append(_Told.read(each, person, event, **of_person))
            of_person = {}
    return told


def _pair(told: Sequence[_Told], rows: Sequence[Connection]) -> list[tuple[_Told, Connection | None]]:
    named = pair([{"told": each} for each in told], rows, lambda entry: entry["told"].name(), _name)
    return [(entry["told"], row) for entry, row in named]


def _update(row: Connection, told: _Told, event: Event, intake: Intake) -> None:
    extra, seconds = merge(row.extra, told.extra), told.values["seconds"]
    difference: dict[str, Any] = {}
    if extra != row.extra:
        difference["extra"] = row.extra = extra
    if seconds is not None and seconds != row.seconds:
        difference["seconds"] = row.seconds = seconds
    intake.change("connection", row.position, row, difference, event)


def _take_exports(entry: Entry, imports: Sequence[AttendanceImport], event: Event, intake: Intake) -> None:
    """Add exports that are not known by their hash; one that is known was read then, and stays as it was."""
    known = {row.sha256 for row in imports}
    for told in entries(entry, "attendance_imports"):
        if told["sha256"] in known:
            continue
        row = AttendanceImport(event_id=event.id, by=AUTHOR, imported_at=intake.now, connections=[])
        for position, each in enumerate(told["connections"], start=1):
            person = intake.world.people.get(each.get("person") or "")
            place = position if each.get("position") is None else each["position"]
            row.connections.append(_Told.read(each, person, event).row(place))
        intake.make("attendance_import", row, shapes.ATTENDANCE_IMPORT, told, event)


def _take_corrections(entry: Entry, rows: Sequence[Correction], event: Event, intake: Intake) -> None:
    logged = sorted(rows, key=lambda row: (row.at, row.id))
    named = pair(
        entries(entry, "corrections"),
        logged,
        _name_of_correction,
        lambda row: _name_of_correction(shapes.CORRECTION.give(row, intake.world)),
    )
    for each, row in named:
        if row is None:
            row = Correction(event_id=event.id, by=AUTHOR, at=intake.now)
            intake.make("correction", row, shapes.CORRECTION, each, event)
        else:
            intake.take("correction", row.id, row, shapes.CORRECTION, each, event)


def _name_of_correction(entry: Entry) -> tuple[Any, ...]:
    return tuple(entry.get(key) for key in ("action", "display_name", "phone_digest", "person"))


def _give_known(rows: Sequence[Connection], event: Event) -> list[dict[str, Any]]:
    attended: dict[int | None, dict[str, Any]] = {}
    for row in rows:
        person = row.person.key if row.person else None
        entry = attended.setdefault(row.person_id, {"person": person, "connections": []})
        entry |= row.extra.get(_OF_PERSON, {})
        entry["connections"].append(_give(row, event))
    return list(attended.values())


def _give_export(row: AttendanceImport, event: Event, world: World) -> dict[str, Any]:
    return shapes.ATTENDANCE_IMPORT.give(row, world) | {
        "connections": [_give(each, event) | _give_origin(each) for each in row.connections]
    }


def _give_origin(row: Connection) -> dict[str, Any]:
    person = row.person.key if row.person else None
    return {"phone_digest": row.phone_digest, "person": person, "position": row.position}


def _give(row: Connection, event: Event) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "display_name": row.display_name,
        "email": row.email,
        "joined_at": _write_moment(row.joined_at, event),
        "left_at": _write_moment(row.left_at, event),
    }
    if row.seconds is not None:
        entry["seconds"] = row.seconds
    return entry | {key: value for key, value in row.extra.items() if key != _OF_PERSON}


def _read_moment(text: str | None, event: Event) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else zones.to_utc(moment, event.timezone)


def _write_moment(instant: datetime | None, event: Event) -> str | None:
    """Return the time on the event's clocks; with its offset where they show it a second time."""
    if instant is None:
        return None
    local = zones.to_local(instant, event.timezone)
    if zones.to_utc(local, event.timezone) == instant:
        return local.isoformat()
    return instant.astimezone(zones.get_zone(event.timezone)).isoformat()
