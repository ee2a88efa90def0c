"""Who waits for a seat, in which order, and who is next.

The order is published on the event's page: units in the order of `waiting_since, id`. A unit is one registration, or
all those of a delegation that waits together. A seat that comes free goes at once to the first unit that fits whole;
one that does not fit yet keeps its place, and others may pass it meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, case, func, select

from eventhub.base.db import session
from eventhub.domain import seats, steps
from eventhub.domain.seats import Party, Room
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Delegation, Registration, RegistrationStatus

Status = RegistrationStatus


@dataclass(slots=True)
class Unit:
    """Those who leave the waitlist as one: numbers of their registrations, and their parties."""

    numbers: list[int] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)


def promote(event: Event, *, now: datetime) -> list[Registration]:
    """Pass free seats to those who wait; the caller holds the event's lock. Return who was seated, in order."""
    if event.status is not EventStatus.PUBLISHED or now >= event.ends_at_utc:
        return []
    session.flush()
    room = seats.room(event, now=now)
    if room.is_full:
        return []
    numbers = [number for unit in units(event) if _is_seated(unit, room) for number in unit.numbers]
    promoted = _load(numbers)
    for registration in promoted:
        status = steps.seated_status(event, registration.registered_by)
        kind = "registration-pending" if status is Status.PENDING else "registration-promoted"
        steps.take(registration, status, kind=kind, action="registration:promote", by="waitlist", now=now)
    return promoted


def units(event: Event) -> list[Unit]:
    """Return who waits, in the published order."""
    found: dict[int, Unit] = {}
    for row in _waiting(event):
        unit = found.setdefault(row.unit, Unit())
        unit.numbers.append(row.id)
        unit.parties.append(row.party_key)
    return list(found.values())


def positions(event: Event) -> dict[int, int]:
    """Return each waiting registration's place by its number: one more than there are units ahead."""
    return {number: place for place, unit in enumerate(units(event), start=1) for number in unit.numbers}


def position(registration: Registration) -> int | None:
    """Return the place on the waitlist, from 1; None for whoever does not wait."""
    if registration.status is not Status.WAITLISTED or registration.waiting_since is None:
        return None
    mine = select(_UNIT).outerjoin_from(Registration, Delegation).where(Registration.id == registration.id)
    waiting = and_(Registration.event_id == registration.event_id, Registration.status == Status.WAITLISTED)
    first = (
        select(Registration.waiting_since, Registration.id)
        .outerjoin(Delegation)
        .where(waiting, mine.scalar_subquery() == _UNIT)
        .order_by(Registration.waiting_since, Registration.id)
        .limit(1)
    )
    since, number = session.execute(first).one()
    ahead = select(func.count(_UNIT.distinct())).select_from(Registration).outerjoin(Delegation)
    is_ahead = (Registration.waiting_since < since) | and_(
        Registration.waiting_since == since, Registration.id < number
    )
    return (session.scalar(ahead.where(waiting, is_ahead)) or 0) + 1


def is_joined(delegation: Delegation) -> bool:
    """Tell whether somebody of a delegation that waits together is waiting: whoever is added waits with them."""
    waiting = select(Registration.id).where(
        Registration.delegation_id == delegation.id, Registration.status == Status.WAITLISTED
    )
    return delegation.waits_together and session.scalar(waiting.limit(1)) is not None


_UNIT: ColumnElement[int] = case((Delegation.waits_together, -Delegation.id), else_=Registration.id)
"""What those of one unit share: the delegation's number below zero, else the registration's own."""


def _waiting(event: Event) -> Sequence[Row[int, Party, int]]:
    return session.execute(
        select(Registration.id, Registration.party_key, _UNIT.label("unit"))
        .outerjoin(Delegation)
        .where(Registration.event_id == event.id, Registration.status == Status.WAITLISTED)
        .order_by(Registration.waiting_since, Registration.id)
    ).all()


def _is_seated(unit: Unit, room: Room) -> bool:
    if room.is_full or room.shortage(unit.parties):
        return False
    room.seat(unit.parties)
    return True


def _load(numbers: Sequence[int]) -> list[Registration]:
    rows = select(Registration).where(Registration.id.in_(numbers)).execution_options(populate_existing=True)
    found = {row.id: row for row in session.scalars(rows)}
    return [found[number] for number in numbers]
