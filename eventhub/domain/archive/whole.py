"""The whole archive: taken in all or nothing, given out whole or for some events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from eventhub.base.db import session
from eventhub.base.i18n import _l
from eventhub.domain.archive import (
    attendance,
    checkins,
    clearances,
    cosponsorships,
    directory,
    events,
    floor,
    letters,
    needs,
    people,
    proceedings,
    questions,
    registrations,
    summaries,
    surveys,
    uploads,
)
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Contradiction, Intake
from eventhub.domain.events import NoSuchEvent
from eventhub.models.events import Event

FORMAT = "eventhub-archive"
VERSION = 1

_SPARSE = frozenset({"organisations", "column_mappings", "champion_steps", "accounts", "elsewhere"})
"""Keys not written while their lists are empty."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows an import added and changed, by kind."""

    added: Mapping[str, int]
    changed: Mapping[str, int]


def count_steps(document: Mapping[str, Any]) -> int:
    """Return how many steps `take_in` will tell of."""
    registrations = sum(len(event.get("registrations") or ()) for event in document["events"])
    return len(document["people"]) + 2 * registrations


def take_in(document: Mapping[str, Any], *, by: str, now: datetime, tick: Callable[[int], None] | None = None) -> Taken:
    """Add and update what a checked document holds; nothing is removed, and a second time changes nothing.

    `tick` hears of each stretch of the `count_steps(document)` steps. Raises Contradiction, naming the path, where the
    document cannot be reconciled with what is there.
    """
    intake = Intake(by=by, now=now)
    if tick is not None:
        intake.tick = tick
    try:
        with session.no_autoflush:
            _take_in(document, intake)
            session.flush()
    except IntegrityError as error:
        sentence = _l("another row stands in the way (%(reason)s)", reason=error.orig)
        raise Contradiction(sentence, field="archive") from None
    return Taken(intake.added, intake.changed)


def give_out(slugs: Sequence[str] = ()) -> dict[str, Any]:
    """Return everything as a document, or these events with what they need; raise NoSuchEvent for an unknown slug."""
    chosen = events.find(slugs or None)
    if unknown := [slug for slug in slugs if slug not in {event.slug for event in chosen}]:
        raise NoSuchEvent(_l("There is no event “%(slug)s”.", slug=unknown[0]))
    world = World(accounts=people.account_numbers())
    named = people.find(chosen if slugs else None)
    given = list(_give_events(chosen, world))
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, **directory.give(world)}
    document["people"] = [people.PEOPLE.give(person, world) for person in named]
    if slugs:
        needs.keep_needed(document, given)
    else:
        document |= {"accounts": people.give_accounts(world), **directory.give_unknown()}
    document["events"] = given
    document["elsewhere"] = needs.find_elsewhere(given)
    return {key: value for key, value in document.items() if value or key not in _SPARSE}


def _take_in(document: Mapping[str, Any], intake: Intake) -> None:
    people.take_accounts(document, intake)
    directory.take(document, intake)
    people.take(document, intake)
    events.take(document, intake)
    for take in (
        *(directory.take_of_events, proceedings.take, cosponsorships.take),
        *(questions.take, uploads.take, registrations.take),
        *(letters.take, surveys.take, floor.take, attendance.take, checkins.take),
        *(summaries.take, clearances.take),
    ):
        take(document, intake)
    intake.settle()
    events.raise_sequences(document, intake)


def _give_events(chosen: Sequence[Event], world: World) -> Iterator[dict[str, Any]]:
    sponsors = cosponsorships.give(chosen, world)
    parts = [
        part(chosen, world)
        for part in (
            *(questions.give, uploads.give, registrations.give, letters.give, surveys.give),
            *(attendance.give, checkins.give, proceedings.give, floor.give, summaries.give, clearances.give),
        )
    ]
    for event in chosen:
        entry = {**events.give(event, world), "co_sponsorships": sponsors[event.id]}
        for part in parts:
            entry |= part.get(event.id, {})
        yield entry
