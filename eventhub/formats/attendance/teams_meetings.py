"""The Teams report of 2021: a summary of titles and values, then one row per connection.

Titles are in the language of whoever downloaded it, so the summary is known by its two columns and the list by the
shape of its cells: two times and a length in words ("29m 22s"). Where the summary is missing, the title of the names
("Full Name") in English, Spanish, French, German or Portuguese tells. Shape: reports that organisers published.
"""

from __future__ import annotations

from collections.abc import Sequence

from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, lists, teams_columns, teams_sections
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import Occasion, Reading
from eventhub.formats.attendance.titles import TEAMS_FULL_NAME

_PAIRS = 3
"""Titles with values that a summary has at least."""
_WIDE = 4
"""Columns that the list has at least."""


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether a summary, or "Full Name" in one of the languages, stands above connections with lengths."""
    place = _heading(table)
    if place is None or any(teams_sections.number_of(line) is not None for line in table[:place]):
        return False
    has_summary = len(_summary(table[:place])) >= _PAIRS
    has_title = any(fold(cell) in TEAMS_FULL_NAME for cell in table[place].cells)
    return (has_summary or has_title) and _has_stays(table[place + 1 :])


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections."""
    place = _heading(table)
    assert place is not None
    summary = _summary(table[:place])
    lines = [line for line in table[place:] if len(line.cells) > 2]
    further = _summary([line for line in table[place:] if len(line.cells) <= 2])
    lists.only_one([_meeting(summary), _meeting(further)])
    texts = [cell for line in (*summary, *lines) for cell in line.cells]
    calendar = dates.settle(texts, occasion)
    times = [moment for line in summary if (moment := calendar.read(line.cell(1)))]
    return Reading(
        platform="teams/2021-summary",
        rows=lists.numbered(teams_columns.rows(lines, calendar, as_totals=False)),
        meeting_title=teams_columns.title(summary),
        starts_at=times[0] if times else None,
        ends_at=times[1] if len(times) > 1 else None,
    )


def _heading(table: Sequence[Line]) -> int | None:
    """Return the place of the first line as wide as the list."""
    return lists.find(table, lambda line: line.filled >= _WIDE)


def _summary(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.filled == 2 and line.cell(0)]


def _meeting(summary: Sequence[Line]) -> str:
    times = [line.cell(1) for line in summary if dates.parse(line.cell(1))]
    return " · ".join(part for part in (teams_columns.title(summary), *times[:1]) if part)


def _has_stays(lines: Sequence[Line]) -> bool:
    stays = [line for line in lines if line.filled >= _WIDE - 1]
    width = max((len(line.cells) for line in stays), default=0)
    times = teams_columns.shaped(stays, width, lambda cell: dates.parse(cell) is not None)
    lengths = teams_columns.shaped(stays, width, lambda cell: durations.parse(cell) is not None)
    return len(times) >= 2 and bool(lengths)
