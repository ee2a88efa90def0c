"""The mail of one event: what was sent, what waits, what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _, _l
from eventhub.domain import events, outbox
from eventhub.mail import previews
from eventhub.models.events import Event
from eventhub.models.outbox import Message, MessageState
from eventhub.web.frame import acting
from eventhub.web.organiser.letter_forms import OutboxFilters

bp = Blueprint("outbox", __name__, url_prefix="/events/<slug>/mail")

STATES: Mapping[str, LazyString] = {
    MessageState.QUEUED: _l("Waiting"),
    MessageState.SENT: _l("Sent"),
    MessageState.REFUSED: _l("Refused"),
}

KINDS: Mapping[str, LazyString] = {
    "registration-confirmed": _l("Registration confirmed"),
    "registration-pending": _l("Registration received"),
    "registration-waitlisted": _l("On the waiting list"),
    "registration-promoted": _l("A place came free"),
    "registration-declined": _l("Registration declined"),
    "registration-withdrawn": _l("Registration withdrawn"),
    "confirm-address": _l("Confirm the address"),
    "registration-substituted": _l("Somebody else takes the place"),
    "registration-erased": _l("Data erased"),
    "registration-changed": _l("To organisers: details corrected"),
    "delegation-registered": _l("Registered by a focal point"),
    "delegation-link": _l("Link for a focal point"),
    "delegation-changed": _l("To a focal point: an official has left"),
    "calendar-declined": _l("The calendar declined: does the person come?"),
    "counter-declined": _l("Another time was proposed: the meeting stays"),
    "calendar-again": _l("The invitation again"),
    "invitation": _l("Invitation"),
    "registration-link": _l("Link to the registration"),
    "event-rescheduled": _l("New date or time"),
    "event-changed": _l("New place or meeting link"),
    "event-cancelled": _l("Event cancelled"),
    "event-reinstated": _l("Event takes place after all"),
    "session-invited": _l("A session for the calendar"),
    "session-changed": _l("New time or place of a session"),
    "session-cancelled": _l("Session cancelled"),
    "session-declined": _l("The calendar declined a session: does the person come?"),
    "session-dropped": _l("A session leaves the calendar"),
    "co-sponsorship-received": _l("Co-sponsorship received"),
    "co-sponsorship-repeated": _l("Co-sponsorship known already"),
    "co-sponsorship-confirmed": _l("Co-sponsorship confirmed"),
    "co-sponsorship-declined": _l("Co-sponsorship declined"),
    "organiser-co-sponsorship": _l("To organisers: co-sponsorship"),
    "outcome-due": _l("What is due, to whoever takes it forward"),
    "reminder": _l("Reminder"),
    "thank-you": _l("Thanks"),
    "survey-request": _l("Survey"),
    "survey-reminder": _l("Reminder of the survey"),
    "mailing": _l("Letter to a group"),
    "clearance-request": _l("To a co-lead: summary to clear"),
    "clearance-reminder": _l("To a co-lead: reminder to clear"),
    "summary-published": _l("Summary published"),
}
"""What each kind of message is called; an unknown one by its own word."""

PAGE = 50
"""How many messages stand on one page of the list."""


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List the messages that fit the filters, those refused first, then the newest, page by page."""
    event = events.get(slug)
    kinds = [(kind, KINDS.get(kind, kind)) for kind in outbox.kinds(event)]
    filters = OutboxFilters.read(request.args, kinds=kinds, states=STATES.items())
    total = outbox.count(event, filters.filters)
    page = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-total // PAGE)))
    return render_template(
        "organiser/outbox/index.html",
        event=event,
        filters=filters,
        messages=outbox.find_page(event, filters.filters, start=(page - 1) * PAGE, limit=PAGE),
        total=total,
        page=page,
        page_size=PAGE,
        kinds=KINDS,
        states=STATES,
        has_server=bool(current_app.config["MAIL_SERVER"]),
    )


@bp.get("/<int:number>")
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show one message: its state, and how it reads as things stand now."""
    event, message = _found(slug, number)
    return render_template(
        "organiser/outbox/show.html",
        event=event,
        message=message,
        kind_name=KINDS.get(message.kind, message.kind),
        states=STATES,
        letter=previews.of_message(message),
    )


@bp.post("/<int:number>/retry")
def retry(slug: str, number: int) -> ResponseReturnValue:
    """Send a refused message again."""
    _event, message = _found(slug, number)
    try:
        outbox.retry(message, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The message is being sent again."), "good")
    return redirect(url_for(".index", slug=slug), 303)


def _found(slug: str, number: int) -> tuple[Event, Message]:
    event, message = events.get(slug), outbox.find(number)
    if message is None or message.event_id != event.id:
        abort(404)
    return event, message
