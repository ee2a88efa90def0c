"""What each person's calendar was told, and what it answered: of the event, and of each session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Session
from eventhub.models.registrations import Registration


class Told:
    """What one calendar was told of one entry, and what it answered. SEQUENCE only rises."""

    sequence: Mapped[int] = mapped_column(default=0)
    event_sequence: Mapped[int] = mapped_column(default=0)
    """The event's or the session's own SEQUENCE when the calendar was last told: a higher one since is news to it."""
    last_method: Mapped[str]
    """REQUEST or CANCEL: what the calendar was told last."""
    last_stamp: Mapped[datetime]
    """DTSTAMP of that message; the tie-breaker, so it must rise with each (RFC 5546, 2.1.5)."""
    reply: Mapped[str | None]
    """The calendar's answer: ACCEPTED, TENTATIVE, DECLINED, DELEGATED."""
    reply_sequence: Mapped[int | None]
    """Which invitation it answers; with a lower SEQUENCE than the last, an earlier time."""
    reply_stamp: Mapped[datetime | None]
    """DTSTAMP of the answer: of two to one invitation the later counts, in whatever order they arrive."""
    reply_comment: Mapped[str | None]
    """What the person wrote beside it."""
    reply_delegate: Mapped[str | None]
    """The address of whoever is to come instead."""


class Invitation(Told, Model):
    """The calendar entry of the event that one registration holds. Its UID is the event's."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True, insert_sentinel=True
    )
    registration: Mapped[Registration] = relationship()


class SessionInvitation(Told, Model):
    """The calendar entry of a session that one registration holds, or held. Its UID is the session's."""

    __tablename__ = "session_invitation"
    __table_args__ = (Index("uq_session_invitation_pair", "session_id", "registration_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    session: Mapped[Session] = relationship()
