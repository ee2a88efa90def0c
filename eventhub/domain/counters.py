"""Proposals of another time that organisers turn down, so that the calendar hears of it (RFC 5546, 3.2.8)."""

from __future__ import annotations

from datetime import UTC, datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import events, incoming, replies, sessions, steps
from eventhub.models.replies import IncomingMessage, Outcome

METHOD = "DECLINECOUNTER"


class NothingProposed(Refused):
    """Only a proposal can be turned down."""

    message = _l("This message proposes no other time.")


class NotHeld(Refused):
    """Whoever holds no invitation any more has nothing to keep."""

    message = _l("Their calendar no longer holds the invitation that this answers.")


def decline(message: IncomingMessage, *, by: str, now: datetime) -> None:
    """Tell whoever proposed another time or place that the meeting stays where it is; the message goes.

    What is sent carries the SEQUENCE of the invitation as it stands and asks for nothing.
    """
    registration, event = message.registration, message.event
    if message.outcome is not Outcome.COUNTERED or registration is None or event is None:
        raise NothingProposed
    events.lock(event)
    number = message.particulars.get("session")
    about = sessions.find(event, number) if number is not None else None
    invitation = replies.held(registration, about)
    if invitation is None:
        raise NotHeld
    stamp = max(now.astimezone(UTC).replace(microsecond=0), invitation.last_stamp)
    told = {"method": METHOD, "sequence": invitation.sequence, "stamp": stamp.isoformat()}
    steps.mail("counter-declined", registration, now=now, **told, **({"session": about.id} if about else {}))
    incoming.settle(message, by=by, now=now)
