"""An event's own words: which kinds of mail have some, and one kind in one language, with a preview."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.i18n import LANGUAGES, _, current_language
from eventhub.domain import events, letters, placeholders
from eventhub.mail import previews
from eventhub.mail.own_words import Draft
from eventhub.models.events import Event
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser.letter_forms import WordsForm
from eventhub.web.organiser.outbox import KINDS

bp = Blueprint("letters", __name__, url_prefix="/events/<slug>/mail/texts")


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List the kinds of mail that may be put in own words, and in which languages they are."""
    event = events.get(slug)
    return render_template(
        "organiser/letters/index.html",
        event=event,
        kinds={kind: KINDS[kind] for kind in letters.ALLOWED if kind in KINDS},
        written=letters.languages_by_kind(event),
        first=current_language(),
    )


@bp.route("/<kind>/<text_language>", methods=["GET", "POST"])
def edit(slug: str, kind: str, text_language: str) -> ResponseReturnValue:
    """Put one kind of mail in own words in one language, or only look at how that would read."""
    event = _event(slug, kind, text_language)
    text = letters.find(event, kind, text_language)
    form = WordsForm(obj=text)
    draft = None
    if form.validate_on_submit():
        draft = form.draft(allowed=letters.ALLOWED[kind], required=letters.REQUIRED.get(kind, ()))
        if draft and "preview" not in request.form:
            return _put(event, kind, text_language, draft)
    page = render_template(
        "organiser/letters/edit.html",
        event=event,
        kind=kind,
        kind_name=KINDS[kind],
        text=text,
        text_language=text_language,
        form=form,
        tabs=[(url_for(".edit", slug=slug, kind=kind, text_language=code), name) for code, name in LANGUAGES.items()],
        meanings=placeholders.MEANINGS,
        examples=previews.examples(event, kind, letters.ALLOWED[kind], text_language),
        required=letters.REQUIRED.get(kind, ()),
        letter=previews.of_kind(event, kind, text_language, draft),
    )
    return page, 422 if form.errors else 200


@bp.post("/<kind>/<text_language>/drop")
def drop(slug: str, kind: str, text_language: str) -> ResponseReturnValue:
    """Go back to the house's words."""
    event = _event(slug, kind, text_language)
    text = letters.find(event, kind, text_language) or abort(404)
    letters.drop(text, event=event, by=acting(), now=clock.now())
    db.session.commit()
    flash(_("This message is in the house’s words again."), "good")
    return redirect(url_for(".index", slug=slug), 303)


def _event(slug: str, kind: str, language: str) -> Event:
    """Return the event; 404 for a kind or language that has no own words."""
    if kind not in letters.ALLOWED or kind not in KINDS or language not in LANGUAGES:
        abort(404)
    return events.get(slug)


def _put(event: Event, kind: str, language: str, draft: Draft) -> ResponseReturnValue:
    with committed(_("These words are used from now on.")):
        letters.put(event, kind, language, subject=draft.subject, body=draft.body, by=acting(), now=clock.now())
    return redirect(url_for(".edit", slug=event.slug, kind=kind, text_language=language), 303)
