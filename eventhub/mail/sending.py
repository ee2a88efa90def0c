"""Sending what the outbox holds: claimed under a lease, over one connection, each recorded with its own commit.

The order is what keeps the promise that nothing announced is lost: lease and commit, send, record and commit. A
worker killed between any two of these leaves a message that is sent when its lease has run out, perhaps a second time,
under the same Message-ID.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Flag

from flask import current_app
from sqlalchemy.exc import DatabaseError, IntegrityError

from eventhub.base.db import reading, session
from eventhub.domain import audit, outbox, unreachable
from eventhub.mail.carriers import Carrier, Connection, Folder, NotDelivered, Unreachable
from eventhub.mail.letters import CannotBeReached, Letter
from eventhub.mail.traffic import Traffic
from eventhub.mail.writing import write
from eventhub.models.outbox import Message, MessageState

UNTOUCHED = timedelta(minutes=1)
"""How much of its lease a message must have left when it is taken up: more than the slowest server can spend on it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one batch."""

    sent: int = 0
    refused: int = 0
    failed: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(self.sent + other.sent, self.refused + other.refused, self.failed + other.failed)

    def __bool__(self) -> bool:
        return self != Delivered()


def deliver(*, now: datetime, stop: Flag | None = None, traffic: Traffic | None = None) -> Delivered:
    """Send one batch of what is due, then seal audit entries; commits as it goes.

    `stop` ends the batch early; letters and seals give way to `traffic`.
    """
    stop, traffic = stop or Flag(), traffic or Traffic()
    with reading():
        is_due, is_unsealed = outbox.is_anything_due(now=now), audit.is_any_unsealed()
    delivered = Delivered()
    if is_due:
        claimed = [message.id for message in outbox.claim(now=now)]
        session.commit()
        delivered = _deliver(claimed, now=now, stop=stop, traffic=traffic)
    if is_unsealed:
        _seal(stop, traffic)
    return delivered


def _deliver(claimed: Sequence[int], *, now: datetime, stop: Flag, traffic: Traffic) -> Delivered:
    """Send claimed messages while their lease is good; give back what there is no time for."""
    delivered = Delivered()
    last_start = time.monotonic() + (outbox.LEASE - UNTOUCHED).total_seconds()
    with _carrier() as carrier:
        for position, number in enumerate(claimed):
            if stop.is_set() or time.monotonic() > last_start:
                _release(claimed[position:], now=now)
                break
            try:
                with traffic.giving_way(stop):
                    delivered += _deliver_one(number, carrier, now=now)
            except Unreachable as error:
                for each in claimed[position:]:
                    delivered += _record(each, error, now=now)
                break
    return delivered


def _deliver_one(number: int, carrier: Carrier, *, now: datetime) -> Delivered:
    """Write and send one message and record what became of it. No transaction is open while the server is spoken to."""
    try:
        with reading():
            message, *_held = outbox.find_whole(number)  # held, so that nothing is read twice for the letter
            if message is None or not _is_ours(message, now=now):
                return Delivered()
            if reason := unreachable.reason(message.recipient, message.kind):
                raise NotDelivered(outbox.stopped(reason), is_final=True)
            letter = _written(message)
        carrier.send(letter)
    except Unreachable:
        raise
    except NotDelivered as error:
        return _record(number, error, now=now)
    return _record(number, None, now=now)


def _written(message: Message) -> Letter:
    """Return the letter; a fault in one must not hold up the others."""
    try:
        return write(message)
    except CannotBeReached as error:
        raise NotDelivered(str(error), is_final=True) from error
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("message %s (%s) could not be written", message.id, message.kind)
        raise NotDelivered(f"It could not be written: {error}") from error


def _record(number: int, error: NotDelivered | None, *, now: datetime) -> Delivered:
    """Write down what became of a message; that it was sent is true even if the lease has run out meanwhile."""
    message = _claimed(number, now=now) if error else outbox.find(number)
    if message is None:
        session.rollback()
        return Delivered()
    if error is None:
        outbox.record_sent(message, now=now)
    elif error.is_final:
        outbox.record_refused(message, str(error))
    else:
        outbox.record_failed(message, str(error), now=now)
    state = message.state
    session.commit()
    return Delivered(
        sent=int(state is MessageState.SENT),
        refused=int(state is MessageState.REFUSED),
        failed=int(state is MessageState.QUEUED),
    )


def _release(numbers: Sequence[int], *, now: datetime) -> None:
    for number in numbers:
        if message := _claimed(number, now=now):
            outbox.release(message)
    session.commit()


def _claimed(number: int, *, now: datetime) -> Message | None:
    """Return the message if it still exists and is still ours by the lease taken at `now`."""
    message = outbox.find(number)
    return message if message is not None and _is_ours(message, now=now) else None


def _is_ours(message: Message, *, now: datetime) -> bool:
    return message.leased_until == now + outbox.LEASE


def _seal(stop: Flag, traffic: Traffic) -> None:
    """Chain every entry that waits, a batch at a time, so that writers never wait long."""
    is_any = True
    while is_any and not stop.is_set():
        with traffic.giving_way(stop):
            try:
                is_any = audit.seal() > 0
                session.commit()
            except IntegrityError:  # another worker began the chain at this very moment
                session.rollback()
                return


@contextmanager
def _carrier() -> Iterator[Carrier]:
    """Return the SMTP server that the settings name, or the folder that stands in for one."""
    if not current_app.config["MAIL_SERVER"]:
        yield Folder(Path(current_app.instance_path) / "mail")
        return
    with Connection(current_app.config) as connection:
        yield connection
