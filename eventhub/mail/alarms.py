"""What falls due by the clock: looked for once a minute by every worker, done by whichever holds the event's row."""

from __future__ import annotations

from datetime import datetime

from eventhub.base.db import reading, session
from eventhub.domain import clearances, lifecycle, reminders, seats


def ring(*, now: datetime) -> int:
    """Queue the reminders that are due and return how many messages; commits event by event.

    Co-leads who have not answered are reminded too. Seats that co-sponsors left unused when registration closed go to
    those who wait.
    """
    with reading():
        due = reminders.find_due(now=now)
        unanswered = clearances.find_due(now=now)
        has_closed = bool(seats.find_keeping(now=now))
    queued = 0
    for event_id in due:
        queued += reminders.send_due(event_id, now=now)
        session.commit()
    for event_id in unanswered:
        queued += clearances.send_due(event_id, now=now)
        session.commit()
    if has_closed:
        lifecycle.close_registrations(now=now)
        session.commit()
    return queued
