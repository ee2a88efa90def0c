"""What each person's calendar has been told: one entry that never forks.

The UID is the event's, or that of one of its sessions, which are entries of their own. SEQUENCE and DTSTAMP are kept
per registration, because one person's cancellation must not make every other calendar ask again (RFC 5546, 2.1.4 and
2.1.5). Whoever withdraws and registers again has a new registration and the same calendar, so the count goes on where
it stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, update

from eventhub.base.db import note, session
from eventhub.models.events import Event, Session
from eventhub.models.invitations import Invitation, SessionInvitation
from eventhub.models.registrations import Registration

REQUEST = "REQUEST"
CANCEL = "CANCEL"

PARTICULARS = ("method", "sequence", "stamp", "participation")
"""What a message says to a calendar."""

Entry = Invitation | SessionInvitation
"""What one calendar was told of the event, or of one session."""

_TICK = timedelta(seconds=1)
"""The least step of a DTSTAMP."""


def _told(model: Any, *about: ColumnElement[bool]) -> Select[Any]:
    """Put the query together, once: that takes longer than the database takes to answer it."""
    query: Select[Any] = (
        select(model, Registration.email_key)
        .join(model.registration)
        .where(
            Registration.event_id == bindparam("the_event"),
            or_(
                Registration.id.in_(bindparam("the_numbers", expanding=True)),
                Registration.email_key.in_(bindparam("the_addresses", expanding=True)),
                Registration.email_key.is_(None),
            ),
            *about,
        )
        .order_by(model.sequence)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )
    return query


_TOLD_OF_EVENT = _told(Invitation)
_TOLD_OF_SESSION = _told(SessionInvitation, SessionInvitation.session_id == bindparam("the_session"))


def request(registration: Registration, *, now: datetime) -> dict[str, Any]:
    """Enter the event, as it now stands, into this person's calendar; return what the message must say.

    The particulars are `{"method": "REQUEST", "sequence": int, "stamp": ISO 8601, "participation": PARTSTAT}`. SEQUENCE
    stays when only words changed, and the calendar's answer with it; it rises when the meeting changed materially since
    the last message, and above a CANCEL when the person is invited again.
    """
    return request_all([registration], now=now)[registration.id]


def request_all(
    registrations: Sequence[Registration], *, now: datetime, about: Session | None = None
) -> dict[int, dict[str, Any]]:
    """Enter one event, or one session, into the calendars of some hundred people by one query.

    Returns the particulars by registration. No two of them have the same address.
    """
    particulars, opened = {}, []
    for registration, invitation, told in _locked(registrations, about):
        event_sequence = (about or registration.event).sequence
        if invitation is None:
            invitation = _first(registration, about)
            invitation.sequence = _above(event_sequence, told)
            opened.append(invitation)
        elif invitation.last_method == CANCEL or event_sequence > invitation.event_sequence:
            invitation.sequence, invitation.reply = _above(event_sequence, told), None
        particulars[registration.id] = _tell(invitation, REQUEST, event_sequence, told, now=now)
    note(*opened)
    return particulars


def cancel(registration: Registration, *, now: datetime) -> dict[str, Any] | None:
    """Take the event out of this person's calendar; return what the message must say, or None if it holds no entry."""
    return cancel_all([registration], now=now).get(registration.id)


def cancel_all(
    registrations: Sequence[Registration], *, now: datetime, about: Session | None = None
) -> dict[int, dict[str, Any]]:
    """Take one event, or one session, out of the calendars of some hundred people by one query.

    Returns the particulars by registration; whoever holds no entry is left out.
    """
    particulars = {}
    for registration, invitation, told in _locked(registrations, about):
        if invitation is None or invitation.last_method == CANCEL:
            continue
        event_sequence = (about or registration.event).sequence
        invitation.sequence, invitation.reply = _above(event_sequence, told), None
        particulars[registration.id] = _tell(invitation, CANCEL, event_sequence, told, now=now)
    return particulars


def find(registration: Registration) -> Invitation | None:
    """Return what this person's calendar was told, if anything."""
    return session.scalar(select(Invitation).where(Invitation.registration_id == registration.id))


def find_of_sessions(numbers: Collection[int]) -> dict[tuple[int, int], SessionInvitation]:
    """Return what the calendars of these registrations were told of sessions, by registration and session."""
    theirs = select(SessionInvitation).where(SessionInvitation.registration_id.in_(numbers))
    return {(each.registration_id, each.session_id): each for each in session.scalars(theirs)}


def answer(invitation: Entry) -> str | None:
    """Return what a calendar answers to the invitation as it stands; None where that was to an earlier one.

    Somebody who passed the invitation on has not said whether they come.
    """
    is_to_earlier = invitation.reply_sequence is not None and invitation.reply_sequence < invitation.sequence
    return None if is_to_earlier or invitation.reply == "DELEGATED" else invitation.reply


def forget_words(numbers: Collection[int]) -> None:
    """Forget what these registrations' people wrote beside their answers; what they answered stays."""
    for model in (Invitation, SessionInvitation):
        mine = update(model).where(model.registration_id.in_(numbers))
        session.execute(mine.values(reply_comment=None, reply_delegate=None))


def holders(event: Event, *, about: Session | None = None) -> Sequence[Registration]:
    """Return the registrations whose calendars hold the event, or one session: they are told when it falls away."""
    model = SessionInvitation if about else Invitation
    holding = (
        select(Registration)
        .join(model, model.registration_id == Registration.id)
        .where(Registration.event_id == event.id, model.last_method == REQUEST)
        .order_by(Registration.id)
    )
    return session.scalars(holding.where(SessionInvitation.session_id == about.id) if about else holding).all()


def _first(registration: Registration, about: Session | None) -> Entry:
    if about is None:
        return Invitation(registration_id=registration.id)
    return SessionInvitation(registration_id=registration.id, session_id=about.id)


def _locked(
    registrations: Sequence[Registration], about: Session | None
) -> list[tuple[Registration, Entry | None, list[Entry]]]:
    """Return with each registration of one event its entry, and all that its address ever had, that one too.

    Whoever holds none yet may be somebody who was erased and is here again: what was told to those counts as well.
    All are read under a lock and anew: two messages at once must not carry one DTSTAMP.
    """
    session.flush()
    wanted: dict[str, Any] = {
        "the_event": registrations[0].event_id,
        "the_numbers": [each.id for each in registrations],
        "the_addresses": [each.email_key for each in registrations if each.email_key is not None],
    }
    query = _TOLD_OF_EVENT
    if about is not None:
        query, wanted["the_session"] = _TOLD_OF_SESSION, about.id
    own: dict[int, Entry] = {}
    of_address: dict[str | None, list[Entry]] = defaultdict(list)
    for invitation, address in session.execute(query, wanted):
        own[invitation.registration_id] = invitation
        of_address[address].append(invitation)
    found = []
    for each in registrations:
        mine = own.get(each.id)
        told = of_address[each.email_key] if each.email_key is not None else [mine] if mine is not None else []
        found.append((each, mine, told if mine is not None else [*told, *of_address[None]]))
    return found


def _above(event_sequence: int, told: Sequence[Entry]) -> int:
    """Return the next count: no lower than the event's own, and above every word that this address had about it."""
    return max([event_sequence, *(each.sequence + 1 for each in told)])


def _tell(
    invitation: Entry, method: str, event_sequence: int, told: Sequence[Entry], *, now: datetime
) -> dict[str, Any]:
    stamps = [now.astimezone(UTC).replace(microsecond=0), *(each.last_stamp + _TICK for each in told)]
    stamp = max(stamps)
    invitation.last_method, invitation.last_stamp, invitation.event_sequence = method, stamp, event_sequence
    return {
        "method": method,
        "sequence": invitation.sequence,
        "stamp": stamp.isoformat(),
        "participation": answer(invitation) or "NEEDS-ACTION",
    }
