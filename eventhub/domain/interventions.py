"""Who took the floor, in the order of speaking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, directory, events
from eventhub.models.events import Event, Session
from eventhub.models.interventions import Intervention

KINDS = ("champion", "member_state", "observer_state", "working_group", "network_response")
"""The capacities in which somebody takes the floor; archives may say another word."""


class NobodySpoke(Refused):
    """A State or an organisation takes the floor."""

    message = _l("Choose the country, or enter the name of the working group or organisation.")


def find_all(event: Event) -> Sequence[Intervention]:
    """Return the interventions of an event in the order of speaking."""
    mine = select(Intervention).where(Intervention.event_id == event.id)
    return session.scalars(mine.order_by(Intervention.position)).all()


def find(event: Event, intervention_id: int) -> Intervention | None:
    """Return an intervention of this event by its number."""
    found = session.get(Intervention, intervention_id)
    return found if found is not None and found.event_id == event.id else None


def states_heard(event: Event) -> list[str]:
    """Return the States that took the floor, each once, in the order of speaking."""
    return list(dict.fromkeys(each.country for each in find_all(event) if each.country))


def capacity(country: str, event: Event) -> str:
    """Return in which capacity a State speaks at an event: as a Champion if it was one on that day."""
    if country in directory.champions_as_of(event.starts_at.date()):
        return "champion"
    return "member_state" if countries.get(country).is_member else "observer_state"


def add(
    event: Event,
    *,
    country: str | None,
    organisation: str | None,
    kind: str | None = None,
    part: Session | None = None,
    by: str,
    now: datetime,
) -> Intervention:
    """Note that somebody took the floor after all noted before, in a session where `part` says so.

    Without a `kind` a State speaks as it stands.
    """
    if not country and not organisation:
        raise NobodySpoke(field="country")
    events.lock(event)
    spoken = find_all(event)
    intervention = Intervention(
        event=event,
        position=spoken[-1].position + 1 if spoken else 1,
        kind=kind or (capacity(country, event) if country else "working_group"),
        country=country or None,
        organisation=organisation or None,
        session=part,
    )
    session.add(intervention)
    difference = {"who": [None, country or organisation], "kind": [None, intervention.kind]}
    audit.record("intervention:add", intervention, by=by, now=now, event=event, difference=difference)
    return intervention


def move(intervention: Intervention, *, earlier: bool, by: str, now: datetime) -> None:
    """Swap an intervention with the one before it, or after it; the first and last stay where they are."""
    events.lock(intervention.event)
    spoken = list(find_all(intervention.event))
    place = spoken.index(intervention)
    neighbour = place - 1 if earlier else place + 1
    if not 0 <= neighbour < len(spoken):
        return
    before = intervention.position
    _swap(intervention, spoken[neighbour])
    difference = {"position": [before, intervention.position]}
    audit.record("intervention:move", intervention, by=by, now=now, event=intervention.event, difference=difference)


def remove(intervention: Intervention, *, by: str, now: datetime) -> None:
    """Take back that somebody spoke; whoever came after moves up."""
    event = intervention.event
    events.lock(event)
    difference = {"who": [intervention.country or intervention.organisation, None]}
    audit.record("intervention:remove", intervention, by=by, now=now, event=event, difference=difference)
    session.delete(intervention)
    session.flush()
    for position, each in enumerate(find_all(event), start=1):
        each.position = position
        session.flush()


def _swap(one: Intervention, other: Intervention) -> None:
    """Exchange two positions by way of a free one: no two may share a position at any moment."""
    first, second = one.position, other.position
    for row, position in ((one, -one.id), (other, first), (one, second)):
        row.position = position
        session.flush()
