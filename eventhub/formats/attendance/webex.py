"""Webex's attendance of an event or a meeting: one row per connection, the meeting repeated in each.

Reads the event reports of 2020-22 and the meeting reports since ("Display Name", "Session Name"), in the languages of
`titles`, tab-delimited UTF-16 as downloaded or saved by Excel. Times come wrapped as formulas so that Excel leaves
them alone, `="2021-06-14 17:00:00"`; minutes are rounded up and never taken for seconds. Shape: a report published
beside a tool that sums up Webex attendance, and the encoding that Webex documents for all its exports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eventhub.base.text import address_key, fold
from eventhub.formats.attendance import dates, lists
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.lists import Columns
from eventhub.formats.attendance.reading import Occasion, Reading, Row
from eventhub.formats.attendance.titles import WEBEX, WEBEX_BREAKOUT, Meaning

_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether some line is the heading of Webex's attendance."""
    return lists.find(table, _is_heading) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the connections to the main session, and to breakout rooms of whoever is in no other row."""
    place = lists.find(table, _is_heading)
    assert place is not None
    heading = table[place]
    columns = lists.columns_of(heading, WEBEX)
    listed = [_unwrapped(line) for line in lists.body(heading, table[place + 1 :])]
    main = [line for line in listed if not _is_breakout(line, columns)]
    lists.only_one(_meeting(line, columns) for line in main)
    keys = (Meaning.START, Meaning.END, Meaning.JOIN, Meaning.LEAVE)
    calendar = dates.settle((line.cell(columns.get(key)) for line in listed for key in keys), occasion)
    rows = [lists.connection(line, columns, calendar) for line in main]
    there = {_identity(row) for row in rows}
    apart = [lists.connection(line, columns, calendar) for line in listed if _is_breakout(line, columns)]
    first = main[0] if main else listed[0] if listed else heading
    return Reading(
        platform="webex/meeting" if _is_meeting(heading) else "webex/event",
        rows=lists.numbered(rows + [row for row in apart if _identity(row) not in there]),
        meeting_title=first.cell(columns.get(Meaning.TOPIC)) or None if listed else None,
        starts_at=calendar.read(first.cell(columns.get(Meaning.START))),
        ends_at=calendar.read(first.cell(columns.get(Meaning.END))),
    )


def _is_heading(line: Line) -> bool:
    found = set(lists.columns_of(line, WEBEX))
    has_name = Meaning.NAME in found or {Meaning.FIRST_NAME, Meaning.LAST_NAME} <= found
    return has_name and {Meaning.DURATION, Meaning.JOIN, Meaning.LEAVE} <= found


def _is_meeting(heading: Line) -> bool:
    """Events of old gave the name in a column called so; meetings call it the name displayed."""
    columns = lists.columns_of(heading, WEBEX)
    return Meaning.SESSION in columns or fold(heading.cell(columns.get(Meaning.NAME))) not in {
        *("name", "nombre", "nom", "nome")
    }


def _unwrapped(line: Line) -> Line:
    cells = tuple(match[1].strip() if (match := _FORMULA.fullmatch(cell)) else cell for cell in line.cells)
    return line._replace(cells=cells)


def _is_breakout(line: Line, columns: Columns) -> bool:
    said = fold(f"{line.cell(columns.get(Meaning.SESSION))} {line.cell(columns.get(Meaning.TOPIC))}")
    return any(word in said for word in WEBEX_BREAKOUT)


def _meeting(line: Line, columns: Columns) -> str:
    keys = (Meaning.TOPIC, Meaning.MEETING, Meaning.START)
    return " · ".join(part for key in keys if (part := line.cell(columns.get(key))))


def _identity(row: Row) -> tuple[str, str]:
    return row.display_name, address_key(row.email or "")
