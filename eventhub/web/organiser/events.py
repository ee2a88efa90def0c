"""Events as organisers plan, publish, change and call them off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from eventhub.base import clock, objectives
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, current_language, ngettext
from eventhub.domain import audit, cosponsorships, events, lifecycle, registrations, rosters, seats
from eventhub.models.events import Event, EventStatus, Series
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser import histories
from eventhub.web.organiser.event_forms import CancellationForm, EventForm

bp = Blueprint("events", __name__, url_prefix="/events")

LINES_OF_HISTORY = 12
"""How much of an event's history its overview shows before the rest is asked for."""


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Plan an event: a draft that only organisers see."""
    form = EventForm()
    if form.validate_on_submit():
        try:
            event = _plan(form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            flash(_("The event is saved as a draft. Only organisers see it until you publish it."), "good")
            return _to(event)
    return render_template("organiser/events/new.html", form=form), 422 if form.errors else 200


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show where an event stands and what can be done next."""
    event = events.get(slug)
    everything = "history" in request.args
    room = seats.room(event, now=clock.now())
    entries = audit.find_by_event(event, limit=1000 if everything else LINES_OF_HISTORY + 1)
    return render_template(
        "organiser/events/show.html",
        event=event,
        by_status=registrations.count_by_status(event),
        room=room,
        full_parties=list(seats.party_names(event, room.full_parties(), current_language()).values()),
        sponsors=cosponsorships.as_of(event),
        history=histories.tell(entries if everything else entries[:LINES_OF_HISTORY]),
        has_more=not everything and len(entries) > LINES_OF_HISTORY,
        objectives=objectives.titles(),
    )


@bp.route("/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Change an event; whoever registered hears of what touches them."""
    event = events.get(slug)
    form = EventForm.of(event)
    if form.validate_on_submit():
        try:
            difference = _change(event, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            flash(_what_followed(event, difference), "good")
            return _to(event)
    page = render_template("organiser/events/edit.html", event=event, form=form, told=_count_told(event))
    return page, 422 if form.errors else 200


@bp.post("/<slug>/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Put a draft before the public."""
    event = events.get(slug)
    return _step(event, lifecycle.publish, _("The event is published."))


@bp.route("/<slug>/cancel", methods=["GET", "POST"])
def cancel(slug: str) -> ResponseReturnValue:
    """Ask for the reason and say how many will be told; then call the event off."""
    event = events.get(slug)
    form = CancellationForm()
    if form.validate_on_submit():
        try:
            lifecycle.cancel(event, by=acting(), now=clock.now(), reason=form.reason.data)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The event is cancelled. Everybody who registered is being told."), "good")
            return _to(event)
    told = _count_told(event)
    return render_template(
        "organiser/events/cancel.html", event=event, form=form, told=told
    ), 422 if form.errors else 200


@bp.post("/<slug>/reinstate")
def reinstate(slug: str) -> ResponseReturnValue:
    """Let a cancelled event take place after all."""
    event = events.get(slug)
    return _step(
        event, lifecycle.reinstate, _("The event takes place after all. Everybody who registered is being told.")
    )


def _plan(form: EventForm) -> Event:
    now, by = clock.now(), acting()
    series = _series(form, by=by)
    event = events.plan(form.details() | {"series": series}, by=by, now=now)
    db.session.commit()
    return event


def _change(event: Event, form: EventForm) -> dict[str, Any]:
    now, by = clock.now(), acting()
    series = _series(form, by=by)
    difference = lifecycle.change(event, form.details() | {"series": series}, by=by, now=now)
    db.session.commit()
    return difference


def _series(form: EventForm, *, by: str) -> Series | None:
    """Return the series chosen, or open the new one that was named."""
    if name := form.new_series.data:
        known = events.find_series(name)
        return known or events.add_series(name, in_text=form.new_series_in_text.data, by=by, now=clock.now())
    return events.find_series(form.series.data) if form.series.data else None


def _step(event: Event, rule: Any, sentence: str) -> Response:
    with committed(sentence):
        rule(event, by=acting(), now=clock.now())
    return _to(event)


def _count_told(event: Event) -> int:
    """Return how many people hear of a change that matters: those with a place or waiting for one."""
    if event.status is not EventStatus.PUBLISHED or event.ends_at_utc <= clock.now():
        return 0
    return rosters.count_standing([event]).get(event.id, 0)


def _what_followed(event: Event, difference: dict[str, Any]) -> str:
    told = 0 if events.MATERIAL.isdisjoint(difference) else _count_told(event)
    if not difference:
        return _("Nothing was changed.")
    if not told:
        return _("The changes are saved.")
    return ngettext(
        "The changes are saved. %(num)d person is being told.",
        "The changes are saved. %(num)d people are being told.",
        told,
    )


def _to(event: Event) -> Response:
    return redirect(url_for(".show", slug=event.slug), 303)
