"""The sessions of an event: laid down, put in order, called off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.domain import agendas, choices, events, sessions
from eventhub.models.events import Event, Session
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser.session_forms import SessionForm

bp = Blueprint("sessions", __name__, url_prefix="/events/<slug>/sessions")


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List the sessions in their order, with how many chose each."""
    event = events.get(slug)
    taken = choices.count([each.id for each in event.sessions if each.is_elective])
    return render_template("organiser/sessions/index.html", event=event, taken=taken)


@bp.route("/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Add a session."""
    event = events.get(slug)
    form = SessionForm.of(event)

    def deed(details: dict[str, Any]) -> str:
        sessions.add(event, details, by=acting(), now=clock.now())
        return _("The session is on the agenda.")

    return _edited(event, None, form, deed)


@bp.route("/<int:number>", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Change a session; a new time or place reaches those who chose it."""
    event = events.get(slug)
    own = sessions.get(event, number)
    form = SessionForm.of(event, own)

    def deed(details: dict[str, Any]) -> str:
        agendas.change(own, details, by=acting(), now=clock.now())
        return _("The session is changed.")

    return _edited(event, own, form, deed)


@bp.post("/<int:number>/<any(up, down):direction>")
def move(slug: str, number: int, direction: str) -> ResponseReturnValue:
    """Let a session come earlier or later on the agenda."""
    own = sessions.get(events.get(slug), number)
    with committed():
        sessions.move(own, is_up=direction == "up", by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug, _anchor=f"session-{number}"), 303)


@bp.post("/<int:number>/cancel")
def cancel(slug: str, number: int) -> ResponseReturnValue:
    """Call a session off."""
    own = sessions.get(events.get(slug), number)
    with committed(_("The session is cancelled; whoever chose it is being told.")):
        agendas.cancel(own, by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<int:number>/reinstate")
def reinstate(slug: str, number: int) -> ResponseReturnValue:
    """Let a cancelled session take place after all."""
    own = sessions.get(events.get(slug), number)
    with committed(_("The session takes place after all; whoever chose it is being told.")):
        agendas.reinstate(own, by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<int:number>/remove")
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take a session off the agenda that nobody has seen."""
    own = sessions.get(events.get(slug), number)
    with committed(_("The session is deleted.")):
        sessions.remove(own, by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


def _edited(
    event: Event, own: Session | None, form: SessionForm, deed: Callable[[dict[str, Any]], str]
) -> ResponseReturnValue:
    """Do what the form says if it is filled in rightly; show it otherwise."""
    if form.validate_on_submit():
        try:
            done = deed(form.details())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(done, "good")
            return redirect(url_for(".index", slug=event.slug), 303)
    told = choices.count([own.id])[own.id] if own is not None and event.is_public else 0
    page = render_template("organiser/sessions/edit.html", event=event, own=own, form=form, told=told)
    return page, 422 if form.errors else 200
