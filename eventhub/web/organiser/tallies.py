"""How many registrations stand where, counted once and kept until something is written about the event."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from eventhub.domain import audit, registrations
from eventhub.models.events import Event
from eventhub.models.registrations import RegistrationStatus

Tally = Mapping[RegistrationStatus, int]

MOST = 500
"""Events whose tallies a process keeps."""


def by_status(event: Event) -> Tally:
    """Return how many registrations stand where; counting 100,000 takes longer than showing the page."""
    kept: dict[int, tuple[int, Tally]] = current_app.extensions.setdefault("tallies", {})
    last = audit.last_number(event)
    found = kept.get(event.id)
    if found is not None and found[0] == last:
        return found[1]
    tally = registrations.count_by_status(event)
    if len(kept) >= MOST:
        kept.clear()
    kept[event.id] = last, tally
    return tally
