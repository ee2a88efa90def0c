"""What is open: next steps with a day by which they are due, as the published summaries tell of them.

An outcome is public when the summary that tells of it is: one that was written or changed since waits for the next
publication, and what was said in a closed session is left out as it is there. Who takes a step forward is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from eventhub.base.db import session
from eventhub.base.i18n import _
from eventhub.base.text import one_line
from eventhub.domain import attribution, calendars, outcomes
from eventhub.domain.calendars import CalendarEntry
from eventhub.domain.feeds import WINDOW
from eventhub.models.events import Event, EventStatus
from eventhub.models.outcomes import Outcome
from eventhub.models.summaries import Summary


def open_steps(*, now: datetime) -> Sequence[Outcome]:
    """Return the public next steps that are open, by the day they are due: one query."""
    first_day = (now - WINDOW).date()
    told = (
        select(Outcome)
        .join(Outcome.event)
        .join(Summary, Summary.event_id == Event.id)
        .options(contains_eager(Outcome.event).joinedload(Event.sessions))
        .where(Outcome.kind == "next_step", Outcome.due.is_not(None), Outcome.changed_at <= Summary.published_at)
        .where(Event.published_at.is_not(None), Event.status != EventStatus.DRAFT)
        .order_by(Outcome.due, Outcome.id)
    )
    return [
        each
        for each in session.scalars(told).unique()
        if outcomes.is_open(each)
        and attribution.may_name_speaker(each.event, each)
        and calendars.days(each.due or "")[1] > first_day
    ]


def entry(step: Outcome, *, page: str) -> CalendarEntry:
    """Return a next step as the whole day it is due, or the whole month; `page` is the summary's absolute address."""
    first, after = calendars.days(step.due or "")
    return CalendarEntry(
        uid=step.uid,
        sequence=step.sequence,
        title=_("Due: %(step)s", step=one_line(step.text)),
        starts_at=first,
        ends_at=after,
        created=step.recorded_at,
        changed=step.changed_at,
        description=calendars.paragraphs(
            calendars.vague_month(step.due or ""), _("Next step from: %(title)s", title=step.event.title), page
        ),
        url=page,
    )
