"""What an event leaves behind to be done: next steps, proposals, pledges, offers, questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.domain import audit, calendars, events, outbox, people
from eventhub.models.events import Event, EventStatus, Series
from eventhub.models.outcomes import Outcome

KINDS = ("next_step", "proposal", "pledge", "offer", "joint_statement", "question", "option", "focus_area")

FIELDS = ("kind", "text", "status", "owner", "owner_email", "due", "country", "items")
"""What an organiser may set."""

SETTLED = frozenset(
    (
        *("done", "complete", "completed", "closed", "achieved", "fulfilled", "implemented"),
        *("cancelled", "withdrawn", "dropped"),
    )
)
"""Words that say of an outcome that nothing is left to be done; anything else is open."""

SOON = timedelta(days=7)
"""How long before an outcome is due its owner is told."""


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
    if details.get("owner_email"):
        people.checked_address(details["owner_email"])
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
    if {"due", "owner_email"} & set(difference):
        outcome.reminded_before_at = outcome.reminded_due_at = None  # another day, another letter
    if set(difference) - {"owner_email"} and outcome.id is not None:
        calendars.note_change(outcome, difference, now=now)
    if difference:
        audit.record("outcome:write", outcome, by=by, now=now, event=event, difference=difference)
    return outcome


def is_open(outcome: Outcome) -> bool:
    """Tell whether something is left to be done."""
    return outcome.closed_at is None and fold(outcome.status or "") not in SETTLED


def close(outcome: Outcome, *, by: str, now: datetime) -> None:
    """Say that nothing is left to be done; once is enough."""
    events.lock(outcome.event)
    if outcome.closed_at is None:
        outcome.closed_at = now
        audit.record(
            "outcome:close", outcome, by=by, now=now, event=outcome.event, difference={"closed": [False, True]}
        )


def reopen(outcome: Outcome, *, by: str, now: datetime) -> None:
    """Say that something is left to be done after all; a status that says otherwise goes."""
    events.lock(outcome.event)
    if is_open(outcome):
        return
    difference: dict[str, Any] = {"closed": [outcome.closed_at is not None, False]}
    if fold(outcome.status or "") in SETTLED:
        difference["status"], outcome.status = [outcome.status, None], None
    outcome.closed_at = None
    audit.record("outcome:reopen", outcome, by=by, now=now, event=outcome.event, difference=difference)


def find_everywhere(*, kind: str | None = None, series: Series | None = None) -> Sequence[Outcome]:
    """Return the outcomes of all events, or those of a kind or series: what is due first, then the oldest meeting."""
    found = select(Outcome).join(Outcome.event).options(contains_eager(Outcome.event).joinedload(Event.series))
    if kind is not None:
        found = found.where(Outcome.kind == kind)
    if series is not None:
        found = found.where(Event.series_id == series.id)
    order = (Outcome.due.is_(None), Outcome.due, Event.starts_at_utc, Outcome.position, Outcome.id)
    return session.scalars(found.order_by(*order)).all()


def carried_into(event: Event) -> list[Outcome]:
    """Return what is open from the earlier meetings of an event's series, in the order of the meetings."""
    if event.series_id is None:
        return []
    earlier = (
        select(Outcome)
        .join(Outcome.event)
        .options(contains_eager(Outcome.event).selectinload(Event.sessions))
        .where(Event.series_id == event.series_id, Event.starts_at_utc < event.starts_at_utc)
        .where(Event.status != EventStatus.DRAFT)
        .order_by(Event.starts_at_utc, Outcome.position, Outcome.id)
    )
    return [each for each in session.scalars(earlier) if is_open(each)]


def remind(*, now: datetime) -> int:
    """Queue a letter to each owner with an address whose outcome is due soon, and one when it is due; return how many.

    Each is told once: what was due before anybody could be told of it coming is told of as due only.
    """
    to_tell = _to_tell(now=now)
    for outcome, is_due in to_tell:
        if is_due:
            outcome.reminded_due_at = now
        else:
            outcome.reminded_before_at = now
        outbox.queue("outcome-due", outcome.owner_email or "", now=now, event=outcome.event, outcome_id=outcome.id)
        audit.record("outcome:remind", outcome, by="worker", now=now, event=outcome.event)
    return len(to_tell)


def is_anybody_to_be_reminded(*, now: datetime) -> bool:
    """Tell whether `remind` would write to anybody."""
    return bool(_to_tell(now=now))


def _to_tell(*, now: datetime) -> list[tuple[Outcome, bool]]:
    """Return the outcomes whose owners are to be told now, and whether each is due and not only soon."""
    waiting = select(Outcome).where(
        Outcome.owner_email.is_not(None),
        Outcome.due.is_not(None),
        Outcome.closed_at.is_(None),
        Outcome.reminded_due_at.is_(None),
    )
    found = []
    for outcome in session.scalars(waiting.order_by(Outcome.id)).all():
        last = calendars.days(outcome.due or "")[1] - timedelta(days=1)
        today = zones.to_local(now, outcome.event.timezone).date()
        if not is_open(outcome) or today < last - SOON:
            continue
        if today >= last or outcome.reminded_before_at is None:
            found.append((outcome, today >= last))
    return found


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
