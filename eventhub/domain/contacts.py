"""Whom to write to for a State or organisation: who spoke for it at an earlier event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import invitees
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.people import party_key
from eventhub.models.registrations import Delegation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who spoke for a State or organisation at an earlier event."""

    name: str | None
    email: str
    event: Event


def suggestions(event: Event, listed: Sequence[Invitee]) -> dict[int, Suggestion]:
    """Return whom to write to for States and organisations without an address, by invitee's number.

    The latest focal point of an earlier event's delegation, else the latest contact of a co-sponsorship.
    """
    missing = {party_key(each.country, each.organisation): each.id for each in listed if not each.email}
    if not missing:
        return {}
    found: dict[int, Suggestion] = {}
    for party, suggestion in (*_sponsors_before(event), *_focal_points_before(event)):
        if party in missing:
            found[missing[party]] = suggestion
    return found


def adopt(event: Event, *, by: str, now: datetime) -> int:
    """Fill in the address suggested for whoever has none; return how many."""
    listed = invitees.find_all(event)
    found = suggestions(event, listed)
    for invitee in listed:
        if suggestion := found.get(invitee.id):
            name, email, language = suggestion.name, suggestion.email, invitee.language
            invitees.settle(invitee, name=name, email=email, language=language, by=by, now=now)
    return len(found)


def _focal_points_before(event: Event) -> list[tuple[str | None, Suggestion]]:
    rows = session.execute(
        select(Delegation, Event)
        .join(Event, Event.id == Delegation.event_id)
        .where(Event.id != event.id, Delegation.focal_point_email.is_not(None))
        .order_by(Event.starts_at_utc, Delegation.id)
    )
    return [
        (row.party, Suggestion(row.focal_point_name, row.focal_point_email or "", earlier)) for row, earlier in rows
    ]


def _sponsors_before(event: Event) -> list[tuple[str | None, Suggestion]]:
    rows = session.execute(
        select(CoSponsorship.sponsor_key, CoSponsorship.contact_name, CoSponsorship.contact_email, Event)
        .join(Event, Event.id == CoSponsorship.event_id)
        .where(CoSponsorship.contact_email.is_not(None))
        .order_by(Event.starts_at_utc, CoSponsorship.id)
    )
    return [(party, Suggestion(contact, email or "", earlier)) for party, contact, email, earlier in rows]
