"""Files that came in for an event, for its organisers."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from eventhub.domain import events, uploads
from eventhub.web.files import attachment

bp = Blueprint("files", __name__, url_prefix="/events/<slug>/files")


@bp.get("/<key>")
def show(slug: str, key: str) -> ResponseReturnValue:
    """Hand a file over, to be saved."""
    return attachment(uploads.find(events.get(slug), key) or abort(404))
