"""The organiser's first page: what needs a decision, what comes, what has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.i18n import _, ngettext
from eventhub.domain import attendance, cosponsorships, counts, events, incoming, outbox, rosters, summaries
from eventhub.models.events import Event, EventStatus

bp = Blueprint("dashboards", __name__)


RECENT = timedelta(days=90)
"""How long after an event its attendance is asked for."""

LATEST = 3
"""For how many events attendance is established to see what is undecided: it takes a moment each."""


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
        unplaced=incoming.count_waiting().get(None, 0),
    )


def _tasks(found: Sequence[Event], *, now: datetime) -> dict[int, list[Task]]:
    """Return what waits, by event id; the number of queries does not depend on the number of events."""
    pending, under_way = rosters.count_pending(found), cosponsorships.count_under_way(found)
    refused, unsettled = outbox.count_refused(), _unsettled(found, now=now)
    incoming_mail = incoming.count_waiting()
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
        if number := incoming_mail.get(event.id, 0):
            words = ngettext("%(num)d answer by mail to look at", "%(num)d answers by mail to look at", number)
            mine.append(Task(words, url_for("organiser.replies.index", slug=event.slug)))
        mine += unsettled.get(event.id, [])
    return tasks


def _unsettled(found: Sequence[Event], *, now: datetime) -> dict[int, list[Task]]:
    """Return what is still to be done about events that are over, by event id, until their summary is published."""
    with_records, with_summary = attendance.recorded_events(), summaries.published_events()
    over = [event for event in found if event.ends_at_utc <= now and event.status is EventStatus.PUBLISHED]
    over = [event for event in over if event.id not in with_summary]
    recent = [event for event in over if event.ends_at_utc > now - RECENT]
    recorded = [event for event in over if event.id in with_records]
    tasks: dict[int, list[Task]] = {event.id: [] for event in over}
    for event in recent:
        if event.id not in with_records:
            address = url_for("organiser.attendance.upload", slug=event.slug)
            tasks[event.id].append(Task(_("Attendance export to upload"), address))
    for event in recorded[:LATEST]:
        if number := _count_undecided(event):
            words = ngettext("%(num)d entry of the attendance", "%(num)d entries of the attendance", number)
            tasks[event.id].append(Task(words, url_for("organiser.corrections.review", slug=event.slug)))
    for event in recorded:
        tasks[event.id].append(Task(_("Summary to publish"), url_for("organiser.summaries.show", slug=event.slug)))
    return tasks


def _count_undecided(event: Event) -> int:
    figures = counts.count(event)
    return figures.needs_review + figures.unidentified + figures.not_registered
