"""What is planned and said at an event: sessions, references, remarks, the floor, points, proposals, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import joinedload

from eventhub.base.db import Model, session
from eventhub.base.i18n import _
from eventhub.domain.archive import programmes, shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Contradiction, Entry, Intake, by_event, entries
from eventhub.domain.archive.lists import EventList
from eventhub.models.discussion import DiscussionPoint, FocusProposal, PointSupport, TopicProposal
from eventhub.models.events import Consultation, Event, EventReference, Remarks, Said, Session
from eventhub.models.interventions import Intervention
from eventhub.models.outcomes import Outcome

REMARKS = {"opening_remarks": "opening", "closing_remarks": "closing"}
"""The keys of an event's remarks and the kinds of their rows."""

LISTS: tuple[EventList[Any], ...] = (
    EventList(
        "sessions",
        "session",
        Session,
        shapes.SESSION,
        lambda entry: entry["uid"],
        lambda row: row.uid,
        lambda _, intake: Session(
            sequence=0,
            starts_second=False,
            ends_second=False,
            is_elective=False,
            created_at=intake.now,
            changed_at=intake.now,
        ),
        is_sparse=True,
    ),
    EventList(
        "consultations",
        "consultation",
        Consultation,
        shapes.CONSULTATION,
        lambda entry: entry["working_group"],
        lambda row: row.working_group.slug,
        lambda *_: Consultation(),
    ),
    EventList(
        "interventions",
        "intervention",
        Intervention,
        shapes.INTERVENTION,
        lambda entry: entry["order"],
        lambda row: row.position,
        lambda *_: Intervention(),
    ),
    EventList(
        "discussion_points",
        "discussion_point",
        DiscussionPoint,
        shapes.DISCUSSION_POINT,
        lambda entry: entry["id"],
        lambda row: row.key,
        lambda *_: DiscussionPoint(),
    ),
    EventList(
        "focus_proposals",
        "focus_proposal",
        FocusProposal,
        shapes.FOCUS_PROPOSAL,
        lambda entry: (entry.get("for_event"), entry["topic"]),
        lambda row: (row.for_event, row.topic),
        lambda *_: FocusProposal(),
    ),
    EventList(
        "future_topics",
        "topic_proposal",
        TopicProposal,
        shapes.FUTURE_TOPIC,
        lambda entry: entry["topic"],
        lambda row: row.topic,
        lambda *_: TopicProposal(),
    ),
    EventList(
        "outcomes",
        "outcome",
        Outcome,
        shapes.OUTCOME,
        lambda entry: (entry["kind"], entry["text"]),
        lambda row: (row.kind, row.text),
        lambda _, intake: Outcome(recorded_at=intake.now, changed_at=intake.now),
    ),
)

REFERENCES: EventList[EventReference] = EventList(
    "refers_to",
    "event_reference",
    EventReference,
    shapes.REFERENCE,
    lambda entry: entry["event"],
    lambda row: row.refers_to.slug,
    lambda *_: EventReference(),
)


def take(document: Entry, intake: Intake) -> None:
    """Add and update all of it, event by event."""
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    for table in LISTS:
        rows = by_event(table.model, events)
        for entry, event in zip(document["events"], events, strict=True):
            told = _told(table, entry, rows[event.id])
            if table.model is Session:
                programmes.take(table, told, rows[event.id], event, intake)
                continue
            if issubclass(table.model, Said):
                told = [_placed(each, event, f"{table.key}[{below}]", intake) for below, each in enumerate(told)]
            _take_list(table, told, rows[event.id], event, intake)
        if table.model is Session:
            _know_sessions(events, intake)
    references, remarks = by_event(EventReference, events), by_event(Remarks, events)
    for entry, event in zip(document["events"], events, strict=True):
        _take_references(entry, references[event.id], event, intake)
        _take_remarks(entry, remarks[event.id], event, intake)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the lists and remarks of each event, by its number."""
    given: dict[int, dict[str, Any]] = {event.id: {} for event in events}
    for table in (REFERENCES, *LISTS):
        rows = by_event(table.model, events, *_places(table.model))
        for event in events:
            written = [_give(table, row, world) for row in sorted(rows[event.id], key=_position)]
            if table is REFERENCES:
                written += event.extra.get("refers_to", [])
            if written or not table.is_sparse:
                given[event.id][table.key] = written
    remarks = by_event(Remarks, events, *_places(Remarks))
    for event in events:
        said = {row.kind: shapes.REMARKS.give(row, world) for row in remarks[event.id]}
        given[event.id].update({key: said.get(kind) for key, kind in REMARKS.items()})
    return given


def _know_sessions(events: Sequence[Event], intake: Intake) -> None:
    """Let what was said find its session, as the list of sessions now stands."""
    session.flush()
    for rows in by_event(Session, events).values():
        intake.world.sessions |= {row.uid: row for row in rows}


def _placed(entry: Entry, event: Event, path: str, intake: Intake) -> Entry:
    """Return an entry that names its session by uid, whether it did or named it by title."""
    wanted = entry.get("session")
    if wanted is None:
        return entry
    own = [row for row in intake.world.sessions.values() if row.event_id == event.id]
    found = next((row for row in own if row.uid == wanted), None) or next(
        (row for row in own if row.title == wanted), None
    )
    if found is None:
        raise Contradiction(_("no such session"), field=f"{event.slug}.{path}.session")
    return {**entry, "session": found.uid}


def _places(model: type[Any]) -> list[Any]:
    return [joinedload(model.session)] if issubclass(model, Said) else []


def _told(table: EventList[Any], entry: Entry, rows: Sequence[Any]) -> Sequence[Entry]:
    """Return the entries of a list, each with the name it may leave out."""
    told = entries(entry, table.key)
    if table.model is Intervention:
        orders = [place if each.get("order") is None else each["order"] for place, each in enumerate(told, start=1)]
        return [{**each, "order": order} for each, order in zip(told, orders, strict=True)]
    return told


def _take_list(table: EventList[Any], told: Sequence[Entry], rows: Sequence[Any], event: Event, intake: Intake) -> None:
    for entry, row in table.take(told, rows, event, intake):
        if isinstance(row, DiscussionPoint):
            _take_supports(entry, row, event, intake)


def _take_supports(entry: Entry, point: DiscussionPoint, event: Event, intake: Intake) -> None:
    countries = entry.get("supported_by")
    if countries is None or countries == [support.country for support in point.supports]:
        return
    if point.id is not None:
        intake.change("discussion_point", point.key, point, {"supported_by": countries}, event)
    known = {support.country: support for support in point.supports}
    point.supports = [known.get(country) or PointSupport(country=country) for country in countries]
    for position, support in enumerate(point.supports):
        support.position = position


def _take_references(entry: Entry, rows: Sequence[EventReference], event: Event, intake: Intake) -> None:
    """Take references to events that are here; one to an event elsewhere waits, as written, until that one comes."""
    told = entries(entry, REFERENCES.key)
    _take_list(REFERENCES, [each for each in told if each["event"] in intake.world.events], rows, event, intake)
    waiting = {each["event"]: each for each in (event.extra or {}).get("refers_to", [])}
    for each in told:
        if each["event"] in intake.world.events:
            waiting.pop(each["event"], None)
        else:
            waiting[each["event"]] = {**waiting.get(each["event"], {}), **each}
    if list(waiting.values()) != (event.extra or {}).get("refers_to", []):
        intake.change("event", event.slug, event, {"refers_to": waiting}, event)
        event.extra = {**(event.extra or {}), "refers_to": list(waiting.values())}


def _take_remarks(entry: Entry, rows: Sequence[Remarks], event: Event, intake: Intake) -> None:
    said = {row.kind: row for row in rows}
    for key, kind in REMARKS.items():
        told = entry.get(key)
        if told is None:
            continue
        told = _placed(told, event, key, intake)
        if row := said.get(kind):
            intake.take("remarks", kind, row, shapes.REMARKS, told, event)
        else:
            intake.make("remarks", Remarks(event_id=event.id, kind=kind, speaker=""), shapes.REMARKS, told, event)


def _give(table: EventList[Any], row: Model, world: World) -> dict[str, Any]:
    entry = table.shape.give(row, world)
    if isinstance(row, Session):
        entry["sequence"] = row.sequence
    if isinstance(row, DiscussionPoint):
        entry["supported_by"] = [support.country for support in row.supports]
    return entry


def _position(row: Any) -> tuple[int, int]:
    return row.position, row.id
