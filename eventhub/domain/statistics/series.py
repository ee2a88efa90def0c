"""Figures over several events: who came to one, and who came to all; States, categories, levels, sponsors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import NotFound
from eventhub.base.i18n import _l
from eventhub.domain import events
from eventhub.domain.statistics import meetings
from eventhub.domain.statistics.meetings import Meeting
from eventhub.domain.statistics.selections import Selection
from eventhub.models.events import Event, Series
from eventhub.models.people import Category, Level
from eventhub.models.presences import Presence


class NoSuchSeries(NotFound):
    """No series goes by this slug or name."""

    message = _l("There is no such series.")


@dataclass(frozen=True, slots=True)
class SeriesStatistics:
    """Figures over those events of a series whose attendance is recorded; "both" and "all" mean each of them."""

    series: str
    events: int
    events_planned: int
    """All events of the series, those without attendance too."""
    unique_individuals: int
    attended_both: int
    attended_more_than_one: int
    attendances: int
    countries_any: int
    countries_both: int

    def as_json(self) -> dict[str, Any]:
        """Return the figures by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class StateFigures:
    """One State over several events."""

    code: str
    events: int
    """At how many its officials were."""
    officials: int
    """How many different people they were."""
    attendances: int
    first: Meeting
    last: Meeting


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the world (M49), and how much of it was reached."""

    name: str
    """In English, as reference data name it."""
    reached: int
    states: int
    """How many States it has."""
    attendances: int


def get_series(slug_or_name: str) -> Series:
    """Return the series of a slug or name; raise NoSuchSeries."""
    if series := events.find_series(slug_or_name):
        return series
    raise NoSuchSeries(_l("There is no series “%(name)s”.", name=slug_or_name))


def of_series(series: Series) -> SeriesStatistics:
    """Return the figures of a series. Somebody who could not be identified counts once per event."""
    selection = Selection(series=series)
    return of(selection, meetings.of(selection), name=series.name)


def of(selection: Selection, held: Sequence[Meeting], *, name: str) -> SeriesStatistics:
    """Return the figures over these events."""
    times, unknown = _times(selection)
    states = Counter(code for meeting in held for code in meeting.officials)
    return SeriesStatistics(
        series=name,
        events=len(held),
        events_planned=meetings.planned(selection),
        unique_individuals=sum(times.values()) + unknown,
        attended_both=times.get(len(held), 0) if len(held) > 1 else 0,
        attended_more_than_one=sum(people for number, people in times.items() if number > 1),
        attendances=sum(number * people for number, people in times.items()) + unknown,
        countries_any=len(states),
        countries_both=sum(number == len(held) for number in states.values()) if len(held) > 1 else 0,
    )


def states(selection: Selection, held: Sequence[Meeting]) -> list[StateFigures]:
    """Return the States whose officials were at any of these events, by their English names."""
    rows = session.execute(
        select(Presence.country, func.count(Presence.person_id.distinct()))
        .join(Event, Event.id == Presence.event_id)
        .where(Presence.country.is_not(None), *selection.conditions())
        .group_by(Presence.country)
    )
    people = {code: number for code, number in rows if code}
    found = []
    for code in countries.sort_codes({code for meeting in held for code in meeting.officials}):
        there = [meeting for meeting in held if code in meeting.officials]
        attendances = sum(meeting.officials[code] for meeting in there)
        found.append(StateFigures(code, len(there), people.get(code, 0), attendances, there[0], there[-1]))
    return found


def regions(reached: Sequence[StateFigures]) -> list[Region]:
    """Return every region of the world with how many of its States were reached, by name."""
    sizes = Counter(state.region for state in countries.in_order())
    return [
        Region(
            name=name,
            reached=sum(countries.get(each.code).region == name for each in reached),
            states=sizes[name],
            attendances=sum(each.attendances for each in reached if countries.get(each.code).region == name),
        )
        for name in sorted(sizes)
    ]


def categories(selection: Selection) -> Mapping[tuple[Category | None, Level | None], int]:
    """Return how many attendances there were of each category and level."""
    rows = session.execute(
        select(Presence.category, Presence.level, func.count())
        .join(Event, Event.id == Presence.event_id)
        .where(*selection.conditions())
        .group_by(Presence.category, Presence.level)
    )
    return {(category, level): number for category, level, number in rows}


def _times(selection: Selection) -> tuple[dict[int, int], int]:
    """Return how many people came how often, and how often somebody came who is not known."""
    mine = (
        select(func.count().label("times"))
        .select_from(Presence)
        .join(Event, Event.id == Presence.event_id)
        .where(Presence.person_id.is_not(None), *selection.conditions())
        .group_by(Presence.person_id)
        .subquery()
    )
    rows = session.execute(select(mine.c.times, func.count()).group_by(mine.c.times))
    times = {number: people for number, people in rows if number}
    unknown = (
        select(func.count())
        .select_from(Presence)
        .join(Event, Event.id == Presence.event_id)
        .where(Presence.person_id.is_(None), *selection.conditions())
    )
    return times, session.scalar(unknown) or 0
