"""The directory: the lists that summaries quote, each edited, imported, exported and kept with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import BooleanField, HiddenField

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _, _l, ngettext, speaking
from eventhub.base.text import fold
from eventhub.domain import directory as groups
from eventhub.domain import directory_entries, directory_lists, events
from eventhub.domain.directory_cells import Column, Known
from eventhub.domain.directory_entries import Judgement
from eventhub.domain.directory_lists import DirectoryList
from eventhub.formats import spreadsheets
from eventhub.formats.sheets import csv_lines
from eventhub.formats.spreadsheets import NotASheet, Sheet
from eventhub.web.deeds import committed
from eventhub.web.forms import ChoiceField, CountryField, FilterForm, Form, LineField, TextField, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import histories, sheets
from eventhub.web.organiser.directory_words import Words
from eventhub.web.organiser.sheets import NAMED, SheetForm

bp = Blueprint("directory", __name__, url_prefix="/directory")
bp.register_error_handler(RequestEntityTooLarge, sheets.too_large)

SHOWN = 20
"""How many new and changed rows of a file are shown before they are entered."""


class WordFilter(FilterForm):
    """Rows that hold a word."""

    q = LineField(_l("Search"))


class SureForm(Form):
    """A table that was read, sent again with the word to enter it."""

    table = HiddenField()
    leaves_out_bad = BooleanField(_l("Leave out the rows that cannot be entered"))


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the lists, with how much each holds."""
    lists = directory_lists.LISTS.values()
    return render_template("organiser/directory/index.html", lists=lists, counts=directory_entries.counts(lists))


@bp.get("/<path>")
def show(path: str) -> ResponseReturnValue:
    """Show a list, or the rows of it that hold a word."""
    kept, known = directory_lists.find(path), Known()
    form = WordFilter(request.args)
    rows = directory_entries.rows(kept, form.q.data or "" if form.validate() else "")
    shown = [(row.id, directory_entries.texts(kept, row, known)) for row in rows]
    return render_template(
        "organiser/directory/show.html", kept=kept, form=form, rows=shown, columns=_shown(kept), words=Words()
    )


@bp.get("/<path>.csv")
def as_csv(path: str) -> ResponseReturnValue:
    """Send a list as the file that can be imported again."""
    kept, known = directory_lists.find(path), Known()
    names = [column.name for column in kept.columns]
    rows = directory_entries.rows(kept)

    def cells() -> Iterator[list[str]]:
        for row in rows:
            told = directory_entries.texts(kept, row, known)
            yield [told[name] for name in names]

    response = Response(stream_with_context(csv_lines(names, cells())), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{kept.path}-{clock.now().date()}.csv")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/<path>/history")
def history(path: str) -> ResponseReturnValue:
    """Show what was done to a list."""
    kept, known = directory_lists.find(path), Known()
    words, rows = Words(), directory_entries.rows(kept)
    names = {f"{kept.table}:{row.id}": words.name(kept, directory_entries.texts(kept, row, known)) for row in rows}
    lines = histories.tell(directory_entries.history(kept), names)
    return render_template("organiser/directory/history.html", kept=kept, lines=lines)


@bp.route("/<path>/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/<path>/<int:number>", methods=["GET", "POST"])
def write(path: str, number: int | None) -> ResponseReturnValue:
    """Enter a row, or change one."""
    kept, known = directory_lists.find(path), Known()
    row = None if number is None else directory_entries.find(kept, number) or abort(404)
    columns = [column for column in kept.columns if row is None or not column.is_fixed]
    form = _form(columns)(data={} if row is None else _for_form(columns, row, known))
    if form.validate_on_submit():
        told = {column.name: _sent(form[column.name].data) for column in columns}
        try:
            directory_entries.write(kept, row, told, by=acting(), now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved. What was published before stays as it is."), "good")
            return redirect(url_for(".show", path=path), 303)
    page = render_template(
        "organiser/directory/write.html",
        kept=kept,
        form=form,
        columns=columns,
        row=row,
        name=None if row is None else Words().name(kept, directory_entries.texts(kept, row, known)),
        lines=[] if row is None else histories.tell(directory_entries.history(kept, row)),
    )
    return page, 422 if form.errors else 200


@bp.post("/<path>/<int:number>/remove")
def remove(path: str, number: int) -> ResponseReturnValue:
    """Take a row out of a list."""
    kept = directory_lists.find(path)
    row = directory_entries.find(kept, number) or abort(404)
    with committed(_("Removed. What was published before stays as it is.")):
        directory_entries.remove(kept, row, by=acting(), now=clock.now())
    return redirect(url_for(".show", path=path), 303)


@bp.route("/<path>/import", methods=["GET", "POST"])
def table(path: str) -> ResponseReturnValue:
    """Take a file, show what it would do, and do it once that is confirmed."""
    kept = directory_lists.find(path)
    if "table" in request.form:
        return _enter(kept)
    form = SheetForm()
    sheet = form.sheet()
    if sheet is not None:
        headed = _headed(kept, sheet)
        missing = [column.label for column in kept.columns if column.is_required and column.name not in headed]
        if not missing:
            return _understood(kept, SureForm(formdata=None), sheet)
        sentence = _l("The first row must name the columns; “%(column)s” is not among them.", column=missing[0])
        form.file.errors = [str(sentence)]
    page = render_template("organiser/directory/import.html", kept=kept, form=form)
    return page, 422 if form.errors else 200


def _enter(kept: DirectoryList) -> ResponseReturnValue:
    form = SureForm()
    try:
        sheet = spreadsheets.unpack(form.table.data or "")
    except NotASheet as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".table", path=kept.path), 303)
    if not form.validate():
        return _understood(kept, form, sheet, status=422)
    try:
        added, changed = directory_entries.enter(
            kept, _judge(kept, sheet), by=acting(), now=clock.now(), leaves_out_bad=form.leaves_out_bad.data
        )
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _understood(kept, form, sheet, status=422)
    db.session.commit()
    new = ngettext("%(num)d row is added", "%(num)d rows are added", added)
    other = ngettext("%(num)d row is changed", "%(num)d rows are changed", changed)
    flash(_("%(new)s, %(changed)s.", new=new, changed=other), "good")
    return redirect(url_for(".show", path=kept.path), 303)


def _understood(kept: DirectoryList, form: SureForm, sheet: Sheet, *, status: int = 200) -> ResponseReturnValue:
    judgement = _judge(kept, sheet)
    form.table.data = spreadsheets.pack(sheet)
    headed = set(_headed(kept, sheet).values())
    page = render_template(
        "organiser/directory/understood.html",
        kept=kept,
        form=form,
        judgement=judgement,
        coming=[*judgement.new, *judgement.changed][:SHOWN],
        words=Words(),
        named=judgement.bad[:NAMED],
        left_out=[word for place, word in enumerate(sheet.header) if word and place not in headed],
    )
    return page, status


def _judge(kept: DirectoryList, sheet: Sheet) -> Judgement:
    headed = _headed(kept, sheet)
    lines = ((row.number, {name: row.cell(place) for name, place in headed.items()}) for row in sheet.rows)
    return directory_entries.judge(kept, lines)


def _headed(kept: DirectoryList, sheet: Sheet) -> dict[str, int]:
    """Return which column, from 0, fills which of the list, by its name or its label in any of our languages."""
    found: dict[str, int] = {}
    known = {word: column.name for column in kept.columns for word in _headings(column)}
    for place, heading in enumerate(sheet.header):
        word = fold(heading.replace("_", " "))
        if word in known:
            found.setdefault(known[word], place)
    return found


def _headings(column: Column) -> set[str]:
    labels = {column.name.replace("_", " ")}
    for language in LANGUAGES:
        with speaking(language):
            labels.add(str(column.label))
    return {fold(label) for label in labels}


def _form(columns: list[Column]) -> type[Form]:
    """Return the form of a list: how a cell is read is the domain's business, for a file as for a form."""
    return type("RowForm", (Form,), {column.name: _FIELDS.get(column.looks, _line)(column) for column in columns})


def _line(column: Column) -> Any:
    return LineField(column.label)


def _choice(column: Column) -> Any:
    words = column.choices or {}
    return ChoiceField(column.label, choices=lambda: choices(words.items(), first=_("Choose one")))


def _event(column: Column) -> Any:
    return ChoiceField(
        column.label,
        choices=lambda: choices(((each.slug, each.title) for each in events.all_events()), first=_("No event")),
    )


def _group(column: Column) -> Any:
    return ChoiceField(
        column.label,
        choices=lambda: choices(((each.slug, each.name) for each in groups.working_groups()), first=_("Choose one")),
    )


_FIELDS: dict[str, Callable[[Column], Any]] = {
    "text": lambda column: TextField(column.label),
    "tick": lambda column: BooleanField(column.label),
    "country": lambda column: CountryField(column.label),
    "choice": _choice,
    "event": _event,
    "group": _group,
}


def _for_form(columns: list[Column], row: Any, known: Known) -> dict[str, Any]:
    told = {column.name: column.text(row, known) for column in columns}
    return told | {column.name: told[column.name] == "yes" for column in columns if column.looks == "tick"}


def _sent(data: Any) -> str:
    return "yes" if data is True else "no" if data is False else data or ""


def _shown(kept: DirectoryList) -> list[Column]:
    """Return the columns of the table: what a row is called first, lasting names only where they stand in addresses."""
    called = [kept.column(name) for name in kept.shown_by]
    return called + [column for column in kept.columns if column not in called and not column.is_fixed]
