"""The programme as a reader sees it: filters, and months with their meetings and milestones."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from wtforms import StringField
from wtforms.fields import SelectChoice

from eventhub.base.i18n import _, _l
from eventhub.domain import events, programmes
from eventhub.models.events import Event, Milestone
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, Form, choices

WHEN = (("upcoming", _l("Upcoming")), ("past", _l("Past")), ("all", _l("All")))


class ProgrammeFilters(Form):
    """Which part of the programme to show; every filtered view is a link."""

    class Meta:
        """Reading needs no proof of where the form came from."""

        csrf = False

    q = StringField(_l("Search"))
    when = ChoiceField(_l("When"), choices=lambda: choices(WHEN))
    series = ChoiceField(
        _l("Series"), choices=lambda: _all_or([(each.slug, each.name) for each in events.all_series()])
    )
    kind = ChoiceField(_l("Kind"), choices=lambda: _all_or((each, labels.kind(each)) for each in programmes.kinds()))
    theme = ChoiceField(_l("Theme"), choices=lambda: _all_or((each, each) for each in programmes.themes()))

    def chosen(self) -> dict[str, str]:
        """Return the filters that are set, as the domain takes them; what was not on offer finds nothing."""
        return {each.name: each.data for each in self if each.data}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A date on the road: a milestone with the days it is known to take."""

    milestone: Milestone
    first: date
    last: date
    is_month: bool
    """Known to the month only."""


@dataclass(slots=True)
class Month:
    """What one month holds, in the order it is read."""

    first: date
    entries: list[Event | Occasion] = field(default_factory=list)


def months(found: Sequence[Event], occasions: Iterable[Occasion], *, backwards: bool) -> list[Month]:
    """Put meetings and milestones into their months, soonest first or latest first."""
    together: list[Event | Occasion] = [*found, *occasions]
    entries = sorted(together, key=_sort_key, reverse=backwards)
    return [Month(first, list(within)) for first, within in groupby(entries, key=_month)]


def occasions(shown: Sequence[Milestone], *, when: str, today: date) -> list[Occasion]:
    """Return the milestones of a time that stand for no public event of ours."""
    dated = [_dated(each) for each in shown if each.event is None or not each.event.is_public]
    if when == "upcoming":
        return [each for each in dated if each.last >= today]
    if when == "past":
        return [each for each in dated if each.last < today]
    return dated


def _dated(milestone: Milestone) -> Occasion:
    first, is_month = _first_day(milestone.starts_on), len(milestone.starts_on) < len("2021-07-12")
    end = milestone.ends_on or milestone.starts_on
    last = date.fromisoformat(end) if len(end) == len("2021-07-12") else _last_day(end)
    return Occasion(milestone, first, max(first, last), is_month)


def _first_day(text: str) -> date:
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last_day(text: str) -> date:
    year, month = (*(int(part) for part in text.split("-")), 12)[:2]
    return date(year, month, calendar.monthrange(year, month)[1])


def _sort_key(entry: Event | Occasion) -> datetime:
    """A milestone known to the month closes it; one known to the day opens the day."""
    if isinstance(entry, Occasion):
        day = entry.last if entry.is_month else entry.first
        return datetime(day.year, day.month, day.day, 23 if entry.is_month else 0)
    return entry.starts_at


def _month(entry: Event | Occasion) -> date:
    return (entry.first if isinstance(entry, Occasion) else entry.starts_at.date()).replace(day=1)


def _all_or(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return choices(pairs, first=_("All"))
