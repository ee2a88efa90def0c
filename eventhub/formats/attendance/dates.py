"""Times as exports write them, with the order of day and month settled once per file by the event's own date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale

from eventhub.base import zones
from eventhub.base.i18n import LazyString, _l, format_day
from eventhub.base.text import fold
from eventhub.formats.attendance.reading import NotAnExport, Occasion
from eventhub.formats.attendance.titles import NOTHING

_ORDERS = ("year month day", "month day year", "day month year")
_PLACES = {order: tuple(order.split().index(part) for part in ("year", "month", "day")) for order in _ORDERS}
_MARGIN = timedelta(days=1)
"""A meeting may begin before midnight, or end after it."""

_MORNING = {"am", "上午", "오전", "ص"}
_AFTERNOON = {"pm", "下午", "오후", "م"}
_HALF = r"(?P<{name}>[ap][. ]*m\.?|上午|下午|오전|오후|[صم])"
_CLOCK = (
    f"(?:{_HALF.format(name='before')} ?)?"
    + r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\.\d+)?"
    + f"(?: ?{_HALF.format(name='after')})?"
    + r"(?: ?(?:(?P<universal>z|utc|gmt)(?= |\d|[+-]|$))? ?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?)"
)
_CLOCK_ALONE = re.compile(_CLOCK, re.IGNORECASE)
_PATTERN = re.compile(
    r"(?P<a>\d{1,4})[./-] ?(?P<b>\d{1,2})[./-] ?(?P<c>\d{1,4})\.?"
    r"(?:[,T]| (?:à|um|at|a las|às|alle|kl\.?|o|в) |[ ,])[ ]*" + _CLOCK,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]{3,12})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})\.?(?:-| (?:de )?)(?P<month>[^\W\d_]{3,12})\.?(?:-|,? (?:de )?)(?P<year>\d{4})\b"
)
_MONTH_LANGUAGES = ("en", "es", "fr", "de", "pt")
_YEARS = range(2000, 2100)


class Written(NamedTuple):
    """A time as typed: three numbers whose order is open, and a time of day that is certain."""

    text: str
    numbers: tuple[int, int, int]
    year_first: bool
    time: time
    offset: timedelta | None = None
    """How far ahead of UTC it is, where the file says so; else it is on the event's clock."""

    def day(self, order: str) -> date | None:
        """Return the day in one order of its numbers, if there is such a day."""
        return _day(self.numbers, self.year_first, order)

    def moment(self, order: str, zone: str) -> datetime | None:
        """Return the time on the event's clock in one order of its numbers, if there is such a time."""
        day = self.day(order)
        if day is None:
            return None
        if self.offset is None:
            return datetime.combine(day, self.time)
        return zones.to_local(datetime.combine(day, self.time, timezone(self.offset)), zone)


@lru_cache(maxsize=512)
def _day(numbers: tuple[int, int, int], year_first: bool, order: str) -> date | None:
    if year_first and order != _ORDERS[0]:
        return None
    year, month, day = (numbers[place] for place in _PLACES[order])
    year = year + 2000 if year < 100 else year
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Calendar:
    """How this file writes its dates."""

    order: str
    zone: str
    known: Mapping[str, datetime] = field(default_factory=dict, repr=False)
    """The times that were settled, by their text."""

    def read(self, text: str) -> datetime | None:
        """Return the time on the event's clock that a cell says; None for an empty one."""
        if found := self.known.get(text):
            return found
        written = parse(text)
        return written.moment(self.order, self.zone) if written else None


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no time: empty or a dash."""
    return _tidy(text).casefold() in NOTHING


_COMMON = re.compile(
    r"(?P<day>(\d{1,4})[./-](\d{1,2})[./-](\d{1,4}))(?:,? |T)(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([AaPp])[Mm])?",
    re.ASCII,
)
"""How most exports write: what it matches `_PATTERN` reads alike, but ten times as slowly."""


@lru_cache(maxsize=512)
def _numbers(_day: str, one: str, two: str, three: str) -> tuple[tuple[int, int, int], bool]:
    return (int(one), int(two), int(three)), len(one) == 4


def _parse_common(match: re.Match[str]) -> Written | None:
    day, one, two, three, hours, minutes, seconds, half = match.groups()
    hour, second = int(hours), int(seconds) if seconds else 0
    if half and not (1 <= hour <= 12 or (half in "Pp" and 12 < hour < 24)):
        return None
    if half and (hour == 12) == (half in "Aa"):
        hour = 0 if hour == 12 else hour if hour > 12 else hour + 12
    if hour > 23 or int(minutes) > 59 or second > 59:
        return None
    numbers, year_first = _numbers(day, one, two, three)
    return Written(match.string, numbers, year_first, time(hour, int(minutes), second))


def parse(text: str) -> Written | None:
    """Take a time apart without deciding which number is the month; None for what is no time."""
    if common := _COMMON.fullmatch(text):
        return _parse_common(common)
    tidy = _tidy(text)
    match = _PATTERN.fullmatch(tidy)
    if match is None and (named := _with_numbers(tidy)):
        match = _PATTERN.fullmatch(named)
    if match is None:
        return None
    clock = _time_of_day(match)
    if clock is None:
        return None
    numbers = (int(match["a"]), int(match["b"]), int(match["c"]))
    return Written(text, numbers, year_first=len(match["a"]) == 4, time=clock, offset=_offset(match))


def parse_clock(text: str) -> time | None:
    """Return a time of day that stands alone, without a day; None for what is none."""
    match = _CLOCK_ALONE.fullmatch(_tidy(text))
    return _time_of_day(match) if match and _offset(match) is None else None


def settle(texts: Iterable[str], occasion: Occasion) -> Calendar:
    """Return the order of day and month that puts every time of a file on the event's days.

    The day before and the day after are allowed for meetings around midnight, as long as something falls on the
    event's own days. Raise NotAnExport with the reason when no order does, or more than one.
    """
    written = {text: each for text in dict.fromkeys(texts) if (each := parse(text))}
    if not written:
        return Calendar(_ORDERS[0], occasion.timezone)
    first_day, last_day = occasion.starts_at.date(), occasion.ends_at.date()
    fitting = {}
    spots = {(each.numbers, each.year_first) for each in written.values() if each.offset is None}
    zoned = [each for each in written.values() if each.offset is not None]
    for order in _ORDERS:
        days = _days(spots, zoned, order, occasion.timezone)
        inside = bool(days) and all(first_day - _MARGIN <= day <= last_day + _MARGIN for day in days)
        if inside and any(first_day <= day <= last_day for day in days):
            fitting[order] = _moments(written, order, occasion.timezone) or {}
    if not fitting:
        readable = {order: known for order in _ORDERS if (known := _moments(written, order, occasion.timezone))}
        raise NotAnExport(_reason(list(written.values()), readable, first_day))
    order, known = next(iter(fitting.items()))
    if any(other != known for other in fitting.values()):
        raise NotAnExport(_ambiguity(fitting.values()))
    return Calendar(order, occasion.timezone, known)


def _days(
    spots: Iterable[tuple[tuple[int, int, int], bool]], zoned: Collection[Written], order: str, zone: str
) -> set[date]:
    """Return the days of all times in an order; none where one of them has no such day."""
    moments = (each.moment(order, zone) for each in zoned)
    days = {_day(*spot, order) for spot in spots} | {moment.date() if moment else None for moment in moments}
    return set() if None in days else {day for day in days if day}


def _moments(written: Mapping[str, Written], order: str, zone: str) -> dict[str, datetime] | None:
    moments = {}
    combine = datetime.combine
    for text, each in written.items():
        if each.offset is None and (day := _day(each.numbers, each.year_first, order)):
            moments[text] = combine(day, each.time)
            continue
        moment = each.moment(order, zone)
        if moment is None:
            return None
        moments[text] = moment
    return moments


def _ambiguity(fitting: Iterable[Mapping[str, datetime]]) -> LazyString:
    one, other = list(fitting)[:2]
    text = next(text for text in one if one[text] != other[text])
    return _l(
        "The date “%(text)s” can mean %(first)s or %(second)s, and the event is on both days.",
        text=text,
        first=format_day(one[text].date()),
        second=format_day(other[text].date()),
    )


def _reason(written: list[Written], readable: Mapping[str, Mapping[str, datetime]], event_day: date) -> LazyString:
    if not readable:
        return _l(
            "The dates in this file cannot all be read in one order of day and month: “%(first)s” and “%(last)s”.",
            first=written[0].text,
            last=next((each.text for each in written if not _same_orders(each, written[0])), written[-1].text),
        )
    likely = {order: known for order, known in readable.items() if order != _ORDERS[0]} or readable
    days = ([moment.date() for moment in known.values()] for known in likely.values())
    readings = sorted({min(each, key=lambda day: abs(day - event_day)) for each in days})
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
    half = (match["before"] or match["after"] or "").casefold().replace(".", "").replace(" ", "")
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


def _offset(match: re.Match[str]) -> timedelta | None:
    if match["offset"] is None:
        return timedelta() if match["universal"] else None
    sign = -1 if match["offset"].startswith("-") else 1
    digits = match["offset"][1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return sign * min(offset, timedelta(hours=14))


def _with_numbers(text: str) -> str | None:
    """Return "Mar 22, 2025" and "22 mars 2025" as "2025-3-22"; None where no month is named."""
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        match = pattern.search(text)
        month = match and _months().get(fold(match["month"]))
        if match and month:
            return f"{text[: match.start()]}{match['year']}-{month}-{match['day']}{text[match.end() :]}"
    return None


@cache
def _months() -> dict[str, int]:
    """Return each month by its name, in full and short, in the languages of the exports."""
    names: dict[str, int] = {}
    for language in _MONTH_LANGUAGES:
        for width in ("abbreviated", "wide"):
            for number, name in Locale(language).months["format"][width].items():
                names[fold(name).rstrip(".")] = number
    return names


def _tidy(text: str) -> str:
    """Return text with plain spaces and without the invisible marks that platforms strew between digits."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    return " ".join("".join(letter for letter in spaced if unicodedata.category(letter) != "Cf").split())
