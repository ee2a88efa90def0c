"""Signing in by a mailed link, and out. A GET shows a button, the POST consumes: mail scanners open links."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from wtforms import EmailField
from wtforms.validators import InputRequired

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.domain import people
from eventhub.web import private
from eventhub.web.forms import Form

bp = Blueprint("sessions", __name__, url_prefix="/account")
bp.after_request(private.keep)

BACK = "sign_in_back_to"
"""Where the session keeps the page a stranger wanted to see."""


class SignInForm(Form):
    """Whose sign-in link to send."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address."))])


@bp.route("/sign-in", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Take an address and say the same whether or not it has an account."""
    form = SignInForm()
    if form.validate_on_submit():
        people.request_link(form.email.data, now=clock.now())
        db.session.commit()
        return redirect(url_for(".sent"), 303)
    return render_template("account/sessions/sign_in.html", form=form), 422 if form.errors else 200


@bp.get("/sign-in/sent")
def sent() -> ResponseReturnValue:
    """Say that a link is on its way, if the address has an account."""
    return render_template("account/sessions/sent.html")


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
def consume(token: str) -> ResponseReturnValue:
    """Show a button; sign in whoever presses it."""
    now, secret = clock.now(), current_app.config["SECRET_KEY"]
    if people.find_link(token, secret=secret, now=now) is None:
        return render_template("account/sessions/spent.html"), 410
    if request.method != "POST":  # a HEAD is a scanner's look too
        return render_template("account/sessions/confirm.html", token=token), {"Cache-Control": "private, no-store"}
    try:
        account = people.sign_in(token, secret=secret, now=now)
    except Refused:
        return render_template("account/sessions/spent.html"), 410
    db.session.commit()
    back = session.pop(BACK, None)
    login_user(account)
    return redirect(back or "/organiser/", 303)


@bp.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Sign out on this device."""
    logout_user()
    flash(_("You have signed out."), "note")
    return redirect("/", 303)


def remember_page() -> None:
    """Keep the page a stranger asked for, to return to after signing in; only a path of ours."""
    if request.method == "GET":
        session[BACK] = urlsplit(request.full_path.rstrip("?"))._replace(scheme="", netloc="").geturl()
