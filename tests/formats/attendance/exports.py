"""Exports as the platforms write them, made up for a test."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.reading import Reading
from eventhub.formats.attendance.titles import Meaning

SAMPLES = Path(__file__).parents[2] / "samples" / "attendance"
ANSWERS: dict[str, Any] = json.loads((SAMPLES / "answers.json").read_text(encoding="utf-8"))["files"]
"""What each of the sample exports says, by its name."""

DAY = date(2022, 5, 4)
"""Wednesday 4 May 2022, which written with numbers might also be the fifth of April."""

ZOOM_HEADING = [
    "Name (Original Name)",
    "User Email",
    "Join Time",
    "Leave Time",
    "Duration (Minutes)",
    "Guest",
    "Recording Consent",
]
ZOOM_BLOCK = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\r\n"
    "912 3344 5566,{topic},{start},{end},host@iom.example,61,3,\r\n\r\n"
)


@dataclass(frozen=True)
class Meeting:
    """When and where an event is."""

    starts_at: datetime
    ends_at: datetime
    timezone: str = "Europe/Zurich"


def on(day: date, hours: tuple[int, int] = (15, 16)) -> Meeting:
    """Return a meeting of one day."""
    return Meeting(*(datetime.combine(day, time(hour)) for hour in hours))


def read(data: bytes, day: date = DAY, mapping: Mapping[str, Meaning] | None = None) -> Reading:
    """Read an export of an event of one day."""
    return registry.read(data, on(day), mapping=mapping)


def sample(name: str) -> bytes:
    """Return one of the sample exports."""
    return (SAMPLES / name).read_bytes()


def delimited(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """Return rows as a delimited text, quoted where it must be."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def zoom(
    *rows: Sequence[str],
    heading: Sequence[str] = ZOOM_HEADING,
    block: str | None = ZOOM_BLOCK.format(
        topic="Briefing", start="05/04/2022 03:00:00 PM", end="05/04/2022 04:01:00 PM"
    ),
    delimiter: str = ",",
) -> str:
    """Return a Zoom participant list."""
    return (block or "") + delimited([heading, *rows], delimiter)


def teams(
    summary: Sequence[Sequence[str]],
    people: Sequence[Sequence[str]],
    connections: Sequence[Sequence[str]],
    titles: Sequence[str] = ("1. Summary", "2. Participants", "3. In-Meeting Activities"),
) -> str:
    """Return a Teams report of three sections; each list begins with its heading."""
    sections = []
    for title, lines in zip(titles, (summary, people, connections), strict=True):
        sections.append("\r\n".join([title, *("\t".join(line) for line in lines)]))
    return "\r\n\r\n".join(sections) + "\r\n"
