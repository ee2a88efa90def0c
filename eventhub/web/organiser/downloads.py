"""The list of registrations as a file, CSV or XLSX, as filtered; who took what is written into the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.datastructures import MultiDict

from eventhub.base import clock, zones
from eventhub.base.db import db, writing
from eventhub.domain import access, audit, events, questions
from eventhub.domain import rosters as lists
from eventhub.domain.access import Permission
from eventhub.formats.sheets import csv_lines, xlsx
from eventhub.models.events import Event
from eventhub.models.questions import Question
from eventhub.web import frame
from eventhub.web.frame import acting
from eventhub.web.organiser import rosters
from eventhub.web.organiser.roster_filters import RosterFilters

bp = Blueprint("downloads", __name__, url_prefix="/events/<slug>")

PIECE = 64 * 1024
"""Bytes of a finished file that are sent at a time."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.before_request
def guard() -> None:
    """Let those take people's details away who work with them; readers read them here."""
    account = frame.account()
    assert account is not None  # the organiser's guard comes first
    access.demand(account, Permission.EXPORT_PEOPLE)


@bp.get("/registrations.csv")
def as_csv(slug: str) -> Response:
    """Stream the list line by line; memory does not grow with it."""
    event, asked = _begin(slug, "csv")
    found = lists.in_batches(event, RosterFilters.read(event, request.args).selection)
    lines = csv_lines(rosters.header(asked), rosters.rows(found, asked))
    return _attachment(stream_with_context(lines), "text/csv; charset=utf-8", event, "csv")


@bp.get("/registrations.xlsx")
def as_xlsx(slug: str) -> Response:
    """Write the list to a temporary file and send it; memory does not grow with it."""
    event, asked = _begin(slug, "xlsx")
    found = lists.in_batches(event, RosterFilters.read(event, request.args).selection)
    file = xlsx(rosters.header(asked), rosters.rows(found, asked))
    return _attachment(_pieces(file), XLSX, event, "xlsx")


def _begin(slug: str, kind: str) -> tuple[Event, list[Question]]:
    """Write down who takes what, in a transaction of its own; return the event and the questions with columns."""
    with writing():
        event = events.get(slug)
        filters = RosterFilters.read(event, MultiDict(request.args))
        taken = {
            "format": kind,
            "columns": rosters.columns(questions.columns(event)),
            "filters": filters.chosen(),
            "rows": lists.count(event, filters.selection),
        }
        audit.record("registration:export", event, by=acting(), now=clock.now(), event=event, difference=taken)
        db.session.commit()
    event = events.get(slug)
    return event, list(questions.columns(event))


def _attachment(content: Iterator[bytes], content_type: str, event: Event, ending: str) -> Response:
    today: date = zones.to_local(clock.now(), event.timezone).date()
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{event.slug}-registrations-{today}.{ending}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
