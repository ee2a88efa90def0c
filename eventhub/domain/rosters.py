"""The registrations of an event as an organiser lists them: chosen, in an order, page by page or all in turn.

The page, its files, what is done to many at once and letters to a group all choose by one `Selection`. The database
chooses and sorts: a page costs what a page costs, however long the list is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import selectinload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.text import fold
from eventhub.domain import unanswered
from eventhub.models.events import Event
from eventhub.models.questions import Answer, Question
from eventhub.models.registrations import (
    Consent,
    Delegation,
    Registration,
    RegistrationStatus,
    RegistrationTag,
    SessionRegistration,
)

BATCH = 200
"""How many rows a long export holds in memory at a time."""

ORDERS = ("created", "name", "country")
"""What a list can be sorted by; a hyphen before turns it round. Of one country, names come in their order."""

NEWEST = "-created"

FEW = 1000
"""So many are found first and sorted then; of more, the order is followed and whoever does not fit passed over."""

FAR = 10 * FEW
"""A page that begins later is found sooner by counting, perhaps from the end."""

NO_COUNTRY = "-"
"""In place of a country: whoever names none."""


UNANSWERED = "-"
"""In place of a question: whoever owes a needed answer."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which registrations, in which order. Empty words select everything."""

    q: str = ""
    """Words that all stand in the name, address, organisation or function; case and accents do not matter."""
    status: str = ""
    category: str = ""
    level: str = ""
    country: str = ""
    tag: str = ""
    delegation: str = ""
    """The number of one."""
    head: str = ""
    """Anything: only heads of delegation."""
    consent: str = ""
    """A purpose that was agreed to, by the last word on it."""
    answered: str = ""
    """The key of a question, or UNANSWERED."""
    session: str = ""
    """The number of one that was chosen."""
    numbers: tuple[int, ...] = ()
    """Picked by hand, of those that fit all else."""
    order: str = NEWEST
    """One of ORDERS, perhaps turned."""
    language: str = "en"
    """In which countries are in alphabetical order."""

    @property
    def key(self) -> str:
        """By what it is sorted; newest first for an order that nobody knows."""
        key = self.order.removeprefix("-")
        return key if key in ORDERS else "created"

    @property
    def is_descending(self) -> bool:
        """Tell whether the order is turned."""
        return self.order.startswith("-") or self.order.removeprefix("-") not in ORDERS


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list, and how long the list is."""

    rows: list[Registration]
    start: int
    """How many stand before the first row."""
    total: int | None
    """None for more than FEW that nobody has counted."""
    goes_on: bool
    """Whether more follow after the last row."""


def read_page(event: Event, selection: Selection, *, start: int, size: int, total: int | None = None) -> Page:
    """Return `size` rows after the first `start`; the last ones where the list is shorter.

    `total` is how many fit, where that is known already. Of long lists that filters choose it is not counted.
    """
    if total is None:
        found = _some(event, selection)
        if len(found) <= FEW:
            return _page_of_few(event, selection, found, start=start, size=size)
    if selection.key == "country":
        return _page_by_country(event, selection, start=start, size=size)
    if total is None:
        numbers = _numbers(event, selection, start=start, size=size + 1) if start < FAR else []
        if numbers:
            return Page(load(numbers[:size]), start, None, goes_on=len(numbers) > size)
        total = count(event, selection)
    start = _within(start, size, total)
    return _page(_from_nearer_end(event, selection, start=start, size=size, total=total), start, total)


def count(event: Event, selection: Selection) -> int:
    """Return how many registrations fit."""
    return session.scalar(select(func.count()).select_from(Registration).where(*_conditions(event, selection))) or 0


def find_numbers(event: Event, selection: Selection) -> list[int]:
    """Return the numbers of all registrations that fit, in order."""
    wanted = select(Registration.id).where(*_conditions(event, selection))
    if selection.key == "country":
        wanted = wanted.order_by(_rank(list(_counted_by_country(event, selection))))
    return list(session.scalars(_ordered(wanted, selection)))


def load(numbers: Sequence[int]) -> list[Registration]:
    """Return the registrations of these numbers in the order given, with what lists and files tell of them."""
    found: dict[int, Registration] = {}
    for start in range(0, len(numbers), BATCH):
        query = select(Registration).where(Registration.id.in_(numbers[start : start + BATCH]))
        beside = (Registration.consents, Registration.person, Registration.tags, Registration.delegation)
        chosen = selectinload(Registration.choices).joinedload(SessionRegistration.session)
        rows = session.scalars(query.options(*(selectinload(each) for each in beside), chosen))
        found.update((row.id, row) for row in rows)
    return [found[number] for number in numbers if number in found]


def in_batches(event: Event, selection: Selection) -> Iterator[Registration]:
    """Yield all registrations that fit, in order; neither they nor their numbers are all in memory at once."""
    for part in _parts(event, selection):
        after: Registration | None = None
        while batch := load(_next_numbers(event, part, after)):
            yield from batch
            after = batch[-1]


def names(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of registered people by the numbers of their registrations."""
    wanted = select(Registration.id, Registration.given_name, Registration.family_name)
    rows = session.execute(wanted.where(Registration.id.in_(list(numbers))))
    return {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}


def countries_of(event: Event) -> list[str]:
    """Return the countries that registrations of an event name, in English name order."""
    # From one country to the next by the index: a list of 100,000 names no more countries than one of 1,000.
    of_event = Registration.event_id == event.id
    first = select(func.min(Registration.country).label("code")).where(of_event).cte("named", recursive=True)
    following = select(func.min(Registration.country)).where(of_event, Registration.country > first.c.code)
    named = first.union_all(select(following.scalar_subquery()).where(first.c.code.is_not(None)))
    return countries.sort_codes(code for code in session.scalars(select(named.c.code)) if countries.find(code))


def delegations_of(event: Event) -> Sequence[Delegation]:
    """Return the delegations that registrations of an event can stand in, in the order they were made."""
    return session.scalars(select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.id)).all()


def count_pending(events: Sequence[Event]) -> dict[int, int]:
    """Return how many registrations await a decision, by event id; events without any are left out."""
    return _count(events, [RegistrationStatus.PENDING])


def count_standing(events: Sequence[Event]) -> dict[int, int]:
    """Return how many registrations are in force, by event id; events without any are left out."""
    return _count(events, [status for status in RegistrationStatus if status.is_standing])


def _count(events: Sequence[Event], statuses: Sequence[RegistrationStatus]) -> dict[int, int]:
    rows = session.execute(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_([event.id for event in events]), Registration.status.in_(statuses))
        .group_by(Registration.event_id)
    )
    return dict(rows.all())


def _conditions(event: Event, selection: Selection) -> list[ColumnElement[bool]]:
    """Return what holds for every registration that is chosen."""
    found = [Registration.event_id == event.id]
    found += [Registration.search_key.contains(word, autoescape=True) for word in fold(selection.q).split()]
    if selection.country:
        found.append(_is_of(selection.country if selection.country != NO_COUNTRY else None))
    for name in ("status", "category", "level"):
        if wanted := getattr(selection, name):
            found.append(getattr(Registration, name) == wanted)
    if selection.delegation:
        # Not a number: no delegation, and so nobody.
        number = int(selection.delegation) if selection.delegation.isdecimal() else 0
        found.append(Registration.delegation_id == number)
    if selection.head:
        found.append(Registration.head_of_delegation.is_(True))
    if selection.tag:
        is_own = RegistrationTag.registration_id == Registration.id
        found.append(exists().where(is_own, RegistrationTag.tag == selection.tag))
    if selection.consent:
        said_yes = select(Consent.registration_id).where(Consent.purpose == selection.consent, Consent.is_given)
        # Who never said yes is not asked for the last word.
        found += [Registration.id.in_(said_yes), _last_word(selection.consent).is_(True)]
    if selection.answered == UNANSWERED:
        found.append(unanswered.is_owed(event))
    elif selection.answered:
        asked = (Question.id == Answer.question_id, Question.key == selection.answered)
        found.append(exists().where(Answer.registration_id == Registration.id, *asked))
    if selection.session:
        chosen = SessionRegistration.session_id == int(selection.session)
        found.append(exists().where(SessionRegistration.registration_id == Registration.id, chosen))
    if selection.numbers:
        found.append(Registration.id.in_(selection.numbers))
    return found


def _last_word(purpose: str) -> Any:
    said = select(Consent.is_given).where(Consent.registration_id == Registration.id, Consent.purpose == purpose)
    return said.order_by(Consent.at.desc(), Consent.id.desc()).limit(1).scalar_subquery()


def _ordered(query: Select[Any], selection: Selection) -> Select[Any]:
    """Sort by the columns that an index holds so; rows of one country by name."""
    columns = _columns(selection)
    return query.order_by(*(each.desc() if selection.is_descending else each for each in columns))


def _columns(selection: Selection) -> tuple[Any, Any]:
    return (Registration.created_at if selection.key == "created" else Registration.name_key, Registration.id)


def _some(event: Event, selection: Selection) -> Sequence[int]:
    """Return the numbers of all that fit in no order, or of one more than a few."""
    return session.scalars(select(Registration.id).where(*_conditions(event, selection)).limit(FEW + 1)).all()


def _page(numbers: Sequence[int], start: int, total: int) -> Page:
    return Page(load(numbers), start, total, goes_on=start + len(numbers) < total)


def _page_of_few(event: Event, selection: Selection, found: Sequence[int], *, start: int, size: int) -> Page:
    """Sort those found, which asks for no other row."""
    start = _within(start, size, len(found))
    if selection.key == "country" and found:
        return _page_by_country(event, replace(selection, numbers=tuple(found)), start=start, size=size)
    ordered = _ordered(select(Registration.id).where(Registration.id.in_(found)), selection)
    return _page(session.scalars(ordered.offset(start).limit(size)).all(), start, len(found))


def _numbers(event: Event, selection: Selection, *, start: int, size: int) -> Sequence[int]:
    wanted = select(Registration.id).where(*_conditions(event, selection))
    return session.scalars(_ordered(wanted, selection).offset(start).limit(size)).all()


def _from_nearer_end(event: Event, selection: Selection, *, start: int, size: int, total: int) -> Sequence[int]:
    """Follow the order from where it is shorter: the last page is as near as the first."""
    after = max(0, total - start - size)
    if start <= after:
        return _numbers(event, selection, start=start, size=size)
    turned = replace(selection, order=selection.key if selection.is_descending else f"-{selection.key}")
    return _numbers(event, turned, start=after, size=total - start - after)[::-1]


def _next_numbers(event: Event, selection: Selection, after: Registration | None) -> list[int]:
    """Return the numbers of the rows that follow one, however many stand before it."""
    wanted = select(Registration.id).where(*_conditions(event, selection))
    first, number = _columns(selection)
    if after is not None:
        last = getattr(after, first.key)
        is_further = (first < last, number < after.id) if selection.is_descending else (first > last, number > after.id)
        wanted = wanted.where(or_(is_further[0], and_(first == last, is_further[1])))
    return list(session.scalars(_ordered(wanted, selection).limit(BATCH)))


def _parts(event: Event, selection: Selection) -> Iterator[Selection]:
    """Yield what to read one after the other: by country, each country's list; else the whole list."""
    if selection.key != "country":
        yield selection
        return
    for code in _counted_by_country(event, selection):
        yield replace(selection, country=code or NO_COUNTRY)


def _page_by_country(event: Event, selection: Selection, *, start: int, size: int) -> Page:
    """Count each country first, so that only those of the page are read and sorted."""
    counted = _counted_by_country(event, selection)
    total = sum(counted.values())
    start = _within(start, size, total)
    before, passed, shown = 0, 0, []
    for code, number in counted.items():
        if passed + number <= start:
            before += number
        elif passed < start + size:
            shown.append(code)
        passed += number
    if not shown:
        return _page([], start, total)
    of_these = or_(*(_is_of(code) for code in shown))
    wanted = select(Registration.id).where(*_conditions(event, selection), of_these)
    if len(shown) > 1:  # of one country alone the index has the order
        wanted = wanted.order_by(_rank(shown))
    numbers = session.scalars(_ordered(wanted, selection).offset(start - before).limit(size))
    return _page(numbers.all(), start, total)


def _counted_by_country(event: Event, selection: Selection) -> dict[str | None, int]:
    """Return how many registrations fit of each country, in the order of the list; whoever names none comes last."""
    number = select(Registration.country, func.count()).where(*_conditions(event, selection))
    counted = dict(session.execute(number.group_by(Registration.country)).all())
    ranks, last = _ranks(selection.language), len(_ranks(selection.language))
    codes = sorted(counted, key=lambda code: (ranks.get(code or "", last), code or ""), reverse=selection.is_descending)
    return {code: counted[code] for code in codes}


@cache
def _ranks(language: str) -> dict[str, int]:
    """Return the places of all States in the alphabetical order of a language."""
    return {state.iso3: place for place, state in enumerate(countries.in_order(language))}


def _rank(codes: Sequence[str | None]) -> ColumnElement[int]:
    """Return the place of a row's country among these."""
    places = [(_is_of(code), place) for place, code in enumerate(codes)]
    return case(*places, else_=len(places)) if places else literal(0)


def _is_of(code: str | None) -> ColumnElement[bool]:
    return Registration.country == code if code else Registration.country.is_(None)


def _within(start: int, size: int, total: int) -> int:
    """Return the start of the page asked for, or of the last one there is."""
    return max(0, min(start, (total - 1) // size * size))
