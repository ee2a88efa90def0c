"""What came in by mail: each message taken once, and a list of those that somebody must look at.

Nobody's letters are kept here. What is kept of a message is who sent it, its subject and why it waits, and only while
it does; of a message that was dealt with, that it came.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.base.errors import NotFound, Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome

KEPT = timedelta(days=180)
"""How long messages that fit no event are kept, and the marks by which a message is read only once."""

MOST = 200
"""How many waiting messages are shown; whoever has more looks at these first."""

BLANK: Mapping[str, Any] = {"sender": None, "subject": None, "particulars": {}}


class NoSuchMessage(NotFound):
    """No message has this number here."""

    message = _l("There is no such message.")


class SettledAlready(Refused):
    """Somebody else has looked at it."""

    message = _l("Somebody has settled this message already.")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that has come in, as far as rules ask."""

    fingerprint: str
    sender: str
    """One bare address, or nothing where it names none or several."""
    subject: str = ""
    is_vouched: bool = True
    """Whether it may be believed to come from there."""
    is_automatic: bool = False


def is_known(fingerprint: str) -> bool:
    """Tell whether a message was taken before."""
    return session.scalar(select(exists().where(IncomingMessage.fingerprint == fingerprint))) or False


def keep(
    arrival: Arrival,
    outcome: Outcome,
    *,
    now: datetime,
    event: Event | None = None,
    registration: Registration | None = None,
    **particulars: Any,
) -> IncomingMessage:
    """Write down that a message came and what became of it; for somebody to look at unless that settled it."""
    message = IncomingMessage(
        fingerprint=arrival.fingerprint,
        outcome=outcome,
        received_at=now,
        event=event,
        registration=registration,
    )
    if outcome.is_settled:
        message.settled_at, message.settled_by = now, "worker"
    else:
        message.sender, message.subject = arrival.sender or None, arrival.subject or None
        message.particulars = {name: value for name, value in particulars.items() if value is not None}
    session.add(message)
    session.flush()
    return message


def find_waiting(event: Event | None) -> Sequence[IncomingMessage]:
    """Return what is to be looked at of an event, or of none, the latest first."""
    mine = select(IncomingMessage).where(_of(event), IncomingMessage.settled_at.is_(None))
    latest = mine.order_by(IncomingMessage.received_at.desc(), IncomingMessage.id.desc()).limit(MOST)
    return session.scalars(latest.options(joinedload(IncomingMessage.registration))).all()


def count_waiting() -> dict[int | None, int]:
    """Return how many messages wait, by event id and under None for no event; without those that have none."""
    rows = session.execute(
        select(IncomingMessage.event_id, func.count())
        .where(IncomingMessage.settled_at.is_(None))
        .group_by(IncomingMessage.event_id)
    )
    waiting: dict[int | None, int] = {}
    waiting.update((event_id, number) for event_id, number in rows)
    return waiting


def get(number: int, event: Event | None) -> IncomingMessage:
    """Return a message of an event, or of none; raise NoSuchMessage."""
    found = session.get(IncomingMessage, number)
    if found is None or found.event_id != (event.id if event else None):
        raise NoSuchMessage
    return found


def settle(message: IncomingMessage, *, by: str, now: datetime) -> None:
    """Take a message off the list; what it said is forgotten."""
    mine = (IncomingMessage.id == message.id, IncomingMessage.settled_at.is_(None))
    done = update(IncomingMessage).where(*mine).values(settled_at=now, settled_by=by, **BLANK)
    if not session.scalars(done.returning(IncomingMessage.id)).all():
        raise SettledAlready
    audit.record("incoming:settle", message, by=by, now=now, event=message.event)


def forget(registrations: Collection[Registration]) -> None:
    """Forget what came from people, or about them."""
    numbers = [each.id for each in registrations]
    keys = [each.email_key for each in registrations if each.email_key]
    mine = or_(IncomingMessage.registration_id.in_(numbers), func.lower(IncomingMessage.sender).in_(keys))
    forgotten = func.coalesce(IncomingMessage.settled_at, IncomingMessage.received_at)
    session.execute(update(IncomingMessage).where(mine).values(settled_at=forgotten, **BLANK))


def has_old(*, now: datetime) -> bool:
    """Tell whether a message came too long ago to be kept."""
    return session.scalar(select(exists().where(IncomingMessage.received_at < now - KEPT))) or False


def forget_old(*, now: datetime) -> None:
    """Forget every message that came too long ago."""
    session.execute(delete(IncomingMessage).where(IncomingMessage.received_at < now - KEPT))


def _of(event: Event | None) -> Any:
    return IncomingMessage.event_id.is_(None) if event is None else IncomingMessage.event_id == event.id
