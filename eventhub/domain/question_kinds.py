"""How an answer of each kind is read, kept and told: one small class per kind, that knows nothing of who answers.

A kind reads what a form sent, as a list of texts (of files for a file), into a value that JSON can hold, None when it
is blank, and refuses with one sentence. What it read it can put back into a form, and write for people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple

from eventhub.base import countries
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language, format_day, format_number
from eventhub.base.text import one_line
from eventhub.domain import uploads
from eventhub.models.questions import QuestionKind

LINE, TEXT = 250, 5000
"""Letters in one line, and in a text of several."""

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

YES, NO = "yes", "no"


class WrongAnswer(Refused):
    """What was sent is no answer to this question."""

    message = _l("Choose one of the options.")


class WrongLimits(Refused):
    """The limits of a question contradict themselves."""

    message = _l("The most must not be less than the least.")


class Worded(NamedTuple):
    """Words, and whether they are in the language that was asked for."""

    text: str
    is_in_language: bool


def worded(text: str, translation: str | None) -> Worded:
    """Return the translation where there is one, else the text as first written."""
    return Worded(translation or text, bool(translation))


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """What all kinds share."""

    options: Sequence[Mapping[str, Any]] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)

    limited_by: ClassVar[tuple[str, ...]] = ()
    """Which limits an organiser may set."""
    decides: ClassVar[bool] = False
    """Whether another question can be asked because of the answer."""

    def read(self, raw: Sequence[Any]) -> Any:
        """Return the value of what a form sent, None when it is blank; raise WrongAnswer."""
        raise NotImplementedError

    def form_values(self, value: Any) -> list[str]:
        """Return what a form would send for a value."""
        return [str(value)]

    def write(self, value: Any) -> str:
        """Return a value as people read it, in the language of the page."""
        return str(value)

    def cell(self, value: Any) -> str | int | float | bool | date | None:
        """Return a value as it stands in a table."""
        return self.write(value)

    def words(self, value: Any) -> Collection[str]:
        """Return the words by which conditions speak of a value."""
        return self.form_values(value)

    def choices(self) -> list[tuple[str, Worded]]:
        """Return what can be chosen: values with their labels in the language of the page."""
        language = current_language()
        return [
            (option["value"], worded(option["label"], option.get("words", {}).get(language))) for option in self.options
        ]

    def check(self) -> None:
        """Raise WrongLimits for limits that nothing can keep."""


class ShortText(AnswerKind):
    """One line."""

    limited_by = ("length",)
    longest: ClassVar[int] = LINE

    def read(self, raw: Sequence[Any]) -> str | None:
        """Take what was typed without line breaks, outer spaces and letters that are not seen."""
        text = self._clean(raw[0] if raw else "")
        most = self.limits.get("length") or self.longest
        if len(text) > most:
            raise WrongAnswer(_l("Use at most %(number)d letters.", number=most))
        return text or None

    def _clean(self, text: str) -> str:
        return one_line(text)

    def check(self) -> None:
        """A text has room for a letter, and for no more than we keep."""
        length = self.limits.get("length")
        if length is not None and not 1 <= length <= self.longest:
            raise WrongLimits(_l("Enter a whole number from 1 to %(most)d.", most=self.longest), field="length")


class LongText(ShortText):
    """Several lines."""

    longest = TEXT

    def _clean(self, text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(
            "".join(letter for letter in line if letter == "\t" or unicodedata.category(letter) != "Cc").rstrip()
            for line in lines
        ).strip()


class _Ranged(AnswerKind):
    """Between a least and a most."""

    limited_by = ("least", "most")

    def check(self) -> None:
        """The least is at most the most."""
        least, most = self.limits.get("least"), self.limits.get("most")
        if least is not None and most is not None and most < least:
            raise WrongLimits(field="most")

    def _within(self, value: Any) -> bool:
        least, most = self.limits.get("least"), self.limits.get("most")
        return (least is None or value >= least) and (most is None or value <= most)

    def _range(self, both: str, least: str, most: str) -> str:
        """Return the sentence for the limits there are, filled in."""
        named = {name: self._limit(limit) for name, limit in self.limits.items() if limit is not None}
        sentence = both if len(named) > 1 else least if "least" in named else most
        return sentence % named

    def _limit(self, limit: Any) -> str:
        return self.write(limit)


class Number(_Ranged):
    """A number, whole or with up to three decimals."""

    def read(self, raw: Sequence[Any]) -> int | float | None:
        """Take figures of any script; "1,000" may be a thousand or one, and is asked again."""
        text = one_line(raw[0] if raw else "").replace("−", "-").replace("٫", ".")
        if not text:
            return None
        if not re.search(r",\d{3}$", text):
            text = text.replace(",", ".", 1)
        if not _NUMBER.fullmatch(text):
            raise WrongAnswer(_l("Enter a number in figures, for example 12 or 2.5."))
        number = float(text)
        value = int(number) if number.is_integer() else number
        if not self._within(value):
            sentences = (
                _("Enter a number from %(least)s to %(most)s."),
                _("Enter a number of at least %(least)s."),
                _("Enter a number of at most %(most)s."),
            )
            raise WrongAnswer(self._range(*sentences))
        return value

    def write(self, value: Any) -> str:
        """Write the number with the language's separators."""
        return format_number(value)

    def cell(self, value: Any) -> int | float:
        """A number stays one."""
        number: int | float = value
        return number


class Day(_Ranged):
    """A date, kept as ISO 8601 writes it."""

    def read(self, raw: Sequence[Any]) -> str | None:
        """Take year, month and day."""
        text = one_line(raw[0] if raw else "")
        if not text:
            return None
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            value = date.fromisoformat(text).isoformat()
        except ValueError:
            raise WrongAnswer(_l("Enter a date as year, month and day: 2027-04-15.")) from None
        if not self._within(value):
            sentences = (
                _("Enter a date from %(least)s to %(most)s."),
                _("Enter a date not before %(least)s."),
                _("Enter a date not after %(most)s."),
            )
            raise WrongAnswer(self._range(*sentences))
        return value

    def write(self, value: Any) -> str:
        """Write the date as the language does."""
        return format_day(date.fromisoformat(value))

    def cell(self, value: Any) -> date:
        """A date stays one."""
        return date.fromisoformat(value)


class Country(AnswerKind):
    """A State, kept as its ISO alpha-3 code."""

    def read(self, raw: Sequence[Any]) -> str | None:
        """Take the code of a State that the United Nations counts."""
        code = one_line(raw[0] if raw else "").upper()
        if code and countries.find(code) is None:
            raise WrongAnswer(_l("Choose a country from the list."))
        return code or None

    def write(self, value: Any) -> str:
        """Name the State in the language of the page."""
        state = countries.find(value)
        return state.name(current_language()) if state else str(value)


class SingleChoice(AnswerKind):
    """One of several options."""

    decides = True

    def read(self, raw: Sequence[Any]) -> str | None:
        """Take one of the options."""
        value = raw[0] if raw else ""
        if value and value not in {option["value"] for option in self.options}:
            raise WrongAnswer
        return value or None

    def write(self, value: Any) -> str:
        """Return the option's label."""
        return {each: label.text for each, label in self.choices()}.get(value, str(value))


class MultipleChoice(_Ranged):
    """Any number of several options, kept in the order of the options."""

    decides = True

    def read(self, raw: Sequence[Any]) -> list[str] | None:
        """Take the options that were ticked."""
        chosen = {value for value in raw if value}
        values = [option["value"] for option in self.options]
        if not chosen <= set(values):
            raise WrongAnswer
        if chosen and not self._within(len(chosen)):
            least, most = _("Choose at least %(least)s."), _("Choose at most %(most)s.")
            raise WrongAnswer(self._range(_("Choose from %(least)s to %(most)s of the options."), least, most))
        return [value for value in values if value in chosen] or None

    def form_values(self, value: Any) -> list[str]:
        """Each option that was chosen is a value of its own."""
        return list(value)

    def _limit(self, limit: Any) -> str:
        return format_number(limit)

    def write(self, value: Any) -> str:
        """Return the labels of what was chosen."""
        labels = {each: label.text for each, label in self.choices()}
        return "; ".join(labels.get(each, each) for each in value)


class YesNo(AnswerKind):
    """Yes or no; neither is taken for the other when nothing is said."""

    decides = True

    def read(self, raw: Sequence[Any]) -> bool | None:
        """Take yes or no."""
        word = raw[0] if raw else ""
        if word not in {"", YES, NO}:
            raise WrongAnswer(_l("Choose yes or no."))
        return None if not word else word == YES

    def form_values(self, value: Any) -> list[str]:
        """The word for it."""
        return [YES if value else NO]

    def write(self, value: Any) -> str:
        """The word for it, in the language of the page."""
        return _("Yes") if value else _("No")

    def cell(self, value: Any) -> bool:
        """Yes and no stay so."""
        return bool(value)

    def choices(self) -> list[tuple[str, Worded]]:
        """Yes and no."""
        return [(YES, Worded(_("Yes"), True)), (NO, Worded(_("No"), True))]


class File(AnswerKind):
    """A file; the value is an `uploads.Upload`, once kept a `StoredFile`."""

    def read(self, raw: Sequence[Any]) -> uploads.Upload | None:
        """Check a file by its content; `raw` holds pairs of name and bytes."""
        if not raw:
            return None
        name, content = raw[0]
        return uploads.check(name, content)

    def form_values(self, value: Any) -> list[str]:
        """No form can send a file again by itself."""
        return []

    def write(self, value: Any) -> str:
        """Name the file."""
        return str(value.name)


KINDS: Mapping[QuestionKind, type[AnswerKind]] = {
    QuestionKind.SHORT_TEXT: ShortText,
    QuestionKind.LONG_TEXT: LongText,
    QuestionKind.SINGLE_CHOICE: SingleChoice,
    QuestionKind.MULTIPLE_CHOICE: MultipleChoice,
    QuestionKind.NUMBER: Number,
    QuestionKind.DATE: Day,
    QuestionKind.COUNTRY: Country,
    QuestionKind.FILE: File,
    QuestionKind.YES_NO: YesNo,
}
