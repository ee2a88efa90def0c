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
from eventhub.domain.composition import Number
from eventhub.domain.summaries import Reading
from eventhub.formats import differences as compared
from eventhub.formats import hypertext
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryStage
from eventhub.web import papers
from eventhub.web.forms import ChoiceField, FilterForm, Form, LineField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories
from eventhub.web.organiser.edits import PARTS

bp = Blueprint("summaries", __name__, url_prefix="/events/<slug>/summary")

STAGES = {
    SummaryStage.DRAFT: _l("Draft"),
    SummaryStage.SENT: _l("With the co-leads"),
    SummaryStage.CLEARED: _l("Cleared"),
    SummaryStage.PUBLISHED: _l("Published"),
}


class PublicationForm(Form):
    """What publishing entails."""

    seen = HiddenField()
    """The fingerprint of the draft that was read."""
    reason = LineField(_l("Why it is published without the co-leads' clearance"))
    correction = LineField(_l("What was corrected"))
    announce = BooleanField(_l("Tell those who attended and those who registered by e-mail"))


class ComparisonForm(FilterForm):
    """Which two versions are held against each other."""

    former = ChoiceField(_l("From version"))
    latter = ChoiceField(_l("To version"))


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the draft as the data stand, each number leading to its rows."""
    event = events.get(slug)
    reading = summaries.read(event)
    return _page(reading, PublicationForm(seen=reading.seen))


@bp.post("/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish what was read, or say that it has changed since."""
    event = events.get(slug)
    form = PublicationForm()
    try:
        summaries.publish(
            event,
            seen=form.seen.data,
            reason=form.reason.data,
            correction=form.correction.data,
            is_announced=form.announce.data,
            by=acting(),
            now=clock.now(),
        )
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        reading = summaries.read(event)
        form.seen.data = reading.seen
        return _page(reading, form), 409
    db.session.commit()
    flash(_("The summary is published."), "good")
    return redirect(url_for(".show", slug=slug), 303)


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


@bp.get("/differences")
def differences(slug: str) -> ResponseReturnValue:
    """Show what differs between two versions, word by word."""
    event = events.get(slug)
    kept = {str(each.number): each for each in summaries.versions(event)}
    form = ComparisonForm(request.args)
    form.former.choices = form.latter.choices = choices((number, number) for number in kept)
    former, latter = kept.get(form.former.data or ""), kept.get(form.latter.data or "")
    if former is None or latter is None:
        abort(404)
    return render_template(
        "organiser/summaries/differences.html",
        event=event,
        form=form,
        former=former,
        latter=latter,
        language=summaries.document(latter).language,
        found=list(compared.documents(summaries.document(former), summaries.document(latter))),
        parts=PARTS,
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


def _page(reading: Reading, form: PublicationForm) -> str:
    event, document = reading.event, reading.document
    versions, summary = summaries.versions(event), summaries.find(event)
    stage = summary.stage if summary else SummaryStage.DRAFT
    return render_template(
        "organiser/summaries/show.html",
        event=event,
        form=form,
        document=document,
        body=hypertext.body(document, link=lambda number: _rows_behind(event, number), level=3),
        formats=papers.offered(document),
        changes=reading.changes,
        stage=stage,
        needs_reason=stage is not SummaryStage.CLEARED and summaries.needs_clearance(event),
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
