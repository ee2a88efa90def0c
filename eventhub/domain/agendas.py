"""An event's agenda: what a change of one session entails for those who chose it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventhub.domain import choices, events, session_invitations, sessions
from eventhub.models.events import Session


def change(own: Session, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Change a session and tell whoever chose it of a new time or place; a word changed in the title reaches nobody."""
    events.lock(own.event)
    if own.is_elective and not details.get("is_elective", True) and choices.count([own.id])[own.id]:
        raise choices.ChosenAlready(field="is_elective")
    before, was_coming = own.sequence, session_invitations.is_coming(own, now=now)
    difference = sessions.change(own, details, by=by, now=now)
    if own.sequence > before:
        people = session_invitations.choosers(own)
        session_invitations.request(own, people, session_invitations.CHANGED, was_coming=was_coming, now=now)
    return difference


def cancel(own: Session, *, by: str, now: datetime) -> None:
    """Call a session off: it leaves every calendar and stays on the agenda as cancelled."""
    sessions.cancel(own, by=by, now=now)
    session_invitations.cancel_everywhere(own, now=now)


def reinstate(own: Session, *, by: str, now: datetime) -> None:
    """Let a cancelled session take place after all: it returns to the calendars of those who chose it."""
    sessions.reinstate(own, by=by, now=now)
    session_invitations.request(own, session_invitations.choosers(own), session_invitations.INVITED, now=now)
