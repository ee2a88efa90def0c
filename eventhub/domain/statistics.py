"""Figures over the events of a series: who came to one, and who came to all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from eventhub.base.errors import NotFound
from eventhub.base.i18n import _l
from eventhub.domain import attendance, counts, events
from eventhub.domain.attendance import Attendance
from eventhub.models.events import Series


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


def get_series(slug_or_name: str) -> Series:
    """Return the series of a slug or name; raise NoSuchSeries."""
    if series := events.find_series(slug_or_name):
        return series
    raise NoSuchSeries(_l("There is no series “%(name)s”.", name=slug_or_name))


def of_series(series: Series) -> SeriesStatistics:
    """Return the figures of a series. Somebody who could not be identified counts once per event."""
    held = [established for event in series.events if (established := attendance.establish(event)).counted]
    individuals = [_individuals(established) for established in held]
    states = [_states(established) for established in held]
    everybody = Counter(individual for present in individuals for individual in present)
    return SeriesStatistics(
        series=series.name,
        events=len(held),
        events_planned=len(series.events),
        unique_individuals=len(everybody),
        attended_both=sum(times == len(held) for times in everybody.values()) if len(held) > 1 else 0,
        attended_more_than_one=sum(times > 1 for times in everybody.values()),
        attendances=everybody.total(),
        countries_any=len(set[str]().union(*states)),
        countries_both=len(set.intersection(*states)) if len(states) > 1 else 0,
    )


def _individuals(established: Attendance) -> set[str]:
    return {f"person:{each.person.id}" if each.person else f"connection:{each.number}" for each in established.counted}


def _states(established: Attendance) -> set[str]:
    counted = counts.count_attendance(established)
    return {*counted.member_states, *counted.observer_states}
