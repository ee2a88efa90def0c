"""Lists of people that organisers bring along: what each column means, which rows can be entered, and entering them.

Whatever stands in a row is entered exactly as typed, outer spaces aside, or the row is refused with its reasons.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from eventhub.base import countries
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, LazyString, _l
from eventhub.base.text import address_key, fold
from eventhub.domain import audit, entries, people
from eventhub.domain.entries import Application, Entrance
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.registrations import RegisteredBy, Registration

FIELDS = (
    *("form_of_address", "given_name", "family_name", "email", "category", "country", "organisation", "function"),
    *("level", "interpretation_language", "accessibility_needs"),
)
"""What a column can mean."""

NEEDED = ("given_name", "family_name", "email", "category")
"""What every row must tell."""

LINE, TEXT = 250, 5000
"""Letters in one line, and in what somebody needs."""

BATCH = 500
"""How many addresses are looked up at a time."""


class RowsAtFault(Refused):
    """Some rows cannot be entered, and nobody said that they may be left out."""

    message = _l("Some rows cannot be entered. Correct them in the file, or leave them out.")


class NothingToEnter(Refused):
    """No row can be entered."""

    message = _l("No row of this table can be entered.")


Choice = TypeVar("Choice", Category, Level)

Line = tuple[int, Mapping[str, str]]
"""A row: its number in the file, from 1, and what stands in it, by FIELDS."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: what would be entered, or why it cannot be."""

    number: int
    name: str
    application: Application | None
    faults: tuple[str | LazyString, ...] = ()


@dataclass(slots=True)
class Judgement:
    """All rows, those that can be entered and those that cannot."""

    good: list[Judged] = field(default_factory=list)
    bad: list[Judged] = field(default_factory=list)


def judge(event: Event, lines: Iterable[Line], *, category: Category | None, language: str) -> Judgement:
    """Judge each row; `category` holds where a row tells none, `language` is the one in which people are written to.

    Nothing is written.
    """
    judgement, seen = Judgement(), dict[str, int]()
    waiting = iter(lines)
    while batch := list(islice(waiting, BATCH)):
        keys = [address_key(told.get("email", "")) for _number, told in batch]
        standing = entries.find_addresses(event, set(keys) - {""})
        for key, (number, told) in zip(keys, batch, strict=True):
            reading = _Reading(told)
            application = reading.application(category, language)
            if key in seen:
                reading.refuse(_l("The address stands in row %(row)d already.", row=seen[key]))
            elif key in standing:
                reading.refuse(_l("This address is registered for the event already."))
            if key:
                seen.setdefault(key, number)
            judged = Judged(number, reading.name, application, tuple(reading.faults))
            (judgement.bad if judged.faults else judgement.good).append(judged)
    return judgement


def enter(
    event: Event,
    judgement: Judgement,
    *,
    by: str,
    now: datetime,
    leaves_out_bad: bool = False,
    is_silent: bool = False,
    watch: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> list[Registration]:
    """Enter all good rows, by the organiser: seated while seats last, the rest waits. All or nothing.

    Bad rows refuse the whole unless they may be left out. `is_silent`: nobody is told by mail. `watch` wraps the rows
    as they are entered, for whoever shows progress.
    """
    if judgement.bad and not leaves_out_bad:
        raise RowsAtFault
    applications = [judged.application for judged in judgement.good if judged.application is not None]
    if not applications:
        raise NothingToEnter
    entrance = Entrance(event, now=now, by=by, registered_by=RegisteredBy.ORGANISER, is_silent=is_silent)
    entered = entries.enter(entrance, applications, watch=watch)
    told = {"rows": len(entered), "left_out": len(judgement.bad), "silent": is_silent}
    audit.record("registration:import", event, by=by, now=now, event=event, difference=told)
    return entered


class _Reading:
    """One row as it is read, with all that is wrong with it."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self.faults: list[str | LazyString] = []
        self.told = {name: told.get(name, "").strip() for name in FIELDS}
        self.name = f"{self.told['given_name']} {self.told['family_name']}".strip()

    def refuse(self, sentence: str | LazyString) -> None:
        """Note one more fault."""
        self.faults.append(sentence)

    def application(self, category: Category | None, language: str) -> Application | None:
        """Return what the row fills in, or None where something is at fault."""
        self._check_letters()
        if not self.told["given_name"]:
            self.refuse(_l("The given name is missing."))
        if not self.told["family_name"]:
            self.refuse(_l("The family name is missing."))
        self._check_address()
        category = self._chosen("category", Category) or category
        level = self._chosen("level", Level)
        country = self._country(category)
        spoken = self._language()
        if category is None and not self.told["category"]:
            self.refuse(_l("The category is missing."))
        self._check(lambda: people.refuse_contradiction(category, country))
        if self.faults:
            return None
        typed = ("form_of_address", "given_name", "family_name", "email", "organisation", "function")
        details = {name: self.told[name] or None for name in typed}
        return Application(
            details | {"category": category, "level": level, "country": country},
            interpretation_language=spoken,
            accessibility_needs=self.told["accessibility_needs"] or None,
            language=language,
        )

    def _check_letters(self) -> None:
        for name, text in self.told.items():
            if len(text) > (TEXT if name == "accessibility_needs" else LINE):
                self.refuse(_l("A cell is longer than we keep: “%(start)s…”.", start=text[:20]))
            allowed = "\n\t" if name == "accessibility_needs" else ""
            if any(unicodedata.category(letter) in _UNPRINTED and letter not in allowed for letter in text):
                self.refuse(_l("A cell holds line breaks or letters that cannot be printed."))
                return

    def _check_address(self) -> None:
        if not self.told["email"]:
            self.refuse(_l("The e-mail address is missing."))
            return
        self._check(lambda: people.checked_address(self.told["email"]))

    def _check(self, rule: Callable[[], object]) -> None:
        try:
            rule()
        except Refused as refusal:
            self.refuse(refusal.sentence)

    def _chosen(self, name: str, kind: type[Choice]) -> Choice | None:
        word = self.told[name]
        if word and word not in set(kind):
            sentences = {
                "category": _l("“%(word)s” is no category that we know.", word=word[:40]),
                "level": _l("“%(word)s” is no level that we know.", word=word[:40]),
            }
            self.refuse(sentences[name])
            return None
        return kind(word) if word else None

    def _country(self, category: Category | None) -> str | None:
        word = self.told["country"]
        if not word:
            if category is not None and category.is_official:
                self.refuse(_l("The country that the official represents is missing."))
            return None
        state = countries.by_name().get(fold(word)) or countries.by_iso2().get(word.upper())
        if state is None:
            self.refuse(_l("“%(word)s” is no country that we know.", word=word[:40]))
            return None
        return state.iso3

    def _language(self) -> str | None:
        word = fold(self.told["interpretation_language"])
        if not word:
            return None
        if word not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            self.refuse(
                _l("“%(word)s” is no language of interpretation: write one of %(known)s.", word=word, known=known)
            )
            return None
        return word


_UNPRINTED = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
