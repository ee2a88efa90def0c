"""What stands in one cell of a directory list, as text both ways: read from a form or a file, written for both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l
from eventhub.base.text import fold, one_line
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event

LINE, TEXT = 250, 1000
"""Letters in a cell, and in one that holds a sentence."""

YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")


class WrongCell(Refused):
    """A cell does not say what its column asks for."""


class Known:
    """The rows that cells may name, asked for once however many cells there are."""

    @cached_property
    def events(self) -> dict[str, int]:
        """Numbers of events by slug."""
        return dict(session.execute(select(Event.slug, Event.id)).all())

    @cached_property
    def event_slugs(self) -> dict[int, str]:
        """Slugs of events by number."""
        return {number: slug for slug, number in self.events.items()}

    @cached_property
    def groups(self) -> dict[str, int]:
        """Numbers of working groups by slug."""
        return dict(session.execute(select(WorkingGroup.slug, WorkingGroup.id)).all())

    @cached_property
    def group_slugs(self) -> dict[int, str]:
        """Slugs of working groups by number."""
        return {number: slug for slug, number in self.groups.items()}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: which attribute it fills, and how its text is read and written."""

    name: str
    label: LazyString
    read: Callable[[str, Known], Any]
    """Return the value of a text that is not empty; raise WrongCell."""
    write: Callable[[Any, Known], str]
    hint: LazyString | None = None
    attribute: str = ""
    """Where the value lies; the column's own name unless given."""
    looks: str = "line"
    """How the form asks: line, text, tick, country, event, group or one of `choices`."""
    choices: Mapping[str, LazyString] | None = None
    is_required: bool = False
    is_fixed: bool = False
    """A row keeps what it began with: addresses and feeds rest on it."""
    is_dated: bool = False
    """A day, a month or a year."""
    empty: Any = None
    """What an empty cell means."""

    @property
    def target(self) -> str:
        """The attribute it fills."""
        return self.attribute or self.name

    def text(self, row: Any, known: Known) -> str:
        """Return what a row holds here."""
        value = getattr(row, self.target)
        return "" if value is None else self.write(value, known)

    def value(self, text: str, known: Known) -> Any:
        """Return what a text says; raise WrongCell, or for a needed cell that is empty."""
        text = unicodedata.normalize("NFC", one_line(text))
        if not text:
            if self.is_required:
                raise WrongCell(_l("%(column)s is missing.", column=self.label), field=self.name)
            return self.empty
        if len(text) > (TEXT if self.looks == "text" else LINE):
            raise WrongCell(_l("A cell is longer than we keep: “%(start)s…”.", start=text[:20]), field=self.name)
        try:
            return self.read(text, known)
        except WrongCell as refusal:
            raise WrongCell(refusal.sentence, field=self.name) from None


def line(name: str, label: LazyString, **options: Any) -> Column:
    """A word or a line."""
    return Column(name, label, lambda text, _known: text, lambda value, _known: str(value), **options)


def names(name: str, label: LazyString, **options: Any) -> Column:
    """Several names, a semicolon between."""
    return Column(name, label, _read_names, lambda value, _known: "; ".join(value), empty=[], **options)


def slug(name: str, label: LazyString, **options: Any) -> Column:
    """A lasting name as it stands in addresses."""
    return replace(line(name, label, **options), read=_read_slug, is_fixed=True)


def key(name: str, label: LazyString, **options: Any) -> Column:
    """A lasting name of a row that stands in no address."""
    return replace(line(name, label, **options), is_fixed=True)


def day(name: str, label: LazyString, **options: Any) -> Column:
    """A day."""
    return Column(name, label, _read_day, lambda value, _known: value.isoformat(), is_dated=True, **options)


def partial_day(name: str, label: LazyString, *, to_the_year: bool = False, **options: Any) -> Column:
    """A day or a month, or a year where that is enough."""
    read = _read_day_month_or_year if to_the_year else _read_day_or_month
    return Column(name, label, read, lambda value, _known: str(value), is_dated=True, **options)


def number(name: str, label: LazyString, **options: Any) -> Column:
    """A number."""
    return Column(name, label, _read_number, lambda value, _known: _plain(value), **options)


def tick(name: str, label: LazyString, **options: Any) -> Column:
    """Yes or no; nothing means no."""
    write = lambda value, _known: "yes" if value else "no"  # noqa: E731 - said where it is used
    return Column(name, label, _read_tick, write, looks="tick", **options)


def choice(name: str, label: LazyString, choices: Mapping[str, LazyString], **options: Any) -> Column:
    """One of some words."""

    def read(text: str, _known: Known) -> str:
        wanted = fold(text).replace(" ", "_")
        word = next((w for w, said in choices.items() if wanted in {w, fold(str(said)).replace(" ", "_")}), None)
        if word is None:
            known = ", ".join(choices)
            raise WrongCell(_l("“%(word)s” is none of these: %(known)s.", word=text[:40], known=known))
        return word

    return Column(name, label, read, lambda value, _known: str(value), looks="choice", choices=choices, **options)


def country(name: str, label: LazyString, **options: Any) -> Column:
    """A State."""
    return Column(name, label, _read_country, lambda value, _known: str(value), looks="country", **options)


def event(name: str, label: LazyString, **options: Any) -> Column:
    """An event by its slug."""
    return Column(
        name,
        label,
        _read_event,
        lambda value, known: known.event_slugs[value],
        attribute="event_id",
        looks="event",
        **options,
    )


def group(name: str, label: LazyString, **options: Any) -> Column:
    """A working group by its slug."""
    return Column(
        name,
        label,
        _read_group,
        lambda value, known: known.group_slugs[value],
        attribute="working_group_id",
        looks="group",
        **options,
    )


def _read_names(text: str, _known: Known) -> list[str]:
    return list(dict.fromkeys(name for part in text.split(";") if (name := part.strip())))


def _read_slug(text: str, _known: Known) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text):
        raise WrongCell(_l("“%(word)s” cannot stand in an address: use letters, digits and hyphens.", word=text[:40]))
    return text


def _read_day(text: str, _known: Known) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise WrongCell(_l("Enter a date as year, month and day: 2027-04-15.")) from None
    if not 1900 <= found.year <= 2999:
        raise WrongCell(_l("Enter a date as year, month and day: 2027-04-15."))
    return found


def _read_day_or_month(text: str, known: Known) -> str:
    return _read_partial(text, known, r"\d{4}-\d{2}(-\d{2})?", _l("Enter a day or a month: 2027-06-30 or 2027-06."))


def _read_day_month_or_year(text: str, known: Known) -> str:
    sentence = _l("Enter a day, a month or a year: 2027-06-30, 2027-06 or 2027.")
    return _read_partial(text, known, r"\d{4}(-\d{2}){0,2}", sentence)


def _read_partial(text: str, known: Known, form: str, sentence: LazyString) -> str:
    if not re.fullmatch(form, text, re.ASCII):
        raise WrongCell(sentence)
    try:
        _read_day(text + "-01" * (2 - text.count("-")), known)
    except WrongCell:
        raise WrongCell(sentence) from None
    return text


def _read_number(text: str, _known: Known) -> float:
    bare = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare, re.ASCII):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", bare, re.ASCII):
        raise WrongCell(_l("“%(word)s” is no number: write 1234.5.", word=text[:40]))
    return float(bare)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _read_tick(text: str, _known: Known) -> bool:
    word = fold(text)
    if word not in (*YES, *NO):
        raise WrongCell(_l("“%(word)s” is neither yes nor no.", word=text[:40]))
    return word in YES


def _read_country(text: str, _known: Known) -> str:
    state = countries.by_name().get(fold(text)) or countries.by_iso2().get(text.upper())
    if state is None:
        raise WrongCell(_l("“%(word)s” is no country that we know.", word=text[:40]))
    return state.iso3


def _read_event(text: str, known: Known) -> int:
    if text not in known.events:
        raise WrongCell(_l("There is no event “%(slug)s”.", slug=text[:60]))
    return known.events[text]


def _read_group(text: str, known: Known) -> int:
    if text not in known.groups:
        raise WrongCell(_l("There is no working group “%(slug)s”.", slug=text[:60]))
    return known.groups[text]
