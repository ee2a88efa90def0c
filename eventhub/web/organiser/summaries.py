"""The summary of one event: the living draft, its wording, the rows behind its numbers, and its publication."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import events, grounds, loose_ends, summaries
from eventhub.domain.composition import Document, Number
from eventhub.domain.summaries import SummaryMoved
from eventhub.formats import hypertext
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryStage
from eventhub.web import papers
from eventhub.web.forms import Form
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("summaries", __name__, url_prefix="/events/<slug>/summary")

PARTS = {
    "opening": _l("The meeting"),
    "opening_remarks": _l("Opening remarks"),
    "floor": _l("The floor"),
    "discussion": _l("Points made"),
    "consultation": _l("Other events"),
    "closing_remarks": _l("Closing remarks"),
}
"""What the editor calls the parts that bear no heading in the text."""

STAGES = {
    SummaryStage.DRAFT: _l("Draft"),
    SummaryStage.CLEARED: _l("Cleared"),
    SummaryStage.PUBLISHED: _l("Published"),
}


class PublicationForm(Form):
    """What publishing entails."""

    seen = HiddenField()
    """The fingerprint of the draft that was read."""
    announce = BooleanField(_l("Tell everybody with a confirmed place by e-mail"))


class WordingForm(Form):
    """The sentences in a person's words; there is a text area for each, named by its key."""

    seen = HiddenField()

    def texts(self) -> dict[str, str]:
        """Return what was typed, by sentence."""
        return {name.removeprefix("text:"): text for name, text in request.form.items() if name.startswith("text:")}


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the draft as the data stand, each number leading to its rows."""
    event = events.get(slug)
    document = summaries.current(event)
    return _page(event, document, PublicationForm(seen=document.fingerprint))


@bp.post("/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish what was read, or say that it has changed since."""
    event = events.get(slug)
    form = PublicationForm()
    try:
        summaries.publish(event, seen=form.seen.data, is_announced=form.announce.data, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        document = summaries.current(event)
        form.seen.data = document.fingerprint
        return _page(event, document, form), 409
    db.session.commit()
    flash(_("The summary is published."), "good")
    return redirect(url_for(".show", slug=slug), 303)


@bp.route("/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Put sentences into other words; what somebody else saved meanwhile is shown, never overwritten."""
    event = events.get(slug)
    form = WordingForm()
    typed, status = form.texts(), 200
    if request.method == "POST":
        try:
            summaries.edit(
                event,
                typed,
                restored=request.form.getlist("restore"),
                seen=form.seen.data or "",
                by=acting(),
                now=clock.now(),
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
            status = 409 if isinstance(refusal, SummaryMoved) else 422
        else:
            db.session.commit()
            flash(_("The wording is saved."), "good")
            return redirect(url_for(".show", slug=slug), 303)
    document = summaries.current(event)
    form.seen.data = document.fingerprint
    page = render_template(
        "organiser/summaries/edit.html", event=event, form=form, document=document, typed=typed, parts=PARTS
    )
    return page, status


@bp.get("/versions/<int:number>")
def version(slug: str, number: int) -> ResponseReturnValue:
    """Show a version as it stood."""
    event = events.get(slug)
    found = summaries.find_version(event, number) or abort(404)
    document = summaries.document(found)
    return render_template(
        "organiser/summaries/version.html",
        event=event,
        version=found,
        stages=STAGES,
        authors=histories.authors([found.by]),
        document=document,
        body=hypertext.body(document),
        formats=papers.offered(document),
    )


@bp.get("/figures/<path:figure>")
def figure(slug: str, figure: str) -> ResponseReturnValue:
    """Show the rows behind a number, and what made them count."""
    event = events.get(slug)
    try:
        day = date.fromisoformat(request.args["on"]) if "on" in request.args else None
    except ValueError:
        abort(404)
    found = grounds.behind(event, figure, day=day)
    return render_template(
        "organiser/summaries/figure.html",
        event=event,
        grounds=found,
        authors=histories.authors([*(each.by for each in found.imports), *(each.by for each in found.corrections)]),
    )


def _page(event: Event, document: Document, form: PublicationForm) -> str:
    versions = summaries.versions(event)
    return render_template(
        "organiser/summaries/show.html",
        event=event,
        form=form,
        document=document,
        body=hypertext.body(document, link=lambda number: _rows_behind(event, number), level=3),
        formats=papers.offered(document),
        reminders=loose_ends.find(event, document),
        published=summaries.published(event),
        versions=versions,
        stages=STAGES,
        authors=histories.authors([each.by for each in versions]),
    )


def _rows_behind(event: Event, number: Number) -> str:
    """Return the address of the rows; those of another event as of the day on which this one spoke of it."""
    on = event.starts_at.date().isoformat() if number.event != event.slug else None
    return url_for(".figure", slug=number.event, figure=number.figure, on=on)
