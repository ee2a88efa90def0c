"""What each person's calendar was told, and what it answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.registrations import Registration


class Invitation(Model):
    """The calendar entry one registration holds. Its UID is the event's; its SEQUENCE only rises."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True, insert_sentinel=True
    )
    sequence: Mapped[int] = mapped_column(default=0)
    event_sequence: Mapped[int] = mapped_column(default=0)
    """The event's own SEQUENCE when the calendar was last told: a higher one since is news to it."""
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
    registration: Mapped[Registration] = relationship()
