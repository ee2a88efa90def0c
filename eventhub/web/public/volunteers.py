"""The door for helpers without an account: by a link that organisers make and end, until the day after the event."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.domain import checkins
from eventhub.web import doors, private
from eventhub.web.doors import Desk, GuestForm

bp = Blueprint("volunteers", __name__, url_prefix="/door/<token>")
bp.after_request(private.keep)

PAGE = "public/doors/desk.html"


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Show the door of an event to a helper."""
    return doors.show(_desk(token), PAGE)


@bp.post("")
def check_in(token: str) -> ResponseReturnValue:
    """Check somebody in by a code, a picture of one, or a name that was tapped."""
    return doors.take(_desk(token), PAGE)


@bp.route("/walk-in", methods=["GET", "POST"])
def walk_in(token: str) -> ResponseReturnValue:
    """Enter and check in somebody who came without registering."""
    desk, form = _desk(token), GuestForm()
    return doors.walk_in(desk, "public/doors/walk_in.html", form, form.told)


@bp.get("/count")
def count(token: str) -> ResponseReturnValue:
    """Tell how many are in."""
    return doors.count(_desk(token))


@bp.post("/<int:number>/undo")
def undo(token: str, number: int) -> ResponseReturnValue:
    """Take a check-in back."""
    return doors.undo(_desk(token), number) or abort(404)


def _desk(token: str) -> Desk:
    event = checkins.find_by_helpers_token(token, secret=current_app.config["SECRET_KEY"], now=clock.now())
    if event is None:
        abort(404)
    return Desk.of(event, url_for(".show", token=token), by=checkins.HELPER, is_organiser=False)
