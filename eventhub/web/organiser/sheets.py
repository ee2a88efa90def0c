"""A table that an organiser hands in: its file read, or the sentence that says why not."""

from __future__ import annotations

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms.validators import DataRequired

from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l
from eventhub.formats import spreadsheets
from eventhub.formats.spreadsheets import NotASheet, Sheet
from eventhub.web.forms import Form

NAMED = 200
"""How many rows that cannot be entered are named on the page."""


class SheetForm(Form):
    """The file."""

    file = FileField(_l("File"), [DataRequired(_l("Choose a CSV or XLSX file."))])

    def sheet(self) -> Sheet | None:
        """Return the table of the file that was sent; None, with the reason at the field, where there is none."""
        if not self.validate_on_submit():
            return None
        try:
            sheet = spreadsheets.read(self.file.data.read())
            if not sheet.rows:
                raise NotASheet(_l("The table has headings and no rows."))
        except Refused as refusal:
            self.file.errors = [str(refusal)]
            return None
        return sheet


def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that a file is too large; it was never read."""
    megabytes = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
    flash(_("This file is too large: a list may have %(number)d megabytes.", number=megabytes), "bad")
    return redirect(request.url, 303)
