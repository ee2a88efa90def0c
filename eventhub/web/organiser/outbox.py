"""The mail of one event: what was sent, what waits, what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _, _l
from eventhub.domain import events, outbox
from eventhub.models.outbox import MessageState
from eventhub.web.frame import acting

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
    "invitation": _l("Invitation"),
    "registration-link": _l("Link to the registration"),
    "event-rescheduled": _l("New date or time"),
    "event-changed": _l("New place or meeting link"),
    "event-cancelled": _l("Event cancelled"),
    "event-reinstated": _l("Event takes place after all"),
    "co-sponsorship-received": _l("Co-sponsorship received"),
    "co-sponsorship-repeated": _l("Co-sponsorship known already"),
    "co-sponsorship-confirmed": _l("Co-sponsorship confirmed"),
    "co-sponsorship-declined": _l("Co-sponsorship declined"),
    "organiser-co-sponsorship": _l("To organisers: co-sponsorship"),
    "summary-published": _l("Summary published"),
}
"""What each kind of message is called; an unknown one by its own word."""

PAGE = 200
"""How many messages the page shows, newest first."""


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List the messages of an event, newest first."""
    event = events.get(slug)
    return render_template(
        "organiser/outbox/index.html",
        event=event,
        messages=outbox.find_latest(event, limit=PAGE),
        total=outbox.count(event),
        kinds=KINDS,
        states=STATES,
        has_server=bool(current_app.config["MAIL_SERVER"]),
    )


@bp.post("/<int:number>/retry")
def retry(slug: str, number: int) -> ResponseReturnValue:
    """Send a refused message again."""
    event, message = events.get(slug), outbox.find(number)
    if message is None or message.event_id != event.id:
        abort(404)
    try:
        outbox.retry(message, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(_("The message is being sent again."), "good")
    return redirect(url_for(".index", slug=slug), 303)
