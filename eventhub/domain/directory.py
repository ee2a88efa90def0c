"""Working groups and who leads them when, what organisations are called, which States were Champions on which day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.text import fold
from eventhub.models.directory import Championship, Organisation, WorkingGroup


def last_day(partial: str) -> date:
    """Return the last day that a date known to the day, month or year can mean: "2020-07" → 31 July 2020."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Champions:
    """All dated steps that make or end a Champion, read once to be asked about many days."""

    steps: Sequence[Championship]

    @classmethod
    def load(cls) -> Champions:
        """Read the steps."""
        return cls(session.scalars(select(Championship).where(Championship.step.in_(["confirmed", "ended"]))).all())

    def as_of(self, day: date) -> list[str]:
        """Return the Champions at the end of a day: ISO alpha-3 codes in the order of the States' English names.

        A State counts when its confirmation is dated on or before the day (a month from its last day), or is known to
        have come no later than it; a later "ended" step ends it.
        """
        confirmed = {step.country for step in self.steps if step.step == "confirmed" and _happened(step, day)}
        ended = {step.country for step in self.steps if step.step == "ended" and _happened(step, day)}
        return countries.sort_codes(confirmed - ended)


def champions_as_of(day: date) -> list[str]:
    """Return the Champions at the end of a day, as `Champions.as_of` says."""
    return Champions.load().as_of(day)


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


def co_leads_as_of(group: WorkingGroup, day: date) -> list[str]:
    """Return who leads a working group on a day, each once, in the group's order."""
    return list(dict.fromkeys(lead.name for lead in group.co_leads if lead.leads_on(day)))


def known_organisation(name: str | None) -> str | None:
    """Return what the directory calls an organisation that somebody names by its acronym or another of its names.

    A name the directory does not have, or has for two, stays as it was typed.
    """
    wanted = fold(name or "")
    if not wanted:
        return name
    rows = session.scalars(select(Organisation)).all()
    if any(fold(row.name) == wanted for row in rows):
        return name
    meant = [row.name for row in rows if wanted in {fold(word) for word in (row.acronym or "", *row.aliases)}]
    return meant[0] if len(meant) == 1 else name


def other_names() -> dict[str, frozenset[str]]:
    """Return all names of each organisation that goes by several, by each of them, folded."""
    rows = session.execute(select(Organisation.name, Organisation.acronym, Organisation.aliases))
    known = [frozenset(word for word in (name, acronym, *aliases) if word) for name, acronym, aliases in rows]
    return {fold(word): names for names in known if len(names) > 1 for word in names}


def find_working_group(slug: str) -> WorkingGroup | None:
    """Return the working group of this slug."""
    return session.scalar(select(WorkingGroup).where(WorkingGroup.slug == slug))


def _happened(step: Championship, day: date) -> bool:
    if step.happened_by is not None and step.happened_by <= day:
        return True
    return step.happened_on is not None and last_day(step.happened_on) <= day
