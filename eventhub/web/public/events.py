"""The programme, and the page of each event."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from eventhub.base import clock, objectives
from eventhub.base.i18n import current_language
from eventhub.domain import cosponsorships, editions, events, materials, programmes, seats, summaries
from eventhub.domain.admissions import admission, admissions
from eventhub.models.events import Event
from eventhub.web import kept_pages
from eventhub.web.frame import base_url
from eventhub.web.public.programmes import WHEN, ProgrammeFilters, months, occasions

bp = Blueprint("events", __name__)


@bp.get("/")
@bp.get("/events")
def index() -> ResponseReturnValue:
    """Show the programme, by month, as filtered."""
    now = clock.now()
    form = ProgrammeFilters(request.args)
    chosen = form.chosen()
    when = chosen.pop("when", "upcoming")
    when = form.when.data = when if when in dict(WHEN) else "upcoming"
    found = programmes.find(now=now, when=when, **chosen)
    milestones = [] if chosen else occasions(events.milestones(), when=when, today=now.date())
    return render_template(
        "public/events/index.html",
        form=form,
        found=found,
        months=months(found, milestones, backwards=when != "upcoming"),
        admissions=admissions(found, now=now),
        sponsors=cosponsorships.confirmed_names(found, current_language()),
        is_filtered=bool(chosen) or when != "upcoming",
    )


@bp.get("/events/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one event; a page that nothing has touched since is shown as it was written."""
    edition, now = editions.current(slug), clock.now()
    return kept_pages.shared(lambda: _page(events.get_public(slug), now), "event", edition, now=now)


def _page(event: Event, now: datetime) -> kept_pages.Page:
    """Write the page of one event: never the meeting link, never who registered.

    Whatever else it comes to show must move the event's edition when it changes.
    """
    room = seats.room(event, now=now)
    laid_out = materials.find_by_event(event)
    seats_left = room.left()
    text = render_template(
        "public/events/show.html",
        event=event,
        now=now,
        admission=admission(event, seats_left=seats_left, now=now),
        seats_left=seats_left,
        kept_for_sponsors=room.kept_for_sponsors,
        has_summary=event.starts_at_utc <= now and summaries.published(event) is not None,
        takes_sponsors=cosponsorships.accepts_sponsors(event, now=now),
        sponsors=cosponsorships.confirmed_names([event], current_language())[event.id],
        materials=[each for each in laid_out if materials.may_see(each, now=now)],
        objectives=objectives.titles(),
        related=events.related(event),
        subscription=f"webcal://{urlsplit(base_url()).netloc}",
    )
    turns = (editions.holds_until(event, now=now), materials.next_turn(laid_out, now=now))
    return kept_pages.Page(text, until=min(turn for turn in turns if turn is not None))
