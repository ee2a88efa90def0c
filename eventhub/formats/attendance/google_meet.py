"""Google Meet's attendance report: one row per person, minutes in all, times of day without a day.

Reads the reports since 2020 with first and last name, or one name, in the languages of `titles`; also those whose
times have a date. The day is the event's, so an event longer than a day cannot have one. Shape: the reports that
Google sends by mail, as organisers published them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.formats.attendance import dates, durations, lists
from eventhub.formats.attendance.dates import Calendar
from eventhub.formats.attendance.decoding import Line
from eventhub.formats.attendance.lists import Columns
from eventhub.formats.attendance.reading import NotAnExport, Occasion, Reading, Row
from eventhub.formats.attendance.titles import GOOGLE_MEET, Meaning

_GRAIN = 60
"""Seconds that a row of whole minutes may be off."""
_DAY = timedelta(days=1)


def recognises(table: Sequence[Line]) -> bool:
    """Tell whether some line is the heading of Meet's report."""
    return lists.find(table, _is_heading) is not None


def read(table: Sequence[Line], occasion: Occasion) -> Reading:
    """Return the people with their totals."""
    place = lists.find(table, _is_heading)
    assert place is not None
    heading = table[place]
    columns = lists.columns_of(heading, GOOGLE_MEET)
    return rows_of(lists.body(heading, table[place + 1 :]), columns, occasion)


def rows_of(listed: Sequence[Line], columns: Columns, occasion: Occasion) -> Reading:
    """Return the people of lines whose columns are known."""
    times = [line.cell(columns.get(key)) for line in listed for key in (Meaning.JOIN, Meaning.LEAVE)]
    calendar = dates.settle(times, occasion)
    _refuse_days(times, occasion)
    return Reading(
        platform="google-meet", rows=lists.numbered(_row(line, columns, calendar, occasion) for line in listed)
    )


def _is_heading(line: Line) -> bool:
    """Nothing but these columns: other platforms have some of the same, and others beside them."""
    columns = lists.columns_of(line, GOOGLE_MEET)
    named = {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME} & columns.keys()
    known = all(not title or fold(title) in GOOGLE_MEET for title in line.cells)
    return bool(named) and known and {Meaning.DURATION, Meaning.JOIN, Meaning.LEAVE} <= columns.keys()


def _refuse_days(times: Iterable[str], occasion: Occasion) -> None:
    if occasion.ends_at - occasion.starts_at > _DAY and any(dates.parse_clock(text) for text in times):
        raise NotAnExport(_l("This file gives times without a day, and the event lasts longer than one."))


def _row(line: Line, columns: Columns, calendar: Calendar, occasion: Occasion) -> Row:
    if line.is_unended and len({lists.form(line.cell(columns[key])) for key in (Meaning.JOIN, Meaning.LEAVE)}) > 1:
        raise lists.broken_off(line)
    email = lists.address(line.cell(columns.get(Meaning.EMAIL)))
    joined = _moment(line, columns[Meaning.JOIN], calendar, occasion)
    left = _moment(line, columns[Meaning.LEAVE], calendar, occasion)
    if joined and left and left < joined and dates.parse_clock(line.cell(columns[Meaning.LEAVE])):
        left += _DAY
    total = durations.parse(line.cell(columns[Meaning.DURATION]))
    return Row(
        position=0,
        display_name=_name(line, columns) or email or lists.NAMELESS,
        email=email,
        joined_at=joined,
        left_at=left,
        seconds=lists.at_most(total, joined, left, grain=_GRAIN),
    )


def _name(line: Line, columns: Columns) -> str:
    """Return the name in full: in Spanish and Portuguese the first name stands under "name"."""
    keys = (Meaning.FIRST_NAME, Meaning.NAME, Meaning.LAST_NAME)
    return " ".join(part for key in keys if (part := line.cell(columns.get(key))))


def _moment(line: Line, column: int, calendar: Calendar, occasion: Occasion) -> datetime | None:
    clock = dates.parse_clock(line.cell(column))
    return _nearest(clock, occasion) if clock else lists.moment(line, column, calendar)


def _nearest(clock: time, occasion: Occasion) -> datetime:
    """Return the time of day on the day that puts it nearest to the event's middle."""
    middle = occasion.starts_at + (occasion.ends_at - occasion.starts_at) / 2
    moments = [datetime.combine(middle.date() + shift * _DAY, clock) for shift in (-1, 0, 1)]
    return min(moments, key=lambda moment: abs(moment - middle))
