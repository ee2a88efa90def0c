"""Zoom's attendee report of a webinar: hosts, panelists, attendees and callers in sections, each with its own heading.

Reads the reports of 2020 to 2025 in the languages of `titles`. A section is known by its heading, not by its name.
Registrants who never came ("Attended: No") are no attendance. Zoom rounds minutes up, so they are never taken for
seconds; the shape is that of published reports, with their padding commas and NUL bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from eventhub.base.text import fold
from eventhub.formats.attendance import dates, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.lists import Columns
from eventhub.formats.attendance.reading import Occasion, Reading
from eventhub.formats.attendance.titles import ZOOM_MARKS, ZOOM_WEBINAR, Meaning
from eventhub.formats.attendance.zoom_meetings import Block, find_blocks


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether some line is the heading of a section of people."""
    return lists.find(table, _is_heading) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections of every section; those who did not come are left out."""
    blocks = find_blocks(table)
    lists.only_one(each.block.meeting for each in blocks)
    block = blocks[0].block if blocks else Block()
    present = [
        (line, columns)
        for heading, lines in _sections(table)
        for columns in [_columns(heading)]
        for line in lists.body(heading, lines)
        if lists.was_there(line, columns)
    ]
    calendar = dates.settle([block.start, block.end, *_times(present)], occasion)
    return Reading(
        platform="zoom-webinar",
        rows=lists.numbered(lists.connection(line, columns, calendar) for line, columns in present),
        meeting_title=block.title or None,
        starts_at=calendar.read(block.start),
        ends_at=calendar.read(block.end),
    )


def _columns(line: Line) -> dict[Meaning, int]:
    columns = lists.columns_of(line, ZOOM_WEBINAR)
    if not columns:
        return columns
    marked = [at for at, title in enumerate(line.cells) if any(mark in fold(title) for mark in ZOOM_MARKS)]
    return lists.with_times(columns | ({Meaning.NAME: marked[0]} if marked else {}))


def _is_heading(line: Line) -> bool:
    return _has_people(_columns(line))


def _has_people(found: Columns) -> bool:
    is_ours = Meaning.ATTENDED in found or Meaning.DURATION in found
    return is_ours and {Meaning.NAME, Meaning.JOIN, Meaning.LEAVE} <= found.keys()


def _sections(table: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """Return each heading with the lines below it, up to the next heading."""
    sections: list[tuple[Line, list[Line]]] = []
    for line in table:
        columns = _columns(line)
        if _has_people(columns):
            sections.append((line, []))
        elif sections and Meaning.TOPIC not in columns:
            sections[-1][1].append(line)
    return sections


def _times(present: Sequence[tuple[Line, Columns]]) -> list[str]:
    keys = (Meaning.JOIN, Meaning.LEAVE)
    return [line.cell(columns.get(key)) for line, columns in present for key in keys]
