"""Co-leads who are asked to clear a summary, with what they said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from eventhub.domain.archive.fields import Shape, World, authors, fixed, instants, plain, sparse
from eventhub.domain.archive.intake import Entry, Intake, by_event, entries, pair
from eventhub.domain.archive.lists import EventList
from eventhub.models.clearances import Clearance, ClearanceComment
from eventhub.models.events import Event

CLEARANCE = Shape(
    (
        *plain("id=key", "name", "email", "sent_version"),
        *instants("sent_at", "expires_at"),
        *sparse(*instants("reminded_at"), *plain("approved_version"), *instants("approved_at", "revoked_at")),
    ),
    read_elsewhere=frozenset({"comments"}),
)

CLEARANCE_COMMENT = Shape(
    (
        *fixed(*plain("version", "sentence", "quoted", "text"), *instants("at")),
        *sparse(*instants("resolved_at"), *authors("resolved_by")),
    )
)

CLEARANCES = EventList(
    "clearances",
    "clearance",
    Clearance,
    CLEARANCE,
    lambda entry: entry["id"],
    lambda row: row.key,
    lambda _, intake: Clearance(key_version=1, sent_at=intake.now, expires_at=intake.now),
    is_sparse=True,
    is_ordered=False,
    is_identified=True,
)


def take(document: Entry, intake: Intake) -> None:
    """Add and update them; nobody is written to again, and links are derived anew under this house's key."""
    for told, clearance, event in CLEARANCES.take_all(document, intake):
        rows = clearance.comments if clearance.id is not None else []
        for entry, row in pair(entries(told, "comments"), rows, _name_of_entry, _name_of_row):
            if row is not None:
                intake.take("clearance_comment", clearance.key, row, CLEARANCE_COMMENT, entry, event)
                continue
            new = ClearanceComment(clearance=clearance, sentence="", quoted="", at=intake.now)
            intake.make("clearance_comment", new, CLEARANCE_COMMENT, entry, event)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return them for each event, by its number."""
    rows = by_event(Clearance, events, selectinload(Clearance.comments))
    return {
        event.id: {"clearances": [_give(row, world) for row in rows[event.id]]} for event in events if rows[event.id]
    }


def _give(row: Clearance, world: World) -> dict[str, Any]:
    comments = [CLEARANCE_COMMENT.give(comment, world) for comment in row.comments]
    return CLEARANCE.give(row, world) | ({"comments": comments} if comments else {})


def _name_of_entry(entry: Entry) -> tuple[str, str]:
    return entry.get("sentence") or "", entry["text"]


def _name_of_row(row: ClearanceComment) -> tuple[str, str]:
    return row.sentence, row.text
