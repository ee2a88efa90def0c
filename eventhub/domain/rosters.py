"""The registrations of an event as an organiser lists them: filtered, in an order, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import selectinload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.text import fold
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus

BATCH = 200
"""How many rows a long export holds in memory at a time."""


COMPARED: Sequence[Any] = (
    Registration.id,
    Registration.created_at,
    Registration.given_name,
    Registration.family_name,
    Registration.email,
    Registration.country,
    Registration.organisation,
    Registration.function,
)
"""What searching and sorting need of a registration; the rest is read for one page only."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which registrations, in which order. Empty words select everything."""

    q: str = ""
    """Words that all stand in the name, address, organisation or function; case and accents do not matter."""
    status: str = ""
    category: str = ""
    country: str = ""
    order: str = "newest"
    """One of ORDERS."""


def find_numbers(event: Event, selection: Selection) -> list[int]:
    """Return the numbers of the registrations that fit, in order: names compare as people read them, accents aside."""
    rows: Sequence[Row[Any]] = session.execute(_narrowed(event, selection)).all()
    words = fold(selection.q).split()
    if words:
        rows = [row for row in rows if all(word in _searched(row) for word in words)]
    return [row.id for row in sorted(rows, key=ORDERS.get(selection.order, _newest))]


def load(numbers: Sequence[int]) -> list[Registration]:
    """Return the registrations of these numbers in the order given."""
    query = select(Registration).where(Registration.id.in_(numbers))
    query = query.options(selectinload(Registration.consents), selectinload(Registration.person))
    rows = {row.id: row for row in session.scalars(query)}
    return [rows[number] for number in numbers if number in rows]


def in_batches(numbers: Sequence[int]) -> Iterator[Registration]:
    """Yield the registrations of these numbers in order; the session lets go of each batch as the next is read."""
    for start in range(0, len(numbers), BATCH):
        yield from load(numbers[start : start + BATCH])


def names(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of registered people by the numbers of their registrations."""
    wanted = select(Registration.id, Registration.given_name, Registration.family_name)
    rows = session.execute(wanted.where(Registration.id.in_(list(numbers))))
    return {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}


def countries_of(event: Event) -> list[str]:
    """Return the countries that registrations of an event name, in English name order."""
    named = select(Registration.country).where(Registration.event_id == event.id, Registration.country.is_not(None))
    return countries.sort_codes(code for code in session.scalars(named.distinct()) if code and countries.find(code))


def count_pending(events: Sequence[Event]) -> dict[int, int]:
    """Return how many registrations await a decision, by event id; events without any are left out."""
    rows = session.execute(
        select(Registration.event_id, func.count())
        .where(
            Registration.event_id.in_([event.id for event in events]),
            Registration.status == RegistrationStatus.PENDING,
        )
        .group_by(Registration.event_id)
    )
    return dict(rows.all())


def count_standing(events: Sequence[Event]) -> dict[int, int]:
    """Return how many registrations are in force, by event id; events without any are left out."""
    standing = [status for status in RegistrationStatus if status.is_standing]
    rows = session.execute(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_([event.id for event in events]), Registration.status.in_(standing))
        .group_by(Registration.event_id)
    )
    return dict(rows.all())


def _narrowed(event: Event, selection: Selection) -> Select[Any]:
    query: Select[Any] = select(*COMPARED).where(Registration.event_id == event.id)
    if selection.status:
        query = query.where(Registration.status == selection.status)
    if selection.category:
        query = query.where(Registration.category == selection.category)
    if selection.country:
        query = query.where(Registration.country == selection.country)
    return query


def _searched(row: Row[Any]) -> str:
    words = (row.given_name, row.family_name, row.email, row.organisation, row.function)
    return fold(" ".join(word for word in words if word))


def _newest(row: Row[Any]) -> tuple[float, int]:
    return (-row.created_at.timestamp(), -row.id)


def _by_name(row: Row[Any]) -> tuple[str, str, int]:
    return (fold(row.family_name), fold(row.given_name), row.id)


def _by_country(row: Row[Any]) -> tuple[bool, str, str, str, int]:
    state = countries.find(row.country)
    return (state is None, state.sort_en if state else "", *_by_name(row))


ORDERS: dict[str, Callable[[Row[Any]], Any]] = {"newest": _newest, "name": _by_name, "country": _by_country}
