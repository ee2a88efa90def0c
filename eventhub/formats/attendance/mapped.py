"""A list that no reader knows, read as somebody said: for each title, what its column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, google_meet, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Occasion, Reading
from eventhub.formats.attendance.titles import GOOGLE_MEET, TEAMS, WEBEX, ZOOM, ZOOM_WEBINAR, Meaning

_LONGEST = 5
"""Digits of a number of minutes."""
_NAMES = {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.EMAIL}


MEANINGS = (
    *(Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.EMAIL, Meaning.JOIN, Meaning.LEAVE),
    *(Meaning.DURATION, Meaning.WAITING, Meaning.ATTENDED),
)
"""What a column may be said to hold."""

_WORDS = (ZOOM, ZOOM_WEBINAR, WEBEX, GOOGLE_MEET, TEAMS)


def titles_in(table: Sequence[Line]) -> tuple[str, ...]:
    """Return the titles of a list that nobody knows; none where no line can be its heading."""
    place = heading_of(table)
    return tuple(cell for cell in table[place].cells if cell) if place is not None else ()


def first_lines(table: Sequence[Line], number: int = 4) -> list[tuple[str, ...]]:
    """Return what stands in the columns that have a title in the first lines below their heading."""
    place = heading_of(table)
    if place is None:
        return []
    columns = [column for column, cell in enumerate(table[place].cells) if cell]
    below = [line for line in table[place + 1 : place + 50] if line.filled > 1][:number]
    return [tuple(line.cell(column) for column in columns) for line in below]


def guess(titles: Sequence[str]) -> dict[str, Meaning]:
    """Return what some titles mean by the words of any platform, each meaning once."""
    found: dict[Meaning, str] = {}
    for title in titles:
        meaning = next((known for words in _WORDS if (known := words.get(fold(title)))), None)
        if meaning in MEANINGS:
            found.setdefault(meaning, title)
    return {title: meaning for meaning, title in found.items()}


def heading_of(table: Sequence[Line]) -> int | None:
    """Return the place of the line that stands over the most cells, down to the next line that is blank or much wider.

    A report may begin with a block about the meeting that is as wide as the list itself, but it is short.
    """
    starts = [place for place, line in enumerate(table[: lists.TOP]) if line.filled > 1 and _begins(table, place)]
    return max(starts, key=lambda place: _cells_below(table, place), default=None)


def _begins(table: Sequence[Line], place: int) -> bool:
    before = table[place - 1].filled if place else 0
    return before <= 1 or table[place].filled > before + 1


def _cells_below(table: Sequence[Line], place: int) -> int:
    cells = 0
    for line in table[place:]:
        if line.is_blank or line.filled > table[place].filled + 1:
            break
        cells += line.filled
    return cells


def read(table: Sequence[Line], occasion: Occasion, mapping: Mapping[str, Meaning]) -> Reading:
    """Return the connections below the line that has all these titles; NotAnExport where there is none."""
    titles = {fold(title): meaning for title, meaning in mapping.items()}
    if not _NAMES & set(titles.values()):
        raise NotAnExport(_l("Say which column holds the names."))
    wanted = set(titles)
    place = lists.find(table, lambda line: wanted <= set(map(fold, line.cells)))
    if place is None:
        missing = ", ".join(f"“{title}”" for title in mapping)
        raise NotAnExport(_l("This file has no list with the columns %(columns)s.", columns=missing))
    columns = lists.columns_of(table[place], titles)
    listed = lists.body(table[place], table[place + 1 :])
    there = [line for line in listed if lists.was_there(line, columns)]
    present = [line for line in there if not lists.was_waiting(line, columns)]
    keys = (Meaning.JOIN, Meaning.LEAVE)
    if {*keys, Meaning.DURATION} <= columns.keys() and any(
        dates.parse_clock(line.cell(columns[keys[0]])) for line in present
    ):
        return google_meet.rows_of(present, columns, occasion)._replace(platform="mapped")
    calendar = dates.settle((line.cell(columns.get(key)) for line in present for key in keys), occasion)
    rows = []
    for line in present:
        row = lists.connection(line, columns, calendar)
        length = line.cell(columns.get(Meaning.DURATION))
        total = int(length) * 60 if length.isdecimal() and len(length) < _LONGEST else durations.parse(length)
        rows.append(row._replace(seconds=lists.at_most(total, row.joined_at, row.left_at)))
    return Reading(platform="mapped", rows=lists.numbered(rows), waiting_room_rows=len(there) - len(present))
