"""The survey by one's own link: answered once, and told apart from who answered."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import questions, surveys
from eventhub.models.surveys import SurveyTicket
from eventhub.web import private
from eventhub.web.question_fields import AskingForm

bp = Blueprint("surveys", __name__)
bp.after_request(private.keep)


class ResponseForm(AskingForm):
    """The questions, and whether the answers carry a name."""

    is_named = BooleanField(_l("Put my name beside my answers"))


@bp.route("/surveys/<token>", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """Show the questions, or where the survey stands; take the answers once."""
    ticket, now = _ticket(token), clock.now()
    survey = ticket.survey
    if ticket.is_used or not surveys.is_open(survey, now=now):
        return _state(ticket), 200 if ticket.is_used else 409
    asked = surveys.questions_of(survey.event)
    form = ResponseForm.asking(asked, person=dict.fromkeys(questions.ABOUT_PERSON))()
    if not survey.takes_names:
        del form.is_named
    if form.validate_on_submit():
        try:
            is_named = survey.takes_names and bool(form.is_named.data)
            surveys.answer(ticket, form.answers, is_named=is_named, now=now)
        except surveys.AnsweredAlready:
            db.session.rollback()
            return redirect(url_for(".answer", token=token), 303)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for(".answer", token=token), 303)
    page = render_template("public/surveys/answer.html", survey=survey, event=survey.event, form=form)
    return page, 422 if form.errors else 200


def _state(ticket: SurveyTicket) -> str:
    survey, now = ticket.survey, clock.now()
    return render_template(
        "public/surveys/closed.html",
        event=survey.event,
        is_used=ticket.is_used,
        opens_at=None if surveys.has_closed(survey, now=now) else surveys.opens(survey),
    )


def _ticket(token: str) -> SurveyTicket:
    return surveys.find_ticket(token, secret=current_app.config["SECRET_KEY"]) or abort(404)
