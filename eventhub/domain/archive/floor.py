"""The floor of meetings: whether it is open, and each request for it from asking to having spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.base.i18n import LazyString, _l
from eventhub.domain.archive.fields import Shape, World, authors, choices, instants, plain, sparse
from eventhub.domain.archive.intake import AUTHOR, Contradiction, Entry, Intake, by_event
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event, Session
from eventhub.models.interventions import Floor, Intervention, SpeakingOrder, SpeakingRequest, SpeakingState
from eventhub.models.people import party_key
from eventhub.models.registrations import Registration

FLOOR = Shape(
    (*plain("is_open"), *choices(SpeakingOrder, "order")),
    read_elsewhere=frozenset({"session"}),
)

SPEAKING_REQUEST = Shape(
    (
        *plain("id=key", "position", "kind", "country", "organisation"),
        *choices(SpeakingState, "state"),
        *authors("by"),
        *instants("requested_at"),
        *sparse(*instants("started_at", "ended_at")),
    ),
    read_elsewhere=frozenset({"session", "registration", "intervention"}),
)

FLOORS: EventList[Floor] = EventList(
    "floors",
    "floor",
    Floor,
    FLOOR,
    lambda entry: entry.get("session"),
    lambda row: row.session.uid if row.session else None,
    lambda *_: Floor(),
    is_ordered=False,
)

REQUESTS: EventList[SpeakingRequest] = EventList(
    "speaking_requests",
    "speaking_request",
    SpeakingRequest,
    SPEAKING_REQUEST,
    lambda entry: entry["id"],
    lambda row: row.key,
    lambda _, intake: SpeakingRequest(by=AUTHOR, requested_at=intake.now),
    is_identified=True,
)

LISTS: tuple[EventList[Any], ...] = (FLOORS, REQUESTS)

_NO_SUCH: Mapping[str, LazyString] = {
    "session": _l("no such session"),
    "registration": _l("no such registration"),
    "intervention": _l("nobody spoke at this place"),
}


_TIED: Mapping[str, type[Any]] = {"session": Session, "registration": Registration, "intervention": Intervention}

_NAMED_BY = {"session": "uid", "registration": "key", "intervention": "position"}
"""By which attribute an entry names the row it is tied to."""


def take(document: Entry, intake: Intake) -> None:
    """Add and update floors and requests, each tied to the session, the registration and the intervention it names."""
    session.flush()
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    named = {
        key: {
            (number, getattr(row, name)): row for number, rows in by_event(_TIED[key], events).items() for row in rows
        }
        for key, name in _NAMED_BY.items()
    }
    for table in LISTS:
        for entry, row, event in table.take_all(document, intake):
            for key in _ties(table):
                _tie(table, entry, row, event, key, named[key], document, intake)
            if isinstance(row, SpeakingRequest):
                row.party_key = party_key(row.country, row.organisation) or ""


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return them for each event, by its number."""
    given: dict[int, dict[str, Any]] = {event.id: {} for event in events}
    for table in LISTS:
        rows = by_event(table.model, events, *(joinedload(getattr(table.model, key)) for key in _ties(table)))
        for event in events:
            given[event.id][table.key] = [_give(table, row, world) for row in rows[event.id]]
    return given


def _tie(
    table: EventList[Any],
    entry: Entry,
    row: Any,
    event: Event,
    key: str,
    named: Mapping[tuple[int, Any], Any],
    document: Entry,
    intake: Intake,
) -> None:
    if entry.get(key) is None:
        return
    found = named.get((event.id, entry[key]))
    if found is None:
        place = next(place for place, each in enumerate(document["events"]) if each["id"] == event.slug)
        below = next(below for below, each in enumerate(document["events"][place][table.key]) if each is entry)
        raise Contradiction(_NO_SUCH[key], field=f"events[{place}].{table.key}[{below}].{key}")
    if getattr(row, f"{key}_id") != found.id:
        if row.id is not None:
            intake.change(table.kind, table.name_of_row(row), row, {key: entry[key]}, event)
        setattr(row, f"{key}_id", found.id)


def _give(table: EventList[Any], row: Any, world: World) -> dict[str, Any]:
    entry = table.shape.give(row, world)
    tied = {key: getattr(row, key) for key in _ties(table)}
    return entry | {key: getattr(other, _NAMED_BY[key]) for key, other in tied.items() if other is not None}


def _ties(table: EventList[Any]) -> list[str]:
    return sorted(table.shape.read_elsewhere)
