"""Mail waiting to be written and sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    """The receiving server said no for good; a person may try again."""


class Message(Model):
    """One mail to one recipient: what is needed to write it when it is sent, not its text."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Names the template: "registration-confirmed"."""
    message_id: Mapped[str] = mapped_column(unique=True, insert_sentinel=True)
    """The left part of its Message-ID; fixed when queued, so that a repeat is recognisable."""
    recipient: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    co_sponsorship_id: Mapped[int | None] = mapped_column(ForeignKey("co_sponsorship.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    particulars: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the rows do not say: method, sequence and stamp of an invitation; a sign-in link's id."""
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """A worker is at it until then; after that another may take it up."""
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
