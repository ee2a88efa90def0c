"""What came in by mail: what became of each message, which addresses take none, and who reads the mailbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event
from eventhub.models.registrations import Registration


class Outcome(StrEnum):
    """What became of a message that came in."""

    ANSWERED = "answered"
    """The calendar's answer was taken."""
    OVERTAKEN = "overtaken"
    """A later answer had come before it."""
    REFRESHED = "refreshed"
    BOUNCED = "bounced"
    DELAYED = "delayed"
    AUTOMATIC = "automatic"
    """Out of office, receipts and the like: nobody waits for anything."""

    DELEGATED = "delegated"
    COUNTERED = "countered"
    EARLIER_TIME = "earlier_time"
    """It answers an invitation that a later one has replaced."""
    UNSENT_SEQUENCE = "unsent_sequence"
    """It answers an invitation that we have never sent."""
    OTHER_SENDER = "other_sender"
    """It did not come from whom it speaks for, or nobody vouches that it did."""
    UNKNOWN_ATTENDEE = "unknown_attendee"
    UNKNOWN_EVENT = "unknown_event"
    NOT_INVITED = "not_invited"
    """The registration is no longer in force, or its calendar was told nothing."""
    UNKNOWN_RECIPIENT = "unknown_recipient"
    """A report about mail that we have not sent."""
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    LETTER = "letter"
    """Somebody wrote in their own words."""

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody need look at it."""
        return self in SETTLED


SETTLED = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.OVERTAKEN,
        Outcome.REFRESHED,
        Outcome.BOUNCED,
        Outcome.DELAYED,
        Outcome.AUTOMATIC,
    }
)


class IncomingMessage(Model):
    """A message that came in: its mark, so that it is read once, and what somebody needs who must look at it."""

    __tablename__ = "incoming_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of its Message-ID, or of the whole where it has none."""
    outcome: Mapped[Outcome]
    received_at: Mapped[datetime] = mapped_column(index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    sender: Mapped[str | None]
    """Its address; kept only while somebody must look."""
    subject: Mapped[str | None]
    particulars: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it said: participation, comment, substitute, starts_at and ends_at proposed, the fault found."""
    settled_at: Mapped[datetime | None]
    """When an organiser had looked; at once where nobody needs to."""
    settled_by: Mapped[str | None]
    event: Mapped[Event | None] = relationship()
    registration: Mapped[Registration | None] = relationship()

    @property
    def proposed_start(self) -> datetime | None:
        """When somebody would rather meet."""
        written = self.particulars.get("starts_at")
        return datetime.fromisoformat(written) if written else None


class UnreachableAddress(Model):
    """An address from which mail came back for good: nothing more is sent to it until somebody says so."""

    __tablename__ = "unreachable_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    """What the mail server said."""
    at: Mapped[datetime] = mapped_column(index=True)


class MailboxWatch(Model):
    """Who reads the mailbox of answers: one worker at a time, wherever it runs."""

    __tablename__ = "mailbox_watch"

    id: Mapped[int] = mapped_column(primary_key=True)
    leased_until: Mapped[datetime]
    read_at: Mapped[datetime | None]
    """When it was last read to the end."""
    trouble: Mapped[str | None]
    """Why it could not be read since."""
