"""Calendar bytes kept for reuse. Any row may be lost at any time."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class CalendarBytes(Model):
    """One event as feeds show it, written once per revision."""

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
