"""Sessions in the calendars of those who chose them: an entry and a letter for each, beside the event's own.

A message to a calendar holds one entry (RFC 5546, 3.2.2; Outlook takes no other), so each session has its own letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.domain import invitations, outbox
from eventhub.models.events import EventStatus, Session
from eventhub.models.invitations import SessionInvitation
from eventhub.models.registrations import Registration, RegistrationStatus, SessionRegistration

INVITED = "session-invited"
CHANGED = "session-changed"
CANCELLED = "session-cancelled"
DROPPED = "session-dropped"

GOING = frozenset({CANCELLED, DROPPED})
"""The letters that take a session out of a calendar."""

BATCH = 500
"""How many people are told by the same few statements."""


def request(
    own: Session, people: Sequence[Registration], kind: str, *, now: datetime, was_coming: bool = False
) -> None:
    """Enter a session, as it now stands, into the calendars of those who have a seat; none that is off.

    Nor one that is over, unless it `was_coming` until it was moved.
    """
    if not is_on(own) or not (was_coming or is_coming(own, now=now)):
        return
    for some in _batches([each for each in people if each.email and each.status is RegistrationStatus.CONFIRMED]):
        calendars = invitations.request_all(some, now=now, about=own)
        outbox.queue_all(((kind, each, {"session": own.id} | calendars[each.id]) for each in some), now=now)


def cancel(own: Session, people: Sequence[Registration], kind: str, *, now: datetime) -> None:
    """Take a session out of the calendars of those whose hold it."""
    for some in _batches(people):
        calendars = invitations.cancel_all(some, now=now, about=own)
        told = ((kind, each, {"session": own.id} | calendars[each.id]) for each in some if each.id in calendars)
        outbox.queue_all(told, now=now)


def cancel_everywhere(own: Session, *, now: datetime) -> None:
    """Take a session that is off out of every calendar that holds it."""
    cancel(own, invitations.holders(own.event, about=own), CANCELLED, now=now)


def enter_all(people: Collection[Registration], *, now: datetime) -> None:
    """Enter into their calendars every session that these people of one event chose."""
    for own, choosers in _chosen(people).items():
        request(own, choosers, INVITED, now=now)


def leave_all(registration: Registration, *, now: datetime) -> None:
    """Take every session out of the calendar of somebody who has no place any more."""
    for own in _held(registration):
        cancel(own, [registration], DROPPED, now=now)


def choosers(own: Session) -> Sequence[Registration]:
    """Return those who have a seat and chose a session, in order of entry."""
    query = (
        select(Registration)
        .join(SessionRegistration, SessionRegistration.registration_id == Registration.id)
        .where(SessionRegistration.session_id == own.id, Registration.status == RegistrationStatus.CONFIRMED)
        .order_by(Registration.id)
    )
    return session.scalars(query).all()


def is_coming(own: Session, *, now: datetime) -> bool:
    """Tell whether a session still stands before those who chose it."""
    return is_on(own) and own.ends_at_utc is not None and now < own.ends_at_utc


def is_on(own: Session) -> bool:
    """Tell whether a session takes place, as far as the public knows."""
    return own.cancelled_at is None and own.event.status is EventStatus.PUBLISHED


def _chosen(people: Collection[Registration]) -> dict[Session, list[Registration]]:
    """Return the sessions that people chose, in order of time, each with who did."""
    by_number = {each.id: each for each in people}
    query = select(SessionRegistration).options(joinedload(SessionRegistration.session))
    rows = session.scalars(query.where(SessionRegistration.registration_id.in_(by_number))).all()
    found: dict[Session, list[Registration]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: (str(each.session.starts_at_utc), each.session_id, each.registration_id)):
        found[row.session].append(by_number[row.registration_id])
    return found


def _held(registration: Registration) -> Sequence[Session]:
    held = (
        select(Session)
        .join(SessionInvitation, SessionInvitation.session_id == Session.id)
        .where(SessionInvitation.registration_id == registration.id)
        .where(SessionInvitation.last_method == invitations.REQUEST)
        .order_by(Session.starts_at_utc, Session.id)
    )
    return session.scalars(held).all()


def _batches(people: Sequence[Registration]) -> Iterator[Sequence[Registration]]:
    return (people[start : start + BATCH] for start in range(0, len(people), BATCH))
