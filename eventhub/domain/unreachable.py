"""Addresses from which mail came back for good: nothing more goes there until somebody says that it may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from eventhub.base.db import session
from eventhub.base.text import address_key
from eventhub.domain import audit
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.replies import UnreachableAddress

ASKED_FOR = frozenset({"sign-in", "registration-link", "confirm-address", "delegation-link"})
"""Kinds of mail that somebody waits for at this moment: they are tried all the same, so that nobody is locked out."""

REMEMBERED = timedelta(days=365)
"""How long an address counts as unreachable: in a year it may have been mended."""


def mark(address: str, reason: str, *, now: datetime) -> UnreachableAddress:
    """Send nothing more to an address; the latest reason stands."""
    marked = find(address)
    if marked is None:
        marked = UnreachableAddress(email_key=address_key(address))
        session.add(marked)
    marked.reason, marked.at = reason, now
    session.flush()
    return marked


def clear(address: str, *, by: str, now: datetime, about: Registration | None = None) -> bool:
    """Let mail go to an address again; tell whether none did. `about` is the registration that said so."""
    marked = find(address)
    if marked is None:
        return False
    subject = about or marked
    audit.record("address:clear", subject, by=by, now=now, event=about.event if about else None)
    session.delete(marked)
    return True


def find(address: str) -> UnreachableAddress | None:
    """Return what is known against an address, if anything."""
    return session.scalar(select(UnreachableAddress).where(UnreachableAddress.email_key == address_key(address)))


def reason(address: str, kind: str) -> str | None:
    """Return why a kind of mail must not go to an address, or None where it may."""
    if kind in ASKED_FOR:
        return None
    mine = UnreachableAddress.email_key == address_key(address)
    return session.scalar(select(UnreachableAddress.reason).where(mine))


def among(event: Event) -> set[str]:
    """Return the marked addresses of an event's registrations, as `email_key`."""
    here = select(Registration.email_key).where(Registration.event_id == event.id)
    return set(session.scalars(select(UnreachableAddress.email_key).where(UnreachableAddress.email_key.in_(here))))


def forget(addresses: Iterable[str]) -> None:
    """Forget addresses for good, with whoever had them."""
    keys = [address_key(each) for each in addresses]
    session.execute(delete(UnreachableAddress).where(UnreachableAddress.email_key.in_(keys)))


def has_old(*, now: datetime) -> bool:
    """Tell whether something came back too long ago to say anything."""
    return session.scalar(select(exists().where(UnreachableAddress.at < now - REMEMBERED))) or False


def forget_old(*, now: datetime) -> None:
    """Forget what came back too long ago to say anything."""
    session.execute(delete(UnreachableAddress).where(UnreachableAddress.at < now - REMEMBERED))
