"""Which column of a Teams list holds what, told by the shape of its cells: titles come in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, lists
from eventhub.formats.attendance.dates import Calendar
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Row
from eventhub.formats.attendance.titles import TEAMS, TEAMS_NAMES, Meaning

_EMAIL_TITLE = re.compile(r"mail|correo|courriel|почт|邮|メール|メ-ル|بريد")
_PRINCIPAL_TITLE = re.compile(r"upn|\bid\b|-id|identif|标识")
"""The participant id looks like an address and is none: it never stands in for one."""
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which column holds what in one list; None where it has none such."""

    name: int
    join: int | None
    leave: int | None
    duration: int | None
    email: int | None


def rows(section: Sequence[Line], calendar: Calendar, *, as_totals: bool) -> list[Row]:
    """Return the rows of a list, its heading first; with `as_totals` the lengths count and not the times."""
    if not is_list(section):
        return []
    heading = section[0]
    lines = lists.body(heading, section[1:])
    columns = shape(heading, lines, calendar)
    return [_row(line, columns, calendar, as_totals=as_totals) for line in lines]


def is_list(lines: Sequence[Line]) -> bool:
    """Tell whether lines begin with a heading of some columns."""
    return bool(lines) and lines[0].filled >= 3


def title(summary: Iterable[Line]) -> str | None:
    """The meeting's title is the first value that is neither number, time, length nor identifier."""
    for line in summary:
        value = line.cell(1)
        is_other = value.isdecimal() or dates.parse(value) or durations.parse(value) is not None
        if value and not is_other and not _IDENTIFIER.fullmatch(value):
            return value
    return None


def shape(heading: Line, lines: Sequence[Line], calendar: Calendar) -> Shape:
    """Return the columns of a list."""
    width = max(len(line.cells) for line in (heading, *lines))
    times = shaped(lines, width, lambda cell: dates.parse(cell) is not None)
    join, leave = _joining_first(heading, lines, times, calendar)
    lengths = shaped(lines, width, lambda cell: durations.parse(cell) is not None)
    addresses = shaped(lines, width, lambda cell: "@" in cell)
    taken = {*times, *lengths, *addresses}
    return Shape(
        name=_name_column(heading, lines, [column for column in range(width) if column not in taken]),
        join=join,
        leave=leave,
        duration=lengths[0] if lengths else None,
        email=_email_column(heading, addresses),
    )


def shaped(lines: Sequence[Line], width: int, has_shape: Callable[[str], bool]) -> list[int]:
    """Return the columns whose cells, where they hold anything, mostly have the shape."""
    found = []
    for column in range(width):
        filled = [cell for line in lines if (cell := line.cell(column)) and not dates.is_nothing(cell)]
        if filled and sum(map(has_shape, filled)) > len(filled) / 2:
            found.append(column)
    return found


def _row(line: Line, columns: Shape, calendar: Calendar, *, as_totals: bool) -> Row:
    email = lists.address(line.cell(columns.email))
    row = Row(
        position=0,
        display_name=line.cell(columns.name) or email or lists.NAMELESS,
        email=email,
        joined_at=lists.moment(line, columns.join, calendar),
        left_at=lists.moment(line, columns.leave, calendar),
    )
    total = durations.parse(line.cell(columns.duration)) if as_totals else None
    return row._replace(seconds=lists.at_most(total, row.joined_at, row.left_at))


def _joining_first(
    heading: Line, lines: Sequence[Line], times: list[int], calendar: Calendar
) -> tuple[int | None, int | None]:
    """Nobody leaves before joining: of two columns of times, the earlier one is the joining."""
    if not times:
        return None, None
    if len(times) == 1:
        return _only_column(heading, times[0])
    one, other = times[:2]
    pairs = [(calendar.read(line.cell(one)), calendar.read(line.cell(other))) for line in lines]
    backwards = sum(1 if first > last else -1 for first, last in pairs if first and last and first != last)
    return (other, one) if backwards > 0 else (one, other)


def _only_column(heading: Line, column: int) -> tuple[int | None, int | None]:
    """Of a single column of times only the title tells which it is: all are still in, or the other was left out."""
    meaning = TEAMS.get(fold(heading.cell(column)))
    if meaning is None:
        raise NotAnExport(
            _l(
                "Line %(number)d: whether “%(title)s” is joining or leaving cannot be told.",
                number=heading.number,
                title=heading.cell(column),
            )
        )
    return (column, None) if meaning is Meaning.JOIN else (None, column)


def _email_column(heading: Line, addresses: list[int]) -> int | None:
    titles = [fold(title) for title in heading.cells]
    for column, title in enumerate(titles):
        if _EMAIL_TITLE.search(title) and not _PRINCIPAL_TITLE.search(title):
            return column
    plain = [column for column in addresses if column >= len(titles) or not _PRINCIPAL_TITLE.search(titles[column])]
    return plain[0] if plain else None


def _name_column(heading: Line, lines: Sequence[Line], others: list[int]) -> int:
    """The name stands under its title, or is what differs most from line to line."""
    for column in others:
        if fold(heading.cell(column)) in TEAMS_NAMES:
            return column
    if not others:
        raise NotAnExport(_l("Line %(number)d: no column holds the names.", number=heading.number))
    return max(others, key=lambda column: len({line.cell(column) for line in lines if line.cell(column)}))
