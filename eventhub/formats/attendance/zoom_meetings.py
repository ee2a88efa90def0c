"""Zoom's list of a meeting's participants: one row per connection, or one per person with whole minutes only.

A block about the meeting may stand above it. Zoom rounds minutes up, so they are never taken for seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Reading, Row

_TITLES = {
    "name (original name)": "name",
    "name": "name",
    "user email": "email",
    "email": "email",
    "join time": "join",
    "leave time": "leave",
    "total duration (minutes)": "total",
    "in waiting room": "waiting",
}
_MARKS = ("(original name)", "(minutes)")
"""One of these is in a heading of Zoom's and in no other platform's."""

_BLOCK_TITLES = {"topic": "topic", "start time": "start", "end time": "end"}


@dataclass(frozen=True, slots=True)
class _Block:
    """What the lines above the list say about the meeting, as written."""

    title: str | None = None
    start: str = ""
    end: str = ""


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether some line is the heading of Zoom's participant list."""
    return _heading(table) is not None


def read(table: Sequence[Line], *, first_day: date, last_day: date) -> Reading:
    """Return the connections; rows of the waiting room are counted and left out."""
    place = _heading(table)
    assert place is not None
    columns = _columns(table[place])
    block = _block(table[:place])
    listed = [line for line in table[place + 1 :] if not line.is_blank]
    present = [line for line in listed if fold(line.cell(columns.get("waiting"))) != "yes"]
    texts = [block.start, block.end] + [line.cell(columns.get(key)) for line in listed for key in ("join", "leave")]
    calendar = dates.settle(texts, first_day=first_day, last_day=last_day)
    return Reading(
        platform=_platform(columns),
        rows=tuple(_row(position, line, columns, calendar) for position, line in enumerate(present)),
        meeting_title=block.title,
        starts_at=calendar.read(block.start),
        ends_at=calendar.read(block.end),
        waiting_room_rows=len(listed) - len(present),
    )


def _heading(table: Sequence[Line]) -> int | None:
    for place, line in enumerate(table):
        found = set(_columns(line))
        is_ours = any(mark in fold(title) for title in line.cells for mark in _MARKS)
        if is_ours and {"name", "email"} <= found and ({"join", "leave"} <= found or "total" in found):
            return place
    return None


def _columns(line: Line) -> dict[str, int]:
    """Return which column holds what; a title is recognised once, the first time."""
    columns: dict[str, int] = {}
    for column, title in enumerate(line.cells):
        if known := _TITLES.get(fold(title)):
            columns.setdefault(known, column)
    return columns


def _platform(columns: Mapping[str, int]) -> str:
    if "join" not in columns:
        return "zoom-participants/unique-users"
    return "zoom-participants/new" if "waiting" in columns else "zoom-participants/old"


def _row(position: int, line: Line, columns: Mapping[str, int], calendar: dates.Calendar) -> Row:
    email = line.cell(columns["email"])
    return Row(
        position=position,
        display_name=line.cell(columns["name"]),
        email=email if "@" in email else None,
        joined_at=_time(line, columns.get("join"), calendar),
        left_at=_time(line, columns.get("leave"), calendar),
    )


def _time(line: Line, column: int | None, calendar: dates.Calendar) -> datetime | None:
    text = line.cell(column)
    moment = calendar.read(text)
    if moment is None and not dates.is_nothing(text):
        raise NotAnExport(_l("Line %(number)d: “%(text)s” is not a time.", number=line.number, text=text))
    return moment


def _block(lines: Sequence[Line]) -> _Block:
    """Read the meeting's own two lines; a topic with a bare comma has spread over several cells."""
    for titles, values in pairwise(lines):
        named = {
            _BLOCK_TITLES[fold(title)]: at for at, title in enumerate(titles.cells) if fold(title) in _BLOCK_TITLES
        }
        if "topic" in named:
            return _spread(named, _width(titles), values)
    return _Block()


def _spread(named: Mapping[str, int], width: int, values: Line) -> _Block:
    excess = max(0, _width(values) - width)
    topic = named["topic"]
    title = ",".join(values.raw[topic : topic + excess + 1]).strip()

    def cell(key: str) -> str:
        at = named.get(key)
        return values.cell(at + excess if at is not None and at > topic else at)

    return _Block(title or None, cell("start"), cell("end"))


def _width(line: Line) -> int:
    """Return how many cells a line has up to its last that holds something."""
    return max((at + 1 for at, cell in enumerate(line.cells) if cell), default=0)
