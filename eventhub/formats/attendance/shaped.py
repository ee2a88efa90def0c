"""A list whose titles nobody knows, read by its shape where the shape leaves no doubt: the platforms' order of columns.

Known are a name first, perhaps an address, two times of which one is never before the other, and a length that is just
the time between them, in whole minutes or in words; or, as Meet writes it, first and last name, length and two times
of day. Whatever else could change what the rows mean, such as a second column of yes and no (it may be the waiting
room), leaves doubt: then nothing is read, and somebody says what each column holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from eventhub.formats.attendance import dates, durations, google_meet, lists, mapped
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import Occasion, Reading
from eventhub.formats.attendance.titles import Meaning

_SLACK = 60
"""Seconds that minutes may be rounded, up or down."""
_SAMPLE = 400
"""Lines that are looked at."""
_NARROWEST = 4
"""Columns that a list has at least."""
_SHORTEST = 2
"""Lines that a list has at least: a single one may be about the meeting itself."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Line
    below: list[Line]
    columns: dict[Meaning, int]
    has_days: bool


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether the shape of a list leaves no doubt."""
    return _find(table) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections."""
    found = _find(table)
    assert found is not None
    if not found.has_days:
        return google_meet.rows_of(found.below, found.columns, occasion)
    calendar = dates.settle((line.cell(found.columns[key]) for line in found.below for key in _STAY), occasion)
    rows = (lists.connection(line, found.columns, calendar) for line in found.below)
    return Reading(platform="by-shape", rows=lists.numbered(rows))


_STAY = (Meaning.JOIN, Meaning.LEAVE)


def _find(table: Sequence[Line]) -> _Found | None:
    place = mapped.heading_of(table)
    if place is None or table[place].filled < _NARROWEST or any(map(_is_value, table[place].cells)):
        return None
    heading, rest = table[place], table[place + 1 :]
    if rest and rest[-1].is_unended and len(rest[-1].cells) < len(heading.cells):
        return None
    below = lists.body(heading, rest)
    if len(below) < _SHORTEST:
        return None
    columns, has_days = _dated(heading, below[:_SAMPLE]), True
    if columns is None:
        columns, has_days = _undated(heading, below[:_SAMPLE]), False
    return _Found(heading, below, columns, has_days) if columns else None


def _dated(heading: Line, lines: Sequence[Line]) -> dict[Meaning, int] | None:
    """Find two columns of times with days, and one that is the time between them in every line."""
    times = [
        column for column in range(len(heading.cells)) if _all(lines, column, lambda cell: bool(dates.parse(cell)))
    ]
    if len(times) != 2:
        return None
    lengths = [
        column
        for column in range(len(heading.cells))
        if column not in times and all(_is_between(line, times, column) for line in lines)
    ]
    rest = [column for column in range(len(heading.cells)) if column not in {*times, *lengths}]
    if len(lengths) != 1 or not _is_plain(lines, rest):
        return None
    columns = {Meaning.NAME: 0, Meaning.JOIN: times[0], Meaning.LEAVE: times[1]}
    addresses = [column for column in rest[1:] if _all(lines, column, lambda cell: "@" in cell)]
    return columns | ({Meaning.EMAIL: addresses[0]} if addresses else {})


def _undated(heading: Line, lines: Sequence[Line]) -> dict[Meaning, int] | None:
    """Find Meet's five or six columns: names, perhaps an address, a length in words, two times of day."""
    width = len(heading.cells)
    if heading.filled != width or width not in {5, 6} or any(len(line.cells) > width for line in lines):
        return None
    length, join, leave = width - 3, width - 2, width - 1
    is_meet = (
        all(_is_within(line, length, join, leave) for line in lines)
        and all(line.cell(0) and not _is_value(line.cell(0)) for line in lines)
        and not any(_is_value(line.cell(1)) for line in lines)
        and (width == 5 or all("@" in cell or not cell for line in lines for cell in [line.cell(2)]))
    )
    if not is_meet:
        return None
    columns = {Meaning.FIRST_NAME: 0, Meaning.LAST_NAME: 1, Meaning.DURATION: length}
    return columns | {Meaning.JOIN: join, Meaning.LEAVE: leave} | ({Meaning.EMAIL: 2} if width == 6 else {})


def _is_plain(lines: Sequence[Line], columns: Sequence[int]) -> bool:
    """Tell whether the first column names somebody in every line, and nothing beside could mean something else."""
    if not columns or columns[0] != 0 or not all(line.cell(0) and not _is_value(line.cell(0)) for line in lines):
        return False
    told = [{line.cell(column) for line in lines} for column in columns[1:]]
    others = [values for values in told if not all("@" in value for value in values - {""})]
    return all(len(values) <= 2 for values in others) and sum(len(values) == 2 for values in others) <= 1


def _is_value(cell: str) -> bool:
    return "@" in cell or cell.isdecimal() or dates.parse(cell) is not None or dates.parse_clock(cell) is not None


def _all(lines: Sequence[Line], column: int, has_shape: Callable[[str], bool]) -> bool:
    """Tell whether a column holds something, and nothing but what has the shape or says nothing."""
    cells = [cell for line in lines if not dates.is_nothing(cell := line.cell(column))]
    return bool(cells) and all(map(has_shape, cells))


def _is_between(line: Line, times: Sequence[int], column: int) -> bool:
    joined, left = (dates.parse(line.cell(at)) for at in times)
    told = _seconds(line.cell(column))
    if joined is None or left is None:
        return told is None or dates.is_nothing(line.cell(column)) or joined is not None
    return told is not None and abs(_apart(joined.time, left.time) - told) <= _SLACK


def _is_within(line: Line, length: int, join: int, leave: int) -> bool:
    joined, left = (dates.parse_clock(line.cell(at)) for at in (join, leave))
    told = durations.parse(line.cell(length))
    return joined is not None and left is not None and told is not None and told <= _apart(joined, left) + _SLACK


def _seconds(cell: str) -> int | None:
    return int(cell) * 60 if cell.isdecimal() and len(cell) < 5 else durations.parse(cell)


def _apart(first: time, last: time) -> float:
    """Return the seconds from one time of day to the next of the other."""
    today = datetime(2000, 1, 1)
    return ((datetime.combine(today, last) - datetime.combine(today, first)) % _DAY).total_seconds()
