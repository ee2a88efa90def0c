"""Who took the floor, in which order and capacity."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class Intervention(Model):
    """A State, a working group or the Network took the floor."""

    __tablename__ = "intervention"
    __table_args__ = (Index("uq_intervention_event_position", "event_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    """The order of speaking, from 1."""
    kind: Mapped[str]
    """champion, member_state, observer_state, working_group, network_response, or another word."""
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()
