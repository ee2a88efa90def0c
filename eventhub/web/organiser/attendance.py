"""Who was at one event: exports read, what was understood of them, and the figures with the rows behind each."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import HiddenField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import access, attendance, breakdowns, counts, events, mappings, reviews
from eventhub.domain.access import Permission
from eventhub.domain.matching import MatchStatus
from eventhub.formats.attendance import formulas, mapped, packing, registry
from eventhub.formats.attendance.mapped import MEANINGS
from eventhub.formats.attendance.reading import Reading, UnknownKind
from eventhub.formats.attendance.titles import Meaning
from eventhub.formats.sheets import csv_lines
from eventhub.models.events import Event
from eventhub.web import errors, frame, labels
from eventhub.web.deeds import committed
from eventhub.web.fields import WholeNumberField
from eventhub.web.forms import ChoiceField, Form, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories

bp = Blueprint("attendance", __name__, url_prefix="/events/<slug>/attendance")


class UploadForm(Form):
    """A platform's attendance export."""

    file = FileField(_l("Attendance export"), [FileRequired(_l("Choose the file that the platform gave you."))])


class ColumnsForm(Form):
    """What the columns of a list mean; a select named after each of MEANINGS holds the title of its column."""

    table = HiddenField()
    filename = HiddenField()
    name = ChoiceField(_l("Name"), choices=[])
    first_name = ChoiceField(_l("First name"), choices=[])
    last_name = ChoiceField(_l("Last name"), choices=[])
    email = ChoiceField(_l("E-mail address"), choices=[])
    join = ChoiceField(_l("Joined at"), choices=[])
    leave = ChoiceField(_l("Left at"), choices=[])
    duration = ChoiceField(_l("How long, in minutes or in words"), choices=[])
    waiting = ChoiceField(_l("Whether they were in the waiting room"), choices=[])
    attended = ChoiceField(_l("Whether they came"), choices=[])

    @classmethod
    def of(cls, data: bytes, filename: str | None, unknown: UnknownKind) -> ColumnsForm:
        """Return the form for a file, filled with what the titles tell."""
        form = cls(formdata=None)
        form.table.data, form.filename.data = packing.pack(data), filename
        form.offer(unknown)
        for title, meaning in mapped.guess(unknown.columns).items():
            form[meaning.value].data = title
        return form

    def offer(self, unknown: UnknownKind) -> None:
        """Let each meaning be that of any column."""
        for meaning in MEANINGS:
            self[meaning.value].choices = choices(((title, title) for title in unknown.columns), first=_("No column"))

    @property
    def told(self) -> dict[str, Meaning]:
        """What each chosen column holds, by its title."""
        return {self[meaning.value].data: meaning for meaning in MEANINGS if self[meaning.value].data}


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
        data = form.file.data.read()
        filename = (form.file.data.filename or "").replace("\\", "/").rpartition("/")[2] or None
        try:
            reading = registry.read(data, event, remembered=mappings.find)
            return _keep(event, data, filename, reading)
        except UnknownKind as unknown:
            return _ask_columns(event, ColumnsForm.of(data, filename, unknown), unknown)
        except Refused as refusal:
            db.session.rollback()
            form.file.errors = [str(refusal)]
    known = mappings.all_of_them()
    page = render_template("organiser/attendance/upload.html", event=event, form=form, mappings=known)
    return page, 422 if form.errors else 200


@bp.post("/columns")
def columns(slug: str) -> ResponseReturnValue:
    """Take what the columns of a list mean that no reader knows; show what would be understood; then read it so."""
    event, form = events.get(slug), ColumnsForm()
    try:
        data = packing.unpack(form.table.data or "")
        registry.read(data, event)
    except UnknownKind as unknown:
        form.offer(unknown)
        if not form.validate_on_submit():
            return _ask_columns(event, form, unknown, status=422)
        told = form.told
        try:
            reading = registry.read(data, event, mapping=told)
            if "keep" not in request.form:
                return _ask_columns(event, form, unknown, reading)
            mappings.remember(unknown.columns, told, by=acting(), now=clock.now())
            return _keep(event, data, form.filename.data or None, reading)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
            return _ask_columns(event, form, unknown, status=422)
    except Refused as refusal:
        flash(str(refusal), "bad")
    return redirect(url_for(".upload", slug=slug), 303)


@bp.post("/columns/<int:number>/forget")
def forget(slug: str, number: int) -> ResponseReturnValue:
    """Forget what the columns of a list mean."""
    known = mappings.find_by_number(number) or abort(404)
    with committed(_("What these columns mean is forgotten.")):
        mappings.forget(known, by=acting(), now=clock.now())
    return redirect(url_for(".upload", slug=slug), 303)


def _ask_columns(
    event: Event, form: ColumnsForm, unknown: UnknownKind, reading: Reading | None = None, *, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "organiser/attendance/columns.html", event=event, form=form, unknown=unknown, reading=reading, meanings=MEANINGS
    )
    return page, status


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say at the field that a file is too large; it was never read, and the guard has not been asked yet."""
    account, slug = frame.account(), (request.view_args or {}).get("slug")
    if account is None or slug is None or not access.may(account, Permission.RUN_EVENTS):
        return errors.answer(413)
    form = UploadForm(formdata=None)
    megabytes = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
    form.file.errors = [_("This file is too large: an export may have %(number)d megabytes.", number=megabytes)]
    return render_template("organiser/attendance/upload.html", event=events.get(slug), form=form, mappings=()), 413


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


def _keep(event: Event, data: bytes, filename: str | None, reading: Reading) -> ResponseReturnValue:
    """Keep what was read of a file, or say that it was read before; go on to what was understood."""
    sha256 = hashlib.sha256(data).hexdigest()
    was_known = attendance.find_import(event, sha256) is not None
    imported = attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256=sha256,
        filename=filename,
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
        if sentence := formulas.told(reading.rows):
            flash(sentence, "note")
    return redirect(url_for(".understood", slug=event.slug, number=imported.id), 303)


def _told(found: Counter[MatchStatus]) -> str:
    """Say what was found in a file."""
    counted = sum(number for status, number in found.items() if status.is_counted)
    open_ones = counted - found[MatchStatus.MATCHED]
    people = ngettext(
        "The file is read: %(num)s person was there.", "The file is read: %(num)s people were there.", counted
    )
    rest = ngettext("%(num)s of them is to be decided.", "%(num)s of them are to be decided.", open_ones)
    return f"{people} {rest}" if open_ones else people
