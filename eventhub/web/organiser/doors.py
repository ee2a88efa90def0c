"""The organiser's doors: checking in by camera, code or name, walk-ins, helpers, and the code on the screen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.i18n import _, _l
from eventhub.domain import checkins, events, registrations, screens
from eventhub.formats import qr
from eventhub.models.checkins import Mode
from eventhub.web import doors, live
from eventhub.web.deeds import committed
from eventhub.web.doors import Desk
from eventhub.web.forms import AddressField
from eventhub.web.frame import acting, base_url
from eventhub.web.organiser.registration_forms import DetailsForm

bp = Blueprint("doors", __name__, url_prefix="/events/<slug>/check-in")

PAGE = "organiser/doors/show.html"


class WalkInForm(DetailsForm):
    """Somebody who stands at the door without a registration."""

    email = AddressField(_l("E-mail address"))

    def told(self) -> dict[str, Any]:
        """Return who it is, as the domain takes it."""
        return self.details() | {"email": self.email.data}


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the door of an event, for a telephone."""
    desk = _desk(slug)
    return doors.show(desk, PAGE, helpers=_helpers(desk))


@bp.post("")
def check_in(slug: str) -> ResponseReturnValue:
    """Check somebody in by a code, a picture of one, or a name that was tapped."""
    desk = _desk(slug)
    return doors.take(desk, PAGE, helpers=_helpers(desk))


@bp.get("/count")
def count(slug: str) -> ResponseReturnValue:
    """Tell how many are in."""
    return doors.count(_desk(slug))


@bp.post("/<int:number>/undo")
def undo(slug: str, number: int) -> ResponseReturnValue:
    """Take a check-in back."""
    return doors.undo(_desk(slug), number) or abort(404)


@bp.route("/walk-in", methods=["GET", "POST"])
def walk_in(slug: str) -> ResponseReturnValue:
    """Enter and check in somebody who came without registering."""
    desk, form = _desk(slug), WalkInForm()
    return doors.walk_in(desk, "organiser/doors/walk_in.html", form, form.told)


@bp.get("/screen")
def screen(slug: str) -> ResponseReturnValue:
    """Show the code that people in the meeting check themselves in by; it changes every two minutes."""
    desk, now = _desk(slug), clock.now()
    code = _code(desk)
    address = f"{base_url()}{url_for('doors.explain', slug=slug)}"
    return render_template(
        "organiser/doors/screen.html",
        event=desk.event,
        desk=desk,
        code=code,
        tag=live.tag(code, shared=True),
        seconds=max(1, round((screens.changes_at(now) - now).total_seconds())),
        address=address,
        picture=qr.draw_inline(address),
    )


@bp.get("/screen/live")
def look(slug: str) -> ResponseReturnValue:
    """Answer with the code, or 304 while it is the one that the screen shows."""
    code = _code(_desk(slug))
    return live.answer(
        lambda: render_template("organiser/doors/screen_code.html", code=code), live.tag(code, shared=True)
    )


@bp.post("/helpers")
def open_to_helpers(slug: str) -> ResponseReturnValue:
    """Make a link by which helpers check people in without an account; one that was there ends."""
    with committed(_("The link for helpers is made. Whoever has it can check people in.")):
        checkins.open_to_helpers(events.get(slug), by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/helpers/end")
def close_to_helpers(slug: str) -> ResponseReturnValue:
    """End the link of the helpers."""
    with committed(_("The link for helpers has ended.")):
        checkins.close_to_helpers(events.get(slug), by=acting(), now=clock.now())
    return redirect(url_for(".show", slug=slug), 303)


@bp.post("/people/<int:number>/<mode>")
def mark(slug: str, number: int, mode: str) -> ResponseReturnValue:
    """Say by hand that somebody was there, or that they were not."""
    event = events.get(slug)
    registration = registrations.find(event, number) or abort(404)
    desk = _desk(slug)
    if mode == "absent":
        with committed(_("%(name)s is marked as not present.", name=registration.name)):
            checkins.undo_all(registration, part=desk.part, by=acting(), now=clock.now())
    elif mode in set(Mode):
        with committed(_("%(name)s is marked as present.", name=registration.name)):
            checkins.mark_present(registration, mode=Mode(mode), part=desk.part, by=acting(), now=clock.now())
    else:
        abort(404)
    if request.form.get("back") == "no-shows":
        return redirect(url_for("organiser.attendance.no_shows", slug=slug), 303)
    return redirect(url_for("organiser.registrations.show", slug=slug, number=number), 303)


def _desk(slug: str) -> Desk:
    return Desk.of(events.get(slug), url_for(".show", slug=slug), by=acting(), is_organiser=True)


def _code(desk: Desk) -> str:
    secret = current_app.config["SECRET_KEY"]
    return screens.code(desk.event, mode=desk.mode, part=desk.part, secret=secret, now=clock.now())


def _helpers(desk: Desk) -> str | None:
    """Return the address of the helpers' door, where there is one."""
    token = checkins.helpers_token(desk.event, secret=current_app.config["SECRET_KEY"])
    return f"{base_url()}{url_for('volunteers.show', token=token)}" if token else None
