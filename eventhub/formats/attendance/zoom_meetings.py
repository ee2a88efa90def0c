"""Zoom's list of a meeting's participants: one row per connection, or one per person with whole minutes only.

Reads the exports of 2020-21 (a block about the meeting in two lines, or none, then the list), of 2022-23 and since 2024
(waiting room, recording disclaimer), those that repeat the meeting in every row, and what Excel makes of them, in the
languages of `titles`. The shapes are those of files that organisers published. Zoom rounds minutes up, so they are
never taken for seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from eventhub.base.text import fold
from eventhub.formats.attendance import dates, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.lists import Columns
from eventhub.formats.attendance.reading import Occasion, Reading
from eventhub.formats.attendance.titles import ZOOM, ZOOM_MARKS, Meaning

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Block:
    """What the lines above a list say about the meeting, as written."""

    title: str = ""
    start: str = ""
    end: str = ""
    number: str = ""

    @property
    def meeting(self) -> str:
        """What tells one meeting from another."""
        return " · ".join(part for part in (self.title, self.number, self.start) if part)


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether some line is the heading of Zoom's participant list."""
    return lists.find(table, _is_heading) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections; rows of the waiting room are counted and left out."""
    place = lists.find(table, _is_heading)
    assert place is not None
    heading = table[place]
    columns = _columns(heading)
    blocks = find_blocks(table)
    inside = {number for block in blocks for number in (block.titles_line, block.values_line)}
    listed = lists.body(heading, [line for line in table[place + 1 :] if line.number not in inside])
    meetings = [block.block for block in blocks] or [_in_row(line, columns) for line in listed[:1]]
    told = (_in_row(line, columns).meeting for line in listed) if Meaning.TOPIC in columns else ()
    lists.only_one([*(each.meeting for each in meetings), *told])
    block = meetings[0] if meetings else Block()
    waits = Meaning.WAITING in columns
    present = [line for line in listed if not lists.was_waiting(line, columns)] if waits else listed
    times = (line.cell(columns.get(key)) for line in listed for key in (Meaning.JOIN, Meaning.LEAVE))
    calendar = dates.settle([block.start, block.end, *times], occasion)
    return Reading(
        platform=_platform(columns),
        rows=tuple(lists.connection(line, columns, calendar, position) for position, line in enumerate(present)),
        meeting_title=block.title or None,
        starts_at=calendar.read(block.start),
        ends_at=calendar.read(block.end),
        waiting_room_rows=len(listed) - len(present),
    )


def _columns(line: Line) -> dict[Meaning, int]:
    return lists.with_times(lists.columns_of(line, ZOOM))


def _is_heading(line: Line) -> bool:
    columns = _columns(line)
    found = columns.keys()
    name = fold(line.cell(columns.get(Meaning.NAME)))
    has_mark = any(mark in name for mark in ZOOM_MARKS)
    has_minutes = bool(found & {Meaning.DURATION, Meaning.TOTAL}) and Meaning.EMAIL in found
    has_stay = {Meaning.JOIN, Meaning.LEAVE} <= found or Meaning.TOTAL in found
    return (has_mark or has_minutes) and has_stay and Meaning.NAME in found


def _platform(columns: Columns) -> str:
    if Meaning.JOIN not in columns:
        return "zoom-participants/unique-users"
    return "zoom-participants/new" if Meaning.WAITING in columns else "zoom-participants/old"


def _in_row(line: Line, columns: Columns) -> Block:
    """Return what a row itself says of the meeting, where rows repeat it."""
    title, start, end, number = (
        line.cell(columns.get(key)) for key in (Meaning.TOPIC, Meaning.START, Meaning.END, Meaning.MEETING)
    )
    return Block(title, start, end, number) if Meaning.TOPIC in columns else Block()


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block and where it stands."""

    block: Block
    titles_line: int
    values_line: int


def find_blocks(table: Sequence[Line]) -> list[FoundBlock]:
    """Return each pair of lines about a meeting: titles, with the topic among them and no names, and values."""
    lines = [line for line in table if not line.is_blank]
    found = []
    for titles, values in pairwise(lines):
        if _DIGIT.search("".join(titles.cells)):
            continue  # Most lines are people, with times; looking each word up would take longer than reading them.
        columns = lists.columns_of(titles, ZOOM)
        if Meaning.TOPIC in columns and Meaning.NAME not in columns and titles.filled > 2:
            found.append(FoundBlock(_spread(columns, _width(titles), values), titles.number, values.number))
    return found


def _spread(columns: Columns, width: int, values: Line) -> Block:
    """Read the values; a topic with a bare comma has spread over several cells."""
    excess = max(0, _width(values) - width)
    topic = columns[Meaning.TOPIC]
    title = ",".join(values.raw[topic : topic + excess + 1]).strip()

    def cell(key: Meaning) -> str:
        at = columns.get(key)
        return values.cell(at + excess if at is not None and at > topic else at)

    return Block(title, cell(Meaning.START), cell(Meaning.END), cell(Meaning.MEETING))


def _width(line: Line) -> int:
    """Return how many cells a line has up to its last that holds something."""
    return max((at + 1 for at, cell in enumerate(line.cells) if cell), default=0)
