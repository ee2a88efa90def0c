"""What an event leaves behind to be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.calendars import Dated
from eventhub.models.events import Event, Said


class Outcome(Dated, Said, Model):
    """A next step, pledge, offer, joint statement, question or proposal."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    status: Mapped[str | None]
    owner: Mapped[str | None]
    owner_email: Mapped[str | None]
    """Where reminders go; shown to organisers only."""
    due: Mapped[str | None]
    """A day or a month."""
    country: Mapped[str | None]
    items: Mapped[list[str]] = mapped_column(default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When nothing was left to be done; None while it is open."""
    reminded_before_at: Mapped[datetime | None]
    """When its owner was told that it is due soon."""
    reminded_due_at: Mapped[datetime | None]
    """When its owner was told that it is due."""
    event: Mapped[Event] = relationship()
