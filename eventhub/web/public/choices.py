"""Choosing sessions on one's own page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.domain import choices
from eventhub.web import private
from eventhub.web.public.registration_forms import SessionsForm
from eventhub.web.public.registrations import by_token

bp = Blueprint("choices", __name__)

bp.after_request(private.keep)


@bp.route("/registrations/<token>/sessions", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Show which sessions somebody takes part in, and let them change it."""
    registration, now = by_token(token), clock.now()
    event, offered = registration.event, choices.offered(registration.event, now=now)
    form = SessionsForm(data={"sessions": sorted(choices.chosen(registration))})
    form.offer(event, offered, full=choices.full(offered))
    if offered and form.validate_on_submit():
        try:
            is_changed = choices.choose(registration, form.sessions.data, by="self", now=now)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            if is_changed:
                flash(_("Your sessions are changed. We write to you about each."), "good")
            return redirect(url_for("registrations.show", token=token), 303)
    page = render_template(
        "public/registrations/sessions.html", event=event, form=form if offered else None, token=token
    )
    return page, 422 if form.errors else 200
