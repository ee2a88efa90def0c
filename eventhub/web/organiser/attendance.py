"""Who was at one event: exports read, what was understood of them, and the figures with the rows behind each."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import access, attendance, breakdowns, counts, events, reviews
from eventhub.domain.access import Permission
from eventhub.domain.matching import MatchStatus
from eventhub.formats.attendance import registry
from eventhub.formats.sheets import csv_lines
from eventhub.models.attendance import AttendanceImport
from eventhub.models.events import Event
from eventhub.web import errors, frame, labels
from eventhub.web.deeds import committed
from eventhub.web.fields import WholeNumberField
from eventhub.web.forms import Form
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("attendance", __name__, url_prefix="/events/<slug>/attendance")


class UploadForm(Form):
    """A platform's attendance export."""

    file = FileField(_l("Attendance export"), [FileRequired(_l("Choose the file that the platform gave you."))])


class MinutesForm(Form):
    """How long somebody has to be there to count."""

    minutes = WholeNumberField(_l("Minutes to count"))


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """Show where attendance stands: the main figures, what is to be decided, the files read."""
    return _index(events.get(slug), None)


@bp.post("/minutes")
def minutes(slug: str) -> ResponseReturnValue:
    """Set how long somebody has to be there to count."""
    event, form = events.get(slug), MinutesForm()
    if form.validate_on_submit():
        try:
            attendance.ask_minutes(event, form.minutes.data, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.minutes.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(_("The figures are counted anew."), "good")
            return redirect(url_for(".index", slug=slug), 303)
    return _index(event, form), 422


@bp.post("/imports/<int:number>/discard")
def discard(slug: str, number: int) -> ResponseReturnValue:
    """Take back a file that was read by mistake; the history keeps that it was."""
    event = events.get(slug)
    imported = attendance.find_import_by_number(event, number) or abort(404)
    with committed(_("The file is taken back. It can be read again.")):
        attendance.discard(imported, by=acting(), now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


def _index(event: Event, form: MinutesForm | None) -> str:
    established = attendance.establish(event)
    imports = attendance.imports(event)
    figures = counts.count_attendance(established)
    return render_template(
        "organiser/attendance/index.html",
        event=event,
        figures=figures,
        waiting=Counter(each.match_status for each in reviews.waiting(established)),
        form=form or MinutesForm(formdata=None, data={"minutes": event.minutes_to_count}),
        imports=imports,
        corrections=established.corrections,
        authors=histories.authors(each.by for each in imports),
    )


@bp.route("/upload", methods=["GET", "POST"])
def upload(slug: str) -> ResponseReturnValue:
    """Take an export and read it."""
    event = events.get(slug)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            imported = _read(event, form.file.data)
        except Refused as refusal:
            db.session.rollback()
            form.file.errors = [str(refusal)]
        else:
            return redirect(url_for(".understood", slug=slug, number=imported.id), 303)
    page = render_template("organiser/attendance/upload.html", event=event, form=form)
    return page, 422 if form.errors else 200


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say at the field that a file is too large; it was never read, and the guard has not been asked yet."""
    account, slug = frame.account(), (request.view_args or {}).get("slug")
    if account is None or slug is None or not access.may(account, Permission.RUN_EVENTS):
        return errors.answer(413)
    form = UploadForm(formdata=None)
    megabytes = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
    form.file.errors = [_("This file is too large: an export may have %(number)d megabytes.", number=megabytes)]
    return render_template("organiser/attendance/upload.html", event=events.get(slug), form=form), 413


@bp.get("/imports/<int:number>")
def understood(slug: str, number: int) -> ResponseReturnValue:
    """Show what was understood of one file, before any correction."""
    event = events.get(slug)
    imported = attendance.find_import_by_number(event, number) or abort(404)
    established = attendance.establish(event, only=imported)
    return render_template(
        "organiser/attendance/understood.html",
        event=event,
        imported=imported,
        established=established,
        figures=counts.count_attendance(established),
        matched=len(established.with_status(MatchStatus.MATCHED)),
        technical=len(established.with_status(MatchStatus.TECHNICAL)),
        authors=histories.authors([imported.by]),
    )


@bp.get("/counts")
def figures(slug: str) -> ResponseReturnValue:
    """Show every figure, each leading to its rows, with the files and corrections that made it."""
    event = events.get(slug)
    established = attendance.establish(event)
    return render_template(
        "organiser/attendance/counts.html",
        event=event,
        figures=counts.count_attendance(established),
        more=breakdowns.count(established),
        technical=len(established.with_status(MatchStatus.TECHNICAL)),
        **_sources(established),
    )


@bp.get("/counts.csv")
def figures_as_csv(slug: str) -> ResponseReturnValue:
    """Hand every figure over as a table: the figure, the part it is of, the number."""
    event = events.get(slug)
    established = attendance.establish(event)
    told = breakdowns.lines(counts.count_attendance(established), breakdowns.count(established))
    response = Response(csv_lines(["figure", "part", "number"], told), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-figures.csv")
    return response


@bp.get("/counts/<figure>")
def rows(slug: str, figure: str) -> ResponseReturnValue:
    """Show the people whom a figure counts, and what made them count."""
    event = events.get(slug)
    established = attendance.establish(event)
    subject, _colon, uid = figure.partition(":")
    part = next((each.title for each in event.sessions if subject == "session" and each.uid == uid), None)
    return render_template(
        "organiser/attendance/rows.html",
        event=event,
        name=part or labels.figure(figure),
        found=breakdowns.rows_behind(established, figure),
        **_sources(established),
    )


def _sources(established: attendance.Attendance) -> dict[str, Any]:
    imports = attendance.imports(established.event)
    authors = histories.authors(each.by for each in imports)
    return {"imports": imports, "corrections": established.corrections, "authors": authors}


@bp.get("/no-shows")
def no_shows(slug: str) -> ResponseReturnValue:
    """Show who had a confirmed place and was not there."""
    event = events.get(slug)
    return render_template("organiser/attendance/no_shows.html", event=event, found=counts.no_shows(event))


def _read(event: Event, file: FileStorage) -> AttendanceImport:
    data = file.read()
    reading = registry.read(data, event)
    sha256 = hashlib.sha256(data).hexdigest()
    was_known = attendance.find_import(event, sha256) is not None
    imported = attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256=sha256,
        filename=(file.filename or "").replace("\\", "/").rpartition("/")[2] or None,
        meeting_title=reading.meeting_title,
        waiting_room_rows=reading.waiting_room_rows,
        by=acting(),
        now=clock.now(),
        secret=current_app.config["SECRET_KEY"],
    )
    db.session.commit()
    if was_known:
        flash(_("This file was read before; nothing new was stored."), "note")
    else:
        flash(_told(attendance.tally(imported)), "good")
    return imported


def _told(found: Counter[MatchStatus]) -> str:
    """Say what was found in a file."""
    counted = sum(number for status, number in found.items() if status.is_counted)
    open_ones = counted - found[MatchStatus.MATCHED]
    people = ngettext(
        "The file is read: %(num)s person was there.", "The file is read: %(num)s people were there.", counted
    )
    rest = ngettext("%(num)s of them is to be decided.", "%(num)s of them are to be decided.", open_ones)
    return f"{people} {rest}" if open_ones else people
