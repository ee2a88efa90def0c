"""What public pages are tried on: events around the present, and a form as somebody fills it in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventhub.base import clock
from eventhub.models.events import Event
from tests.world import an_event

ZONE = "Europe/Zurich"


def days_from_now(days: float) -> Any:
    """The wall-clock time in Zurich so many days from now, at the full hour."""
    moment = clock.now() + timedelta(days=days)
    return moment.astimezone(ZoneInfo(ZONE)).replace(minute=0, second=0, microsecond=0, tzinfo=None)


def a_coming_event(*, days: float = 30, **details: Any) -> Event:
    """A published event that lies so many days ahead, or behind."""
    start = days_from_now(days)
    return an_event(**{"starts_at": start, "ends_at": start + timedelta(hours=2), "timezone": ZONE} | details)


def amina(**changes: str) -> dict[str, str]:
    """The registration form as Amina sends it; an empty change leaves a field out."""
    filled = {
        "form_of_address": "Ms.",
        "given_name": "Amina",
        "family_name": "El Idrissi",
        "email": "amina.elidrissi@diplomatie.ma.example",
        "country": "MAR",
        "organisation": "Ministry of Foreign Affairs",
        "function": "Counsellor",
        "category": "member_state",
        "level": "capital",
        "interpretation_language": "fr",
        "accessibility_needs": "Captions, please",
        "participant_list": "y",
        "notice": "y",
    }
    return {name: value for name, value in (filled | changes).items() if value}
