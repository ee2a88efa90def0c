"""Times as exports write them, with the order of day and month settled once per file by the event's own date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from eventhub.base.i18n import LazyString, _l, format_day
from eventhub.formats.attendance.reading import NotAnExport

_ORDERS = ("year month day", "month day year", "day month year")
_MARGIN = timedelta(days=1)
"""A meeting may begin before midnight, or end after it."""

_MORNING = {"am", "上午", "오전", "ص"}
_AFTERNOON = {"pm", "下午", "오후", "م"}
_HALF = r"(?P<{name}>[ap][. ]*m\.?|上午|下午|오전|오후|[صم])"
_PATTERN = re.compile(
    r"(?P<a>\d{1,4})[./-] ?(?P<b>\d{1,2})[./-] ?(?P<c>\d{1,4})\.?"
    r"(?:[,T]| (?:à|um|a las|às|alle|kl\.?|o|в) |[ ,])[ ]*"
    + f"(?:{_HALF.format(name='before')} ?)?"
    + r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\.\d+)?"
    + f"(?: ?{_HALF.format(name='after')})?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})\b", re.IGNORECASE)
_NOTHING = {"", "-", "--", "n/a"}


@dataclass(frozen=True, slots=True)
class Written:
    """A time as typed: three numbers whose order is open, and a time of day that is certain."""

    text: str
    numbers: tuple[int, int, int]
    year_first: bool
    time: time

    def day(self, order: str) -> date | None:
        """Return the day in one order of its numbers, if there is such a day."""
        if self.year_first and order != _ORDERS[0]:
            return None
        parts = dict(zip(order.split(), self.numbers, strict=True))
        year = parts["year"] + 2000 if parts["year"] < 100 else parts["year"]
        try:
            return date(year, parts["month"], parts["day"])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Calendar:
    """How this file writes its dates."""

    order: str

    def read(self, text: str) -> datetime | None:
        """Return the local time of a cell that `settle` saw; None for an empty one."""
        written = parse(text)
        day = written.day(self.order) if written else None
        return datetime.combine(day, written.time) if written and day else None


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no time: empty or a dash."""
    return _tidy(text).casefold() in _NOTHING


def parse(text: str) -> Written | None:
    """Take a time apart without deciding which number is the month; None for what is no time."""
    match = _PATTERN.fullmatch(_NAMED_MONTH.sub(_in_numbers, _tidy(text)))
    if match is None:
        return None
    clock = _time_of_day(match)
    if clock is None:
        return None
    numbers = (int(match["a"]), int(match["b"]), int(match["c"]))
    return Written(text, numbers, year_first=len(match["a"]) == 4, time=clock)


def settle(texts: Iterable[str], *, first_day: date, last_day: date) -> Calendar:
    """Return the order of day and month that puts every time of a file on the event's day.

    The day before and the day after are allowed for meetings around midnight, as long as something falls on the
    event's own days. Raise NotAnExport with the reason when no order does.
    """
    written = [each for each in map(parse, texts) if each]
    if not written:
        return Calendar(_ORDERS[0])
    readable = {order: days for order in _ORDERS if (days := _days(written, order))}
    for order, days in readable.items():
        inside = all(first_day - _MARGIN <= day <= last_day + _MARGIN for day in days)
        if inside and any(first_day <= day <= last_day for day in days):
            return Calendar(order)
    raise NotAnExport(_reason(written, readable, first_day))


def _days(written: list[Written], order: str) -> list[date] | None:
    days = [each.day(order) for each in written]
    return None if None in days else [day for day in days if day]


def _reason(written: list[Written], readable: dict[str, list[date]], event_day: date) -> LazyString:
    if not readable:
        return _l(
            "The dates in this file cannot all be read in one order of day and month: “%(first)s” and “%(last)s”.",
            first=written[0].text,
            last=next((each.text for each in written if not _same_orders(each, written[0])), written[-1].text),
        )
    likely = {order: days for order, days in readable.items() if order != _ORDERS[0]} or readable
    readings = sorted({min(days, key=lambda day: abs(day - event_day)) for days in likely.values()})
    if len(readings) > 1:
        return _l(
            "The date “%(text)s” can mean %(first)s or %(second)s, and the event is on neither day but on %(day)s.",
            text=written[0].text,
            first=format_day(readings[0]),
            second=format_day(readings[-1]),
            day=format_day(event_day),
        )
    return _l(
        "The times in this file are of %(day)s, but the event is on %(event_day)s.",
        day=format_day(readings[0]),
        event_day=format_day(event_day),
    )


def _same_orders(one: Written, other: Written) -> bool:
    return [one.day(order) is None for order in _ORDERS] == [other.day(order) is None for order in _ORDERS]


def _time_of_day(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = re.sub(r"[. ]", "", (match["before"] or match["after"] or "").casefold())
    if half and not 1 <= hour <= 12 and not (half in _AFTERNOON and 12 < hour < 24):
        return None
    if half in _MORNING and hour == 12:
        hour = 0
    elif half in _AFTERNOON and hour < 12:
        hour += 12
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _in_numbers(match: re.Match[str]) -> str:
    """Return "Mar 22, 2025" as "2025-3-22"; what is no month's name stays as it is."""
    month = match["month"][:3].casefold()
    return f"{match['year']}-{_MONTHS.index(month) + 1}-{match['day']}" if month in _MONTHS else match[0]


def _tidy(text: str) -> str:
    """Return text with plain spaces and without the invisible marks that platforms strew between digits."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    return " ".join("".join(letter for letter in spaced if unicodedata.category(letter) != "Cf").split())
