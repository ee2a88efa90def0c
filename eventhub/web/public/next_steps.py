"""What is open of what the published summaries tell of, by the day it is due; its calendar stands beside it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.domain import days, next_steps

bp = Blueprint("next_steps", __name__)


@bp.get("/next-steps")
def index() -> ResponseReturnValue:
    """List the public next steps that are open; who takes them forward is not told."""
    found = next_steps.open_steps(now=clock.now())
    rows = [(each.text, days.partial(each.due or ""), each.event) for each in found]
    return render_template("public/next_steps/index.html", rows=rows)
