"""What people decide about their own data by their private link: what they agree to, and whether we forget them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import erasure, events, registrations
from eventhub.web import labels, private
from eventhub.web.forms import AddressField, Form
from eventhub.web.public.registration_forms import CONSENTS
from eventhub.web.public.registrations import by_token

bp = Blueprint("own_data", __name__)
bp.after_request(private.keep)


PURPOSES = (*CONSENTS, "mailings", "certificate", "certificate_name")


class ConsentsForm(Form):
    """What somebody agrees to; each stands alone."""

    participant_list = BooleanField(labels.CONSENTS["participant_list"])
    recording = BooleanField(labels.CONSENTS["recording"])
    mailings = BooleanField(labels.CONSENTS["mailings"])
    certificate = BooleanField(labels.CONSENTS["certificate"])
    certificate_name = BooleanField(labels.CONSENTS["certificate_name"])

    def consents(self) -> dict[str, bool]:
        """Return the answer to each."""
        return {purpose: self[purpose].data for purpose in PURPOSES}


class EraseForm(Form):
    """One question more than "are you sure?": for this event, or for all."""

    everywhere = BooleanField()


class LinkForm(Form):
    """Where to send a private link again."""

    email = AddressField(_l("E-mail address"), [DataRequired(_l("Enter the e-mail address you registered with."))])


@bp.route("/registrations/<token>/consents", methods=["GET", "POST"])
def consents(token: str) -> ResponseReturnValue:
    """Show what somebody agreed to and when, and let them change it."""
    registration = by_token(token)
    given = {purpose: registration.consents_to(purpose) for purpose in PURPOSES}
    form = ConsentsForm(data=given)
    if form.validate_on_submit():
        registrations.consent(registration, form.consents(), by="self", now=clock.now())
        db.session.commit()
        flash(_("Your choice is noted."), "good")
        return redirect(url_for(".consents", token=token), 303)
    return render_template(
        "public/registrations/consents.html",
        registration=registration,
        event=registration.event,
        form=form,
        token=token,
    )


@bp.route("/registrations/<token>/erase", methods=["GET", "POST"])
def erase(token: str) -> ResponseReturnValue:
    """Ask once, then forget who somebody was. What was counted stays."""
    registration = by_token(token)
    form = EraseForm()
    elsewhere = erasure.others(registration)
    if form.validate_on_submit():
        try:
            erasure.erase(registration, by="self", now=clock.now(), everywhere=form.everywhere.data)
        except Refused as refusal:
            db.session.rollback()
            flash(str(refusal), "note")
        else:
            db.session.commit()
        return redirect(url_for("registrations.show", token=token), 303)
    return render_template(
        "public/registrations/erase.html",
        registration=registration,
        event=registration.event,
        elsewhere=elsewhere,
        form=form,
        token=token,
    )


@bp.route("/events/<slug>/link", methods=["GET", "POST"])
def link(slug: str) -> ResponseReturnValue:
    """Send a private link again, to whoever is registered; the answer is the same for every address."""
    event = events.get_public(slug)
    form = LinkForm()
    if form.validate_on_submit():
        registrations.send_link(event, form.email.data, now=clock.now())
        db.session.commit()
        return redirect(url_for(".link_sent", slug=slug), 303)
    return render_template("public/registrations/link.html", event=event, form=form), 422 if form.errors else 200


@bp.get("/events/<slug>/link/sent")
def link_sent(slug: str) -> ResponseReturnValue:
    """Say what happens next, whoever asked."""
    return render_template("public/registrations/link_sent.html", event=events.get_public(slug))
