"""Co-sponsorship: States and organisations consider, offer, are confirmed or declined, withdraw. Each step is dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from eventhub.base import countries, zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.domain import audit, directory, outbox, people
from eventhub.domain.events import lock, touch
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus, CoSponsorshipStep
from eventhub.models.events import Event, EventStatus
from eventhub.models.people import party_key

Status = CoSponsorshipStatus

MAY_FOLLOW: Mapping[Status, frozenset[Status]] = {
    Status.CONSIDERING: frozenset({Status.OFFERED, Status.CONFIRMED, Status.DECLINED, Status.WITHDRAWN}),
    Status.OFFERED: frozenset({Status.CONSIDERING, Status.CONFIRMED, Status.DECLINED, Status.WITHDRAWN}),
    Status.CONFIRMED: frozenset({Status.DECLINED, Status.WITHDRAWN}),
    Status.DECLINED: frozenset({Status.CONSIDERING, Status.OFFERED, Status.CONFIRMED}),
    Status.WITHDRAWN: frozenset({Status.CONSIDERING, Status.OFFERED, Status.CONFIRMED}),
}
"""Which step may come after which."""


class NoSponsor(Refused):
    """A co-sponsorship belongs to a State or an organisation."""

    message = _l("Choose a country or enter the name of your organisation.")


class NotOpenForSponsors(Refused):
    """The event takes no co-sponsors at this moment."""

    message = _l("This event is not open for co-sponsorship.")


class WrongStep(Refused):
    """This step cannot follow the last one."""

    message = _l("This co-sponsorship cannot take this step from where it stands.")


class AlreadyEntered(Refused):
    """A sponsor has one co-sponsorship per event."""

    message = _l("This co-sponsor is already entered for the event.")


def accepts_sponsors(event: Event, *, now: datetime) -> bool:
    """Tell whether a State may still come forward: until the event starts."""
    return event.status is EventStatus.PUBLISHED and now < event.starts_at_utc


def sign_up(
    event: Event,
    *,
    country: str | None,
    organisation: str | None,
    contact_name: str,
    contact_email: str,
    status: CoSponsorshipStatus,
    statement: str | None,
    now: datetime,
) -> CoSponsorship:
    """Enter a State or organisation that considers or offers to co-sponsor.

    One co-sponsorship each per event. What a stranger types about a sponsor already entered is noted and mailed to
    the organisers to decide on; it never moves that sponsor's status or contact.
    """
    if not accepts_sponsors(event, now=now):
        raise NotOpenForSponsors
    if not status.is_under_way:
        raise WrongStep(field="status")
    address = people.checked_address(contact_email)
    organisation = directory.known_organisation(organisation)
    key = sponsor_key(country, organisation)
    lock(event)
    known = session.scalar(
        select(CoSponsorship).where(CoSponsorship.event_id == event.id, CoSponsorship.sponsor_key == key)
    )
    if known is not None:
        _tell_of_repeat(known, contact_name, address, status, now=now)
        return known
    sponsorship = CoSponsorship(
        event=event,
        country=country or None,
        organisation=organisation or None,
        sponsor_key=key,
        contact_name=contact_name,
        contact_email=address,
        statement=statement or None,
        created_at=now,
    )
    session.add(sponsorship)
    _step(sponsorship, status, by="self", now=now, note=None)
    outbox.queue("co-sponsorship-received", address, now=now, event=event, co_sponsorship=sponsorship)
    _tell_organisers("organiser-co-sponsorship", sponsorship, now=now, status=status)
    audit.record(
        "co-sponsorship:sign-up", sponsorship, by="self", now=now, event=event, difference={"status": [None, status]}
    )
    return sponsorship


def enter(
    event: Event,
    *,
    country: str | None,
    organisation: str | None,
    contact_name: str | None = None,
    contact_email: str | None = None,
    status: CoSponsorshipStatus,
    by: str,
    now: datetime,
    note: str | None = None,
) -> CoSponsorship:
    """Write down, as the organiser, a sponsor that came forward by letter or in the room; nobody is mailed."""
    address = people.checked_address(contact_email) if contact_email else None
    organisation = directory.known_organisation(organisation)
    key = sponsor_key(country, organisation)
    lock(event)
    known = select(CoSponsorship.id).where(CoSponsorship.event_id == event.id, CoSponsorship.sponsor_key == key)
    if session.scalar(known) is not None:
        raise AlreadyEntered(field="country" if country else "organisation")
    sponsorship = CoSponsorship(
        event=event,
        country=country or None,
        organisation=organisation or None,
        sponsor_key=key,
        contact_name=contact_name or None,
        contact_email=address,
        created_at=now,
    )
    session.add(sponsorship)
    _step(sponsorship, status, by=by, now=now, note=note)
    if status is Status.CONFIRMED:
        touch(event, is_material=False, now=now)
    audit.record(
        "co-sponsorship:enter", sponsorship, by=by, now=now, event=event, difference={"status": [None, status]}
    )
    return sponsorship


def move(
    sponsorship: CoSponsorship, status: CoSponsorshipStatus, *, by: str, now: datetime, note: str | None = None
) -> None:
    """Take the next step: confirm, decline, withdraw, back to considering. The sponsor hears what was decided."""
    lock(sponsorship.event)
    session.refresh(sponsorship, ["steps"])
    before = sponsorship.status
    if status not in MAY_FOLLOW[before]:
        raise WrongStep
    _step(sponsorship, status, by=by, now=now, note=note)
    if Status.CONFIRMED in {before, status}:
        touch(sponsorship.event, is_material=False, now=now)
    if sponsorship.contact_email and status in {Status.CONFIRMED, Status.DECLINED}:
        kind = f"co-sponsorship-{status.value}"
        outbox.queue(
            kind, sponsorship.contact_email, now=now, event=sponsorship.event, co_sponsorship=sponsorship, note=note
        )
    audit.record(
        "co-sponsorship:move",
        sponsorship,
        by=by,
        now=now,
        event=sponsorship.event,
        difference={"status": [before, status]},
    )


def find(event: Event, sponsorship_id: int) -> CoSponsorship | None:
    """Return a co-sponsorship of this event by its number."""
    found = session.get(CoSponsorship, sponsorship_id)
    return found if found is not None and found.event_id == event.id else None


def find_by_event(event: Event) -> Sequence[CoSponsorship]:
    """Return the co-sponsorships of an event with their steps, in English name order."""
    rows = session.scalars(select(CoSponsorship).where(CoSponsorship.event_id == event.id)).all()
    return sorted(rows, key=_order)


def as_of(event: Event, day: date | None = None) -> dict[CoSponsorshipStatus, list[CoSponsorship]]:
    """Return who stood where at the end of a day, today's state without one; all five words are always there."""
    standing: dict[CoSponsorshipStatus, list[CoSponsorship]] = {status: [] for status in Status}
    for sponsorship in find_by_event(event):
        status = sponsorship.status if day is None else sponsorship.status_on(day)
        if status is not None:
            standing[status].append(sponsorship)
    return standing


def count_under_way(events: Sequence[Event]) -> dict[int, int]:
    """Return how many co-sponsorships await the organiser's word, by event id; events without any are left out."""
    rows = session.scalars(select(CoSponsorship).where(CoSponsorship.event_id.in_([event.id for event in events])))
    return dict(Counter(row.event_id for row in rows if row.status.is_under_way))


def confirmed(event: Event, day: date | None = None) -> list[CoSponsorship]:
    """Return whom we may name in public: the confirmed, and nobody else."""
    return as_of(event, day)[Status.CONFIRMED]


def confirmed_names(events: Sequence[Event], language: str = "en") -> dict[int, list[str]]:
    """Return the names of confirmed co-sponsors by event id, for a list of events at once."""
    rows = session.scalars(
        select(CoSponsorship).where(CoSponsorship.event_id.in_([event.id for event in events]))
    ).all()
    names: dict[int, list[str]] = {event.id: [] for event in events}
    for row in sorted(rows, key=_order):
        if row.status is Status.CONFIRMED:
            names[row.event_id].append(name(row, language))
    return names


def name(sponsorship: CoSponsorship, language: str = "en") -> str:
    """Return the sponsor's name: the State's in the language, else the organisation's."""
    state = countries.find(sponsorship.country)
    return state.name(language) if state else sponsorship.organisation or ""


def names(numbers: Iterable[int], language: str = "en") -> dict[int, str]:
    """Return the sponsors' names by the numbers of their co-sponsorships."""
    rows = session.scalars(
        select(CoSponsorship).where(CoSponsorship.id.in_(list(numbers))).options(lazyload(CoSponsorship.steps))
    )
    return {row.id: name(row, language) for row in rows}


def sponsor_key(country: str | None, organisation: str | None) -> str:
    """Return what makes a sponsor one and the same at an event; raise NoSponsor for neither."""
    if key := party_key(country, organisation):
        return key
    raise NoSponsor(field="country")


def _order(sponsorship: CoSponsorship) -> tuple[bool, str]:
    state = countries.find(sponsorship.country)
    return (state is None, state.sort_en if state else fold(sponsorship.organisation or ""))


def _step(sponsorship: CoSponsorship, status: CoSponsorshipStatus, *, by: str, now: datetime, note: str | None) -> None:
    """Date the step by the event's own calendar, never before the last one."""
    today = zones.to_local(now, sponsorship.event.timezone).date()
    last = sponsorship.steps[-1].on if sponsorship.steps else today
    sponsorship.steps.append(
        CoSponsorshipStep(on=max(today, last), status=status, by=by, note=note or None, recorded_at=now)
    )
    session.flush()


def _tell_of_repeat(
    sponsorship: CoSponsorship, contact_name: str, address: str, status: CoSponsorshipStatus, *, now: datetime
) -> None:
    outbox.queue("co-sponsorship-repeated", address, now=now, event=sponsorship.event, co_sponsorship=sponsorship)
    _tell_organisers(
        "organiser-co-sponsorship",
        sponsorship,
        now=now,
        status=status,
        contact_name=contact_name,
        contact_email=address,
    )
    audit.record(
        "co-sponsorship:repeat",
        sponsorship,
        by="self",
        now=now,
        event=sponsorship.event,
        difference={"contact": [None, f"{contact_name} <{address}>"], "status": [sponsorship.status, status]},
    )


def _tell_organisers(kind: str, sponsorship: CoSponsorship, *, now: datetime, **particulars: Any) -> None:
    for account in people.organisers():
        outbox.queue(
            kind,
            account.email,
            now=now,
            language=account.language,
            event=sponsorship.event,
            co_sponsorship=sponsorship,
            account=account,
            **particulars,
        )
