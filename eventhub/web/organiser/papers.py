"""The summary as a file for those who work on it: the draft as it stands, and every version."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.domain import events, summaries
from eventhub.formats.pdf import Unprintable
from eventhub.web import papers

bp = Blueprint("papers", __name__, url_prefix="/events/<slug>/summary")


@bp.get("/draft.<any(md, docx, pdf):form>")
def draft(slug: str, form: str) -> ResponseReturnValue:
    """Give the present draft as a file, dated today."""
    document = summaries.current(events.get(slug))
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return papers.answer(document, form, at=today)
    except Unprintable as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for("organiser.summaries.show", slug=slug), 303)


@bp.get("/versions/<int:number>.<any(md, docx, pdf):form>")
def version(slug: str, number: int, form: str) -> ResponseReturnValue:
    """Give a version as a file, as it stood."""
    found = summaries.find_version(events.get(slug), number) or abort(404)
    try:
        return papers.answer(summaries.document(found), form, at=found.created_at)
    except Unprintable as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for("organiser.summaries.version", slug=slug, number=number), 303)
