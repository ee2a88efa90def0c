"""What a focal point fills in: about the delegation once, about each official in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import wtforms
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FieldList, FormField, TextAreaField
from wtforms.validators import DataRequired

from eventhub.base.i18n import _, _l
from eventhub.domain import questions
from eventhub.domain.officials import MOST, Fault, Official
from eventhub.formats.rolls import Roll
from eventhub.models.people import Category, Level
from eventhub.models.questions import Question
from eventhub.models.registrations import DelegationRole, Registration
from eventhub.web import labels
from eventhub.web.forms import AddressField, ChoiceField, Form, LineField, TextField, choices
from eventhub.web.question_fields import AskingForm

EMPTY_ROWS = 3
"""How many rows to fill in a table is given at a time."""

ACCEPTED = ".csv,.txt,.xlsx"


class LinkForm(Form):
    """The address of a focal point who has lost the link."""

    email = AddressField(_l("Your e-mail address"), [DataRequired(_l("Enter your e-mail address."))])


class DescriptionForm(Form):
    """What is the same for all officials."""

    organisation = LineField(_l("Ministry"))
    address = TextField(_l("Address"))
    waits_together = BooleanField(_l("If places are short, our officials wait for their places together."))


class NoteForm(Form):
    """The note verbale that names the delegation."""

    note = FileField(_l("Note verbale"), [FileRequired(_l("Choose the file."))])


class TableForm(Form):
    """A table of officials, pasted or as a file."""

    pasted = TextAreaField(_l("Paste a table"))
    table = FileField(_l("Or choose a file"))


class OfficialFields:
    """The fields of one official. What must be filled in is for the domain to say, row by row."""

    form_of_address = LineField(_l("Form of address"))
    given_name = LineField(_l("Given name"))
    family_name = LineField(_l("Family name"))
    email: Any = LineField(_l("E-mail address"))
    function = LineField(_l("Function"))
    organisation = LineField(_l("Ministry"))
    category: Any = ChoiceField(
        _l("Takes part for"),
        choices=lambda: choices(
            [(each.value, labels.CATEGORIES[each]) for each in Category if not each.is_official], first=_("Choose one")
        ),
    )
    level = ChoiceField(_l("Level"), choices=lambda: choices(labels.LEVELS.items(), first=_("Not stated")))
    role: Any = ChoiceField(_l("Role"), choices=lambda: choices(labels.DELEGATION_ROLES.items(), first=_("Not stated")))


def _official(form: Any) -> Official:
    """Return what was typed about an official."""
    chosen = {"level": Level, "category": Category, "role": DelegationRole}
    typed = {name: form[name].data for name in (*_TYPED, *chosen) if name in form}
    for name, meaning in chosen.items():
        typed[name] = meaning(typed[name]) if typed.get(name) else None
    return Official(**{"email": None} | typed, is_head="is_head" in form and form.is_head.data)


_TYPED = ("form_of_address", "given_name", "family_name", "email", "function", "organisation")


class OfficialRow(OfficialFields, wtforms.Form):
    """One official among several."""

    is_head = BooleanField(_l("Head of delegation"))
    left_out = BooleanField(_l("Leave this row out"))

    @property
    def is_empty(self) -> bool:
        """Tell whether the row says nothing."""
        return self.left_out.data or not any(field.data for field in self)

    @property
    def summary(self) -> str:
        """The row on one line."""
        said = (self.form_of_address.data, self.given_name.data, self.family_name.data)
        name = " ".join(part for part in said if part)
        return ", ".join(part for part in (name, self.email.data, self.function.data) if part)


class RowsForm(Form):
    """Officials, one row each."""

    officials = FieldList(FormField(OfficialRow), max_entries=MOST)

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]], *, empty: int = 0) -> RowsForm:
        """Return the table with these rows, and empty ones behind."""
        return cls(formdata=None, data={"officials": [*rows, *([{}] * empty)]})

    @property
    def rows(self) -> list[OfficialRow]:
        """The rows that say something."""
        return [row for row in self.all_rows if not row.is_empty]

    @property
    def all_rows(self) -> list[OfficialRow]:
        """The rows as they stand on the page."""
        return [entry.form for entry in self.officials]

    def as_typed(self, *, empty: int = 0) -> RowsForm:
        """Return the table anew, without the rows that say nothing."""
        return RowsForm.of([row.data for row in self.rows], empty=empty)

    def people(self) -> list[Official]:
        """Return who was typed."""
        return [_official(row) for row in self.rows]

    def own_faults(self) -> Iterator[Fault]:
        """Yield what no official could be made of: lines too long, choices that were not on offer."""
        for number, row in enumerate(self.rows, start=1):
            if not row.validate():
                yield from (Fault(number, name, errors[0]) for name, errors in row.errors.items() if name)

    def mark(self, faults: Sequence[Fault]) -> None:
        """Put each fault at its field."""
        rows = self.all_rows
        for fault in faults:
            field = rows[fault.row - 1][fault.field]
            field.errors = [*field.errors, fault.sentence]


class SubstituteForm(OfficialFields, AskingForm):
    """Who takes an official's place; the role passes on with it. What is left open the official is asked later."""

    needs_answers = False
    role = None

    @classmethod
    def of(cls, official: Registration, asked: Sequence[Question]) -> SubstituteForm:
        """Return the form for whoever takes this official's place."""
        return cls.asking(asked, person=_settled(official))()

    def official(self) -> Official:
        """Return who was typed."""
        return _official(self)

    def mark(self, faults: Sequence[Fault]) -> None:
        """Put each fault at its field."""
        for fault in faults:
            field = self[fault.field]
            field.errors = [*field.errors, fault.sentence]


class CorrectionForm(OfficialFields, AskingForm):
    """Details of an official, to be put right; the address stays, and so does as what they take part.

    What has been answered already is between the official and the organisers: only what is open is asked.
    """

    needs_answers = False
    email = None
    category = None
    official, mark = SubstituteForm.official, SubstituteForm.mark

    @classmethod
    def of(cls, registration: Registration, asked: Sequence[Question]) -> CorrectionForm:
        """Return the form as the official stands; what was just typed prevails."""
        answered = questions.values(asked, [registration])[registration.id] if asked else {}
        form = cls.asking(asked, answered=answered, person={"category": registration.category})
        return form(obj=registration, data={"role": registration.delegation_role})


def _settled(official: Registration) -> dict[str, str | None]:
    """Return as what everybody on this official's delegation takes part, where that follows from the State."""
    return {"category": official.category} if official.delegation and official.delegation.country else {}


def table_of(roll: Roll) -> tuple[RowsForm, list[Fault]]:
    """Return the rows of a table that was read, and what in it was not understood."""
    form = RowsForm.of([dict(entry.cells) for entry in roll.entries[:MOST]])
    unknown = [
        Fault(row, field, _l("“%(word)s” is not known here. Choose one of the options.", word=word))
        for row, entry in enumerate(roll.entries[:MOST], start=1)
        for field, word in entry.unknown.items()
    ]
    return form, unknown
