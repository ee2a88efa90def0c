"""What delegates do about the floor by their own links: they ask for it in the name of whom they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import events, floor
from eventhub.models.events import Event, Session
from eventhub.models.interventions import Floor, SpeakingRequest, SpeakingState
from eventhub.models.people import Category, party_key
from eventhub.models.registrations import Registration, RegistrationStatus


class FloorClosed(Refused):
    """Delegates ask only while the floor is open."""

    message = _l("The floor is not open for requests at the moment.")


class NoSeat(Refused):
    """Only those with a confirmed place take the floor."""

    message = _l("Only participants with a confirmed place can ask for the floor.")


class NotInName(Refused):
    """The floor is asked for in the name of a State or an organisation."""

    message = _l("Your registration names neither a State nor an organisation. Add it under “Correct your details”.")


@dataclass(frozen=True, slots=True)
class Standing:
    """One floor as a delegate sees it: open, or with a request of theirs."""

    part: Session | None
    is_open: bool
    asked: SpeakingRequest | None
    """The request of their State or organisation that waits or has the floor."""
    is_own: bool
    """Whether they asked themselves."""
    place: int | None
    """How many are called before them, and one; None while they have the floor."""


def standings(registration: Registration) -> list[Standing]:
    """Return the floors that concern a delegate, of the event and its sessions: none without a confirmed place."""
    if registration.status is not RegistrationStatus.CONFIRMED:
        return []
    floors = session.scalars(select(Floor).where(Floor.event_id == registration.event_id).order_by(Floor.id)).all()
    found = [(each, find_waiting(registration, each.session)) for each in floors]
    return [_standing(each, asked, registration) for each, asked in found if each.is_open or asked is not None]


def ask(registration: Registration, part: Session | None = None, *, now: datetime) -> SpeakingRequest:
    """Let a delegate ask for the floor in the name of their State or organisation, while it is open."""
    event = registration.event
    events.lock(event)
    if not _is_open(event, part):
        raise FloorClosed
    if registration.status is not RegistrationStatus.CONFIRMED:
        raise NoSeat
    country, organisation = speaks_for(registration)
    if party_key(country, organisation) is None:
        raise NotInName
    kind = None if country else kind_of(registration)
    return floor.request(
        event,
        part,
        country=country,
        organisation=organisation,
        kind=kind,
        asked_by=registration,
        by="self",
        now=now,
    )


def speaks_for(registration: Registration) -> tuple[str | None, str | None]:
    """Return the State of an official, and the organisation of everybody else."""
    is_official = registration.category is not None and registration.category.is_official
    country = registration.country if is_official and countries.find(registration.country) else None
    return country, None if country else registration.organisation


def kind_of(registration: Registration) -> str:
    """Return in which capacity somebody who speaks for no State does."""
    return "network_response" if registration.category is Category.UN_NETWORK else "working_group"


def find_waiting(registration: Registration, part: Session | None = None) -> SpeakingRequest | None:
    """Return the request by which the State or organisation of a delegate waits or speaks, whoever of it asked."""
    party = party_key(*speaks_for(registration))
    mine = select(SpeakingRequest).where(
        SpeakingRequest.event_id == registration.event_id,
        SpeakingRequest.session_id.is_(None) if part is None else SpeakingRequest.session_id == part.id,
        SpeakingRequest.party_key == party,
        SpeakingRequest.state.in_([SpeakingState.REQUESTED, SpeakingState.SPEAKING]),
    )
    return session.scalars(mine.order_by(SpeakingRequest.state.desc())).first() if party else None


def made(registration: Registration) -> Sequence[SpeakingRequest]:
    """Return every request that a delegate made, oldest first."""
    mine = select(SpeakingRequest).where(SpeakingRequest.registration_id == registration.id)
    return session.scalars(mine.order_by(SpeakingRequest.id)).all()


def withdraw_own(registration: Registration, part: Session | None = None, *, now: datetime) -> None:
    """Let a delegate take back what they asked for; nothing happens once it is gone."""
    events.lock(registration.event)
    asked = find_waiting(registration, part)
    if asked is not None and asked.state is SpeakingState.REQUESTED and asked.registration_id == registration.id:
        floor.take_back(asked, by="self", now=now)


def _is_open(event: Event, part: Session | None) -> bool:
    found = floor.find_floor(event, part)
    return found is not None and found.is_open


def _standing(open_floor: Floor, asked: SpeakingRequest | None, registration: Registration) -> Standing:
    waits = asked is not None and asked.state is SpeakingState.REQUESTED
    return Standing(
        part=open_floor.session,
        is_open=open_floor.is_open,
        asked=asked,
        is_own=asked is not None and asked.registration_id == registration.id,
        place=asked.position if asked is not None and waits else None,
    )
