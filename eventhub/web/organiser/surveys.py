"""The survey after an event: laid down, sent to those who were there, and what it found."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language, ngettext
from eventhub.domain import audit, events, questions, survey_results, surveys
from eventhub.domain.attribution import SMALLEST_CELL
from eventhub.formats.sheets import csv_lines
from eventhub.models.events import Event
from eventhub.models.questions import Question
from eventhub.models.surveys import Survey
from eventhub.web.deeds import committed
from eventhub.web.fields import MomentField
from eventhub.web.forms import Form, TextField
from eventhub.web.frame import acting
from eventhub.web.question_fields import AskingForm

bp = Blueprint("surveys", __name__, url_prefix="/events/<slug>/survey")


class SurveyForm(Form):
    """When a survey is open, and what it says first."""

    introduction = TextField(_l("Introduction"))
    opens_at = MomentField(_l("Opens"))
    closes_at = MomentField(_l("Closes"))
    takes_names = BooleanField(_l("Whoever wishes may put their name beside their answers"))


@bp.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """Show how far the survey is, and set it."""
    event, now = events.get(slug), clock.now()
    survey = surveys.find(event)
    form = SurveyForm(obj=survey)
    if form.validate_on_submit():
        try:
            details = {name: form[name].data for name in surveys.FIELDS}
            surveys.settle(event, details, by=acting(), now=now)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The survey is saved."), "good")
            return _to(slug)
    is_over = event.ends_at_utc <= now
    asked, answered = surveys.count(survey) if survey else (0, 0)
    page = render_template(
        "organiser/surveys/index.html",
        event=event,
        survey=survey,
        form=form,
        questions=surveys.questions_of(event),
        asked=asked,
        answered=answered,
        is_over=is_over,
        is_open=survey is not None and surveys.is_open(survey, now=now),
        has_closed=survey is not None and surveys.has_closed(survey, now=now),
        readers=len(surveys.find_readers(survey)) if survey and is_over else 0,
    )
    return page, 422 if form.errors else 200


@bp.post("/send")
def send(slug: str) -> ResponseReturnValue:
    """Send a link to everybody who was there and has none."""
    try:
        number = surveys.send(events.get(slug), by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        flash(ngettext("%(num)d person is being asked.", "%(num)d people are being asked.", number), "good")
    return _to(slug)


@bp.post("/remind")
def remind(slug: str) -> ResponseReturnValue:
    """Write once more to whoever has not answered."""
    with committed(_("The reminder goes to whoever has not answered.")):
        surveys.remind(events.get(slug), by=acting(), now=clock.now())
    return _to(slug)


@bp.get("/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the survey as its readers get it; nothing can be sent."""
    event = events.get(slug)
    asked = surveys.questions_of(event)
    form = AskingForm.asking(asked, person=dict.fromkeys(questions.ABOUT_PERSON))()
    return render_template("organiser/surveys/preview.html", event=event, survey=surveys.find(event), form=form)


@bp.get("/results")
def results(slug: str) -> ResponseReturnValue:
    """Show what was found so far, once enough have answered."""
    event = events.get(slug)
    survey = surveys.find(event) or abort(404)
    asked, answered = surveys.count(survey)
    found = survey_results.results(survey)
    return render_template(
        "organiser/surveys/results.html",
        event=event,
        survey=survey,
        asked=asked,
        answered=answered,
        results=found,
        smallest=SMALLEST_CELL,
        quotable=survey_results.QUOTABLE,
    )


@bp.get("/results.csv")
def as_csv(slug: str) -> ResponseReturnValue:
    """Send all responses as rows, in an order drawn by lot; that it was taken is written down."""
    event = events.get(slug)
    survey = surveys.find(event) or abort(404)
    asked = questions.columns(event, in_survey=True)
    rows = list(survey_results.rows(survey, asked))
    audit.record("survey:export", survey, by=acting(), now=clock.now(), event=event, difference={"rows": len(rows)})
    db.session.commit()
    content = stream_with_context(csv_lines(_header(survey, asked), rows))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-survey-{clock.now().date()}.csv")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/results/<int:number>/<any(quote, leave):way>")
def quote(slug: str, number: int, way: str) -> ResponseReturnValue:
    """Offer what was answered to one question to the summary, or no longer."""
    event = events.get(slug)
    question = _question(event, number)
    with committed():
        surveys.quote(event, question, is_quoted=way == "quote", by=acting(), now=clock.now())
    return redirect(url_for(".results", slug=slug, _anchor=f"question-{number}"), 303)


def _question(event: Event, number: int) -> Question:
    asked = questions.columns(event, in_survey=True)
    found = next((each for each in asked if each.id == number), None)
    return found if found is not None and found.kind in survey_results.QUOTABLE else abort(404)


def _header(survey: Survey, asked: Sequence[Question]) -> list[str]:
    labels = [questions.label(each, current_language()).text for each in asked]
    return [_("Name"), *labels] if survey.takes_names else labels


def _to(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug), 303)
