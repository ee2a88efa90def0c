"""What an event leaves behind to be done: next steps, proposals, pledges, offers, questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, calendars, events
from eventhub.models.events import Event
from eventhub.models.outcomes import Outcome

KINDS = ("next_step", "proposal", "pledge", "offer", "joint_statement", "question", "option", "focus_area")

FIELDS = ("kind", "text", "status", "owner", "due", "country", "items")
"""What an organiser may set."""


class NoOutcome(Refused):
    """An outcome has words."""

    message = _l("Enter what is to be done.")


class WrongDue(Refused):
    """An outcome is due on a day or in a month."""

    message = _l("Enter a day or a month: 2027-06-30 or 2027-06.")


def find_all(event: Event) -> Sequence[Outcome]:
    """Return the outcomes of an event in order."""
    mine = select(Outcome).where(Outcome.event_id == event.id)
    return session.scalars(mine.order_by(Outcome.position, Outcome.id)).all()


def find(event: Event, outcome_id: int) -> Outcome | None:
    """Return an outcome of this event by its number."""
    found = session.get(Outcome, outcome_id)
    return found if found is not None and found.event_id == event.id else None


def write(event: Event, outcome: Outcome | None, details: Mapping[str, Any], *, by: str, now: datetime) -> Outcome:
    """Write down an outcome, or put one right; `details` are any of FIELDS."""
    if not details.get("text"):
        raise NoOutcome(field="text")
    _check_due(details.get("due"))
    events.lock(event)
    if outcome is None:
        outcome = Outcome(event=event, position=_next(event), recorded_at=now, changed_at=now)
        session.add(outcome)
    difference = {
        field: [getattr(outcome, field), details[field]]
        for field in FIELDS
        if field in details and getattr(outcome, field) != details[field]
    }
    for field, (_before, after) in difference.items():
        setattr(outcome, field, after)
    if difference and outcome.id is not None:
        calendars.note_change(outcome, difference, now=now)
    if difference:
        audit.record("outcome:write", outcome, by=by, now=now, event=event, difference=difference)
    return outcome


def remove(outcome: Outcome, *, by: str, now: datetime) -> None:
    """Take an outcome back."""
    difference = {"text": [outcome.text, None]}
    audit.record("outcome:remove", outcome, by=by, now=now, event=outcome.event, difference=difference)
    session.delete(outcome)


def _check_due(due: str | None) -> None:
    if not due:
        return
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", due):
        raise WrongDue(field="due")
    try:
        date.fromisoformat(due if len(due) > len("2027-06") else f"{due}-01")
    except ValueError:
        raise WrongDue(field="due") from None


def _next(event: Event) -> int:
    highest = select(func.max(Outcome.position)).where(Outcome.event_id == event.id)
    return (session.scalar(highest) or 0) + 1
