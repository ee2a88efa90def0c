"""One's own door: the code to show at the entrance, and checking oneself in by the code on the screen."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import admissions, checkins, events, screens
from eventhub.formats import qr
from eventhub.models.registrations import RegistrationStatus
from eventhub.web import private
from eventhub.web.forms import Form, LineField
from eventhub.web.public.registrations import by_token

bp = Blueprint("doors", __name__)
bp.after_request(private.keep)


class CodeForm(Form):
    """The code on the screen."""

    code = LineField(_l("Code on the screen"), [DataRequired(_l("Enter the code that the screen shows."))])


@bp.get("/registrations/<token>/check-in.png")
def picture(token: str) -> ResponseReturnValue:
    """Show the code for the door as a picture; it grants the check-in and nothing else."""
    registration = by_token(token)
    if registration.status is not RegistrationStatus.CONFIRMED:
        abort(404)
    code = checkins.code(registration, secret=current_app.config["SECRET_KEY"])
    return Response(qr.draw(code), content_type="image/png")


@bp.route("/registrations/<token>/check-in", methods=["GET", "POST"])
def check_in(token: str) -> ResponseReturnValue:
    """Let people check themselves in by the code that the meeting's screen shows."""
    registration = by_token(token)
    event, form = registration.event, CodeForm()
    if form.validate_on_submit():
        try:
            arrival = screens.check_in(
                registration, form.code.data, secret=current_app.config["SECRET_KEY"], now=clock.now()
            )
        except screens.WrongCode as refusal:
            db.session.commit()  # the try counts
            form.refuse(refusal)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("You are checked in.") if arrival.is_new else _("You were checked in already."), "good")
            return redirect(url_for("registrations.show", token=token), 303)
    page = render_template(
        "public/doors/check_in.html",
        event=event,
        form=form,
        token=token,
        is_open=admissions.is_open(event, now=clock.now()),
        opens_at=admissions.opens(event),
    )
    return page, 422 if form.errors else 200


@bp.get("/events/<slug>/check-in")
def explain(slug: str) -> ResponseReturnValue:
    """Say to whoever scanned the screen how to check in: by their own page."""
    return render_template("public/doors/explain.html", event=events.get_public(slug))
