"""Tags and notes that organisers put on a registration."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.i18n import _
from eventhub.domain import events, registrations, tags
from eventhub.web.deeds import committed
from eventhub.web.frame import acting

bp = Blueprint("marks", __name__, url_prefix="/events/<slug>/registrations/<int:number>")


@bp.post("/tags")
def tag(slug: str, number: int) -> ResponseReturnValue:
    """Tag a registration."""
    return _mark(slug, number, tags.add, _("The tag is added."), tag=request.form.get("tag", ""))


@bp.post("/tags/remove")
def untag(slug: str, number: int) -> ResponseReturnValue:
    """Take a tag away."""
    return _mark(slug, number, tags.remove, _("The tag is taken away."), tag=request.form.get("tag", ""))


@bp.post("/notes")
def note(slug: str, number: int) -> ResponseReturnValue:
    """Leave a note for other organisers."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    return _mark(slug, number, tags.note, _("The note is kept."), text=text)


def _mark(slug: str, number: int, rule: Any, said: str, **what: str) -> ResponseReturnValue:
    registration = registrations.find(events.get(slug), number) or abort(404)
    with committed(said):
        rule(registration, **what, by=acting(), now=clock.now())
    return redirect(url_for("organiser.registrations.show", slug=slug, number=number, _anchor="marks"), 303)
