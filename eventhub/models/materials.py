"""Links, documents, letters, videos and recordings of an event."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class Material(Model):
    """Something to read, watch or follow."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str | None]
    annex: Mapped[str | None]
    producer: Mapped[str | None]
    """The slug of the working group that made it, or a name."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship()
