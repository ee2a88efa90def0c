"""BigBlueButton's learning dashboard: one row per person, with the extremes of the stay and its exact length.

Reads the tables of 2.4 to 3.0 in any language, because the browser writes titles and dates in its own: a name, then
TRUE or FALSE for a moderator (or what Excel makes of it), then figures, then joining, leaving and length, then a column
per poll. Shape: the dashboard's own source, which has these columns in this order. The row "Anonymous" gathers the
answers to secret polls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, lists
from eventhub.formats.attendance.dates import Calendar
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import Occasion, Reading, Row
from eventhub.formats.attendance.titles import TRUE_OR_FALSE

_NAME, _MODERATOR, _FIGURES = 0, 1, 2
_SLACK = 2
"""Seconds that rounding may take from a length."""


@dataclass(frozen=True, slots=True)
class _Columns:
    join: int
    leave: int
    duration: int


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether rows begin with a name and TRUE or FALSE, and hold a joining, a leaving and a length."""
    return _columns(table) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the people; whoever was there for less than from joining to leaving had come back in between."""
    columns = _columns(table)
    assert columns is not None
    listed = [line for line in lists.body(table[_heading(table)], table[_heading(table) + 1 :]) if _is_person(line)]
    texts = (line.cell(column) for line in listed for column in (columns.join, columns.leave))
    calendar = dates.settle(texts, occasion)
    rows = [row for line in listed for row in _rows(line, columns, calendar)]
    return Reading(platform="bigbluebutton", rows=lists.numbered(rows))


def _heading(table: Sequence[Line]) -> int:
    return next((place for place, line in enumerate(table) if not line.is_blank), 0)


def _is_person(line: Line) -> bool:
    return fold(line.cell(_MODERATOR)) in TRUE_OR_FALSE


def _columns(table: Sequence[Line]) -> _Columns | None:
    """Return the columns by their shape: two times beside each other with a length after them."""
    people = [line for line in table if _is_person(line)]
    if not people or _is_person(table[_heading(table)]):
        return None
    width = max(len(line.cells) for line in people)
    times = {column for line in people for column in range(_FIGURES, width) if dates.parse(line.cell(column))}
    for join in sorted(times):
        if all(_is_stay(line, join) for line in people):
            return _Columns(join, join + 1, join + 2)
    return None


def _is_stay(line: Line, join: int) -> bool:
    joined, left, length = (line.cell(join + shift) for shift in range(3))
    is_time = (dates.is_nothing(text) or dates.parse(text) is not None for text in (joined, left))
    return all(is_time) and (dates.is_nothing(length) or durations.parse(length) is not None)


def _rows(line: Line, columns: _Columns, calendar: Calendar) -> list[Row]:
    joined = lists.moment(line, columns.join, calendar)
    left = lists.moment(line, columns.leave, calendar)
    total = lists.at_most(durations.parse(line.cell(columns.duration)), joined, left)
    row = Row(0, line.cell(_NAME) or lists.NAMELESS, None, joined, left, total)
    if total is None or joined is None or left is None or total >= (left - joined).total_seconds() - _SLACK:
        return [row]
    return [row._replace(left_at=None), row._replace(joined_at=None, seconds=0)]
