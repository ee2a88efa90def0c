"""What belongs to an event to read, watch or follow."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.models.events import Event
from eventhub.models.materials import Material


def find_by_event(event: Event) -> Sequence[Material]:
    """Return the materials of an event in the order they were entered."""
    return session.scalars(select(Material).where(Material.event_id == event.id).order_by(Material.id)).all()
