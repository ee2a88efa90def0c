"""The one-page brief for a minister, as a PDF: over a series, and for one State over a series or all events."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock, countries
from eventhub.base.i18n import current_language
from eventhub.domain import events
from eventhub.domain.statistics import briefs
from eventhub.domain.statistics import series as figures
from eventhub.domain.statistics.selections import Selection
from eventhub.formats import pdf
from eventhub.web.organiser.statistics import refresh

bp = Blueprint("briefs", __name__, url_prefix="/statistics")


@bp.get("/series/<slug>/brief")
def of_series(slug: str) -> ResponseReturnValue:
    """Hand out the brief over a series."""
    series = figures.get_series(slug)
    back = url_for("organiser.statistics.of_series", slug=slug)
    refresh()
    return _answer(Selection(series=events.find_series(series.slug)), None, f"{slug}-brief.pdf", back)


@bp.get("/states/<code>/brief")
def of_state(code: str) -> ResponseReturnValue:
    """Hand out the brief for one State, over all events or those of a series."""
    if countries.find(code) is None:
        abort(404)
    refresh()
    slug = request.args.get("series")
    selection = Selection(series=figures.get_series(slug) if slug else None)
    back = url_for("organiser.statistics.of_state", code=code)
    return _answer(selection, code, f"{code.lower()}-brief.pdf", back)


def _answer(selection: Selection, code: str | None, filename: str, back: str) -> ResponseReturnValue:
    now = clock.now()
    brief = briefs.of(selection, code, now=now)
    try:
        body = pdf.brief(
            brief.as_data(),
            title=brief.title,
            language=current_language(),
            at=now.replace(hour=0, minute=0, second=0, microsecond=0),
            more_fonts=current_app.config["PDF_FONTS"],
        )
    except pdf.Unprintable as refusal:
        flash(str(refusal), "bad")
        return redirect(back, 303)
    response = Response(body, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response
