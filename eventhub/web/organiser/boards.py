"""The live board of one event: how many are there, as a projector shows it; nobody is named."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventhub.domain import attendance, breakdowns, counts, directory, editions, events
from eventhub.models.events import Event
from eventhub.web import live

bp = Blueprint("boards", __name__, url_prefix="/events/<slug>/board")


@bp.get("")
def show(slug: str) -> ResponseReturnValue:
    """Show the board; without script it loads itself anew."""
    own = _tag(slug)
    event = events.get(slug)
    return render_template("organiser/boards/show.html", event=event, tag=own, figures=_written(slug, own))


@bp.get("/live")
def look(slug: str) -> ResponseReturnValue:
    """Answer with the figures, or 304 while nothing was written about the event."""
    own = _tag(slug)
    return live.answer(lambda: _written(slug, own), own)


def _tag(slug: str) -> str:
    return live.tag("board", *editions.number(slug), shared=True)


def _written(slug: str, own: str) -> str:
    """Write the figures once for all who look: who was there is established anew only when something was written."""
    return live.kept(lambda: render_template("organiser/boards/live.html", **_told(events.get(slug))), own)


def _told(event: Event) -> dict[str, Any]:
    established = attendance.establish(event)
    return {
        "event": event,
        "figures": counts.count_attendance(established),
        "champions": directory.champions_as_of(event.starts_at.date()),
        "arrivals": [
            (minutes, _signed(round((moment - event.starts_at_utc).total_seconds() / 60)), number)
            for minutes, moment, number in breakdowns.arrivals(established)
        ],
    }


def _signed(minutes: int) -> str:
    """Write minutes before or after the start, the sign in front whichever way the page runs."""
    return f"\N{LEFT-TO-RIGHT MARK}{minutes:+d}".replace("-", "\N{MINUS SIGN}") if minutes else "0"
