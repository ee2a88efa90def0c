"""Titles that name a zone, such as "Join Time (UTC)": the times below them are of that zone and not the event's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eventhub.formats.attendance import dates
from eventhub.formats.attendance.decoding import Line

_ZONE = re.compile(r"\s*[(\[]\s*(?P<zone>(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?)\s*[)\]]$", re.IGNORECASE)
_TOP = 100
"""Lines among which titles are looked for."""


def with_zones(table: Sequence[Line]) -> list[Line]:
    """Return a table whose titles name no zone, and whose times under such titles do."""
    named: dict[int, str] = {}
    lines = []
    for place, line in enumerate(table):
        titles = line.cells if place < _TOP else ()
        found = {column: match for column, cell in enumerate(titles) if (match := _ZONE.search(cell))}
        if found and not any(map(_is_no_title, line.cells)):
            named = {column: match["zone"] for column, match in found.items()}
            lines.append(_changed(line, {column: match.string[: match.start()] for column, match in found.items()}))
        elif named:
            zoned = {column: f"{line.cell(column)} {zone}" for column, zone in named.items()}
            lines.append(_changed(line, {column: text for column, text in zoned.items() if _is_zoned_time(text)}))
        else:
            lines.append(line)
    return lines


def _is_no_title(cell: str) -> bool:
    """Somebody's name may end in a zone too; beside it stand an address, minutes or times."""
    return "@" in cell or cell.isdecimal() or dates.parse(cell) is not None


def _is_zoned_time(text: str) -> bool:
    written = dates.parse(text)
    return written is not None and written.offset is not None


def _changed(line: Line, cells: dict[int, str]) -> Line:
    return line._replace(cells=tuple(cells.get(column, cell) for column, cell in enumerate(line.cells)))
