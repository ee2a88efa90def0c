"""Working groups, and which States were Champions on which day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.models.directory import Championship, WorkingGroup


def last_day(partial: str) -> date:
    """Return the last day that a date known to the day, month or year can mean: "2020-07" → 31 July 2020."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def champions_as_of(day: date) -> list[str]:
    """Return the Champions at the end of a day: ISO alpha-3 codes in the order of the States' English names.

    A State counts when its confirmation is dated on or before the day (a month from its last day), or is known to
    have come no later than it; a later "ended" step ends it.
    """
    steps = session.scalars(select(Championship).where(Championship.step.in_(["confirmed", "ended"]))).all()
    confirmed = {step.country for step in steps if step.step == "confirmed" and _happened(step, day)}
    ended = {step.country for step in steps if step.step == "ended" and _happened(step, day)}
    return countries.sort_codes(confirmed - ended)


def confirmations_as_of(day: date) -> dict[str, Championship]:
    """Return by country how each Champion's confirmation is dated, as of a day, in English name order."""
    standing = champions_as_of(day)
    steps = session.scalars(select(Championship).where(Championship.step == "confirmed").order_by(Championship.id))
    dated = {step.country: step for step in steps if _happened(step, day)}
    return {country: dated[country] for country in standing}


def working_groups() -> Sequence[WorkingGroup]:
    """Return every working group with its co-leads, by name."""
    return session.scalars(
        select(WorkingGroup).options(selectinload(WorkingGroup.co_leads)).order_by(WorkingGroup.name)
    ).all()


def find_working_group(slug: str) -> WorkingGroup | None:
    """Return the working group of this slug."""
    return session.scalar(select(WorkingGroup).where(WorkingGroup.slug == slug))


def _happened(step: Championship, day: date) -> bool:
    if step.happened_by is not None and step.happened_by <= day:
        return True
    return step.happened_on is not None and last_day(step.happened_on) <= day
