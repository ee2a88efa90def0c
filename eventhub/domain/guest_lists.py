"""Whom an invited list holds: Champions of a day, Member States, entities of the Network, or a table somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _, _l
from eventhub.base.text import address_key, fold, one_line
from eventhub.domain import directory, people
from eventhub.models.directory import Organisation
from eventhub.models.people import party_key

LONGEST = 250
"""Letters in a cell."""

FIELDS = ("name", "given_name", "family_name", "email", "country", "organisation", "language")
"""What a column can tell."""


class NoTable(Refused):
    """There is nothing to read."""

    message = _l("Paste or upload a table with one person in each row.")


class NoAddressColumn(Refused):
    """Nobody can be invited by this table."""

    message = _l(
        "The first row must name the columns, and one of them must be “E-mail”: "
        "name, e-mail, country, organisation, language."
    )


class NoNameColumn(Refused):
    """A table of people says who they are."""

    message = _l("One column must be “Name”, or two “Given name” and “Family name”.")


class SameColumnTwice(Refused):
    """Which of the two counts, nobody could say."""

    message = _l("Two columns have the same meaning.")


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom to invite: a State by its code, an organisation by its name, or a person by name and address."""

    name: str | None = None
    email: str | None = None
    country: str | None = None
    organisation: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says, and what is wrong with it; with faults nothing of it is stored."""

    guests: Sequence[Guest]
    faults: Sequence[Fault]


def champions(day: date) -> list[Guest]:
    """Return the Champions at the end of a day."""
    return [Guest(country=code) for code in directory.champions_as_of(day)]


def member_states() -> list[Guest]:
    """Return the Member States of the United Nations; observer States are none."""
    return [Guest(country=state.iso3) for state in countries.in_order() if state.is_member]


def network(day: date) -> list[Guest]:
    """Return the entities of the Network: its organisations and who leads its working groups on a day, each once."""
    names = list(session.scalars(select(Organisation.name)))
    names += [name for group in directory.working_groups() for name in directory.co_leads_as_of(group, day)]
    entities = {party_key(None, name): name for name in names if name.strip()}
    return [Guest(organisation=name) for name in sorted(entities.values(), key=fold)]


def read(fields: Sequence[str | None], rows: Iterable[tuple[int, Sequence[str]]]) -> Reading:
    """Return the people of a table by what each column tells; faults name a row by the number it comes with."""
    columns = _columns(fields)
    seen: dict[str, int] = {}
    guests, faults = [], []
    for number, row in rows:
        cells = {name: one_line(row[place]) for name, place in columns.items() if place < len(row)}
        reasons = list(_faults(cells, seen))
        faults += [Fault(number, reason) for reason in reasons]
        if not reasons:
            seen[address_key(cells["email"])] = number
            guests.append(_guest(cells))
    if not guests and not faults:
        raise NoTable
    return Reading(guests, faults)


def _columns(fields: Sequence[str | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, field in enumerate(fields):
        if field in found:
            raise SameColumnTwice
        if field in FIELDS:
            found[field] = place
    if "email" not in found:
        raise NoAddressColumn
    if found.keys().isdisjoint({"name", "given_name", "family_name"}):
        raise NoNameColumn
    return found


def _faults(cells: Mapping[str, str], seen: Mapping[str, int]) -> Iterator[str]:
    if any(len(cell) > LONGEST for cell in cells.values()):
        yield _("A cell is longer than %(number)d letters.", number=LONGEST)
    if not _name(cells):
        yield _("The name is missing.")
    email = cells.get("email", "")
    try:
        people.checked_address(email)
    except people.WrongAddress:
        yield (
            _("“%(text)s” is no e-mail address.", text=_short(email)) if email else _("The e-mail address is missing.")
        )
    if first := seen.get(address_key(email)):
        yield _("The same e-mail address stands in row %(row)d.", row=first)
    country, language = cells.get("country"), cells.get("language")
    if country and fold(country) not in countries.by_name():
        yield _("“%(text)s” is no State that the United Nations knows by this name.", text=_short(country))
    if language and _language(language) is None:
        yield _("“%(text)s” is none of the six languages: ar, zh, en, fr, ru, es.", text=_short(language))


def _guest(cells: Mapping[str, str]) -> Guest:
    country, language = cells.get("country"), cells.get("language")
    return Guest(
        name=_name(cells),
        email=people.checked_address(cells["email"]),
        country=countries.by_name()[fold(country)].iso3 if country else None,
        organisation=cells.get("organisation") or None,
        language=(_language(language) if language else None) or "en",
    )


def _name(cells: Mapping[str, str]) -> str:
    """Return a name as typed, of one column or of two."""
    return cells.get("name") or f"{cells.get('given_name', '')} {cells.get('family_name', '')}".strip()


def _language(word: str) -> str | None:
    """Return the code of a language given by its code or its own name."""
    wanted = fold(word)
    return next((code for code, name in LANGUAGES.items() if wanted in {code, fold(name)}), None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
