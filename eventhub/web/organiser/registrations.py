"""Registrations of one event: found, decided on, entered and corrected."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.domain import (
    audit,
    checkins,
    entries,
    events,
    invitations,
    questions,
    registrations,
    rosters,
    seats,
    sessions,
    tags,
    unanswered,
    unreachable,
    waitlists,
)
from eventhub.models.events import Event
from eventhub.models.registrations import RegisteredBy, Registration
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser import histories, tallies
from eventhub.web.organiser.decisions import DeedForm
from eventhub.web.organiser.registration_forms import AdditionForm, DetailsForm, ReasonForm
from eventhub.web.organiser.roster_filters import RosterFilters
from eventhub.web.tables import Order

bp = Blueprint("registrations", __name__, url_prefix="/events/<slug>")

PAGE = 50
"""How many registrations stand on one page of the list."""

LAST_PAGE = 1_000_000
"""Beyond it there is surely nobody."""


@bp.get("/registrations")
def index(slug: str) -> ResponseReturnValue:
    """List the registrations that fit the filters, page by page."""
    event = events.get(slug)
    filters = RosterFilters.read(event, request.args)
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    counts = tallies.by_status(event)
    total = None if filters.chosen() or filters.picked else sum(counts.values())
    page = rosters.read_page(event, filters.selection, start=(number - 1) * PAGE, size=PAGE, total=total)
    return render_template(
        "organiser/registrations/index.html",
        event=event,
        filters=filters,
        page=page,
        number=page.start // PAGE + 1,
        page_size=PAGE,
        many=rosters.FEW,
        order=Order.read(request.args, rosters.ORDERS, rosters.NEWEST),
        counts=counts,
        unanswered=unanswered.count(event, page.rows, now=clock.now()),
        deeds=DeedForm(),
        seats_left=None if event.capacity is None else seats.room(event, now=clock.now()).free,
    )


@bp.route("/registrations/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Enter somebody who wrote or telephoned."""
    event = events.get(slug)
    form = AdditionForm.asking(questions.find_by_event(event))()
    if form.validate_on_submit():
        try:
            registration = _add(event, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _to(registration)
    form.keep_files()
    page = render_template("organiser/registrations/new.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.get("/registrations/<int:number>")
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show one registration with its history."""
    registration = _find(slug, number)
    return render_template(
        "organiser/registrations/show.html",
        event=registration.event,
        registration=registration,
        position=waitlists.position(registration),
        presence=checkins.standing_of(registration),
        parts=sessions.held(registration.event),
        returned=unreachable.find(registration.email) if registration.email else None,
        calendar_answer=held if (held := invitations.find(registration)) and held.reply else None,
        told=questions.told(registration),
        unanswered=unanswered.find(registration, now=clock.now()),
        known_tags=tags.find_by_event(registration.event),
        authors=histories.authors(note.by for note in registration.notes),
        history=histories.tell(audit.find_by_subject(registration)),
    )


@bp.route("/registrations/<int:number>/edit", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Correct the details of one registration."""
    registration = _find(slug, number)
    form = DetailsForm.of(registration)
    if form.validate_on_submit():
        try:
            changes = form.details() | form.wishes()
            changed = registrations.correct(registration, changes, answers=form.answers, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The details are corrected.") if changed else _("Nothing was changed."), "good")
            return _to(registration)
    form.keep_files()
    page = render_template(
        "organiser/registrations/edit.html", event=registration.event, registration=registration, form=form
    )
    return page, 422 if form.errors else 200


@bp.post("/registrations/<int:number>/approve")
def approve(slug: str, number: int) -> ResponseReturnValue:
    """Confirm whoever waits for a decision or for a place."""
    return _step(_find(slug, number), registrations.approve, _("The registration of %(name)s is confirmed."))


@bp.post("/registrations/<int:number>/withdraw")
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Give a place back for somebody who asked for it."""
    return _step(_find(slug, number), registrations.withdraw, _("The registration of %(name)s is withdrawn."))


@bp.post("/registrations/<int:number>/reach")
def reach(slug: str, number: int) -> ResponseReturnValue:
    """Let mail go to somebody again from whom it came back."""
    registration = _find(slug, number)
    if unreachable.clear(registration.email or "", by=acting(), now=clock.now(), about=registration):
        db.session.commit()
        flash(_("Mail goes to this address again."), "good")
    return _to(registration)


@bp.route("/registrations/<int:number>/decline", methods=["GET", "POST"])
def decline(slug: str, number: int) -> ResponseReturnValue:
    """Ask for the reason, then decline."""
    registration = _find(slug, number)
    form = ReasonForm()
    if form.validate_on_submit():
        said = _("The registration of %(name)s is declined.")
        return _step(registration, registrations.decline, said, reason=form.reason.data)
    page = render_template(
        "organiser/registrations/decline.html", event=registration.event, registration=registration, form=form
    )
    return page, 422 if form.errors else 200


def _find(slug: str, number: int) -> Registration:
    return registrations.find(events.get(slug), number) or abort(404)


def _add(event: Event, form: AdditionForm) -> Registration:
    known = entries.find_standing(event, form.email.data)
    registration = registrations.register(
        event, form.application(), by=acting(), registered_by=RegisteredBy.ORGANISER, now=clock.now()
    )
    db.session.commit()
    if known is not None:
        flash(
            _("This address was registered before. Its link has been mailed again; nothing else has changed."), "note"
        )
    else:
        flash(_("The registration is entered, and the person is being told."), "good")
    return registration


def _step(registration: Registration, rule: Any, sentence: str, **more: Any) -> ResponseReturnValue:
    with committed(sentence % {"name": registration.name}):
        rule(registration, by=acting(), now=clock.now(), **more)
    return _to(registration)


def _to(registration: Registration) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=registration.event.slug, number=registration.id), 303)
