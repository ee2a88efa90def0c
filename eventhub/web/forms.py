"""What our forms share: how a rule's refusal reaches its field, and fields that forgive what is left out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget, html_params

from eventhub.base import countries
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _, _l, current_language
from eventhub.base.text import one_line
from eventhub.domain import people

LINE = 250
"""Letters in one line of a form."""

TEXT = 5000
"""Letters in a text of several lines."""

Pairs = Iterable[tuple[str, "str | LazyString"]]


class Form(FlaskForm):
    """A form that can be told what a rule said."""

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal's sentence at the field it names, or else above the form."""
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


class FilterForm(Form):
    """Filters above a list; every filtered list is a link."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    def chosen(self) -> dict[str, Any]:
        """Return the filters that are set."""
        return {field.name: field.data.strip() for field in self if field.data and field.data.strip()}

    def query(self, **more: Any) -> str:
        """Return the filters as they stand in an address, with what else is to stand there."""
        return urlencode(self.chosen() | more)


def choices(pairs: Pairs, *, first: str | LazyString | None = None) -> list[SelectChoice]:
    """Return options of value and label, translated when shown; `first` is the label of the empty one before them."""
    options = [SelectChoice(value, label) for value, label in pairs]
    return options if first is None else [SelectChoice("", first), *options]


class LineField(StringField):
    """One line, trimmed; None when left empty."""

    data: Any

    def __init__(self, label: Any = None, validators: Iterable[Any] = (), **options: Any) -> None:
        too_long = _l("Use at most %(number)d letters.", number=LINE)
        super().__init__(label, [*validators, Length(max=LINE, message=too_long)], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed without line breaks and outer spaces."""
        self.data = one_line(valuelist[0]) or None if valuelist else None


class TextField(TextAreaField):
    """Several lines, trimmed; None when left empty."""

    data: Any

    def __init__(self, label: Any = None, validators: Iterable[Any] = (), **options: Any) -> None:
        too_long = _l("Use at most %(number)d letters.", number=TEXT)
        super().__init__(label, [*validators, Length(max=TEXT, message=too_long)], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed with plain line breaks."""
        self.data = valuelist[0].replace("\r\n", "\n").strip() or None if valuelist else None


class AddressField(LineField):
    """An e-mail address that mail could reach."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be an address; an empty field is for the validators to judge."""
        if self.data is None:
            return
        try:
            people.checked_address(self.data)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class ChoiceField(SelectField):
    """One of several, or None when left out."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice; empty and absent mean the same."""
        self.data = valuelist[0] or None if valuelist else None

    def process_data(self, value: Any) -> None:
        """Take the choice of a row."""
        self.data = value or None

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not on offer."""
        if self.data is not None and self.data not in self.offered():
            raise ValidationError(_("Choose one of the options."))

    def offered(self) -> set[str]:
        """Return the values that can be chosen."""
        return {option.value for option in self.choices}


class ChoicesField(SelectMultipleField):
    """Any number of several, as check boxes under one legend."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _CountrySelect:
    """195 options are the slowest part of a form: their HTML is made once per language."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        options = _country_options(current_language())
        if field.data:
            chosen = f'value="{escape(field.data)}"'
            options = options.replace(chosen, f"{chosen} selected", 1)
        nothing = escape(_("Choose a country"))
        parameters = html_params(name=field.name, required=field.flags.required or False, **attributes)
        return Markup(f'<select {parameters}><option value="">{nothing}</option>{options}</select>')  # noqa: S704 - escaped above


@cache
def _country_options(language: str) -> str:
    return "".join(
        f'<option value="{state.iso3}">{escape(state.name(language))}</option>'
        for state in countries.in_order(language)
    )


class CountryField(Field):
    """A State by its ISO alpha-3 code, or None."""

    data: Any
    widget = _CountrySelect()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the code; empty and absent mean the same."""
        self.data = valuelist[0].strip().upper() or None if valuelist else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no State."""
        if self.data is not None and countries.find(self.data) is None:
            raise ValidationError(_("Choose a country from the list."))
