"""What else is counted of an event: Champions on the day, regions, sessions, who comes again, and for how long.

`counts` holds the figures that programs rely on; these stand after them, and lead to their rows in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.domain import attendance, counts, directory, presences
from eventhub.domain.attendance import Attendance, Participant
from eventhub.domain.counts import NoSuchFigure
from eventhub.models.events import Event, Session
from eventhub.models.presences import Presence

STEPS = 48
"""How many steps an arrival curve has at most."""

Chosen = Callable[[Participant], bool]


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """More figures of one event. State lists are ISO alpha-3 in the order of the States' English names."""

    champions_as_of: str
    """The event's local day."""
    champions: list[str]
    """All Champions on that day, there or not."""
    champion_count: int
    civil_society: int
    states_by_region: dict[str, int]
    """States present through their officials, by M49 region."""
    officials_by_region: dict[str, int]
    by_session: dict[str, int]
    """Who was checked in to a session or connected during it, by the session's UID; one without a time by check-in."""
    first_timers: int | None
    """Of those who are identified, who was at no earlier event of the series; None where there is no series."""
    returning: int | None
    minutes_total: int
    """Of all whose time is known, whole minutes of the exact sum."""
    minutes_median: float | None
    minutes_known_of: int
    """How many participants' time is known."""

    def as_json(self) -> dict[str, Any]:
        """Return the figures by name, as programs read them."""
        return asdict(self)


def count(established: Attendance) -> Breakdowns:
    """Return these figures of an attendance that is at hand."""
    event, present = established.event, established.counted
    day = event.starts_at.date()
    champions = directory.champions_as_of(day)
    officials = [each for each in present if _is_official(each)]
    states = {code for each in officials if (code := _country(each))}
    seconds = [each.seconds_present for each in present if each.seconds_present is not None]
    before = _earlier_people(event)
    known = [each.person.id for each in present if each.person]
    return Breakdowns(
        champions_as_of=day.isoformat(),
        champions=champions,
        champion_count=len(champions),
        civil_society=sum(_is_of_civil_society(each) for each in present),
        states_by_region=_in_order(Counter(countries.get(code).region for code in states)),
        officials_by_region=_in_order(Counter(region for each in officials if (region := _region(each)))),
        by_session={part.uid: sum(_was_in(part)(each) for each in present) for part in event.sessions},
        first_timers=None if before is None else sum(number not in before for number in known),
        returning=None if before is None else sum(number in before for number in known),
        minutes_total=sum(seconds) // 60,
        minutes_median=round(median(seconds) / 60, 1) if seconds else None,
        minutes_known_of=len(seconds),
    )


def rows_behind(established: Attendance, figure: str) -> list[Participant]:
    """Return the participants that a figure counts: one of these, else one of `counts`; raise NoSuchFigure."""
    chosen = _choice(established.event, figure)
    if chosen is None:
        return counts.choose(established, figure)
    return [each for each in established.counted if chosen(each)]


def arrivals(established: Attendance) -> list[tuple[int, datetime, int]]:
    """Return how many had come by when: minutes since the first arrival, the instant, and the number by then.

    At most so many steps that a small plot shows each; who came at a time that nobody knows is left out.
    """
    joined = sorted(each.first_join for each in established.counted if each.first_join)
    if not joined:
        return []
    first = joined[0].replace(second=0, microsecond=0)
    width = max(1, ceil((joined[-1] - first).total_seconds() / 60 / STEPS))
    steps = Counter(int((moment - first).total_seconds() // 60) // width for moment in joined)
    points, total = [], 0
    for step in range(max(steps) + 1):
        total += steps[step]
        minutes = step * width
        points.append((minutes, first + timedelta(minutes=minutes), total))
    return points


def _choice(event: Event, figure: str) -> Chosen | None:
    subject, _colon, value = figure.partition(":")
    match subject:
        case "champion_states_present":
            champions = set(directory.champions_as_of(event.starts_at.date()))
            return lambda each: _is_official(each) and _country(each) in champions
        case "civil_society":
            return _is_of_civil_society
        case "region":
            return lambda each: _is_official(each) and _region(each) == value
        case "session":
            return _was_in(next((part for part in event.sessions if part.uid == value), None))
        case "first_timers" | "returning":
            before = _earlier_people(event)
            if before is None:
                raise NoSuchFigure
            return lambda each: each.person is not None and (each.person.id in before) is (subject == "returning")
        case "minutes":
            return lambda each: each.seconds_present is not None
        case _:
            return None


def _was_in(part: Session | None) -> Chosen:
    """Tell who was in a session: checked in to it, or connected while it ran."""
    if part is None:
        raise NoSuchFigure
    starts, ends = part.starts_at_utc, part.ends_at_utc

    def was_there(each: Participant) -> bool:
        if any(check_in.session_id == part.id for check_in in each.check_ins):
            return True
        if starts is None or ends is None:
            return False
        spans = ((row.joined_at, row.left_at) for row in each.connections)
        return any(joined and left and joined < ends and left > starts for joined, left in spans)

    return was_there


def _earlier_people(event: Event) -> set[int] | None:
    """Return the numbers of all who were at an earlier event of the series; None where there is no series."""
    if event.series_id is None:
        return None
    earlier = select(Event).where(
        Event.series_id == event.series_id, Event.starts_at_utc < event.starts_at_utc, Event.id != event.id
    )
    found = {each.id: each for each in session.scalars(earlier)}
    if not found:
        return set()
    anew = found.keys() & set(presences.outdated())
    kept = select(Presence.person_id).where(Presence.event_id.in_(found.keys() - anew), Presence.person_id.is_not(None))
    people = {number for number in session.scalars(kept.distinct()) if number is not None}
    for number in anew:
        people |= {each.person.id for each in attendance.establish(found[number]).counted if each.person}
    return people


def _is_official(participant: Participant) -> bool:
    details = participant.details
    return details is not None and details.category is not None and details.category.is_official


def _is_of_civil_society(participant: Participant) -> bool:
    return participant.details is not None and participant.details.category == "civil_society"


def _country(participant: Participant) -> str | None:
    code = participant.details.country if participant.details else None
    return code if countries.find(code) else None


def _region(participant: Participant) -> str | None:
    code = _country(participant)
    return countries.get(code).region if code else None


def _in_order(numbers: Counter[str]) -> dict[str, int]:
    return dict(sorted(numbers.items()))


def lines(figures: counts.Counts, more: Breakdowns) -> Iterable[tuple[str, str, int | float]]:
    """Yield every figure that is a number as (figure, part, number), for a table."""
    for name, value in (figures.as_json() | more.as_json()).items():
        if isinstance(value, dict):
            yield from ((name, part, number) for part, number in value.items())
        elif isinstance(value, list):
            yield name, "", len(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield name, "", value
