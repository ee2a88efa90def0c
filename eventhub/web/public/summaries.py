"""Published summaries; drafts are nobody's business here."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from eventhub.base.i18n import LANGUAGES, current_language
from eventhub.domain import events, summaries
from eventhub.formats import hypertext
from eventhub.formats.pdf import Unprintable
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryVersion
from eventhub.web import papers

bp = Blueprint("summaries", __name__)


@bp.get("/events/<slug>/summary")
def show(slug: str) -> ResponseReturnValue:
    """Show the published summary of an event."""
    event, version = _published(slug)
    return _page(event, version)


@bp.get("/events/<slug>/summary.md", defaults={"form": "md"})
@bp.get("/events/<slug>/summary.docx", defaults={"form": "docx"})
@bp.get("/events/<slug>/summary.pdf", defaults={"form": "pdf"})
def paper(slug: str, form: str) -> ResponseReturnValue:
    """Give the published summary as a file; where it cannot be printed, say why beside the text."""
    event, version = _published(slug)
    try:
        return papers.answer(summaries.document(version), form, at=version.created_at)
    except Unprintable as refusal:
        return _page(event, version, refusal), 409


def _published(slug: str) -> tuple[Event, SummaryVersion]:
    """Return the version asked for by its language, else the one in the reader's, else the last one published."""
    event = events.get_public(slug)
    public = summaries.published_in(event)
    if "language" in request.args:
        return event, public.get(request.args["language"]) or abort(404)
    return event, public.get(current_language()) or summaries.published(event) or abort(404)


def _page(event: Event, version: SummaryVersion, refusal: Unprintable | None = None) -> str:
    document = summaries.document(version)
    return render_template(
        "public/summaries/show.html",
        event=event,
        version=version,
        document=document,
        body=hypertext.body(document),
        formats=papers.offered(document),
        published_languages=[code for code in LANGUAGES if code in summaries.published_in(event)],
        refusal=refusal,
    )
