"""A person's own calendar by a secret address: every registration under one e-mail address, with the way in.

The address is opened when its owner first looks, renewed or switched off by them, and forgotten with the last
registration that says who they are. What was once switched off says so for ever: programs then stop asking.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import joinedload, selectinload

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.i18n import _
from eventhub.domain import audit, calendars, choices, session_invitations, sessions
from eventhub.domain.admissions import may_join
from eventhub.domain.calendars import CalendarEntry
from eventhub.domain.feeds import WINDOW, NoSuchFeed
from eventhub.models.calendars import PersonalCalendar
from eventhub.models.events import Event, EventStatus
from eventhub.models.invitations import Invitation, SessionInvitation
from eventhub.models.registrations import Registration, RegistrationStatus

Status = RegistrationStatus

PURPOSE = "calendar"

NOTED_EVERY = timedelta(hours=1)
"""How often it is written down that a program has looked: a poll should write nothing."""


class Ended(NoSuchFeed):
    """The address was a person's own once, and has been renewed or switched off since."""


class Place(NamedTuple):
    """Where a person stands with one event, in the columns that their calendar depends on."""

    registration_id: int
    status: RegistrationStatus
    key_version: int
    language: str
    registration_changed_at: datetime
    event_id: int
    event_revision: int
    event_sequence: int
    event_changed_at: datetime
    ends_at: datetime
    invitation_sequence: int | None

    @property
    def sequence(self) -> int:
        """The highest SEQUENCE that any calendar of this person has been told."""
        return max(self.event_sequence, self.invitation_sequence or 0)

    @property
    def changed_at(self) -> datetime:
        """When the entry last changed, by the event or by the registration."""
        return max(self.event_changed_at, self.registration_changed_at)


@dataclass(frozen=True, slots=True)
class Content:
    """What a personal calendar shows: one place for each event, in order of time."""

    places: Sequence[Place]
    changed: datetime
    """No earlier than the last change; an event that left the window is one."""

    @property
    def fingerprint(self) -> str:
        """Differs when any entry came, went or changed."""
        return repr(self.places)

    @property
    def language(self) -> str | None:
        """The language of the latest registration, in which the whole is written."""
        latest = max(self.places, key=lambda each: each.registration_id, default=None)
        return latest.language if latest else None


def find(registration: Registration) -> PersonalCalendar | None:
    """Return the calendar of whoever a registration is of, if one was opened."""
    if registration.email_key is None:
        return None
    return session.scalar(select(PersonalCalendar).where(PersonalCalendar.email_key == registration.email_key))


def open_for(registration: Registration, *, now: datetime) -> PersonalCalendar | None:
    """Return the calendar of whoever a registration is of, new if need be; None for one without an address."""
    if registration.email_key is None:
        return None
    if calendar := find(registration):
        return calendar
    calendar = PersonalCalendar(email_key=registration.email_key, key_version=1, changed_at=now)
    session.add(calendar)
    audit.record("personal_calendar:open", calendar, by="self", now=now)
    return calendar


def renew(calendar: PersonalCalendar, *, by: str, now: datetime) -> None:
    """End the present address and begin another."""
    calendar.key_version += 1
    calendar.revoked_at = calendar.fetched_at = calendar.fetched_by = None
    audit.record("personal_calendar:renew", calendar, by=by, now=now)


def revoke(calendar: PersonalCalendar, *, by: str, now: datetime) -> None:
    """Switch the calendar off: its address has ended."""
    if calendar.revoked_at is None:
        calendar.revoked_at = now
        audit.record("personal_calendar:revoke", calendar, by=by, now=now)


def forget(email_keys: Collection[str], *, now: datetime) -> None:
    """End the calendars of addresses under which no registration says any more who it is of."""
    known = select(Registration.email_key).where(Registration.email_key.in_(email_keys))
    mine = update(PersonalCalendar).where(PersonalCalendar.email_key.in_(email_keys))
    ended = mine.where(PersonalCalendar.email_key.not_in(known))
    session.execute(ended.values(email_key=None, revoked_at=now, fetched_at=None, fetched_by=None))
    session.execute(mine.values(changed_at=now))


def link_token(calendar: PersonalCalendar, *, secret: str) -> str:
    """Return the token of a calendar's address."""
    return tokens.issue(PURPOSE, calendar.id, calendar.key_version, secret=secret)


def by_token(token: str, *, secret: str) -> PersonalCalendar:
    """Return the calendar that an address opens; raise NoSuchFeed, or Ended for an address that once did."""
    claim = tokens.read(PURPOSE, token)
    calendar = session.get(PersonalCalendar, claim.row_id) if claim else None
    if calendar is None or claim is None:
        raise NoSuchFeed
    if claim.holds(calendar.key_version, secret=secret):
        if calendar.revoked_at is not None:
            raise Ended
        return calendar
    if any(claim.holds(version, secret=secret) for version in range(1, calendar.key_version)):
        raise Ended
    raise NoSuchFeed


def content(calendar: PersonalCalendar, *, now: datetime) -> Content:
    """Return what a calendar shows, in one query: no event is loaded.

    Of several registrations for one event the one in force counts, else the last.
    """
    rows = session.execute(_PLACES, {"the_address": calendar.email_key})
    grouped = groupby((Place(*row) for row in rows), key=lambda each: each.event_id)
    every = [_merged(list(group)) for _event, group in grouped]
    places = [each for each in every if each.ends_at >= now - WINDOW]
    left = [each.ends_at + WINDOW for each in every if each.ends_at < now - WINDOW]
    changed = max([calendar.changed_at, *(each.changed_at for each in places), *left])
    return Content(places, changed)


def load(content: Content) -> dict[int, Registration]:
    """Return the registrations of a calendar with their events, by number."""
    wanted = [each.registration_id for each in content.places]
    whole = (joinedload(Registration.event).selectinload(Event.sessions), selectinload(Registration.choices))
    query = select(Registration).options(*whole).where(Registration.id.in_(wanted))
    return {each.id: each for each in session.scalars(query)}


def entry(place: Place, registration: Registration, *, page: str, own_page: str) -> CalendarEntry:
    """Return what a person sees of an event: where they stand, their own way in and their own page, nobody else.

    `page` and `own_page` are absolute addresses.
    """
    event = registration.event
    is_coming = registration.status.is_standing and event.status is EventStatus.PUBLISHED
    whole = calendars.personal_entry(
        event,
        page=page,
        join=f"{own_page}/join",
        is_admitted=may_join(registration),
        about=_standing(registration),
        own_page=own_page,
    )
    return replace(
        whole,
        sequence=place.sequence,
        title=whole.title if is_coming else _("Cancelled: %(title)s", title=event.title),
        changed=place.changed_at,
        status=_certainty(registration) if is_coming else "CANCELLED",
        is_private=True,
    )


def session_entries(
    registration: Registration, told: Mapping[tuple[int, int], SessionInvitation], *, page: str, own_page: str
) -> list[CalendarEntry]:
    """Return what a person sees of each session that they chose, or that their calendar once held, in order of time.

    `told` is what `invitations.find_of_sessions` found for all registrations of the calendar.
    """
    chosen, entries = choices.chosen(registration), []
    for own in sessions.timed(registration.event):
        invitation = told.get((registration.id, own.id))
        if own.id not in chosen and invitation is None:
            continue
        whole = calendars.personal_session_entry(
            own, page=page, join=f"{own_page}/join", is_admitted=may_join(registration), own_page=own_page
        )
        is_coming = own.id in chosen and registration.status.is_standing and session_invitations.is_on(own)
        entries.append(
            replace(
                whole,
                sequence=max(own.sequence, invitation.sequence if invitation else 0),
                title=whole.title if is_coming else _("Cancelled: %(title)s", title=whole.title),
                changed=max(own.changed_at, registration.changed_at),
                status=_certainty(registration) if is_coming else "CANCELLED",
                is_private=True,
            )
        )
    return entries


def is_to_be_noted(calendar: PersonalCalendar, *, now: datetime) -> bool:
    """Tell whether it is time to write down again that a program has looked."""
    return calendar.fetched_at is None or now - calendar.fetched_at >= NOTED_EVERY


def note_fetch(number: int, program: str, *, now: datetime) -> None:
    """Write down that a program has looked; `program` is its family and nothing more."""
    own = update(PersonalCalendar).where(PersonalCalendar.id == number, PersonalCalendar.revoked_at.is_(None))
    session.execute(own.values(fetched_at=now, fetched_by=program))


def _certainty(registration: Registration) -> Literal["CONFIRMED", "TENTATIVE"]:
    return "CONFIRMED" if registration.status is Status.CONFIRMED else "TENTATIVE"


def _standing(registration: Registration) -> str:
    """Say in one sentence where a person stands."""
    if registration.event.status is EventStatus.CANCELLED:
        return _("This event has been cancelled.")
    return {
        Status.CONFIRMED: _("Your place is confirmed."),
        Status.PENDING: _("The organisers have not decided on your registration yet."),
        Status.WAITLISTED: _("You are on the waiting list."),
        Status.DECLINED: _("The organisers were unable to confirm your registration."),
    }.get(registration.status, _("This registration is no longer in force."))


def _merged(group: Sequence[Place]) -> Place:
    """Return the registration that counts, with the highest SEQUENCE and the latest change of all of them."""
    counts = max(group, key=lambda each: (each.status.is_standing, each.registration_id))
    return counts._replace(
        invitation_sequence=max(each.invitation_sequence or 0 for each in group),
        registration_changed_at=max(each.registration_changed_at for each in group),
    )


def _places() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.status,
            Registration.key_version,
            Registration.language,
            Registration.changed_at,
            Event.id,
            Event.revision,
            Event.sequence,
            Event.changed_at,
            Event.ends_at_utc,
            Invitation.sequence,
        )
        .join(Registration.event)
        .outerjoin(Invitation, Invitation.registration_id == Registration.id)
        .where(Registration.email_key == bindparam("the_address"))
        .where(Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
        .order_by(Event.starts_at_utc, Event.id, Registration.id)
    )


_PLACES = _places()
"""Put together once: that takes longer than the database takes to answer it."""
