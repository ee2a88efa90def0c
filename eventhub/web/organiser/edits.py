"""Writing in the summary of one event: sentence by sentence, beside the data and beside others who write."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import clearances, edits, events, revisions, summaries
from eventhub.domain.edits import Arrangement, Conflict, Edited, Typed
from eventhub.domain.revisions import Choice
from eventhub.domain.summaries import Reading
from eventhub.formats import differences
from eventhub.models.clearances import ClearanceComment
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryStage
from eventhub.web.forms import Form
from eventhub.web.frame import acting

bp = Blueprint("edits", __name__, url_prefix="/events/<slug>/summary")

PARTS = {
    "title": _l("Title"),
    "opening": _l("The meeting"),
    "opening_remarks": _l("Opening remarks"),
    "floor": _l("The floor"),
    "discussion": _l("Points made"),
    "consultation": _l("Other events"),
    "closing_remarks": _l("Closing remarks"),
}
"""What organisers call the parts that bear no heading in the text."""


class WordingForm(Form):
    """The sentences in a person's words: a text for each, with the mark of what its writer had before them."""

    def typed(self) -> Typed:
        """Return what was typed, but for what its writer gave up in favour of somebody else's words."""
        choices = self.choices()
        texts = {key: text for key, text in _named("text:").items() if choices.get(key) != "theirs"}
        agreed = {key: mark for key, mark in _named("now:").items() if choices.get(key) == "mine"}
        return Typed(texts, {**_named("was:"), **agreed}, request.form.getlist("restore"))

    def choices(self) -> dict[str, str]:
        """Return whose words are to stand, by sentence."""
        return _named("choice:")

    def arrangement(self) -> tuple[Arrangement, str] | None:
        """Return what is done with which paragraph, if a button of one was pressed."""
        what, _colon, key = request.form.get("arrange", "").partition(":")
        return (Arrangement(what), key) if what in set(Arrangement) else None


class ChangesForm(Form):
    """What becomes of each change; there are choices for each, named by its key."""

    seen = HiddenField()

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen, by sentence."""
        return {key: Choice(word) for key, word in _named("change:").items() if word in set(Choice)}


@bp.route("/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Put sentences into other words; what somebody else wrote at the same time is shown, never overwritten."""
    event, form = events.get(slug), WordingForm()
    if not form.validate_on_submit():
        return _page(event, form)
    typed = form.typed()
    try:
        edited = edits.save(event, typed, arrangement=form.arrangement(), by=acting(), now=clock.now())
        kept = [
            each.mine for each in edited.conflicts if each.theirs is None and form.choices().get(each.key) == "mine"
        ]
        if kept:
            edits.keep_as_paragraph(event, kept, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _page(event, form, typed=typed), 422
    db.session.commit()
    open_conflicts = [each for each in edited.conflicts if each.theirs is not None or each.mine not in kept]
    if open_conflicts:
        form.form_errors.append(_in_conflict(len(open_conflicts)))
        return _page(event, form, typed=typed, conflicts=open_conflicts), 409
    if arranged := form.arrangement():
        return redirect(url_for(".edit", slug=slug, _anchor=_changed_place(edited, *arranged)), 303)
    flash(_("The wording is saved."), "good")
    return redirect(url_for("organiser.summaries.show", slug=slug), 303)


@bp.post("/typed")
def note(slug: str) -> ResponseReturnValue:
    """Keep what is being typed, for a script, and answer with the marks of what now stands and with what conflicts."""
    event, form = events.get(slug), WordingForm()
    typed = form.typed()
    try:
        edited = edits.note(event, typed, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        return jsonify(refused=str(refusal)), 422
    db.session.commit()
    in_conflict = {each.key for each in edited.conflicts}
    marks = {
        each.key: revisions.mark(each)
        for each in edited.document.all_sentences()
        if each.key in typed.texts and each.key not in in_conflict
    }
    shown = {
        each.key: render_template("organiser/summaries/conflict.html", conflict=_shown(each), document=edited.document)
        for each in edited.conflicts
    }
    saved = _in_conflict(len(shown)) if shown else _("Everything typed so far is kept.")
    return jsonify(marks=marks, conflicts=shown, sentence=saved)


@bp.route("/changes", methods=["GET", "POST"])
def changes(slug: str) -> ResponseReturnValue:
    """Show what the data say otherwise since the words were written, each to be taken or left."""
    event, form, status = events.get(slug), ChangesForm(), 200
    if form.validate_on_submit():
        try:
            edits.settle(event, form.choices(), seen=form.seen.data or "", by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
            status = 409
        else:
            db.session.commit()
            flash(_("The text says what you chose."), "good")
            return redirect(url_for("organiser.summaries.show", slug=slug), 303)
    reading = summaries.read(event)
    form.seen.data = reading.seen
    page = render_template(
        "organiser/summaries/changes.html",
        event=event,
        form=form,
        language=reading.document.language,
        changes=[_compared(each) for each in reading.changes if each.section != revisions.BREAKDOWN],
        breakdown=[_compared(each) for each in reading.changes if each.section == revisions.BREAKDOWN],
    )
    return page, status


def _page(event: Event, form: WordingForm, *, typed: Typed | None = None, conflicts: list[Conflict] = ()) -> str:  # type: ignore[assignment]
    reading, summary = summaries.read(event), summaries.find(event)
    comments: dict[str, list[ClearanceComment]] = {}
    for asked in clearances.find(event):
        for each in asked.comments:
            if each.resolved_at is None:
                comments.setdefault(each.sentence, []).append(each)
    return render_template(
        "organiser/summaries/edit.html",
        stage=summary.stage if summary else SummaryStage.DRAFT,
        comments=comments,
        event=event,
        form=form,
        document=reading.document,
        typed=typed,
        conflicts={each.key: _shown(each) for each in conflicts},
        mark=revisions.mark,
        changes=reading.changes,
        is_own=revisions.is_own_paragraph,
        is_correction=lambda section: section.key.startswith(revisions.CORRECTION),
        can_restore=_restorable(reading),
        parts=PARTS,
        longest=edits.LONGEST,
    )


def _restorable(reading: Reading) -> set[str]:
    """Return the sentences in a person's words of which the data still say something."""
    drafted = {each.key for each in reading.fresh.all_sentences()}
    return {each.key for each in reading.document.all_sentences() if each.is_edited and each.key in drafted}


def _shown(conflict: Conflict) -> dict[str, object]:
    theirs = conflict.theirs.text if conflict.theirs else ""
    return {
        "key": conflict.key,
        "mine": conflict.mine,
        "theirs": theirs,
        "is_gone": conflict.theirs is None,
        "now": revisions.mark(conflict.theirs) if conflict.theirs else "",
        "pieces": differences.words(theirs, conflict.mine),
    }


def _compared(change: revisions.Change) -> dict[str, object]:
    """Return a change with the words that go and come marked, for each choice there is."""
    before = change.before.text if change.before else ""
    after = change.after.text if change.after else ""
    drafted = change.drafted.text if change.drafted else None
    return {
        "key": change.key,
        "is_new": change.before is None,
        "is_gone": change.after is None,
        "is_edited": change.before is not None and change.before.is_edited,
        "is_same": before == after,
        "before": before,
        "after": after,
        "pieces": differences.words(before, after),
        "drafted": drafted if drafted != after else None,
        "drafted_pieces": differences.words(before, drafted or ""),
        "lost": change.lost,
    }


def _in_conflict(number: int) -> str:
    return ngettext(
        "%(num)d sentence was changed by somebody else meanwhile. Choose whose words stand; all others are saved.",
        "%(num)d sentences were changed by somebody else meanwhile. Choose whose words stand; all others are saved.",
        number,
    )


def _changed_place(edited: Edited, what: Arrangement, key: str) -> str:
    """Return the anchor of the paragraph that was added or moved."""
    if what is Arrangement.ADD:
        keys = [section.key for section in edited.document.sections]
        return keys[keys.index(key) + 1] if key in keys else keys[0]
    return key


def _named(prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}
