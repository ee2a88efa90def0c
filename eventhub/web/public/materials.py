"""Materials that everybody may have, and those that one's registration opens; for anything else there is nothing."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.domain import events, materials
from eventhub.models.materials import Material
from eventhub.web.files import attachment

bp = Blueprint("materials", __name__)


@bp.get("/materials")
def index() -> ResponseReturnValue:
    """Show the materials that belong to no event."""
    return render_template("public/materials/index.html", materials=materials.visible(None, now=clock.now()))


@bp.get("/materials/<key>", defaults={"slug": None})
@bp.get("/events/<slug>/materials/<key>")
def show(slug: str | None, key: str) -> ResponseReturnValue:
    """Hand over a file that everybody may have, or lead to where the material is."""
    event = None if slug is None else events.get_public(slug)
    return given(materials.visible(event, now=clock.now()), key)


def given(shown: list[Material], key: str) -> ResponseReturnValue:
    """Hand over one of the materials that whoever asks may see."""
    material = next((each for each in shown if each.key == key), None) or abort(404)
    if material.file is not None:
        return attachment(material.file)
    return redirect(material.url, 303) if material.url and materials.is_link(material.url) else abort(404)
