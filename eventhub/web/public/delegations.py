"""A focal point registers a delegation, by the private link of the State or organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, current_language, ngettext
from eventhub.domain import (
    delegations,
    events,
    officials,
    openings,
    questions,
    registrations,
    unanswered,
    uploads,
    waitlists,
)
from eventhub.domain.entries import NOTICE_VERSION
from eventhub.domain.officials import Fault, FaultyRows
from eventhub.formats import rolls, spreadsheets
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Delegation, Registration
from eventhub.web import private
from eventhub.web.deeds import committed
from eventhub.web.files import attachment
from eventhub.web.forms import Form
from eventhub.web.public.delegation_forms import (
    EMPTY_ROWS,
    CorrectionForm,
    DescriptionForm,
    LinkForm,
    NoteForm,
    RowsForm,
    SubstituteForm,
    TableForm,
    table_of,
)

bp = Blueprint("delegations", __name__, url_prefix="/events/<slug>/delegation")

FOCAL_POINT = "focal_point"
"""Who acts on these pages, as audit entries name them."""


class LinkEnded(Exception):
    """The link opens no delegation of this event, or no longer."""


bp.after_request(private.keep)


@bp.route("", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Say how a focal point gets the link; mail it again to one who is known. The answer is the same for all."""
    event, form = events.get_public(slug), LinkForm()
    if form.validate_on_submit():
        delegations.request_link(event, form.email.data, now=clock.now())
        db.session.commit()
        flash(_("If this address is a focal point’s, the link is on its way to it."), "good")
        return redirect(url_for(".ask", slug=slug), 303)
    return _ask_page(event, form), 422 if form.errors else 200


@bp.errorhandler(LinkEnded)
def say_link_ended(_error: LinkEnded) -> ResponseReturnValue:
    """Say that a link no longer works, and how to get another."""
    event = events.get_public((request.view_args or {})["slug"])
    return _ask_page(event, LinkForm(formdata=None), has_ended=True), 410


@bp.get("/<token>")
def show(slug: str, token: str) -> ResponseReturnValue:
    """Show the delegation: what is the same for all, its officials, what can be done."""
    return _page(_by(slug, token), token)


@bp.post("/<token>/description")
def describe(slug: str, token: str) -> ResponseReturnValue:
    """Write ministry and address, once for all officials, and how they wait."""
    delegation, form = _by(slug, token), DescriptionForm()
    names = [name for name in delegations.OF_FOCAL_POINT if name != "organisation" or delegation.country]
    if form.validate_on_submit():
        details = {name: form[name].data for name in names}
        delegations.describe(delegation, details, by=FOCAL_POINT, now=clock.now())
        db.session.commit()
        flash(_("Saved."), "good")
        return _back(slug, token)
    return _page(delegation, token, description=form), 422


@bp.route("/<token>/officials", methods=["GET", "POST"])
def enter(slug: str, token: str) -> ResponseReturnValue:
    """Take officials row by row or as a table; show what is wrong, and register all or none."""
    delegation = _by(slug, token)
    if request.method == "GET":
        return _table(delegation, token, RowsForm.of([], empty=EMPTY_ROWS))
    if "read" in request.form:
        return _read(delegation, token)
    typed = RowsForm()
    if not typed.validate_on_submit() and typed.csrf_token.errors:
        abort(400)
    if "more" in request.form:
        return _table(delegation, token, typed.as_typed(empty=EMPTY_ROWS))
    return _enter(delegation, token, typed)


@bp.route("/<token>/officials/<int:number>", methods=["GET", "POST"])
def correct(slug: str, token: str, number: int) -> ResponseReturnValue:
    """Put details and role of an official right."""
    official = _official(_by(slug, token), number)
    form = CorrectionForm.of(official, questions.find_by_event(official.event))
    if form.validate_on_submit() and _try(form, officials.correct, official):
        flash(_("The details are corrected."), "good")
        return _back(slug, token)
    return _one_official("public/delegations/correct.html", official, form, token)


@bp.route("/<token>/officials/<int:number>/substitute", methods=["GET", "POST"])
def substitute(slug: str, token: str, number: int) -> ResponseReturnValue:
    """Let another official take this one's place."""
    official = _official(_by(slug, token), number)
    form = SubstituteForm.of(official, questions.find_by_event(official.event))
    if form.validate_on_submit() and _try(form, officials.substitute, official):
        flash(_("The place has passed on. Both have been written to."), "good")
        return _back(slug, token)
    return _one_official("public/delegations/substitute.html", official, form, token)


@bp.post("/<token>/officials/<int:number>/head")
def name_head(slug: str, token: str, number: int) -> ResponseReturnValue:
    """Let one official lead the delegation."""
    official = _official(_by(slug, token), number)
    return _step(slug, token, officials.name_head, official, _("%(name)s is head of the delegation."))


@bp.post("/<token>/officials/<int:number>/withdraw")
def withdraw(slug: str, token: str, number: int) -> ResponseReturnValue:
    """Give an official's place back."""
    official = _official(_by(slug, token), number)
    return _step(slug, token, registrations.withdraw, official, _("%(name)s is withdrawn; the place is given back."))


@bp.route("/<token>/note-verbale", methods=["GET", "POST"])
def note_verbale(slug: str, token: str) -> ResponseReturnValue:
    """Take the note verbale, in place of the former; hand it back to whoever gave it."""
    delegation = _by(slug, token)
    if request.method == "GET":
        return attachment(delegation.note_verbale or abort(404))
    form = NoteForm()
    if form.validate_on_submit():
        file = form.note.data
        try:
            upload = uploads.check(file.filename or "", file.read())
            delegations.hand_in_note(delegation, upload, by=FOCAL_POINT, now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.note.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(_("The note verbale is handed in."), "good")
            return _back(slug, token)
    return _page(delegation, token, note=form), 422


def _by(slug: str, token: str) -> Delegation:
    """Return the delegation of a private link; LinkEnded for any other."""
    event = events.get_public(slug)
    secret = current_app.config["SECRET_KEY"]
    delegation = delegations.find_by_token(token, event=event, secret=secret, now=clock.now())
    if delegation is None:
        raise LinkEnded
    return delegation


def _official(delegation: Delegation, number: int) -> Registration:
    return officials.find(delegation, number) or abort(404)


def _back(slug: str, token: str) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=slug, token=token), 303)


def _ask_page(event: Event, form: LinkForm, *, has_ended: bool = False) -> str:
    is_over = clock.now() >= event.ends_at_utc
    return render_template("public/delegations/ask.html", event=event, form=form, has_ended=has_ended, is_over=is_over)


def _page(
    delegation: Delegation,
    token: str,
    *,
    description: DescriptionForm | None = None,
    table: TableForm | None = None,
    note: NoteForm | None = None,
) -> str:
    """Write the focal point's one page, with the form that was refused, if one was."""
    event, now = delegation.event, clock.now()
    everybody = delegations.find_officials(delegation)
    forms: dict[str, Form] = {
        "description": description or DescriptionForm(formdata=None, obj=delegation),
        "table": table or TableForm(formdata=None),
        "note": note or NoteForm(formdata=None),
    }
    return render_template(
        "public/delegations/show.html",
        event=event,
        delegation=delegation,
        party=delegations.name(delegation, current_language()),
        places=delegations.places(delegation),
        standing=[each for each in everybody if each.status.is_standing],
        former=[each for each in everybody if not each.status.is_standing],
        successors={each.replaces_id: each for each in everybody if each.replaces_id},
        positions=waitlists.positions(event),
        asked=len(questions.find_by_event(event)),
        unanswered=unanswered.count(event, everybody, now=now),
        has_head=any(each.head_of_delegation and each.status.is_standing for each in everybody),
        closed=_closed(event, now),
        may_substitute=event.status is not EventStatus.CANCELLED and now < events.substitution_closes(event),
        notice_version=NOTICE_VERSION,
        refused=next((form for form in forms.values() if form.errors), None),
        token=token,
        **forms,
    )


def _closed(event: Event, now: datetime) -> Refused | None:
    """Return why nobody can be entered any more or yet; None while officials can be."""
    try:
        openings.refuse_unless_open(event, now=now, is_asked=True)
    except Refused as refusal:
        return refusal
    return None


def _read(delegation: Delegation, token: str) -> ResponseReturnValue:
    """Show a pasted or uploaded table as rows, with what stands against them; nothing is stored."""
    form = TableForm()
    if not form.validate_on_submit():
        return _page(delegation, token, table=form), 422
    try:
        content = form.table.data.read() if form.table.data else b""
        pasted = form.pasted.data or ""
        if not content and not pasted.strip():
            raise officials.NobodyNamed
        roll = rolls.read(spreadsheets.read(content) if content else spreadsheets.read_pasted(pasted))
        if not roll.entries:
            raise officials.NobodyNamed
        if len(roll.entries) > officials.MOST:
            raise officials.TooMany
    except Refused as refusal:
        field = form.table if form.table.data else form.pasted
        field.errors = [str(refusal)]
        return _page(delegation, token, table=form), 422
    rows, unknown = table_of(roll)
    faults = [*unknown, *officials.find_faults(delegation, rows.people())]
    return _table(delegation, token, rows, faults=faults, left_out=roll.left_out)


def _enter(delegation: Delegation, token: str, typed: RowsForm) -> ResponseReturnValue:
    faults, people, slug = list(typed.own_faults()), [], delegation.event.slug
    try:
        if not faults:
            people = officials.enter(delegation, typed.people(), by=FOCAL_POINT, now=clock.now())
    except FaultyRows as refusal:
        faults = list(refusal.faults)
    except Refused as refusal:
        db.session.rollback()
        return _table(delegation, token, typed.as_typed(empty=0 if typed.rows else EMPTY_ROWS), said=str(refusal)), 422
    if faults:
        db.session.rollback()
        return _table(delegation, token, typed.as_typed(), faults=faults), 422
    db.session.commit()
    sentence = ngettext(
        "%(num)s official is entered and has been written to.",
        "%(num)s officials are entered, and each has been written to.",
        len(people),
    )
    flash(sentence, "good")
    return _back(slug, token)


def _table(
    delegation: Delegation,
    token: str,
    form: RowsForm,
    *,
    faults: list[Fault] | None = None,
    left_out: Any = (),
    said: str | None = None,
) -> str:
    form.mark(faults or [])
    return render_template(
        "public/delegations/officials.html",
        event=delegation.event,
        delegation=delegation,
        party=delegations.name(delegation, current_language()),
        places=delegations.places(delegation),
        form=form,
        faults=sorted(faults or [], key=lambda fault: fault.row),
        left_out=left_out,
        said=said,
        asked=len(questions.find_by_event(delegation.event)),
        closed=_closed(delegation.event, clock.now()),
        token=token,
    )


def _one_official(
    template: str, official: Registration, form: SubstituteForm | CorrectionForm, token: str
) -> ResponseReturnValue:
    """Show the form about one official, with what was refused."""
    form.keep_files()
    page = render_template(template, event=official.event, official=official, form=form, token=token)
    return page, 422 if form.errors else 200


def _try(form: SubstituteForm | CorrectionForm, rule: Any, official: Registration) -> bool:
    """Do what a form asks for and save it; else put the refusal at its field."""
    try:
        rule(official, form.official(), answers=form.answers, by=FOCAL_POINT, now=clock.now())
    except FaultyRows as refusal:
        db.session.rollback()
        form.mark(refusal.faults)
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
    else:
        db.session.commit()
        return True
    return False


def _step(slug: str, token: str, rule: Any, official: Registration, sentence: str) -> ResponseReturnValue:
    with committed(sentence % {"name": official.name}):
        rule(official, by=FOCAL_POINT, now=clock.now())
    return _back(slug, token)
