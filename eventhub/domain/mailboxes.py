"""Who reads the mailbox of answers: one worker at a time, wherever it runs, and how that went."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from eventhub.base.db import session
from eventhub.models.replies import MailboxWatch

LEASE = timedelta(minutes=5)
"""How long the mailbox is left to a reader that says nothing more."""

PAUSE = timedelta(seconds=50)
"""How long a mailbox that was read to its end is left alone, however many workers there are."""

_ONLY = 1


def take(*, now: datetime) -> bool:
    """Lease the mailbox; tell whether it was free. Commit before the first message is read."""
    if session.get(MailboxWatch, _ONLY) is None:
        session.add(MailboxWatch(id=_ONLY, leased_until=now + LEASE))
        session.flush()
        return True
    free = update(MailboxWatch).where(MailboxWatch.id == _ONLY, MailboxWatch.leased_until <= now)
    return bool(session.scalars(free.values(leased_until=now + LEASE).returning(MailboxWatch.id)).all())


def release(*, now: datetime, trouble: str | None = None) -> None:
    """Give the mailbox back, read to its end or with what went wrong."""
    watch = session.get_one(MailboxWatch, _ONLY, populate_existing=True)
    watch.leased_until, watch.trouble = now, trouble
    if trouble is None:
        watch.read_at = now


def is_rested(*, now: datetime) -> bool:
    """Tell whether the mailbox was read long enough ago to be read again."""
    watch = find()
    return watch is None or watch.read_at is None or watch.read_at <= now - PAUSE


def find() -> MailboxWatch | None:
    """Return when the mailbox was read last, if ever."""
    return session.get(MailboxWatch, _ONLY)
