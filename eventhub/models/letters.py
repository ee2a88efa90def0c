"""What organisers write themselves: their own words in a mail, mail to a group, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class MailText(Model):
    """An event's own words for one kind of mail in one language, with placeholders."""

    __tablename__ = "mail_text"
    __table_args__ = (Index("uq_mail_text_event_kind_language", "event_id", "kind", "language", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    """Paragraphs of plain text between empty lines."""
    changed_at: Mapped[datetime]
    by: Mapped[str]


class Mailing(Model):
    """One letter to everybody in a filtered list, as it was on the day it was sent."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str]
    body: Mapped[str]
    selection: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The filters that chose its readers."""
    readers: Mapped[int]
    """How many it was queued for."""
    created_at: Mapped[datetime]
    by: Mapped[str]


class Reminder(Model):
    """A reminder before an event, so many hours before its start; sent once."""

    __tablename__ = "reminder"
    __table_args__ = (Index("uq_reminder_event_hours", "event_id", "hours_before", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    hours_before: Mapped[int]
    sent_at: Mapped[datetime | None]
