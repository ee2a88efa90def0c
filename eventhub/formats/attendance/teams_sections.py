"""The Teams report in three numbered sections: summary, participants with totals, connections one by one.

Titles are in the language of whoever downloaded it, so sections are known by their number and columns by their shape.
The third section repeats the people of the second with the times that count; the second's durations add up devices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from eventhub.base.i18n import _l
from eventhub.base.text import address_key, fold
from eventhub.formats.attendance import dates, durations
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Reading, Row

_SECTION = re.compile(r"(\d+)\s*[.)、．]\s*\D")
_SUMMARY, _PARTICIPANTS, _CONNECTIONS = 1, 2, 3
_NAME_TITLES = {"name", "full name", "nom", "nombre", "nome", "naam", "имя", "姓名", "名称", "名前", "الاسم", "이름"}
_EMAIL_TITLE = re.compile(r"mail|correo|courriel|почт|邮|メール|メ-ル|بريد")
_PRINCIPAL_TITLE = re.compile(r"upn|\bid\b|-id|identif|标识")
"""The participant id looks like an address and is none: it never stands in for one."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what in one section; None where the section has none such."""

    name: int
    join: int | None
    leave: int | None
    duration: int | None
    email: int | None


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether numbered sections with a list of people among them are there."""
    sections = _sections(table)
    return len(sections) >= 2 and any(_is_list(sections.get(number, [])) for number in (_PARTICIPANTS, _CONNECTIONS))


def read(table: Sequence[Line], *, first_day: date, last_day: date) -> Reading:
    """Return the connections of the third section, and from the second whoever is missing there."""
    sections = _sections(table)
    texts = [cell for lines in sections.values() for line in lines for cell in line.cells]
    calendar = dates.settle(texts, first_day=first_day, last_day=last_day)
    people = _rows(sections.get(_PARTICIPANTS, []), calendar, as_totals=True)
    connections = _rows(sections.get(_CONNECTIONS, []), calendar, as_totals=False)
    connections = _with_addresses(connections, people)
    listed = {_identity(row) for row in connections}
    rows = connections + [row for row in people if _identity(row) not in listed]
    summary = sections.get(_SUMMARY, [])
    times = [moment for line in summary for cell in line.cells if (moment := calendar.read(cell))]
    return Reading(
        platform="teams/sections",
        rows=tuple(replace(row, position=position) for position, row in enumerate(rows)),
        meeting_title=_title(summary),
        starts_at=times[0] if times else None,
        ends_at=times[1] if len(times) > 1 else None,
    )


def _sections(table: Sequence[Line]) -> dict[int, list[Line]]:
    """Return the lines under each numbered heading, blank ones left out."""
    sections: dict[int, list[Line]] = {}
    current: list[Line] | None = None
    for line in table:
        match = _SECTION.match(line.cells[0]) if line.cells else None
        if match and not any(line.cells[1:]):
            current = sections.setdefault(int(match[1]), [])
        elif current is not None and not line.is_blank:
            current.append(line)
    return sections


def _is_list(lines: Sequence[Line]) -> bool:
    return bool(lines) and sum(bool(cell) for cell in lines[0].cells) >= 3


def _title(summary: Iterable[Line]) -> str | None:
    """The meeting's title is the first value that is neither number, time nor length."""
    for line in summary:
        value = line.cell(1)
        if value and not value.isdecimal() and not dates.parse(value) and durations.parse(value) is None:
            return value
    return None


def _rows(section: Sequence[Line], calendar: dates.Calendar, *, as_totals: bool) -> list[Row]:
    if not _is_list(section):
        return []
    heading, lines = section[0], section[1:]
    columns = _columns(heading, lines, calendar)
    return [_row(line, columns, calendar, as_totals=as_totals) for line in lines]


def _row(line: Line, columns: _Columns, calendar: dates.Calendar, *, as_totals: bool) -> Row:
    for column in (columns.join, columns.leave):
        text = line.cell(column)
        if not dates.is_nothing(text) and calendar.read(text) is None:
            raise NotAnExport(_l("Line %(number)d: “%(text)s” is not a time.", number=line.number, text=text))
    email = line.cell(columns.email)
    row = Row(
        position=0,
        display_name=line.cell(columns.name),
        email=email if "@" in email else None,
        joined_at=calendar.read(line.cell(columns.join)),
        left_at=calendar.read(line.cell(columns.leave)),
    )
    total = durations.parse(line.cell(columns.duration)) if as_totals else None
    if total is not None and row.joined_at and row.left_at:
        total = min(total, max(0, int((row.left_at - row.joined_at).total_seconds())))
    return replace(row, seconds=total)


def _columns(heading: Line, lines: Sequence[Line], calendar: dates.Calendar) -> _Columns:
    width = max(len(line.cells) for line in (heading, *lines))
    times = _shaped(lines, width, lambda cell: dates.parse(cell) is not None)
    join, leave = _joining_first(lines, times, calendar)
    lengths = _shaped(lines, width, lambda cell: durations.parse(cell) is not None)
    addresses = _shaped(lines, width, lambda cell: "@" in cell)
    taken = {*times, *lengths, *addresses}
    return _Columns(
        name=_name_column(heading, lines, [column for column in range(width) if column not in taken]),
        join=join,
        leave=leave,
        duration=lengths[0] if lengths else None,
        email=_email_column(heading, addresses),
    )


def _shaped(lines: Sequence[Line], width: int, has_shape: Callable[[str], bool]) -> list[int]:
    """Return the columns whose cells, where they hold anything, mostly have the shape."""
    found = []
    for column in range(width):
        filled = [cell for line in lines if (cell := line.cell(column)) and not dates.is_nothing(cell)]
        if filled and sum(map(has_shape, filled)) > len(filled) / 2:
            found.append(column)
    return found


def _joining_first(lines: Sequence[Line], times: list[int], calendar: dates.Calendar) -> tuple[int | None, int | None]:
    """Nobody leaves before joining: of two columns of times, the earlier one is the joining."""
    if len(times) < 2:
        return (times[0] if times else None), None
    one, other = times[:2]
    pairs = [(calendar.read(line.cell(one)), calendar.read(line.cell(other))) for line in lines]
    backwards = sum(1 if first > last else -1 for first, last in pairs if first and last and first != last)
    return (other, one) if backwards > 0 else (one, other)


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
        if fold(heading.cell(column)) in _NAME_TITLES:
            return column
    if not others:
        raise NotAnExport(_l("Line %(number)d: no column holds the names.", number=heading.number))
    return max(others, key=lambda column: len({line.cell(column) for line in lines if line.cell(column)}))


def _with_addresses(connections: list[Row], people: list[Row]) -> list[Row]:
    """Where connections come without addresses, take them from the people whose name occurs once."""
    if any(row.email for row in connections):
        return connections
    names = Counter(row.display_name for row in people)
    known = {row.display_name: row.email for row in people if names[row.display_name] == 1}
    return [replace(row, email=known.get(row.display_name)) for row in connections]


def _identity(row: Row) -> tuple[str, str]:
    return row.display_name, address_key(row.email or "")
