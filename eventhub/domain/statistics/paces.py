"""How co-sponsorships ripen, and how soon an invitation is followed by a registration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Float

from eventhub.base.db import session
from eventhub.domain.statistics.selections import Selection
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus, CoSponsorshipStep
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee, InviteeStatus

Status = CoSponsorshipStatus


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far co-sponsorships ever came, by their dated steps, and which of them ended otherwise."""

    considered: int
    """All that were ever taken up: whoever offers at once has considered."""
    offered: int
    """Ever offered, or confirmed."""
    confirmed: int
    """Ever."""
    declined: int
    """Now declined by the organiser."""
    withdrawn: int
    """Now withdrawn by the sponsor."""


SPANS: Mapping[str, int | None] = {"day": 1, "three_days": 3, "week": 7, "fortnight": 14, "month": 30, "longer": None}
"""How soon, in days: each up to this many, the last beyond."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What became of invitations that were sent."""

    invited: int
    registered: int
    declined: int
    spans: Mapping[str, int]
    """How soon those who registered did, by the words of SPANS."""

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.invited - self.registered - self.declined


class days_between(GenericFunction[float]):  # noqa: N801 - written in statements as a function is
    """The days from one instant to another."""

    type = Float()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _of_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = element.clauses
    return f"(julianday({compiler.process(later, **options)}) - julianday({compiler.process(earlier, **options)}))"


@compiles(days_between, "postgresql")
def _of_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = element.clauses
    between = f"{compiler.process(later, **options)} - {compiler.process(earlier, **options)}"
    return f"(EXTRACT(EPOCH FROM ({between})) / 86400.0)"


def funnel(selection: Selection) -> Funnel:
    """Return how far the co-sponsorships of the chosen events came."""
    last = func.row_number().over(
        partition_by=CoSponsorshipStep.co_sponsorship_id,
        order_by=(CoSponsorshipStep.on.desc(), CoSponsorshipStep.id.desc()),
    )
    steps = (
        select(CoSponsorshipStep.co_sponsorship_id.label("sponsor"), CoSponsorshipStep.status, last.label("from_last"))
        .join(CoSponsorship)
        .join(Event, Event.id == CoSponsorship.event_id)
        .where(*selection.conditions())
        .subquery()
    )

    def sponsors(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        among = conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]
        return func.count(case((among, steps.c.sponsor)).distinct())

    is_last = steps.c.from_last == 1
    row = session.execute(
        select(
            func.count(steps.c.sponsor.distinct()),
            sponsors(steps.c.status.in_([Status.OFFERED, Status.CONFIRMED])),
            sponsors(steps.c.status == Status.CONFIRMED),
            sponsors(steps.c.status == Status.DECLINED, is_last),
            sponsors(steps.c.status == Status.WITHDRAWN, is_last),
        )
    ).one()
    return Funnel(*row)


def pace(selection: Selection) -> Pace:
    """Return what became of the invitations to the chosen events, and how soon they were followed."""
    days = days_between(Invitee.invited_at, Invitee.answered_at)
    words = [(days <= most, word) for word, most in SPANS.items() if most is not None]
    is_dated = (Invitee.status == InviteeStatus.ACCEPTED) & Invitee.answered_at.is_not(None)
    span = case((is_dated, case(*words, else_="longer")))
    rows = session.execute(
        select(Invitee.status, span, func.count())
        .join(Event, Event.id == Invitee.event_id)
        .where(Invitee.invited_at.is_not(None), *selection.conditions())
        .group_by(Invitee.status, span)
    ).all()
    spans = {word: sum(number for _status, found, number in rows if found == word) for word in SPANS}
    by_status = {status: sum(row[2] for row in rows if row[0] is status) for status in InviteeStatus}
    return Pace(
        invited=sum(by_status.values()),
        registered=by_status[InviteeStatus.ACCEPTED],
        declined=by_status[InviteeStatus.DECLINED],
        spans=spans,
    )
