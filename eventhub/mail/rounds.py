"""What the worker looks after beside the mail, once an hour: whatever has been kept long enough is forgotten, and who
was present is established where that has changed.

Any number of workers may go round: each step is taken under the lock of its event, and whoever comes second finds
nothing left to do.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app

from eventhub.base.db import reading, session
from eventhub.domain import confirmations, events, incoming, outcomes, presences, retention, unreachable, uploads
from eventhub.domain.retention import Periods, Step

REST = timedelta(days=30)
"""What has just come in with an archive of past meetings is left alone for so long: whoever brought it may set its time
first. `eventhub privacy purge` takes it at once."""

log = logging.getLogger(__name__)


def periods() -> Periods:
    """Return how long this installation keeps what, by its settings."""
    return Periods(
        months=current_app.config["RETENTION_MONTHS"],
        sensitive_days=current_app.config["SENSITIVE_RETENTION_DAYS"],
        attendance_months=current_app.config["ATTENDANCE_RETENTION_MONTHS"],
    )


def make(*, now: datetime) -> int:
    """Forget expired forms, files left behind, old mail, and what is due of events that have been here for a while.

    Return how many steps of retention that was.
    """
    with reading():
        due = [step for step in retention.due(periods(), now=now) if step.event.created_at <= now - REST]
        has_expired = confirmations.has_expired(now=now) or bool(uploads.find_abandoned(now=now))
        has_old = incoming.has_old(now=now) or unreachable.has_old(now=now)
        has_owners = outcomes.is_anybody_to_be_reminded(now=now)
    if has_expired:
        confirmations.forget_expired(now=now)
        uploads.forget(uploads.find_abandoned(now=now))
        session.commit()
    if has_old:
        incoming.forget_old(now=now)
        unreachable.forget_old(now=now)
        session.commit()
    steps = take(due, by="worker", now=now)
    if has_owners:
        outcomes.remind(now=now)
        session.commit()
    _keep_presences(now=now)
    return steps


def _keep_presences(*, now: datetime) -> None:
    """Establish who was present before somebody asks for figures: read without the write lock, kept one by one."""
    with reading():
        outdated = presences.outdated()
    for event_id in outdated:
        with reading():
            draft = presences.establish(event_id)
        if draft is not None:
            presences.keep(draft, now=now)
            session.commit()


def take(steps: Sequence[Step], *, by: str, now: datetime) -> int:
    """Take steps of retention, each with its own commit; return how many."""
    named = [(step.event.slug, step.stage) for step in steps]
    for slug, stage in named:
        retention.take(events.get(slug), stage, by=by, now=now)
        session.commit()
        log.info("retention: %s of %s forgotten", stage, slug)
    return len(named)
