"""Pages that change with the software alone: privacy, accessibility."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from eventhub.web.frame import NOTICES

bp = Blueprint("pages", __name__)

WRITTEN_ON = date(2026, 11, 22)
"""When the accessibility statement was last held against the pages and the tests; to be moved with its words."""


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say how personal data are used."""
    return render_template("public/pages/privacy.html")


@bp.get("/privacy/<version>")
def notice(version: str) -> ResponseReturnValue:
    """Show the privacy notice as it stood: whoever registered under it can read it again."""
    if version not in NOTICES:
        abort(404)
    return render_template("public/pages/past_notice.html", version=version)


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say what these pages promise to every reader."""
    return render_template("public/pages/accessibility.html", written_on=WRITTEN_ON)
