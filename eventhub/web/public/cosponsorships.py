"""A State or an organisation comes forward to co-sponsor an event."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, ValidationError
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import cosponsorships, events
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.web.forms import AddressField, CountryField, Form, LineField, TextField, choices

bp = Blueprint("cosponsorships", __name__)

STATUSES = (
    (CoSponsorshipStatus.CONSIDERING, _l("We are considering it")),
    (CoSponsorshipStatus.OFFERED, _l("We offer to co-sponsor")),
)


class CoSponsorshipForm(Form):
    """Who comes forward, how firmly, and whom to write to."""

    country = CountryField(_l("Country"))
    organisation = LineField(_l("Organisation or ministry"))
    contact_name = LineField(_l("Contact name"), [DataRequired(_l("Enter the name of a contact."))])
    contact_email = AddressField(
        _l("Contact e-mail address"), [DataRequired(_l("Enter the e-mail address of the contact."))]
    )
    status = RadioField(
        _l("How far you are"),
        [DataRequired(_l("Choose whether you are considering or offering."))],
        choices=lambda: choices(STATUSES),
        validate_choice=False,
    )
    statement = TextField(_l("Message to the organisers"))

    def validate_status(self, field: RadioField) -> None:
        """Refuse any word but the two on offer."""
        if field.data not in {status for status, _label in STATUSES}:
            raise ValidationError(_("Choose whether you are considering or offering."))


@bp.route("/events/<slug>/co-sponsor", methods=["GET", "POST"])
def sign_up(slug: str) -> ResponseReturnValue:
    """Show the form; enter who comes forward. The answer is the same for a sponsor already entered."""
    event, now = events.get_public(slug), clock.now()
    if not cosponsorships.accepts_sponsors(event, now=now):
        return render_template("public/cosponsorships/closed.html", event=event), 409
    form = CoSponsorshipForm()
    if form.validate_on_submit():
        try:
            cosponsorships.sign_up(
                event,
                country=form.country.data,
                organisation=form.organisation.data,
                contact_name=form.contact_name.data,
                contact_email=form.contact_email.data,
                status=CoSponsorshipStatus(form.status.data),
                statement=form.statement.data,
                now=now,
            )
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for(".thanks", slug=slug), 303)
    page = render_template("public/cosponsorships/sign_up.html", event=events.get_public(slug), form=form)
    return page, 422 if form.errors else 200


@bp.get("/events/<slug>/co-sponsor/received")
def thanks(slug: str) -> ResponseReturnValue:
    """Say what happens next, to whoever sent the form."""
    return render_template("public/cosponsorships/thanks.html", event=events.get_public(slug))
