"""Archives for tests: the scenarios, a small meeting, and how to compare what went in with what came out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eventhub.base.db import Model, session
from eventhub.domain.archive import whole
from eventhub.formats import archive
from tests.statements import noted

SCENARIOS = Path(__file__).parents[1] / "samples" / "scenarios"

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)

Document = dict[str, Any]

PASSED_ON: Document = {
    "sequence": 1,
    "event_sequence": 1,
    "last_method": "REQUEST",
    "last_stamp": "2027-02-20T10:00:00Z",
    "reply": "DELEGATED",
    "reply_sequence": 1,
    "reply_stamp": "2027-02-20T11:00:00Z",
    "reply_comment": "My colleague knows the file.",
    "reply_delegate": "salma@diplomatie.ma.example",
}
"""What a calendar was told, and that its owner has named somebody else."""


def scenario(name: str) -> Document:
    """Return one of the scenarios, read as a command would."""
    return archive.read((SCENARIOS / f"{name}.json").read_bytes())


def a_meeting(**event: Any) -> Document:
    """Return the archive of one briefing with two officials, Amina registered and Tiago declined."""
    return {
        "format": "eventhub-archive",
        "version": 1,
        "people": [
            {
                "id": "amina",
                "given_name": "Amina",
                "family_name": "El Idrissi",
                "email": "Amina.ElIdrissi@diplomatie.ma.example",
                "country": "MAR",
                "category": "member_state",
                "function": "Counsellor",
            },
            {"id": "tiago", "given_name": "Tiago", "family_name": "Pacheco", "email": "tiago@mne.pt.example"},
        ],
        "events": [
            {
                "id": "briefing-2027",
                "title": "Briefing on the review forum",
                "kind": "briefing",
                "starts_at": "2027-04-15T14:00:00",
                "duration_minutes": 90,
                "timezone": "Europe/Zurich",
                "registrations": [
                    {"id": "r-amina", "person": "amina", "status": "confirmed", "registered_on": "2027-02-01"},
                    {"id": "r-tiago", "person": "tiago", "status": "declined"},
                ],
            }
            | event
        ],
    }


def take_in(document: Document, *, now: datetime = NOW) -> whole.Taken:
    """Import a document as the command does, through its bytes."""
    read = archive.read(archive.write(document).encode())
    taken = whole.take_in(read, by="command", now=now)
    session.commit()
    session.expunge_all()
    return taken


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    session.expire_all()
    return {
        table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key.columns))]
        for table in Model.metadata.sorted_tables
    }


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """Return the paths at which what went in did not come out equal; keys may be added, and null means absent."""
    if before is None:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [fault for key in before for fault in lost(before[key], after.get(key), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [fault for place, (one, other) in pairs for fault in lost(one, other, f"{path}[{place}]")]
    return [] if before == after else [f"{path}: {json.dumps(before)} became {json.dumps(after)}"]


def count_queries(act: Callable[[], object]) -> int:
    """Return how many SELECTs something takes."""
    with noted() as seen:
        act()
    session.expunge_all()
    return len([statement for statement in seen if statement.startswith("SELECT")])


def empty_the_database() -> None:
    """Take every row out of every table."""
    session.rollback()
    for table in reversed(Model.metadata.sorted_tables):
        session.execute(table.delete())
    session.commit()
    session.expunge_all()
