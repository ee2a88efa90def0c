"""Whom an event asks to come: lists added, invitations sent, answers seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _, _l, current_language, ngettext
from eventhub.domain import contacts, events, guest_lists, invitees
from eventhub.domain.guest_lists import Guest
from eventhub.domain.invitees import Answer
from eventhub.formats.vocabulary import field_of
from eventhub.models.invitees import InvitedList, Invitee
from eventhub.web.deeds import committed
from eventhub.web.frame import acting
from eventhub.web.organiser.invitee_forms import ContactForm, InviteeFilters, ListForm, TableForm

bp = Blueprint("invitees", __name__, url_prefix="/events/<slug>/invitees")

PAGE = 50
"""How many invitees stand on one page of the list."""


DEEDS: Mapping[str, tuple[Any, LazyString]] = {
    "send": (invitees.send, _l("%(name)s: the invitation is on its way.")),
    "renew": (invitees.renew, _l("%(name)s: a new link is on its way, and the former one has ended.")),
    "revoke": (invitees.revoke, _l("%(name)s: the link has ended.")),
    "remove": (invitees.remove, _l("%(name)s: no longer on the list.")),
}
"""What can be done to one invitation, and what is said then."""


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List who is invited, as filtered, page by page, with the counts of all above."""
    event = events.get(slug)
    filters = InviteeFilters.read(request.args)
    listed = invitees.find_all(event)
    found = invitees.in_order([each for each in listed if filters.fits(each)], current_language())
    page = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "organiser/invitees/index.html",
        event=event,
        filters=filters,
        counts=invitees.count(listed),
        found=shown,
        total=len(found),
        page=page,
        page_size=PAGE,
        names={each.id: _name(each) for each in shown},
        answers={each.id: invitees.answer_of(each) for each in shown},
        suggestions=contacts.suggestions(event, listed),
        reminded_before=clock.now() - invitees.REST,
    )


@bp.route("/add", methods=["GET", "POST"])
def add(slug: str) -> ResponseReturnValue:
    """Add a whole list: Champions as of a day, Member States, entities of the Network."""
    event, now = events.get(slug), clock.now()
    form = ListForm.today(event, now)
    if form.validate_on_submit():
        invited_list = InvitedList(form.invited_list.data)
        guests = _guests(invited_list, form)
        added = invitees.add(event, invited_list, guests, by=acting(), now=now)
        db.session.commit()
        return _added(slug, len(guests), len(added))
    page = render_template("organiser/invitees/add.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.route("/paste", methods=["GET", "POST"])
def paste(slug: str) -> ResponseReturnValue:
    """Read a pasted or uploaded table, show what was understood, and store it only once that is confirmed."""
    event, form = events.get(slug), TableForm()
    reading = None
    if form.validate_on_submit():
        try:
            sheet = form.sheet()
            fields = [field_of(word) for word in sheet.header]
            reading = guest_lists.read(fields, ((row.number, row.cells) for row in sheet.rows))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if form.confirmed.data == "y" and not reading.faults:
                added = invitees.add(event, InvitedList.NAMED, reading.guests, by=acting(), now=clock.now())
                db.session.commit()
                return _added(slug, len(reading.guests), len(added))
    page = render_template("organiser/invitees/paste.html", event=event, form=form, reading=reading)
    return page, 422 if form.errors or (reading and reading.faults) else 200


@bp.route("/<int:number>", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Fill in or correct whom one invitation goes to."""
    invitee = _find(slug, number)
    suggestion = contacts.suggestions(invitee.event, [invitee]).get(invitee.id)
    form = ContactForm(obj=invitee)
    if form.validate_on_submit():
        try:
            invitees.settle(invitee, **form.contact(), by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The invitation is changed."), "good")
            return _to(slug)
    page = render_template(
        "organiser/invitees/edit.html",
        event=invitee.event,
        invitee=invitee,
        name=_name(invitee),
        answer=invitees.answer_of(invitee),
        suggestion=suggestion,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/<any(send, renew, revoke, remove):deed>")
def move(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """Send one invitation, renew or end its link, or take the invitee off the list."""
    invitee = _find(slug, number)
    name = _name(invitee)
    rule, said = DEEDS[deed]
    return _try(slug, rule, invitee, said=str(said) % {"name": name})


@bp.post("/send")
def send(slug: str) -> ResponseReturnValue:
    """Mail everybody whose invitation was not sent yet."""
    return _send(slug, Answer.NOT_SENT)


@bp.post("/remind")
def remind(slug: str) -> ResponseReturnValue:
    """Mail everybody who has not answered and was not written to lately."""
    return _send(slug, Answer.UNANSWERED)


@bp.post("/adopt")
def adopt(slug: str) -> ResponseReturnValue:
    """Fill in every suggested address."""
    event = events.get(slug)
    number = contacts.adopt(event, by=acting(), now=clock.now())
    db.session.commit()
    flash(ngettext("%(num)d address is filled in.", "%(num)d addresses are filled in.", number), "good")
    return _to(slug)


def _guests(invited_list: InvitedList, form: ListForm) -> list[Guest]:
    if invited_list is InvitedList.CHAMPIONS:
        return guest_lists.champions(form.as_of.data)
    return (
        guest_lists.network(clock.now().date()) if invited_list is InvitedList.NETWORK else guest_lists.member_states()
    )


def _added(slug: str, listed: int, added: int) -> ResponseReturnValue:
    if not listed:
        flash(_("This list is empty: nobody was added."), "note")
    elif added:
        flash(ngettext("%(num)d invitee is added.", "%(num)d invitees are added.", added), "good")
    else:
        flash(_("Everybody of this list was there already."), "note")
    return _to(slug)


def _send(slug: str, answer: Answer) -> ResponseReturnValue:
    event = events.get(slug)
    try:
        number = invitees.send_all(event, answer, by=acting(), now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "bad")
        return _to(slug)
    db.session.commit()
    if number:
        flash(ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", number), "good")
    else:
        flash(
            _("There is nobody to write to now. Whoever was written to less than a day ago is left in peace."), "note"
        )
    return _to(slug)


def _try(slug: str, rule: Any, invitee: Invitee, *, said: str) -> ResponseReturnValue:
    with committed(said):
        rule(invitee, by=acting(), now=clock.now())
    return _to(slug)


def _name(invitee: Invitee) -> str:
    return invitees.name(invitee, current_language()) or _("Data erased")


def _find(slug: str, number: int) -> Invitee:
    return invitees.find(events.get(slug), number) or abort(404)


def _to(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug), 303)
