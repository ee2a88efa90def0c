"""Who was checked in: rows that are known again by person, place, part and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.domain.archive.fields import Shape, World, authors, choices, fixed, instants, named, read_instant, sparse
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, by_event, entries, pair
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, Session
from eventhub.models.registrations import Registration

CHECK_IN = Shape(
    (
        *named("person", "people", "person", "key"),
        *fixed(*choices(Door, "door"), *choices(Mode, "mode"), *instants("at"), *authors("by")),
        *sparse(*instants("undone_at"), *authors("undone_by")),
    ),
    read_elsewhere=frozenset({"registration", "session"}),
)


def take(document: Entry, intake: Intake) -> None:
    """Add check-ins that are not there yet; whoever stands checked in already is not checked in again."""
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    if not any(entry.get("check_ins") for entry in document["events"]):
        return
    rows, parts = by_event(CheckIn, events), by_event(Session, events)
    registered = by_event(Registration, events)
    for entry, event in zip(document["events"], events, strict=True):
        uids = {row.id: row.uid for row in parts[event.id]}
        own = {row.key: row for row in registered[event.id]}
        _take(entry, event, rows[event.id], uids, own, intake)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the check-ins of each event, by its number."""
    rows, parts = by_event(CheckIn, events), by_event(Session, events)
    registered = by_event(Registration, events) if any(rows.values()) else {}
    given: dict[int, dict[str, Any]] = {}
    for event in events:
        uids = {row.id: row.uid for row in parts[event.id]}
        keys = {row.id: row.key for row in registered.get(event.id, ())}
        given[event.id] = {"check_ins": [_give(row, uids, keys, world) for row in rows[event.id]]}
    return given


def _give(row: CheckIn, uids: dict[int, str], keys: dict[int, str], world: World) -> dict[str, Any]:
    beside = {
        "registration": keys.get(row.registration_id) if row.registration_id else None,
        "session": uids.get(row.session_id) if row.session_id else None,
    }
    return CHECK_IN.give(row, world) | {key: value for key, value in beside.items() if value is not None}


def _take(
    entry: Entry,
    event: Event,
    rows: Sequence[CheckIn],
    uids: dict[int, str],
    registered: dict[str, Registration],
    intake: Intake,
) -> None:
    numbers = {uid: number for number, uid in uids.items()}
    standing = {_place(row, uids) for row in rows if row.undone_at is None}
    told = pair(entries(entry, "check_ins"), rows, _name, lambda row: (*_place(row, uids), row.at))
    for each, row in told:
        if row is not None:
            intake.take("check_in", row.id, row, CHECK_IN, each, event)
            continue
        if each.get("undone_at") is None:
            if _name(each)[:-1] in standing:
                continue
            standing.add(_name(each)[:-1])
        made = CheckIn(event_id=event.id, by=AUTHOR, session_id=numbers.get(each.get("session") or ""))
        if each.get("registration"):
            made.registration = registered[each["registration"]]
        intake.make("check_in", made, CHECK_IN, each, event)


def _name(entry: Entry) -> tuple[Any, ...]:
    return entry["person"], entry["mode"], entry.get("session"), read_instant(entry["at"])


def _place(row: CheckIn, uids: dict[int, str]) -> tuple[Any, ...]:
    return row.person.key, row.mode.value, uids.get(row.session_id) if row.session_id else None
