"""A list of people that an organiser brings: read, its columns told, its rows judged, and only then entered.

Nothing is kept between the steps: the page that shows what was understood carries the table, and sends it again.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _, _l, current_language, ngettext
from eventhub.domain import events, imports
from eventhub.domain.imports import FIELDS, Judgement
from eventhub.formats import lists, spreadsheets
from eventhub.formats.spreadsheets import NotASheet, Sheet
from eventhub.models.events import Event
from eventhub.models.people import Category
from eventhub.web import labels
from eventhub.web.forms import ChoiceField, Form, choices
from eventhub.web.frame import acting
from eventhub.web.organiser import sheets
from eventhub.web.organiser.sheets import NAMED, SheetForm

bp = Blueprint("imports", __name__, url_prefix="/events/<slug>/registrations")

SAMPLE = 3
"""How many rows stand beside the columns' meanings."""

LONG = 2000
"""Rows from which on entering takes longer than people wait unasked."""


bp.register_error_handler(RequestEntityTooLarge, sheets.too_large)


class MeaningForm(Form):
    """What the columns mean, and how the rows are entered; a select named after each of FIELDS holds its column."""

    table = HiddenField()
    category = ChoiceField(_l("Category"), choices=[])
    given_name = ChoiceField(_l("Given name"), choices=[])
    family_name = ChoiceField(_l("Family name"), choices=[])
    email = ChoiceField(_l("E-mail address"), choices=[])
    form_of_address = ChoiceField(_l("Form of address"), choices=[])
    country = ChoiceField(_l("Country"), choices=[])
    organisation = ChoiceField(_l("Ministry or organisation"), choices=[])
    function = ChoiceField(_l("Function"), choices=[])
    level = ChoiceField(_l("Level"), choices=[])
    interpretation_language = ChoiceField(_l("Language of interpretation"), choices=[])
    accessibility_needs = ChoiceField(_l("What they need to take part fully"), choices=[])
    otherwise = ChoiceField(
        _l("Category of rows that tell none"),
        choices=lambda: choices(labels.CATEGORIES.items(), first=_("None: refuse such rows")),
    )
    language = ChoiceField(
        _l("Language we write to them in"),
        choices=lambda: [SelectChoice(code, labels.language(code)) for code in LANGUAGES],
    )
    leaves_out_bad = BooleanField(_l("Leave out the rows that cannot be entered"))
    is_silent = BooleanField(_l("Mail nobody: they know already"))

    def offer(self, sheet: Sheet) -> None:
        """Let each field be filled from any column of this table."""
        headings = [(str(place), word or _("Column %(number)d", number=place + 1)) for place, word in _widened(sheet)]
        for name in FIELDS:
            self[name].choices = choices(headings, first=_("No column"))

    def guess(self, sheet: Sheet) -> None:
        """Choose the columns that their headings tell, and the reader's language."""
        for name, column in lists.guess(sheet.header).items():
            if name in FIELDS:
                self[name].data = str(column)
        self.language.data = current_language()

    @property
    def columns(self) -> dict[str, int]:
        """Where each field stands, as chosen."""
        return {name: int(self[name].data) for name in FIELDS if self[name].data is not None}


@bp.route("/import", methods=["GET", "POST"])
def table(slug: str) -> ResponseReturnValue:
    """Take a file; then show what was understood as often as asked; then enter the rows."""
    event = events.get(slug)
    if "table" in request.form:
        return _understood(event)
    form = SheetForm()
    sheet = form.sheet()
    if sheet is not None:
        meaning = MeaningForm(formdata=None)
        meaning.offer(sheet)
        meaning.guess(sheet)
        return _show(event, meaning, sheet, _judge(event, meaning, sheet))
    page = render_template("organiser/registrations/import.html", event=event, form=form)
    return page, 422 if form.errors else 200


def _understood(event: Event) -> ResponseReturnValue:
    form = MeaningForm()
    try:
        sheet = spreadsheets.unpack(form.table.data or "")
    except NotASheet as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".table", slug=event.slug), 303)
    form.offer(sheet)
    if not form.validate():
        return _show(event, form, sheet, Judgement(), status=422)
    judgement = _judge(event, form, sheet)
    if "enter" not in request.form:
        return _show(event, form, sheet, judgement)
    try:
        entered = imports.enter(
            event,
            judgement,
            by=acting(),
            now=clock.now(),
            leaves_out_bad=form.leaves_out_bad.data,
            is_silent=form.is_silent.data,
        )
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _show(event, form, sheet, judgement, status=422)
    number = len(entered)
    db.session.commit()
    flash(ngettext("%(num)d registration is entered.", "%(num)d registrations are entered.", number), "good")
    return redirect(url_for("organiser.registrations.index", slug=event.slug), 303)


def _judge(event: Event, form: MeaningForm, sheet: Sheet) -> Judgement:
    category = Category(form.otherwise.data) if form.otherwise.data else None
    told = lists.lines(sheet, form.columns)
    return imports.judge(event, told, category=category, language=form.language.data or current_language())


def _show(
    event: Event, form: MeaningForm, sheet: Sheet, judgement: Judgement, *, status: int = 200
) -> ResponseReturnValue:
    form.table.data = spreadsheets.pack(sheet)
    page = render_template(
        "organiser/registrations/understood.html",
        event=event,
        form=form,
        fields=[form[name] for name in FIELDS],
        headings=_widened(sheet),
        sample=sheet.rows[:SAMPLE],
        judgement=judgement,
        named=judgement.bad[:NAMED],
        long=LONG,
    )
    return page, status


def _widened(sheet: Sheet) -> list[tuple[int, str]]:
    """Return every column, from 0, with its heading: rows may be longer than the header."""
    width = max(len(cells) for cells in (sheet.header, *(row.cells for row in sheet.rows)))
    return [(place, sheet.header[place][:60] if place < len(sheet.header) else "") for place in range(width)]
