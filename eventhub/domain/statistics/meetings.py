"""Figures event by event: how many came, who was new, which States and Champions, who stayed away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.domain import directory
from eventhub.domain.statistics.selections import Selection
from eventhub.models.events import AttributionRule, Event, Series
from eventhub.models.presences import KeptAttendance, Presence


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is counted of one event whose attendance is recorded."""

    event_id: int
    slug: str
    title: str
    number: int | None
    series: str | None
    starts_at: datetime
    """On the event's clock."""
    is_chatham_house: bool
    counts: Mapping[str, Any]
    """By the names of `counts.Counts`, without Champions."""
    officials: Mapping[str, int]
    """By State, in the order of the States' English names."""
    newcomers: int
    """Who was at no earlier event around."""
    returning: int
    champions: tuple[str, ...]
    """Champions on that day that were present."""
    champions_then: int
    """How many there were on that day."""

    @property
    def day(self) -> date:
        """The local date."""
        return self.starts_at.date()

    @property
    def participants(self) -> int:
        """How many were there."""
        return int(self.counts["participants"])

    @property
    def unknown(self) -> int:
        """How many of them could not be identified."""
        return self.participants - self.newcomers - self.returning


def of(selection: Selection) -> list[Meeting]:
    """Return the figures of the chosen events at which anybody was counted, in the order of time."""
    rows = session.execute(
        select(
            Event.id,
            Event.slug,
            Event.title,
            Event.number,
            Series.name,
            Event.starts_at,
            Event.attribution_rule,
            KeptAttendance.counts,
        )
        .join(KeptAttendance, KeptAttendance.event_id == Event.id)
        .outerjoin(Event.series)
        .where(*selection.conditions())
        .order_by(Event.starts_at_utc, Event.id)
    ).all()
    held = [row for row in rows if row.counts["participants"]]
    officials, newcomers = _officials(selection), _newcomers(selection)
    champions = directory.Champions.load()
    return [
        _meeting(row, officials.get(row.id, {}), newcomers.get(row.id, (0, 0)), champions.as_of(row.starts_at.date()))
        for row in held
    ]


def planned(selection: Selection) -> int:
    """Return how many events are chosen, those without attendance too."""
    return session.scalar(select(func.count()).select_from(Event).where(*selection.conditions())) or 0


def _meeting(row: Any, officials: Mapping[str, int], newcomers: tuple[int, int], champions: Sequence[str]) -> Meeting:
    return Meeting(
        event_id=row.id,
        slug=row.slug,
        title=row.title,
        number=row.number,
        series=row.name,
        starts_at=row.starts_at,
        is_chatham_house=row.attribution_rule is AttributionRule.CHATHAM_HOUSE,
        counts=row.counts,
        officials={code: officials[code] for code in countries.sort_codes(officials)},
        newcomers=newcomers[0],
        returning=newcomers[1],
        champions=tuple(code for code in champions if code in officials),
        champions_then=len(champions),
    )


def _officials(selection: Selection) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(Presence.event_id, Presence.country, func.count())
        .join(Event, Event.id == Presence.event_id)
        .where(Presence.country.is_not(None), *selection.conditions())
        .group_by(Presence.event_id, Presence.country)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for event_id, country, number in rows:
        found[event_id][str(country)] = number
    return found


def _newcomers(selection: Selection) -> dict[int, tuple[int, int]]:
    """Return by event how many were there for the first time, and how many were not."""
    order = func.row_number().over(partition_by=Presence.person_id, order_by=(Event.starts_at_utc, Event.id))
    known = (
        select(Presence.event_id, order.label("place"))
        .join(Event, Event.id == Presence.event_id)
        .where(Presence.person_id.is_not(None), *selection.around.conditions())
        .subquery()
    )
    first = func.sum(_one_if(known.c.place == 1))
    later = func.sum(_one_if(known.c.place > 1))
    rows = session.execute(select(known.c.event_id, first, later).group_by(known.c.event_id))
    return {event_id: (int(new), int(back)) for event_id, new, back in rows}


def _one_if(condition: Any) -> Any:
    return case((condition, 1), else_=0)
