"""The organiser's side: one guard for every page that nests under it."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.domain import access
from eventhub.domain.access import Permission
from eventhub.web import frame
from eventhub.web.account.sessions import remember_page
from eventhub.web.organiser import questions

bp = Blueprint("organiser", __name__, url_prefix="/organiser")

PAGES = (
    "attendance",
    "boards",
    "clearances",
    "briefs",
    "corrections",
    "cosponsorships",
    "dashboards",
    "decisions",
    "delegations",
    "directory",
    "discussion",
    "doors",
    "downloads",
    "edits",
    "events",
    "files",
    "floor",
    "focus_proposals",
    "imports",
    "interventions",
    "invitees",
    "letters",
    "mailings",
    "marks",
    "materials",
    "outbox",
    "outcome_lists",
    "outcomes",
    "papers",
    "questions",
    "printing",
    "registrations",
    "reminders",
    "replies",
    "sessions",
    "statistics",
    "summaries",
    "summary_options",
    "surveys",
)
"""The modules beside this one whose `bp` nests here."""


@bp.before_request
def guard() -> ResponseReturnValue | None:
    """Send strangers to sign in; let readers look and only organisers change anything."""
    account = frame.account()
    if account is None:
        remember_page()
        return redirect(url_for("sessions.ask"), 303)
    changes = request.method not in {"GET", "HEAD", "OPTIONS"}
    access.demand(account, Permission.RUN_EVENTS if changes else Permission.READ_EVENTS)
    return None


@bp.context_processor
def what_the_account_may() -> dict[str, bool]:
    """Tell templates whether to offer what changes something."""
    account = frame.account()
    return {"may_change": account is not None and access.may(account, Permission.RUN_EVENTS)}


for _name in PAGES:
    bp.register_blueprint(import_module(f"eventhub.web.organiser.{_name}").bp)
bp.register_blueprint(questions.bp, name="survey_questions", url_prefix="/events/<slug>/survey/questions")
