"""Published summaries; drafts are nobody's business here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from eventhub.domain import events, summaries
from eventhub.formats import hypertext
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryVersion

bp = Blueprint("summaries", __name__)


@bp.get("/events/<slug>/summary")
def show(slug: str) -> ResponseReturnValue:
    """Show the published summary of an event."""
    event, version = _published(slug)
    document = summaries.document(version)
    return render_template(
        "public/summaries/show.html", event=event, version=version, document=document, body=hypertext.body(document)
    )


@bp.get("/events/<slug>/summary.md")
def markdown(slug: str) -> ResponseReturnValue:
    """Give the published summary as Markdown."""
    _event, version = _published(slug)
    return Response(hypertext.markdown(summaries.document(version)), mimetype="text/markdown")


def _published(slug: str) -> tuple[Event, SummaryVersion]:
    event = events.get_public(slug)
    return event, summaries.published(event) or abort(404)
