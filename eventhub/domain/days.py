"""Days and months as the United Nations writes them within a sentence, in each of its languages."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from eventhub.base.catalogues import _
from eventhub.base.i18n import conventions, current_language, format_month

_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""The two names that each month has across the Arab States; documents of the United Nations write both."""


def day(on: date) -> str:
    """Write a day: "26 May 2021", "1er mai 2021", "26 мая 2021 года"."""
    return _pattern(on, "long")


def month(of: date) -> str:
    """Write a month: "November 2020"."""
    if current_language() == "ar":
        return f"{_ARABIC_MONTHS[of.month - 1]} {of.year}"
    return _in_full(format_month(of))


def on(first: date, last: date) -> str:
    """Write when something took place: "on 26 May 2021", "on 12-13 July 2021", "du 30 juin au 2 juillet 2021"."""
    if first == last:
        return _("on %(day)s", day=day(first))
    beginning, end = _pattern(first, "long"), _pattern(last, "long")
    if first.year == last.year and current_language() == "zh":  # the year stands first, and is not said again
        end = _pattern(last, "d日" if first.month == last.month else "M月d日")
    elif first.year == last.year:
        beginning = str(first.day) if first.month == last.month else _pattern(first, _without_year())
    return _("on %(first)s-%(last)s", first=beginning, last=end)


def partial(written: str) -> str:
    """Write a date known to the day or the month; anything else stays as it is."""
    try:
        if len(written) == len("2021-07"):
            return month(date.fromisoformat(f"{written}-01"))
        return day(date.fromisoformat(written))
    except ValueError:
        return written


def _pattern(on: date, pattern: str) -> str:
    language = current_language()
    if language == "ar":
        name = f"{on.day} {_ARABIC_MONTHS[on.month - 1]}"
        return name if pattern == _without_year() else f"{name} {on.year}"
    written = _in_full(format_date(on, format=pattern, locale=conventions(language)))
    return f"1er{written[1:]}" if language == "fr" and on.day == 1 else written


def _without_year() -> str:
    return "d 'de' MMMM" if current_language() == "es" else "d MMMM"


def _in_full(written: str) -> str:
    """Write out the word that CLDR abbreviates in Russian: "2021 года"."""
    return written.replace("\u202f", " ").replace("\xa0", " ").replace(" г.", " года") if "г." in written else written


def corrected(on: date, what: str) -> str:
    """Say what a text that replaces a public one has put right, and when."""
    return _("Corrected on %(day)s: %(what)s", day=day(on), what=what)
