"""The Teams report in three numbered sections: summary, participants with totals, connections one by one.

Reads the reports since 2022, in UTF-16 of either order or UTF-8. Titles are in the language of whoever downloaded it,
so sections are known by their number and columns by their shape. The third section repeats the people of the second
with the times that count; the second's durations add up devices. Shape: Microsoft's description of the attendance
report, and reports that organisers published in English and German.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from eventhub.base.text import address_key
from eventhub.formats.attendance import dates, lists, teams_columns
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import Occasion, Reading, Row

_SECTION = re.compile(r"(\d+)\s*[.)、．]\s*\D")
_SUMMARY, _PARTICIPANTS, _CONNECTIONS = 1, 2, 3


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether numbered sections with a list of people among them are there."""
    sections = _sections(table)
    lists_of_people = (sections.get(number, []) for number in (_PARTICIPANTS, _CONNECTIONS))
    return len(sections) >= 2 and any(map(teams_columns.is_list, lists_of_people))


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections of the third section, and from the second whoever is missing there."""
    sections = _sections(table)
    lists.only_one(_titles(table))
    texts = [cell for lines in sections.values() for line in lines for cell in line.cells]
    calendar = dates.settle(texts, occasion)
    people = teams_columns.rows(sections.get(_PARTICIPANTS, []), calendar, as_totals=True)
    connections = teams_columns.rows(sections.get(_CONNECTIONS, []), calendar, as_totals=False)
    connections = _with_addresses(connections, people)
    listed = {_identity(row) for row in connections}
    summary = sections.get(_SUMMARY, [])
    times = [moment for line in summary for cell in line.cells if (moment := calendar.read(cell))]
    return Reading(
        platform="teams/sections",
        rows=lists.numbered(connections + [row for row in people if _identity(row) not in listed]),
        meeting_title=teams_columns.title(summary),
        starts_at=times[0] if times else None,
        ends_at=times[1] if len(times) > 1 else None,
    )


def number_of(line: Line) -> int | None:
    """Return the number of a section, when this line is the heading of one."""
    match = _SECTION.match(line.cells[0]) if line.cells else None
    return int(match[1][:3]) if match and not any(line.cells[1:]) else None


def _sections(table: Sequence[Line]) -> dict[int, list[Line]]:
    """Return the lines under each numbered heading, blank ones left out."""
    sections: dict[int, list[Line]] = {}
    current: list[Line] | None = None
    for line in table:
        number = number_of(line)
        if number is not None:
            current = sections.setdefault(number, [])
        elif current is not None and not line.is_blank:
            current.append(line)
    return sections


def _titles(table: Sequence[Line]) -> list[str]:
    """Return what each summary in the file says of its meeting: two reports put together have two."""
    starts = [place for place, line in enumerate(table) if number_of(line) == _SUMMARY]
    found = []
    for start, end in pairwise([*starts, len(table)]):
        summary = _sections(table[start:end]).get(_SUMMARY, [])
        times = [cell for line in summary for cell in line.cells if dates.parse(cell)]
        found.append(" · ".join(part for part in (teams_columns.title(summary), *times[:1]) if part))
    return found


def _with_addresses(connections: list[Row], people: list[Row]) -> list[Row]:
    """Where connections come without addresses, take them from the people whose name occurs once."""
    if any(row.email for row in connections):
        return connections
    names = Counter(row.display_name for row in people)
    known = {row.display_name: row.email for row in people if names[row.display_name] == 1}
    return [row._replace(email=known.get(row.display_name)) for row in connections]


def _identity(row: Row) -> tuple[str, str]:
    return row.display_name, address_key(row.email or "")
