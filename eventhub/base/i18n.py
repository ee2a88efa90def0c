"""Languages: texts, dates, numbers and lists as a reader of each expects them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import TIMEDELTA_UNITS, get_timezone_location
from babel.dates import format_date as _format_date
from babel.dates import format_datetime as _format_datetime
from babel.dates import format_timedelta as _format_timedelta
from babel.lists import format_list as _format_list
from babel.numbers import format_decimal
from flask_babel import Babel, LazyString, force_locale, get_locale, gettext, lazy_gettext
from flask_babel import ngettext as _ngettext

babel = Babel()

LANGUAGES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""The six languages of the United Nations, each by its own name."""

SOURCE_LANGUAGE = "en"

CONVENTIONS = {"ar": "ar", "zh": "zh_Hans", "en": "en_GB", "fr": "fr", "ru": "ru", "es": "es"}
"""The CLDR locale whose dates, numbers and lists each language takes: "26 May 2021", no serial comma."""

WEEKDAY_PATTERNS = {"en": "EEEE d MMMM y"}
"""How a date follows its weekday, where CLDR's own way puts a comma, which is better kept for the time that follows."""

FORMER_ZONES = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Argentina/Catamarca": "America/Catamarca",
    "America/Argentina/Cordoba": "America/Cordoba",
    "America/Argentina/Jujuy": "America/Jujuy",
    "America/Argentina/Mendoza": "America/Mendoza",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Indiana/Indianapolis": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
}
"""Zones that CLDR goes on calling by the name they had when it first named their city."""


def _(text: str, /, **values: object) -> str:
    """Translate a text, then fill in its `%(name)s` places."""
    translated: str = gettext(text, **values)
    return translated


def _l(text: str, /, **values: object) -> LazyString:
    """Translate a text when it is shown, in the language it is shown in."""
    return lazy_gettext(text, **values)


def ngettext(one: str, many: str, /, num: int, **values: object) -> str:
    """Translate a text in the plural form of `num`, which fills `%(num)s` too."""
    translated: str = _ngettext(one, many, num, **values)
    return translated


def current_language() -> str:
    """Return the language of this request, message or command; English outside of all."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else SOURCE_LANGUAGE


@cache
def translated() -> tuple[str, ...]:
    """Return the languages the product can be read in: English and those with a catalogue of its own messages."""
    catalogues = Path(__file__).parent.parent / "translations"
    own = "LC_MESSAGES/messages.po"
    return tuple(code for code in LANGUAGES if code == SOURCE_LANGUAGE or (catalogues / code / own).is_file())


def conventions(language: str | None = None) -> Locale:
    """Return the locale whose conventions a language follows."""
    return Locale.parse(CONVENTIONS[language or current_language()])


def direction(language: str | None = None) -> str:
    """Return `rtl` or `ltr`."""
    return conventions(language).text_direction


def sentence_space(language: str | None = None) -> str:
    """Return what stands between two sentences that run on: nothing in Chinese, whose full stop is wide."""
    return "" if (language or current_language()) == "zh" else " "


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate into this language for as long as the block lasts."""
    with force_locale(language):
        yield


def format_day(day: date, language: str | None = None) -> str:
    """Write a date: "26 May 2021"."""
    return _format_date(day, format="long", locale=conventions(language))


def format_weekday(day: date, language: str | None = None) -> str:
    """Write a date with its weekday: "Wednesday 26 May 2021"."""
    pattern = WEEKDAY_PATTERNS.get(language or current_language(), "full")
    return _format_date(day, format=pattern, locale=conventions(language))


def format_weekday_name(day: date, language: str | None = None) -> str:
    """Write the weekday alone, briefly: "Wed"."""
    return _format_date(day, format="EEE", locale=conventions(language))


def format_month(day: date, language: str | None = None) -> str:
    """Write a month: "November 2020"."""
    locale = conventions(language)
    return _format_date(day, format=locale.datetime_skeletons["yMMMM"].pattern, locale=locale)


def format_time(moment: datetime, language: str | None = None) -> str:
    """Write a time of day in the clock of the value itself: "15:00"."""
    return _format_datetime(moment, format="HH:mm", locale=conventions(language))


def format_zone(zone: str) -> str:
    """Name a zone by the city whose clocks it tells: "Zurich time"; a zone without city by its own name."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone.replace("Etc/UTC", "UTC")
    return _("%(city)s time", city=format_city(zone))


def format_city(zone: str, language: str | None = None) -> str:
    """Name the city that a zone is called after: "Lisbon", "Lisbonne"."""
    return _city(zone, language or current_language())


@cache
def _city(zone: str, language: str) -> str:
    locale = conventions(language)
    if city := locale.time_zones.get(FORMER_ZONES.get(zone, zone), {}).get("city"):
        return str(city)
    return str(get_timezone_location(zone, locale=locale, return_city=True)).rpartition("/")[2]


def format_offset(offset: timedelta) -> str:
    """Write how far a clock is from UTC: "UTC+05:45", "UTC−03:00", "UTC"."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


Unit = Literal["year", "month", "week", "day", "hour", "minute"]


def format_relative(number: int, unit: Unit, language: str | None = None) -> str:
    """Say how far off something is: 3 "day" is "in 3 days", -2 "week" is "2 weeks ago"."""
    distance = timedelta(seconds=number * _SECONDS[unit])
    locale = conventions(language)
    return _format_timedelta(distance, granularity=unit, threshold=math.inf, add_direction=True, locale=locale)


_SECONDS = dict(TIMEDELTA_UNITS)


def format_days(first: date, last: date, language: str | None = None) -> str:
    """Write a range of days as briefly as it stays clear: "12-13 July 2021", "30 June-2 July 2021"."""
    if first == last:
        return format_day(first, language)
    if (language or current_language()) != SOURCE_LANGUAGE:
        return f"{format_day(first, language)} – {format_day(last, language)}"
    locale = conventions(language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{format_day(last, language)}"
    if first.year == last.year:
        return f"{_format_date(first, format='d MMMM', locale=locale)}-{format_day(last, language)}"
    return f"{format_day(first, language)}-{format_day(last, language)}"


def format_list(items: Sequence[str], language: str | None = None) -> str:
    """Join words as the language does: "Portugal and Thailand"; English without the serial comma."""
    written = _format_list(list(items), locale=conventions(language))
    if (language or current_language()) == "es" and len(items) > 1 and _SOUNDS_LIKE_Y.match(items[-1]):
        return f"{written[: -len(items[-1])].removesuffix(' y ')} e {items[-1]}"
    return written


_SOUNDS_LIKE_Y = re.compile(r"h?i(?![aeou])|y(?![aeou])", re.IGNORECASE)
"""Words before which Spanish "y" is "e": "Ghana e Indonesia"; "hielo" and "Yemen" begin with another sound."""


def format_alternatives(items: Sequence[str], language: str | None = None) -> str:
    """Join words of which one will do: "Portugal or Thailand"; English without the serial comma."""
    return _format_list(list(items), style="or", locale=conventions(language))


def format_number(number: float, language: str | None = None) -> str:
    """Write a number with the language's separators."""
    return format_decimal(number, locale=conventions(language))


__all__ = [
    "CONVENTIONS",
    "LANGUAGES",
    "SOURCE_LANGUAGE",
    "LazyString",
    "Unit",
    "_",
    "_l",
    "babel",
    "conventions",
    "current_language",
    "direction",
    "format_alternatives",
    "format_city",
    "format_day",
    "format_days",
    "format_list",
    "format_month",
    "format_number",
    "format_offset",
    "format_relative",
    "format_time",
    "format_weekday",
    "format_weekday_name",
    "format_zone",
    "ngettext",
    "sentence_space",
    "speaking",
    "translated",
]
