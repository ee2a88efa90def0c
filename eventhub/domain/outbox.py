"""Mail to be sent: queued in the transaction of the change it tells of, claimed by workers under a lease."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from eventhub.base.db import note, session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import audit, unreachable
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.events import Event
from eventhub.models.outbox import Message, MessageState
from eventhub.models.people import Account
from eventhub.models.registrations import Registration

LEASE = timedelta(minutes=2)
"""How long a claimed message is left to its worker before another may take it up."""

BATCH = 50
"""How many messages a worker claims at a time, and sends over one connection."""

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""How long to wait after each temporary failure: nearly five days in all (RFC 5321, 4.5.4.1). After the last wait
the message counts as refused."""


# Written once: putting it together takes longer than the database takes to answer it.
_WHOLE = (
    select(Message, Registration, Event)
    .outerjoin(Registration, Registration.id == Message.registration_id)
    .outerjoin(Event, Event.id == Message.event_id)
    .where(Message.id == bindparam("the_number"))
)

_FORGOTTEN = select(Registration.anonymised_at).where(Registration.id == bindparam("the_number"))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which messages; empty words let all through."""

    kind: str = ""
    state: str = ""
    q: str = ""
    """A part of the address."""


class ReaderErased(Refused):
    """Whoever was erased is written to no more."""

    message = _l("Whoever this message was for has been erased: there is nobody to send it to.")


class NothingToRetry(Refused):
    """Only a message that was refused for good is sent again by hand."""

    message = _l("This message was not refused: it is on its way or has arrived.")


def queue(
    kind: str,
    recipient: str,
    *,
    now: datetime,
    language: str = "en",
    event: Event | None = None,
    registration: Registration | None = None,
    co_sponsorship: CoSponsorship | None = None,
    account: Account | None = None,
    **particulars: Any,
) -> Message:
    """Put a message in the outbox; it is written from these rows when it is sent."""
    if any(row is not None and row.id is None for row in (event, registration, co_sponsorship, account)):
        session.flush()
    message = Message(
        kind=kind,
        message_id=secrets.token_hex(16),
        recipient=recipient.strip(),
        language=language,
        event_id=event.id if event else registration.event_id if registration else None,
        registration_id=registration.id if registration else None,
        co_sponsorship_id=co_sponsorship.id if co_sponsorship else None,
        account_id=account.id if account else None,
        particulars=particulars,
        due_at=now,
        created_at=now,
    )
    session.add(message)
    return message


def queue_all(told: Iterable[tuple[str, Registration, Mapping[str, Any]]], *, now: datetime) -> None:
    """Put messages to registered people in the outbox by one statement: kind, to whom, and particulars of each.

    Whoever has no address gets none.
    """
    note(
        *(
            Message(
                kind=kind,
                message_id=secrets.token_hex(16),
                recipient=registration.email.strip(),
                language=registration.language,
                event_id=registration.event_id,
                registration_id=registration.id,
                particulars=dict(particulars),
                due_at=now,
                created_at=now,
            )
            for kind, registration, particulars in told
            if registration.email
        )
    )


def claim(*, now: datetime, limit: int = BATCH) -> Sequence[Message]:
    """Lease the messages that are due, oldest first; commit before sending the first.

    On PostgreSQL rows that another worker is claiming are skipped; on SQLite the write lock orders workers.
    """
    due = select(Message).where(*_is_due(now)).order_by(Message.id).limit(limit).with_for_update(skip_locked=True)
    messages = session.scalars(due.execution_options(populate_existing=True)).all()
    for message in messages:
        message.leased_until = now + LEASE
        message.attempts += 1
    return messages


def record_sent(message: Message, *, now: datetime) -> None:
    """The receiving server took it."""
    message.state, message.sent_at = MessageState.SENT, now
    message.leased_until = message.last_error = None
    _forget_erased_reader(message)


def record_refused(message: Message, error: str) -> None:
    """The receiving server said no for good."""
    message.state, message.last_error, message.leased_until = MessageState.REFUSED, error, None
    if _forget_erased_reader(message):
        message.last_error = None  # servers repeat the address in what they say


def record_returned(message: Message, error: str, *, is_final: bool) -> None:
    """It came back from further on: for good, or another server still tries."""
    message.last_error = None if _forget_erased_reader(message) else error
    if is_final:
        message.state, message.leased_until = MessageState.REFUSED, None


def refuse_waiting(address: str, error: str) -> None:
    """Refuse what waits for an address that takes no mail, so that nobody thinks it on its way."""
    mine = func.lower(Message.recipient) == address.strip().lower()
    waiting = (Message.state == MessageState.QUEUED, Message.kind.not_in(unreachable.ASKED_FOR))
    refused = {"state": MessageState.REFUSED, "last_error": stopped(error), "leased_until": None}
    session.execute(update(Message).where(mine, *waiting).values(refused))


def stopped(error: str) -> str:
    """Say why a message is not even tried."""
    return _("Not sent, because earlier mail to this address came back: %(reason)s", reason=error)


def record_failed(message: Message, error: str, *, now: datetime) -> None:
    """It did not work this time: try later, and give up after the last wait."""
    if message.attempts > len(BACK_OFF):
        record_refused(message, error)
        return
    message.due_at, message.last_error, message.leased_until = now + BACK_OFF[message.attempts - 1], error, None


def release(message: Message) -> None:
    """Give back a claimed message that was not tried."""
    message.leased_until = None
    message.attempts -= 1


def retry(message: Message, *, by: str, now: datetime) -> None:
    """Send a refused message again, by a person's decision; until it comes back, its address is good again."""
    if message.state is not MessageState.REFUSED:
        raise NothingToRetry
    if not message.recipient:
        raise ReaderErased
    registration = session.get(Registration, message.registration_id) if message.registration_id else None
    unreachable.clear(message.recipient, by=by, now=now, about=registration)
    message.state, message.due_at, message.attempts = MessageState.QUEUED, now, 0
    message.leased_until = message.last_error = None
    event = session.get(Event, message.event_id) if message.event_id else None
    audit.record("message:retry", message, by=by, now=now, event=event)


def find_by_event(event: Event) -> Sequence[Message]:
    """Return the messages of an event, newest first."""
    return session.scalars(select(Message).where(Message.event_id == event.id).order_by(Message.id.desc())).all()


def find_page(event: Event, filters: Filters, *, start: int, limit: int) -> Sequence[Message]:
    """Return a stretch of an event's messages, newest first, those refused before all others."""
    is_refused = case((Message.state == MessageState.REFUSED, 0), else_=1)
    mine = select(Message).where(*_fits(event, filters)).order_by(is_refused, Message.id.desc())
    return session.scalars(mine.offset(start).limit(limit)).all()


def count(event: Event, filters: Filters) -> int:
    """Return how many messages of an event fit the filters."""
    return session.scalar(select(func.count()).select_from(Message).where(*_fits(event, filters))) or 0


def kinds(event: Event) -> list[str]:
    """Return the kinds of messages that an event has had."""
    mine = select(Message.kind).where(Message.event_id == event.id).distinct().order_by(Message.kind)
    return list(session.scalars(mine))


def count_since(moment: datetime, kind: str, registration: Registration) -> int:
    """Return how many messages of a kind were written to a registration after a moment."""
    mine = select(func.count()).select_from(Message).where(Message.registration_id == registration.id)
    return session.scalar(mine.where(Message.kind == kind, Message.created_at > moment)) or 0


def find_by_message_id(tokens: Collection[str]) -> Message | None:
    """Return the message whose Message-ID begins with one of these."""
    return session.scalar(select(Message).where(Message.message_id.in_(tokens)).order_by(Message.id.desc()).limit(1))


def find_last_sent(address: str, *, since: datetime) -> Message | None:
    """Return the last message that went to an address after a moment."""
    mine = (func.lower(Message.recipient) == address.strip().lower(), Message.sent_at >= since)
    return session.scalar(select(Message).where(*mine).order_by(Message.id.desc()).limit(1))


def find(message_id: int) -> Message | None:
    """Return the message of this number."""
    return session.get(Message, message_id)


def find_whole(message_id: int) -> tuple[Message | None, Registration | None, Event | None]:
    """Return the message of this number with the registration and the event that it names, by one query."""
    found = session.execute(_WHOLE, {"the_number": message_id}).one_or_none()
    if found is None:
        return None, None, None
    message, registration, event = found
    return message, registration, event


def count_refused() -> dict[int, int]:
    """Return how many messages were refused for good, by event id; events without any are left out."""
    refused = select(Message.event_id, func.count()).where(
        Message.state == MessageState.REFUSED, Message.event_id.is_not(None)
    )
    rows = session.execute(refused.group_by(Message.event_id))
    return {event_id: number for event_id, number in rows if event_id is not None}


def is_anything_due(*, now: datetime) -> bool:
    """Tell whether a claim would find something."""
    return session.scalar(select(exists().where(*_is_due(now)))) or False


def _forget_erased_reader(message: Message) -> bool:
    """Forget to whom the last letter went if its reader is forgotten; tell whether that was so."""
    number = message.registration_id
    if number is None or session.scalar(_FORGOTTEN, {"the_number": number}) is None:
        return False
    message.recipient, message.particulars = "", {}
    return True


def _fits(event: Event, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [Message.event_id == event.id]
    if filters.kind:
        conditions.append(Message.kind == filters.kind)
    if filters.state:
        conditions.append(Message.state == filters.state)
    if filters.q:
        conditions.append(func.lower(Message.recipient).contains(filters.q.lower(), autoescape=True))
    return conditions


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """A message waits until those written before it to the same registration have gone: news must not overtake news."""
    earlier = aliased(Message)
    comes_first = exists().where(
        earlier.registration_id == Message.registration_id,
        earlier.id < Message.id,
        earlier.state == MessageState.QUEUED,
    )
    return (
        ~comes_first,
        Message.state == MessageState.QUEUED,
        Message.due_at <= now,
        or_(Message.leased_until.is_(None), Message.leased_until <= now),
    )
