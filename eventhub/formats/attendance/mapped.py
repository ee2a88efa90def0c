"""A list that no reader knows, read as somebody said: for each title, what its column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Occasion, Reading
from eventhub.formats.attendance.titles import Meaning

_NAMES = {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.EMAIL}


def titles_in(table: Sequence[Line]) -> tuple[str, ...]:
    """Return the titles of a list that nobody knows; none where no line can be its heading."""
    place = heading_of(table)
    return tuple(cell for cell in table[place].cells if cell) if place is not None else ()


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
    calendar = dates.settle((line.cell(columns.get(key)) for line in present for key in keys), occasion)
    rows = []
    for line in present:
        row = lists.connection(line, columns, calendar)
        total = durations.parse(line.cell(columns.get(Meaning.DURATION)))
        rows.append(row._replace(seconds=lists.at_most(total, row.joined_at, row.left_at)))
    return Reading(platform="mapped", rows=lists.numbered(rows), waiting_room_rows=len(there) - len(present))
