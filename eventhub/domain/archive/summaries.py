"""Summaries with every version they went through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from eventhub.domain.archive.fields import Shape, World, authors, choices, instants, plain, sparse
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, by_event, entries
from eventhub.models.events import Event
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion

SUMMARY = Shape(
    (
        *choices(SummaryStage, "stage"),
        *instants("created_at", "published_at"),
        *sparse(*plain("working"), *authors("working_by"), *instants("working_at")),
        *sparse(*instants("cleared_at"), *authors("cleared_by"), *plain("clearance_note")),
    ),
    read_elsewhere=frozenset({"versions"}),
)

SUMMARY_VERSION = Shape(
    (
        *plain("number"),
        *choices(SummaryStage, "stage"),
        *plain("document", "figures", "basis", "note"),
        *authors("by"),
        *instants("created_at"),
    )
)


def take(document: Entry, intake: Intake) -> None:
    """Add summaries and their versions; a version that exists is never altered.

    The stage moves with a version that is new here: an old archive unpublishes nothing.
    """
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    rows = by_event(Summary, events, selectinload(Summary.versions))
    for entry, event in zip(document["events"], events, strict=True):
        told = entry.get("summary")
        if told is None:
            continue
        summary = next(iter(rows[event.id]), None)
        is_new = summary is None
        if summary is None:
            summary = Summary(event_id=event.id, created_at=intake.now, versions=[])
            intake.make("summary", summary, SUMMARY, told, event)
        if _take_versions(told, summary, intake) and not is_new:
            summary.published_at = summary.working = summary.working_by = summary.working_at = None
            SUMMARY.take(summary, told, intake.world, is_new=False)
            intake.change("summary", event.slug, summary, {"versions": None}, event)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the summary of each event that has one, by its number."""
    rows = by_event(Summary, events, selectinload(Summary.versions))
    return {event.id: {"summary": _give(rows[event.id][0], world)} for event in events if rows[event.id]}


def _take_versions(told: Entry, summary: Summary, intake: Intake) -> bool:
    """Add the versions that are not there; tell whether one of them is now the last."""
    known = {version.number for version in summary.versions}
    new = [each for each in entries(told, "versions") if each["number"] not in known]
    for each in new:
        version = SummaryVersion(by=AUTHOR, created_at=intake.now)
        SUMMARY_VERSION.take(version, each, intake.world, is_new=True)
        summary.versions.append(version)
    return bool(new) and max(each["number"] for each in new) > max(known, default=0)


def _give(summary: Summary, world: World) -> dict[str, Any]:
    versions = [SUMMARY_VERSION.give(version, world) for version in summary.versions]
    return SUMMARY.give(summary, world) | {"versions": versions}
