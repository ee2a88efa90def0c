"""A list of people below a line of titles: which column holds what, and what each line says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance.dates import Calendar, is_nothing
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.reading import NotAnExport, Row
from eventhub.formats.attendance.titles import NO, YES, Meaning, Titles

Columns = Mapping[Meaning, int]

TOP = 100
"""Lines among which a heading is looked for."""
_NO_TITLE = re.compile(r"[\d@]|.{80}")
"""What stands in cells and in no title that we know: looked for first, because it is quick."""

NAMELESS = "?"
"""What stands for somebody whom the platform gave neither a name nor an address."""


def columns_of(line: Line, titles: Titles) -> dict[Meaning, int]:
    """Return which column holds what; a title is recognised once, the first time."""
    columns: dict[Meaning, int] = {}
    for column, title in enumerate(line.cells):
        if not _NO_TITLE.search(title) and (meaning := titles.get(fold(title))):
            columns.setdefault(meaning, column)
    return columns


def with_times(columns: dict[Meaning, int]) -> dict[Meaning, int]:
    """Add joining and leaving, when nobody knows their titles: Zoom has always put them before the length."""
    length = columns.get(Meaning.DURATION, 0)
    stay = {Meaning.JOIN: length - 2, Meaning.LEAVE: length - 1}
    others = {meaning: column for meaning, column in columns.items() if meaning not in stay}
    is_clear = length > 2 and not set(stay.values()) & set(others.values())
    return stay | columns if is_clear and (columns | stay) == (stay | columns) else columns


def find(table: Sequence[Line], is_heading: Callable[[Line], bool]) -> int | None:
    """Return the place of the first line that is a heading; one stands near the top, or nowhere."""
    top = table[:TOP]
    return next((place for place, line in enumerate(top) if line.filled > 1 and is_heading(line)), None)


def body(heading: Line, lines: Iterable[Line]) -> list[Line]:
    """Return the lines of a list: no blank ones, no heading given again, no remark that fills a single cell.

    A last line that stops short of the heading and of its own end was cut off: NotAnExport.
    """
    kept = []
    is_single = heading.filled == 1
    for line in lines:
        if line.is_unended and len(line.cells) < len(heading.cells):
            raise broken_off(line)
        if (
            (all(line.cells[:2]) and len(line.cells) > 1) or line.filled > 1 or is_single
        ) and line.cells != heading.cells:
            kept.append(line)
    return kept


def moment(line: Line, column: int | None, calendar: Calendar) -> datetime | None:
    """Return the time in a cell, None for an empty one; raise NotAnExport for anything else."""
    text = line.cell(column)
    found = calendar.known.get(text) or (calendar.read(text) if text else None)
    if found is None and not is_nothing(text):
        raise not_a_time(line, text)
    return found


def broken_off(line: Line) -> NotAnExport:
    """Return the refusal of a file that ends in the middle of a line."""
    return NotAnExport(_l("This file breaks off in line %(number)d. Download it again.", number=line.number))


def form(text: str) -> str:
    """Return how a cell is written, its figures aside: a time cut off within its last word is written otherwise."""
    return re.sub(r"\d+", "0", text.casefold())


def not_a_time(line: Line, text: str) -> NotAnExport:
    """Return the refusal of a cell where a time should stand."""
    return NotAnExport(_l("Line %(number)d: “%(text)s” is not a time.", number=line.number, text=text[:60]))


def address(text: str) -> str | None:
    """Return an e-mail address in full; None for an empty cell, a word, or an address with letters masked."""
    return text if "@" in text and "*" not in text else None


def connection(line: Line, columns: Columns, calendar: Calendar, position: int = 0) -> Row:
    """Return what a line says: a name, an address, and one unbroken stay."""
    email = address(line.cell(columns.get(Meaning.EMAIL)))
    shown = name(line, columns) or email or NAMELESS
    joined = moment(line, columns.get(Meaning.JOIN), calendar)
    return Row(position, shown, email, joined, moment(line, columns.get(Meaning.LEAVE), calendar))


def name(line: Line, columns: Columns) -> str:
    """Return the name shown, else first and last name; nothing where there is none."""
    if shown := line.cell(columns.get(Meaning.NAME)):
        return shown
    parts = (line.cell(columns.get(part)) for part in (Meaning.FIRST_NAME, Meaning.LAST_NAME))
    return " ".join(part for part in parts if part)


def says(line: Line, column: int | None, words: Iterable[str]) -> bool:
    """Tell whether a cell says one of some words."""
    cell = line.cell(column)
    return bool(cell) and fold(cell) in words


def was_waiting(line: Line, columns: Columns) -> bool:
    """Tell whether a line is of the waiting room; a last line cut off within the word does not tell."""
    if line.is_unended and Meaning.WAITING in columns and not says(line, columns[Meaning.WAITING], YES | NO):
        raise broken_off(line)
    return says(line, columns.get(Meaning.WAITING), YES)


def was_there(line: Line, columns: Columns) -> bool:
    """Tell whether somebody whom a report lists came at all: it says so, or knows when."""
    attended = columns.get(Meaning.ATTENDED)
    if says(line, attended, YES | NO):
        return says(line, attended, YES)
    return Meaning.JOIN not in columns or not is_nothing(line.cell(columns[Meaning.JOIN]))


def at_most(total: int | None, joined: datetime | None, left: datetime | None, *, grain: int = 0) -> int | None:
    """Return a platform's total, no longer than the stay itself: platforms add up devices.

    `grain` is the number of seconds up to which the total and the times are rounded.
    """
    if total is None or joined is None or left is None:
        return total
    stay = max(timedelta(), left - joined).total_seconds()
    return min(total, int(stay) + grain)


def numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with their places."""
    return tuple(
        row if row.position == position else row._replace(position=position) for position, row in enumerate(rows)
    )


def only_one(meetings: Iterable[str]) -> None:
    """Raise NotAnExport when a file tells of more than one meeting."""
    found = list(dict.fromkeys(meeting for meeting in meetings if meeting))
    if len(found) > 1:
        raise NotAnExport(
            _l(
                "This file holds two meetings, “%(first)s” and “%(second)s”: upload each in a file of its own.",
                first=found[0][:80],
                second=found[1][:80],
            )
        )
