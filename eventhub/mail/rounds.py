"""What the worker looks after beside the mail, once an hour: whatever has been kept long enough is forgotten.

Any number of workers may go round: each step is taken under the lock of its event, and whoever comes second finds
nothing left to do.
"""

from __future__ import annotations

import logging
from datetime import datetime

from flask import current_app

from eventhub.base.db import reading, session
from eventhub.domain import confirmations, events, retention
from eventhub.domain.retention import Periods

log = logging.getLogger(__name__)


def periods() -> Periods:
    """Return how long this installation keeps what, by its settings."""
    return Periods(
        months=current_app.config["RETENTION_MONTHS"],
        sensitive_days=current_app.config["SENSITIVE_RETENTION_DAYS"],
        attendance_months=current_app.config["ATTENDANCE_RETENTION_MONTHS"],
    )


def make(*, now: datetime, by: str = "worker") -> int:
    """Take every step of retention that is due, each with its own commit, and return how many; forget expired forms."""
    with reading():
        due = [(step.event.slug, step.stage) for step in retention.due(periods(), now=now)]
        has_expired = confirmations.has_expired(now=now)
    if has_expired:
        confirmations.forget_expired(now=now)
        session.commit()
    for slug, stage in due:
        event = events.get(slug)
        retention.take(event, stage, by=by, now=now)
        session.commit()
        log.info("retention: %s of %s forgotten", stage, slug)
    return len(due)
