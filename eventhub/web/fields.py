"""Fields for days, times, whole numbers, and lists with one item per line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, DateTimeLocalField, IntegerField, TextAreaField, TimeField

from eventhub.base.i18n import _
from eventhub.base.text import one_line
from eventhub.web.forms import LINE, TEXT


class DayField(DateField):
    """A date, or None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the date; say plainly what is expected."""
        self.data = _read(valuelist, date.fromisoformat, _("Enter a date as year, month and day: 2027-04-15."))


class ClockField(TimeField):
    """A time of day, or None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the time; say plainly what is expected."""
        self.data = _read(valuelist, _to_the_minute, _("Enter a time as hours and minutes: 14:30."))


class MomentField(DateTimeLocalField):
    """A local date and time, or None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the moment; say plainly what is expected."""
        self.data = _read(valuelist, _naive, _("Enter a date and a time: 2027-04-15 14:30."))


class WholeNumberField(IntegerField):
    """A whole number from `least` to `most`, or None when left empty."""

    def __init__(
        self,
        label: Any = None,
        validators: Iterable[Any] = (),
        *,
        least: int = 1,
        most: int = 1_000_000,
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), **options)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number; say plainly what is expected."""
        sentence = _("Enter a whole number from %(least)d to %(most)d.", least=self.least, most=self.most)
        self.data = _read(valuelist, self._number, sentence)

    def _number(self, text: str) -> int:
        number = int(text) if text.isdecimal() else -1
        if not self.least <= number <= self.most:
            raise ValueError
        return number


class LinesField(TextAreaField):
    """Items, one per line; an empty list when left empty."""

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the lines that say something."""
        text = valuelist[0] if valuelist else ""
        self.data = [line for each in text.splitlines() if (line := one_line(each))]
        if len(text) > TEXT * 4:
            raise ValueError(_("Use at most %(number)d letters.", number=TEXT * 4))


class ShortLinesField(LinesField):
    """Items of one line each, none longer than a line of a form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the lines that say something."""
        super().process_formdata(valuelist)
        if any(len(line) > LINE for line in self.data):
            raise ValueError(_("Use at most %(number)d letters on a line.", number=LINE))


def _read(valuelist: list[Any], read: Any, sentence: str) -> Any:
    text = valuelist[0].strip() if valuelist else ""
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        raise ValueError(sentence) from None


def _to_the_minute(text: str) -> time:
    return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)


def _naive(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
