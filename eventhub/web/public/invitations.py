"""Answering an invitation by its link: accept it, register under the invited address, or decline."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.domain import acceptances, choices, delegations, events, invitees, questions, seats
from eventhub.domain.admissions import Admission, admission
from eventhub.models.invitees import Invitee
from eventhub.models.registrations import Delegation
from eventhub.web import private
from eventhub.web.forms import AddressField, Form, TextField
from eventhub.web.public.registration_forms import InvitedForm

bp = Blueprint("invitations", __name__)


class DeclineForm(Form):
    """Why somebody does not come."""

    reason = TextField(_l("Reason"))


class AskForm(Form):
    """To which address an invitation went."""

    email = AddressField(_l("E-mail address"), [DataRequired(_l("Enter your e-mail address."))])


bp.after_request(private.keep)


@bp.get("/invitations/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show what somebody is invited to, whom the link is bound to, and how to answer."""
    return _page(_by(token), token)


@bp.route("/invitations/<token>/register", methods=["GET", "POST"])
def register(token: str) -> ResponseReturnValue:
    """Show the registration form bound to the invited address; enter whoever fills it in."""
    invitee, now = _by(token), clock.now()
    if not invitees.is_person(invitee) or not _admission(invitee, now).takes_registrations:
        return redirect(url_for(".show", token=token), 303)
    event = invitee.event
    form = InvitedForm.of(invitee, questions.find_by_event(event))
    form.offer(event, choices.offered(event, now=now))
    if form.validate_on_submit():
        try:
            acceptances.register(invitee, form.application(), now=now)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for("registrations.registered", slug=event.slug), 303)
    form.keep_files()
    room = seats.room(event, now=now)
    is_full = room.left() == 0
    page = render_template(
        "public/invitations/register.html",
        event=event,
        form=form,
        is_full=is_full,
        kept_for_sponsors=room.kept_for_sponsors if is_full else 0,
        invitee=invitee,
        token=token,
    )
    return page, 422 if form.errors else 200


@bp.post("/invitations/<token>/accept")
def accept(token: str) -> ResponseReturnValue:
    """Open the delegation of a State or organisation; a person goes on to the form."""
    invitee = _by(token)
    if invitees.is_person(invitee):
        return redirect(url_for(".register", token=token), 303)
    try:
        delegation = acceptances.open_delegation(invitee, now=clock.now())
    except Refused as refusal:
        db.session.rollback()
        return _page(invitee, token, refusal)
    db.session.commit()
    return redirect(_delegation_page(delegation), 303)


@bp.route("/invitations/<token>/decline", methods=["GET", "POST"])
def decline(token: str) -> ResponseReturnValue:
    """Ask for a reason, which nobody need give, and note that the invitee does not come."""
    invitee, form = _by(token), DeclineForm()
    if form.validate_on_submit():
        try:
            invitees.decline(invitee, reason=form.reason.data, now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Thank you for telling us. The organisers see your answer."), "good")
            return redirect(url_for(".show", token=token), 303)
    page = render_template("public/invitations/decline.html", event=invitee.event, form=form, token=token)
    return page, 422 if form.errors else 200


@bp.route("/events/<slug>/invitation", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Mail an invitation again to whoever lost it; the answer is the same for every address."""
    event, form = events.get_public(slug), AskForm()
    if form.validate_on_submit():
        invitees.request_link(event, form.email.data, now=clock.now())
        db.session.commit()
        return redirect(url_for(".asked", slug=slug), 303)
    page = render_template("public/invitations/ask.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.get("/events/<slug>/invitation/sent")
def asked(slug: str) -> ResponseReturnValue:
    """Say that we have written, if the address was invited."""
    return render_template("public/invitations/asked.html", event=events.get_public(slug))


def _by(token: str) -> Invitee:
    """Return the invitee of a link; 404 for any that is none or was ended, 410 once the event is over."""
    invitee = invitees.find_by_token(token, secret=current_app.config["SECRET_KEY"])
    if invitee is None or not invitee.event.is_public:
        abort(404)
    if clock.now() >= invitee.event.ends_at_utc:
        abort(410)
    return invitee


def _admission(invitee: Invitee, now: datetime) -> Admission:
    return admission(invitee.event, seats_left=seats.left(invitee.event, now=now), now=now, is_asked=True)


def _page(invitee: Invitee, token: str, refusal: Refused | None = None) -> ResponseReturnValue:
    delegation = delegations.find(invitee.event, invitee.delegation_id) if invitee.delegation_id else None
    page = render_template(
        "public/invitations/show.html",
        event=invitee.event,
        invitee=invitee,
        name=invitees.name(invitee, current_language()),
        is_person=invitees.is_person(invitee),
        has_place=invitees.has_place(invitee),
        delegation_page=_delegation_page(delegation) if delegation else None,
        admission=_admission(invitee, clock.now()),
        refusal=refusal,
        token=token,
    )
    return page, 409 if refusal else 200


def _delegation_page(delegation: Delegation) -> str:
    token = delegations.link_token(delegation, secret=current_app.config["SECRET_KEY"])
    return url_for("delegations.show", slug=delegation.event.slug, token=token)
