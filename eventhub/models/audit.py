"""Who did what, when: entries that cannot be altered unseen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class Entry(Model):
    """One write. Its digest covers all it says; the seal chains it to the entry sealed before it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    """Who acted: "account:3", "self", "focal_point", "command", "worker"."""
    action: Mapped[str]
    """subject:verb, as in "registration:withdraw"."""
    subject: Mapped[str]
    """table:id, as in "registration:12"."""
    event_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: an entry outlives what it tells of, and its digest covers this number."""
    difference: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What changed; may be erased together with the salt, its digest stays."""
    salt: Mapped[str | None]
    """Makes the digest of a short value say nothing of the value."""
    difference_digest: Mapped[str | None]
    """SHA-256 over the salt and the difference."""
    digest: Mapped[str]
    """SHA-256 over who, what and when, and the digest of the difference."""
    place: Mapped[int | None] = mapped_column(unique=True)
    """The entry's place in the chain, given when it is sealed."""
    seal: Mapped[str | None]
    """SHA-256 over the previous seal and this digest."""


class ChainEnd(Model):
    """Where the chain ends: one row, locked by whoever seals, by which entries missing at the end are noticed."""

    __tablename__ = "audit_chain_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    seal: Mapped[str]
