"""One State in all that it takes part in: who came, what it said, what it stands behind and what it promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.domain import directory
from eventhub.domain.statistics import meetings, series
from eventhub.domain.statistics.meetings import Meeting
from eventhub.domain.statistics.selections import Selection
from eventhub.domain.statistics.series import StateFigures
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.directory import Championship
from eventhub.models.events import Event
from eventhub.models.interventions import Intervention
from eventhub.models.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class StateRecord:
    """What is known of one State over the chosen events."""

    code: str
    held: tuple[Meeting, ...]
    """All events with attendance."""
    there: tuple[Meeting, ...]
    """Those at which its officials were."""
    figures: StateFigures | None
    """None for a State that was at none."""
    spoke: dict[int, int]
    """How often it took the floor, by event."""
    sponsorships: tuple[CoSponsorship, ...]
    outcomes: tuple[Outcome, ...]
    """What it takes forward: pledges, offers, statements."""
    champion_since: Championship | None


def record(selection: Selection, code: str, *, day: date) -> StateRecord:
    """Return what is known of a State over the chosen events, its standing as a Champion as of a day."""
    held = meetings.of(selection)
    mine = [each for each in series.states(selection, held) if each.code == code]
    spoken = session.execute(
        select(Intervention.event_id, func.count())
        .join(Event, Event.id == Intervention.event_id)
        .where(Intervention.country == code, *selection.conditions())
        .group_by(Intervention.event_id)
    )
    return StateRecord(
        code=code,
        held=tuple(held),
        there=tuple(meeting for meeting in held if code in meeting.officials),
        figures=mine[0] if mine else None,
        spoke={event_id: number for event_id, number in spoken},  # noqa: C416 - rows are no pairs
        sponsorships=tuple(_sponsorships(selection, code)),
        outcomes=tuple(_outcomes(selection, code)),
        champion_since=directory.confirmations_as_of(day).get(code),
    )


def _sponsorships(selection: Selection, code: str) -> Sequence[CoSponsorship]:
    return session.scalars(
        select(CoSponsorship)
        .join(CoSponsorship.event)
        .options(joinedload(CoSponsorship.event))
        .where(CoSponsorship.country == code, *selection.conditions())
        .order_by(Event.starts_at_utc, CoSponsorship.id)
    ).all()


def _outcomes(selection: Selection, code: str) -> Sequence[Outcome]:
    return session.scalars(
        select(Outcome)
        .join(Outcome.event)
        .options(joinedload(Outcome.event))
        .where(Outcome.country == code, *selection.conditions())
        .order_by(Event.starts_at_utc, Outcome.position, Outcome.id)
    ).all()
