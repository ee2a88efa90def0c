"""The organiser's first page: what needs a decision, what comes, what has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.i18n import ngettext
from eventhub.domain import cosponsorships, events, outbox, rosters
from eventhub.models.events import Event

bp = Blueprint("dashboards", __name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something about an event that waits for an organiser."""

    sentence: str
    address: str


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show all events, those ahead with what waits for a decision."""
    now = clock.now()
    found = events.all_events()
    return render_template(
        "organiser/dashboards/show.html",
        coming=[event for event in reversed(found) if event.ends_at_utc > now],
        past=[event for event in found if event.ends_at_utc <= now],
        tasks=_tasks(found, now=now),
        registered=rosters.count_standing(found),
    )


def _tasks(found: Sequence[Event], *, now: datetime) -> dict[int, list[Task]]:
    """Return what waits, by event id; the number of queries does not depend on the number of events."""
    pending, under_way = rosters.count_pending(found), cosponsorships.count_under_way(found)
    refused = outbox.count_refused()
    tasks: dict[int, list[Task]] = {event.id: [] for event in found}
    for event in found:
        mine = tasks[event.id]
        if number := pending.get(event.id, 0):
            words = ngettext("%(num)d registration to decide on", "%(num)d registrations to decide on", number)
            mine.append(Task(words, url_for("organiser.registrations.index", slug=event.slug, status="pending")))
        if (number := under_way.get(event.id, 0)) and event.ends_at_utc > now:
            words = ngettext("%(num)d offer to co-sponsor", "%(num)d offers to co-sponsor", number)
            mine.append(Task(words, url_for("organiser.cosponsorships.index", slug=event.slug)))
        if number := refused.get(event.id, 0):
            words = ngettext("%(num)d message was refused", "%(num)d messages were refused", number)
            mine.append(Task(words, url_for("organiser.outbox.index", slug=event.slug)))
    return tasks
