"""A letter to a filtered group: written, looked at with the number of its readers, then sent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import current_language, ngettext
from eventhub.domain import events, mailings, placeholders, rosters
from eventhub.domain.rosters import Selection
from eventhub.mail import previews
from eventhub.mail.own_words import Draft
from eventhub.models.events import Event
from eventhub.web.frame import acting
from eventhub.web.organiser.letter_forms import LetterForm
from eventhub.web.organiser.roster_filters import RosterFilters

bp = Blueprint("mailings", __name__, url_prefix="/events/<slug>/mail")


@bp.route("/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Write a letter to whoever fits the filters in the address; sending it asks for a look first."""
    event = events.get(slug)
    filters = RosterFilters.read(event, request.args)
    form, draft = LetterForm(), None
    if form.validate_on_submit():
        draft = form.draft(allowed=mailings.ALLOWED)
        if draft and "expected" in request.form and _send(event, filters.selection, form, draft):
            return redirect(url_for("organiser.outbox.index", slug=slug, kind="mailing"), 303)
    numbers = mailings.find_readers(event, filters.selection)
    first = rosters.load(numbers[:1])
    page = render_template(
        "organiser/mailings/new.html",
        event=event,
        filters=filters,
        form=form,
        readers=len(numbers),
        meanings=placeholders.MEANINGS,
        examples=previews.examples(event, "mailing", mailings.ALLOWED, current_language()),
        draft=draft,
        letter=previews.of_letter(event, first[0], draft) if draft and first else None,
        has_repeat=bool(form.is_repeat_meant.errors or form.is_repeat_meant.data),
    )
    return page, 422 if form.errors else 200


def _send(event: Event, selection: Selection, form: LetterForm, draft: Draft) -> bool:
    try:
        mailing = mailings.send(
            event,
            selection,
            subject=draft.subject,
            body=draft.body,
            expected=request.form.get("expected", 0, type=int),
            is_repeat_meant=form.is_repeat_meant.data,
            by=acting(),
            now=clock.now(),
        )
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    readers = mailing.readers
    db.session.commit()
    flash(
        ngettext("The letter is on its way to %(num)d person.", "The letter is on its way to %(num)d people.", readers),
        "good",
    )
    return True
