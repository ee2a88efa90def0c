"""Delegations: who speaks for a State or organisation at an event, by which link, with how many places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from eventhub.base import countries, tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key, fold
from eventhub.domain import audit, events, outbox, people, registrations, uploads, waitlists
from eventhub.domain.openings import EventCancelled
from eventhub.domain.uploads import Upload
from eventhub.models.events import Event, EventStatus
from eventhub.models.people import party_key
from eventhub.models.registrations import Delegation, Registration, RegistrationStatus

PURPOSE = "delegation"

REST = timedelta(minutes=10)
"""How long a link that anybody may ask for is not mailed again: nobody can fill a mailbox."""

OF_ORGANISER = ("focal_point_name", "focal_point_email", "language", "quota")
"""What an organiser settles."""

OF_FOCAL_POINT = ("organisation", "address", "waits_together")
"""What the focal point settles, once for all officials."""

STANDING = [status for status in RegistrationStatus if status.is_standing]


class NoParty(Refused):
    """A delegation is of a State or an organisation."""

    message = _l("Choose a country or enter the name of an organisation.")


class AlreadyIssued(Refused):
    """One delegation of each State or organisation."""

    message = _l("This State or organisation has a delegation already.")


class NotNow(Refused):
    """A delegation registers for an event that is announced and still to come."""

    message = _l("Delegations can be opened only for an event that is published and not over.")


class NoFocalPoint(Refused):
    """There is nobody to write to."""

    message = _l("Enter the e-mail address of the focal point first.")


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Who registers a delegation, and in which language we write to them."""

    name: str | None
    email: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Places:
    """How many of a delegation's places are used."""

    used: int
    """By everybody who stands for the same State or organisation, whoever registered them."""
    entered: int
    """By those the focal point entered."""
    limit: int | None

    @property
    def left(self) -> int | None:
        """How many more may be entered; None when there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


def issue(
    event: Event,
    focal_point: FocalPoint,
    *,
    country: str | None = None,
    organisation: str | None = None,
    quota: int | None = None,
    by: str,
    now: datetime,
) -> Delegation:
    """Open a delegation of a State, else of an organisation, and mail its focal point the link."""
    _refuse_unless_coming(event, now=now)
    party = party_key(country, organisation)
    if party is None:
        raise NoParty(field="country")
    email = _checked(focal_point.email)
    events.lock(event)
    if find_by_party(event, party):
        raise AlreadyIssued(field="country" if country else "organisation")
    delegation = Delegation(
        event=event,
        country=country or None,
        organisation=organisation or None,
        focal_point_name=focal_point.name,
        focal_point_email=email,
        language=focal_point.language,
        quota=quota,
        created_at=now,
    )
    session.add(delegation)
    difference = {"country": [None, country], "organisation": [None, organisation], "quota": [None, quota]}
    audit.record("delegation:issue", delegation, by=by, now=now, event=event, difference=difference)
    send_link(delegation, by=by, now=now)
    return delegation


def open_for(
    event: Event,
    *,
    country: str | None = None,
    organisation: str | None = None,
    focal_point: FocalPoint,
    by: str,
    now: datetime,
) -> Delegation:
    """Return the delegation of a State, else of an organisation; issue it if there is none.

    One that is there stays as it is, and nobody is written to again.
    """
    if standing := find_by_party(event, party_key(country, organisation)):
        return standing
    return issue(event, focal_point, country=country, organisation=organisation, by=by, now=now)


def send_link(delegation: Delegation, *, by: str, now: datetime) -> None:
    """Mail the focal point the link of the delegation's page."""
    if not delegation.focal_point_email:
        raise NoFocalPoint
    session.flush()
    delegation.invited_at = now
    outbox.queue(
        "delegation-link",
        delegation.focal_point_email,
        now=now,
        language=delegation.language,
        event=delegation.event,
        delegation_id=delegation.id,
    )
    audit.record("delegation:send-link", delegation, by=by, now=now, event=delegation.event)


def request_link(event: Event, address: str, *, now: datetime) -> None:
    """Mail the link again to a focal point who asks for it; do nothing for anybody else, and never say which.

    A link that the organiser has ended stays ended.
    """
    if now >= event.ends_at_utc:
        return
    wanted = address_key(address)
    for delegation in find_all(event):
        is_known = delegation.focal_point_email and address_key(delegation.focal_point_email) == wanted
        if is_known and delegation.invited_at is not None and delegation.invited_at <= now - REST:
            send_link(delegation, by="self", now=now)


def revoke(delegation: Delegation, *, by: str, now: datetime) -> None:
    """Let every link of the delegation's page end; who was entered stays registered."""
    delegation.key_version += 1
    delegation.invited_at = None
    audit.record("delegation:revoke", delegation, by=by, now=now, event=delegation.event)


def renew(delegation: Delegation, *, by: str, now: datetime) -> None:
    """End the links there are and mail the focal point a new one."""
    revoke(delegation, by=by, now=now)
    send_link(delegation, by=by, now=now)


def settle(delegation: Delegation, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Write what an organiser settles; return what changed as `{field: [before, after]}`.

    Another address is another person: the former link ends and the new focal point is mailed one.
    """
    if details.get("focal_point_email"):
        details = {**details, "focal_point_email": _checked(details["focal_point_email"])}
    difference = _write(delegation, details, OF_ORGANISER, by=by, now=now)
    if "focal_point_email" in difference:
        revoke(delegation, by=by, now=now)
        if delegation.focal_point_email:
            send_link(delegation, by=by, now=now)
    if "quota" in difference:
        waitlists.promote(delegation.event, now=now)
    return difference


def describe(delegation: Delegation, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Write what the focal point settles; officials who stand under the former ministry move with it.

    The name of an organisation whose delegation it is stays: it is whose places are counted.
    """
    if delegation.country is None:
        details = {name: value for name, value in details.items() if name != "organisation"}
    difference = _write(delegation, details, OF_FOCAL_POINT, by=by, now=now)
    if "organisation" in difference:
        before, after = difference["organisation"]
        for official in find_officials(delegation):
            if official.status.is_standing and official.organisation == before:
                registrations.correct(official, {"organisation": after}, by=by, now=now)
    if "waits_together" in difference:
        waitlists.promote(delegation.event, now=now)
    return difference


def hand_in_note(delegation: Delegation, upload: Upload, *, by: str, now: datetime) -> None:
    """Keep the note verbale that names the delegation; a new one takes the place of the former."""
    former = delegation.note_verbale
    delegation.note_verbale = uploads.keep_checked(upload, event=delegation.event, by=by, now=now)
    session.flush()
    if former is not None:
        uploads.forget([former])
    difference = {"size": [former.size if former else None, upload.size]}
    audit.record("delegation:note-verbale", delegation, by=by, now=now, event=delegation.event, difference=difference)


def link_token(delegation: Delegation, *, secret: str) -> str:
    """Return the token of the delegation's page."""
    return tokens.issue(PURPOSE, delegation.id, delegation.key_version, secret=secret)


def find_by_token(token: str, *, event: Event, secret: str, now: datetime) -> Delegation | None:
    """Return the delegation of this event that a link opens, while its key stands and the event is not over."""
    claim = tokens.read(PURPOSE, token)
    delegation = session.get(Delegation, claim.row_id) if claim else None
    if delegation is None or claim is None or not claim.holds(delegation.key_version, secret=secret):
        return None
    return delegation if delegation.event_id == event.id and now < event.ends_at_utc else None


def find(event: Event, number: int) -> Delegation | None:
    """Return a delegation of this event by its number."""
    found = session.get(Delegation, number)
    return found if found is not None and found.event_id == event.id else None


def find_all(event: Event) -> Sequence[Delegation]:
    """Return every delegation of an event, in order of issue, with its note verbale."""
    mine = select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.id)
    return session.scalars(mine.options(selectinload(Delegation.note_verbale))).all()


def find_by_party(event: Event, party: str | None) -> Delegation | None:
    """Return the delegation of a State or organisation, by its key."""
    return next((each for each in find_all(event) if party is not None and each.party == party), None)


def find_officials(delegation: Delegation) -> Sequence[Registration]:
    """Return everybody ever entered into a delegation: its head first, then by name."""
    mine = select(Registration).where(Registration.delegation_id == delegation.id)
    found = session.scalars(mine.order_by(Registration.name_key, Registration.id)).all()
    return sorted(found, key=lambda official: not official.head_of_delegation)


def find_head(delegation: Delegation) -> Registration | None:
    """Return the head of a delegation; None while it has none, as when its head has withdrawn."""
    officials = find_officials(delegation)
    return next((each for each in officials if each.head_of_delegation and each.status.is_standing), None)


def find_heads(event: Event) -> dict[int, Registration]:
    """Return the head of each delegation that has one, by the delegation's number."""
    leading = select(Registration).where(
        Registration.event_id == event.id,
        Registration.delegation_id.is_not(None),
        Registration.head_of_delegation.is_(True),
        Registration.status.in_(STANDING),
    )
    return {head.delegation_id: head for head in session.scalars(leading) if head.delegation_id is not None}


def places(delegation: Delegation) -> Places:
    """Return how many of a delegation's places are used."""
    return places_of(delegation.event, [delegation])[delegation.id]


def places_of(event: Event, delegations: Sequence[Delegation]) -> dict[int, Places]:
    """Return how many places are used, by the delegation's number."""
    rows = session.execute(
        select(Registration.delegation_id, Registration.party_key, func.count())
        .where(Registration.event_id == event.id, Registration.status.in_(STANDING))
        .group_by(Registration.delegation_id, Registration.party_key)
    ).all()
    entered, of_party, both = Counter[int | None](), Counter[str | None](), Counter[tuple[int | None, str | None]]()
    for number, party, count in rows:
        entered[number] += count
        of_party[party] += count
        both[number, party] += count
    return {
        each.id: Places(
            used=entered[each.id] + of_party[each.party] - both[each.id, each.party],
            entered=entered[each.id],
            limit=each.quota if each.quota is not None else event.seats_per_delegation,
        )
        for each in delegations
    }


def name(delegation: Delegation, language: str = "en") -> str:
    """Name the State in a language, else the organisation as typed."""
    state = countries.find(delegation.country)
    return state.name(language) if state else delegation.country or delegation.organisation or ""


def in_order(delegations: Sequence[Delegation], language: str = "en") -> list[Delegation]:
    """Return delegations by their names in a language: States first."""
    return sorted(delegations, key=lambda each: (each.country is None, fold(name(each, language))))


def _write(
    delegation: Delegation, details: Mapping[str, Any], fields: Sequence[str], *, by: str, now: datetime
) -> dict[str, list[Any]]:
    """Write the fields that differ, under the lock of the event's row: quotas and waiting together decide on seats."""
    events.lock(delegation.event)
    difference = {
        field: [getattr(delegation, field), details[field]]
        for field in fields
        if field in details and getattr(delegation, field) != details[field]
    }
    for field, (_before, after) in difference.items():
        setattr(delegation, field, after)
    if difference:
        audit.record(
            "delegation:change", delegation, by=by, now=now, event=delegation.event, difference=dict(difference)
        )
    return difference


def _checked(address: str) -> str:
    try:
        return people.checked_address(address)
    except people.WrongAddress as refusal:
        raise people.WrongAddress(refusal.sentence, field="focal_point_email") from None


def _refuse_unless_coming(event: Event, *, now: datetime) -> None:
    if event.status is EventStatus.CANCELLED:
        raise EventCancelled
    if event.status is not EventStatus.PUBLISHED or now >= event.ends_at_utc:
        raise NotNow
