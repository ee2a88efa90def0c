"""Who took the floor at one event: entered one after the other, in the order of speaking."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import events, interventions
from eventhub.models.interventions import Intervention
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, CountryField, Form, LineField, choices
from eventhub.web.frame import acting

bp = Blueprint("interventions", __name__, url_prefix="/events/<slug>/floor")


class FloorForm(Form):
    """The next to speak."""

    country = CountryField(_l("Country"))
    organisation = LineField(_l("Or working group or organisation"))
    kind = ChoiceField(
        _l("Speaks as"),
        choices=lambda: choices(labels.INTERVENTION_KINDS.items(), first=_("What it is on that day")),
    )


@bp.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """List who spoke; enter the next."""
    event = events.get(slug)
    form = FloorForm()
    if form.validate_on_submit():
        try:
            _add(slug, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _to(slug)
    spoken = interventions.find_all(event)
    page = render_template("organiser/interventions/index.html", event=event, form=form, spoken=spoken)
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/<any(up, down):direction>")
def move(slug: str, number: int, direction: str) -> ResponseReturnValue:
    """Put somebody earlier or later."""
    interventions.move(_find(slug, number), earlier=direction == "up", by=acting(), now=clock.now())
    db.session.commit()
    return _to(slug)


@bp.post("/<int:number>/remove")
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take back that somebody spoke."""
    interventions.remove(_find(slug, number), by=acting(), now=clock.now())
    db.session.commit()
    flash(_("The intervention is removed."), "good")
    return _to(slug)


def _find(slug: str, number: int) -> Intervention:
    return interventions.find(events.get(slug), number) or abort(404)


def _add(slug: str, form: FloorForm) -> None:
    interventions.add(
        events.get(slug),
        country=form.country.data,
        organisation=form.organisation.data,
        kind=form.kind.data,
        by=acting(),
        now=clock.now(),
    )
    db.session.commit()


def _to(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug), 303)
