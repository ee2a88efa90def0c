"""What one event asks beside the house's own fields: laid down, put in order, looked at as registrants see it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _, current_language, direction, speaking
from eventhub.domain import events, questionnaires, questions
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.web import question_fields
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser.question_forms import PreviewForm, QuestionForm, form_for

bp = Blueprint("questions", __name__, url_prefix="/events/<slug>/questions")

ANSWERS = f"any({', '.join(QuestionKind)})"


@bp.context_processor
def where() -> dict[str, bool]:
    """Tell templates whether the questions are those of the survey."""
    return {"in_survey": _in_survey()}


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List what is asked, in order and of whom, and what is asked no longer."""
    event = events.get(slug)
    asked = questions.find_by_event(event, in_survey=_in_survey())
    return render_template(
        "organiser/questions/index.html",
        event=event,
        asked=asked,
        retired=questionnaires.retired(event, in_survey=_in_survey()),
        answered=questionnaires.count_answers(event, in_survey=_in_survey()),
        only_if={each.id: question_fields.only_if(each, asked) for each in asked},
    )


@bp.get("/new")
def choose(slug: str) -> ResponseReturnValue:
    """Ask which kind of answer the new question takes."""
    kinds = [kind for kind in QuestionKind if not (_in_survey() and kind is QuestionKind.FILE)]
    return render_template("organiser/questions/choose.html", event=events.get(slug), kinds=kinds)


@bp.route(f"/new/<{ANSWERS}:answer>", methods=["GET", "POST"])
def new(slug: str, answer: str) -> ResponseReturnValue:
    """Ask something more."""
    event, kind = events.get(slug), QuestionKind(answer)
    form = form_for(kind, questions.find_by_event(event, in_survey=_in_survey()), in_survey=_in_survey())
    if form.validate_on_submit():
        try:
            questionnaires.add(event, kind, form.details(), in_survey=_in_survey(), by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The question is asked from now on."), "good")
            return _to(slug)
    page = render_template("organiser/questions/new.html", event=event, form=form, kind=kind)
    return page, 422 if form.errors else 200


@bp.route("/<int:number>", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Ask it otherwise."""
    event = events.get(slug)
    question = _find(event, number)
    before = [
        each for each in questions.find_by_event(event, in_survey=_in_survey()) if each.position < question.position
    ]
    form = form_for(question.kind, before, question, in_survey=_in_survey())
    if form.validate_on_submit() and _change(question, form):
        return _to(slug, question)
    page = render_template("organiser/questions/edit.html", event=event, form=form, question=question)
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/<any(up, down):direction>")
def move(slug: str, number: int, direction: str) -> ResponseReturnValue:
    """Ask it earlier or later."""
    question = _find(events.get(slug), number)
    with committed():
        questionnaires.move(question, earlier=direction == "up", by=acting(), now=clock.now())
    return _to(slug, question)


@bp.post("/<int:number>/retire")
def retire(slug: str, number: int) -> ResponseReturnValue:
    """Ask it no longer."""
    question = _find(events.get(slug), number)
    try:
        is_kept = questionnaires.retire(question, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
    else:
        db.session.commit()
        gone = _("The question is deleted; nobody had answered it.")
        flash(_("The question is asked no longer. Its answers are kept.") if is_kept else gone, "good")
    return _to(slug)


@bp.post("/<int:number>/reinstate")
def reinstate(slug: str, number: int) -> ResponseReturnValue:
    """Ask it again."""
    question = questionnaires.find(events.get(slug), number)
    if question is None or not _is_here(question):
        abort(404)
    with committed(_("The question is asked again, after all others.")):
        questionnaires.reinstate(question, by=acting(), now=clock.now())
    return _to(slug)


@bp.get("/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the questions as registrants see them, in a language and for a category and level."""
    event = events.get(slug)
    if _in_survey():
        return redirect(url_for("organiser.surveys.preview", slug=slug), 303)
    asked = questions.find_by_event(event)
    form = PreviewForm(request.args)
    language = form.language.data if form.language.data in LANGUAGES else current_language()
    form.language.data = language
    return render_template(
        "organiser/questions/preview.html",
        event=event,
        form=form,
        shown=_as_shown(asked, form, language),
        shown_in=(language, direction(language)),
        is_empty=not asked,
    )


def _in_survey() -> bool:
    """Tell whether the page is about the questions of the survey: the same pages under another address."""
    return request.blueprint == "organiser.survey_questions"


def _is_here(question: Question) -> bool:
    return question.in_survey is _in_survey()


def _as_shown(asked: Sequence[Question], form: PreviewForm, language: str) -> Markup:
    """Write the fields of what is asked of whoever this is; with no category chosen, of everybody."""
    known = {"category": form.category.data, "level": form.level.data} if form.category.data else {}
    with speaking(language):
        asking = PreviewForm.asking(asked, person=known)()
        return Markup(render_template("organiser/questions/shown.html", form=asking))  # noqa: S704 - a template wrote it


def _change(question: Question, form: QuestionForm) -> bool:
    try:
        questionnaires.change(question, form.details(), by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    db.session.commit()
    flash(_("The question is changed."), "good")
    return True


def _find(event: Event, number: int) -> Question:
    """Return a question that is asked; 404 for any other."""
    question = questionnaires.find(event, number)
    return question if question is not None and question.retired_at is None and _is_here(question) else abort(404)


def _to(slug: str, question: Question | None = None) -> ResponseReturnValue:
    anchor = f"question-{question.id}" if question else None
    return redirect(url_for(".index", slug=slug, _anchor=anchor), 303)
