"""What the organiser's list tells of a whole event, found once and kept until something is written about the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from flask import current_app

from eventhub.domain import audit, registrations, tags
from eventhub.models.events import Event
from eventhub.models.registrations import RegistrationStatus

Tally = Mapping[RegistrationStatus, int]

MOST = 500
"""Events of which a process keeps each."""

Found = TypeVar("Found")


def by_status(event: Event) -> Tally:
    """Return how many registrations stand where; counting 100,000 takes longer than showing the page."""
    return _kept("tallies", event, registrations.count_by_status)


def worn_tags(event: Event) -> Sequence[str]:
    """Return the tags that registrations of an event wear, in order."""
    return _kept("worn_tags", event, tags.find_by_event)


def _kept(name: str, event: Event, find: Callable[[Event], Found]) -> Found:
    kept: dict[int, tuple[int, Found]] = current_app.extensions.setdefault(name, {})
    last = audit.last_number(event)
    held = kept.get(event.id)
    if held is not None and held[0] == last:
        return held[1]
    found = find(event)
    if len(kept) >= MOST:
        kept.clear()
    kept[event.id] = last, found
    return found
