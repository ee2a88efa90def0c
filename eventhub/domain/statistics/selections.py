"""Which events are added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement

from eventhub.models.events import Event, EventStatus, Series


@dataclass(frozen=True, slots=True)
class Selection:
    """Events chosen by what is given; all that are no drafts where nothing is."""

    series: Series | None = None
    kind: str | None = None
    year: int | None = None
    """Of the local date."""
    event: Event | None = None

    @property
    def around(self) -> Selection:
        """The events among which somebody was there before or is new: the whole series, or everything."""
        return replace(self, kind=None, year=None, event=None)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what is true of the chosen events."""
        chosen: list[ColumnElement[bool]] = []
        if self.series is not None:
            chosen.append(Event.series_id == self.series.id)
        else:
            chosen.append(Event.status != EventStatus.DRAFT)
        if self.kind is not None:
            chosen.append(Event.kind == self.kind)
        if self.event is not None:
            chosen.append(Event.id == self.event.id)
        if self.year is not None:
            first, after = datetime(self.year, 1, 1), datetime(self.year + 1, 1, 1)
            chosen += [Event.starts_at >= first, Event.starts_at < after]
        return chosen
