"""Co-sponsors of one event: who stands where, as of any day, and what the organiser decides."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, current_language
from eventhub.domain import cosponsorships, events, lifecycle
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus
from eventhub.models.events import Event
from eventhub.web import labels
from eventhub.web.deeds import committed
from eventhub.web.fields import DayField
from eventhub.web.forms import AddressField, CountryField, Form, LineField, TextField
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("cosponsorships", __name__, url_prefix="/events/<slug>/co-sponsors")

Status = CoSponsorshipStatus

ORDER = (Status.OFFERED, Status.CONSIDERING, Status.CONFIRMED, Status.DECLINED, Status.WITHDRAWN)
"""How the page lists them: first those who await a word."""


ENTERED = (Status.CONSIDERING, Status.OFFERED, Status.CONFIRMED)
"""Where a sponsor can stand when an organiser enters it."""


class DayForm(Form):
    """The day to look at."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    as_of = DayField(_l("As of"))


class EntryForm(Form):
    """A sponsor that came forward by letter or in the room."""

    country = CountryField(_l("Country"))
    organisation = LineField(_l("Organisation"))
    contact_name = LineField(_l("Contact"))
    contact_email = AddressField(_l("E-mail address of the contact"))
    status = RadioField(
        _l("Where it stands"),
        [InputRequired(_l("Choose where it stands."))],
        choices=lambda: [SelectChoice(each.value, str(labels.CO_SPONSORSHIP_STATUSES[each])) for each in ENTERED],
    )
    note = TextField(_l("Note"))

    def validate_country(self, field: CountryField) -> None:
        """A sponsor is a State or an organisation."""
        if not field.data and not self.organisation.data:
            raise ValidationError(_("Choose a country or enter the name of an organisation."))


class NoteForm(Form):
    """What to tell a sponsor with a decision."""

    note = TextField(_l("Note"))


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """Show who stands where, today or as of a day."""
    event = events.get(slug)
    form = DayForm(request.args)
    day = form.as_of.data if form.validate() else None
    standing = cosponsorships.as_of(event, day)
    steps = [step for rows in standing.values() for row in rows for step in row.steps]
    return render_template(
        "organiser/cosponsorships/index.html",
        event=event,
        form=form,
        day=day,
        groups=[(status, standing[status]) for status in ORDER if standing[status]],
        names={row.id: cosponsorships.name(row, current_language()) for rows in standing.values() for row in rows},
        authors=histories.authors(step.by for step in steps),
        may_follow=cosponsorships.MAY_FOLLOW,
    )


@bp.route("/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """Enter a sponsor that came forward outside this site."""
    event = events.get(slug)
    form = EntryForm()
    if form.validate_on_submit():
        try:
            _enter(event, form)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("The co-sponsor is entered."), "good")
            return _to(slug)
    page = render_template("organiser/cosponsorships/new.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.route("/<int:number>/<any(considering, offered, confirmed, declined, withdrawn):step>", methods=["GET", "POST"])
def move(slug: str, number: int, step: str) -> ResponseReturnValue:
    """Ask for a note, then take the next step; a decision is mailed to the sponsor."""
    sponsorship = cosponsorships.find(events.get(slug), number) or abort(404)
    form = NoteForm()
    if form.validate_on_submit():
        return _move(sponsorship, Status(step), form.note.data)
    page = render_template(
        "organiser/cosponsorships/move.html",
        event=sponsorship.event,
        sponsorship=sponsorship,
        name=cosponsorships.name(sponsorship, current_language()),
        step=Status(step),
        form=form,
    )
    return page, 422 if form.errors else 200


def _enter(event: Event, form: EntryForm) -> None:
    lifecycle.enter_sponsor(
        event,
        country=form.country.data,
        organisation=form.organisation.data,
        contact_name=form.contact_name.data,
        contact_email=form.contact_email.data,
        status=Status(form.status.data),
        note=form.note.data,
        by=acting(),
        now=clock.now(),
    )


def _move(sponsorship: CoSponsorship, step: CoSponsorshipStatus, note: str | None) -> ResponseReturnValue:
    slug, name = sponsorship.event.slug, cosponsorships.name(sponsorship, current_language())
    with committed(_("%(name)s: %(status)s", name=name, status=str(labels.CO_SPONSORSHIP_STATUSES[step]))):
        lifecycle.move_sponsor(sponsorship, step, by=acting(), now=clock.now(), note=note)
    return _to(slug)


def _to(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug), 303)
