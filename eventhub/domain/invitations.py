"""What each person's calendar has been told: one entry that never forks.

The UID is the event's. SEQUENCE and DTSTAMP are kept per registration, because one person's cancellation must not
make every other calendar ask again (RFC 5546, 2.1.4 and 2.1.5). Whoever withdraws and registers again has a new
registration and the same calendar, so the count goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from eventhub.base.db import session
from eventhub.models.events import Event
from eventhub.models.invitations import Invitation
from eventhub.models.registrations import Registration

REQUEST = "REQUEST"
CANCEL = "CANCEL"

_TICK = timedelta(seconds=1)
"""The least step of a DTSTAMP."""


def request(registration: Registration, *, now: datetime) -> dict[str, Any]:
    """Enter the event, as it now stands, into this person's calendar; return what the message must say.

    The particulars are `{"method": "REQUEST", "sequence": int, "stamp": ISO 8601, "participation": PARTSTAT}`. SEQUENCE
    stays when only words changed, and the calendar's answer with it; it rises when the meeting changed materially since
    the last message, and above a CANCEL when the person is invited again.
    """
    event_sequence = registration.event.sequence
    invitation, earlier = _locked(registration)
    if invitation is None:
        invitation = _first(registration, event_sequence, earlier)
    elif invitation.last_method == CANCEL or event_sequence > invitation.event_sequence:
        invitation.sequence = max(event_sequence, invitation.sequence + 1)
        invitation.reply = None
    return _tell(invitation, REQUEST, event_sequence, now=now)


def cancel(registration: Registration, *, now: datetime) -> dict[str, Any] | None:
    """Take the event out of this person's calendar; return what the message must say, or None if it holds no entry."""
    invitation, _earlier = _locked(registration)
    if invitation is None or invitation.last_method == CANCEL:
        return None
    event_sequence = registration.event.sequence
    invitation.sequence = max(event_sequence, invitation.sequence + 1)
    invitation.reply = None
    return _tell(invitation, CANCEL, event_sequence, now=now)


def find(registration: Registration) -> Invitation | None:
    """Return what this person's calendar was told, if anything."""
    return session.scalar(select(Invitation).where(Invitation.registration_id == registration.id))


def holders(event: Event) -> Sequence[Registration]:
    """Return the registrations whose calendars hold the event: they are told when it moves or falls away."""
    holding = (
        select(Registration)
        .join(Invitation, Invitation.registration_id == Registration.id)
        .where(Registration.event_id == event.id, Invitation.last_method == REQUEST)
        .order_by(Registration.id)
    )
    return session.scalars(holding).all()


def _locked(registration: Registration) -> tuple[Invitation | None, Invitation | None]:
    """Return the person's invitation, and the last one that their address had to the event before.

    Both are read under a lock and anew: two messages at once must not carry one DTSTAMP.
    """
    session.flush()
    same_person = Registration.id == registration.id
    if registration.email_key is not None:
        same_person = or_(same_person, Registration.email_key == registration.email_key)
    told = (
        select(Invitation)
        .join(Invitation.registration)
        .where(Registration.event_id == registration.event_id, same_person)
        .order_by(Invitation.sequence)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    own, earlier = None, None
    for invitation in session.scalars(told):
        if invitation.registration_id == registration.id:
            own = invitation
        else:
            earlier = invitation
    return own, earlier


def _first(registration: Registration, event_sequence: int, earlier: Invitation | None) -> Invitation:
    """Open the count at the event's own SEQUENCE, or above the last word this address had about the event."""
    invitation = Invitation(registration=registration, sequence=event_sequence)
    if earlier is not None:
        invitation.sequence = max(event_sequence, earlier.sequence + 1)
        invitation.last_stamp = earlier.last_stamp
    session.add(invitation)
    return invitation


def _tell(invitation: Invitation, method: str, event_sequence: int, *, now: datetime) -> dict[str, Any]:
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if invitation.last_stamp is not None:
        stamp = max(stamp, invitation.last_stamp + _TICK)
    invitation.last_method, invitation.last_stamp, invitation.event_sequence = method, stamp, event_sequence
    return {
        "method": method,
        "sequence": invitation.sequence,
        "stamp": stamp.isoformat(),
        "participation": invitation.reply or "NEEDS-ACTION",
    }
