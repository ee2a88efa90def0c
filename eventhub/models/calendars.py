"""Rows that stand in calendars as whole days, what is kept of feeds, and each person's own calendar."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class Dated:
    """What a row needs to stand in a calendar: an identity for life, and the count and the time of its changes."""

    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid.uuid4()))
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises when its days or its certainty change (RFC 5546, 2.1.4)."""
    changed_at: Mapped[datetime]


class CalendarBytes(Model):
    """One event as feeds show it, written once per revision. Any row may be lost at any time."""

    __tablename__ = "calendar_bytes"
    __table_args__ = (Index("uq_calendar_bytes_event_variant", "event_id", "variant", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    variant: Mapped[str]
    """Whose eyes and language it is for: "public-fr"."""
    revision: Mapped[int]
    """The event's, when this was written: a higher one since voids it."""
    renderer: Mapped[str]
    """What wrote it; another renderer writes anew."""
    body: Mapped[bytes]


class FeedMark(Model):
    """What a public feed was when somebody last found it changed. Any row may be lost at any time."""

    __tablename__ = "feed_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str]
    changed_at: Mapped[datetime]


class PersonalCalendar(Model):
    """The calendar of whoever registers under one address: all their registrations, by a secret link."""

    __tablename__ = "personal_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str | None] = mapped_column(unique=True)
    """Whose it is; None once that is forgotten: the link then says for ever that it has ended."""
    key_version: Mapped[int] = mapped_column(default=1)
    """Moves to renew the link; links of lower versions have ended."""
    changed_at: Mapped[datetime]
    """When it was opened, or last lost a registration by erasure: that leaves no other trace."""
    revoked_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    """When a program last looked, to the hour."""
    fetched_by: Mapped[str | None]
    """The family of that program: "Thunderbird"."""
