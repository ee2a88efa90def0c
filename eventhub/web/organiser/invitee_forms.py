"""What organisers fill in about invitees: lists to add, tables, addresses, filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from eventhub.base import zones
from eventhub.base.i18n import LANGUAGES, _, _l, current_language
from eventhub.base.text import fold
from eventhub.domain import invitees
from eventhub.formats import spreadsheets
from eventhub.formats.spreadsheets import Sheet
from eventhub.models.events import Event
from eventhub.models.invitees import InvitedList, Invitee
from eventhub.web import labels
from eventhub.web.fields import DayField
from eventhub.web.forms import AddressField, ChoiceField, FilterForm, Form, LineField, choices

WHOLE_LISTS = (InvitedList.CHAMPIONS, InvitedList.MEMBER_STATES, InvitedList.NETWORK)
"""Which lists the product knows by itself."""


class ListForm(Form):
    """One of the lists the product knows."""

    invited_list = RadioField(
        _l("Whom to invite"),
        [InputRequired(_l("Choose a list."))],
        choices=lambda: [SelectChoice(each.value, str(labels.INVITED_LISTS[each])) for each in WHOLE_LISTS],
    )
    as_of = DayField(_l("Champions as of"))

    @classmethod
    def today(cls, event: Event, now: datetime) -> ListForm:
        """Return the form with the Champions as of today, by the event's calendar."""
        return cls(data={"as_of": zones.to_local(now, event.timezone).date()})

    def validate_as_of(self, field: DayField) -> None:
        """Champions are listed as of a day."""
        if self.invited_list.data == InvitedList.CHAMPIONS and field.data is None:
            raise ValidationError(_("Enter the day."))


class TableForm(Form):
    """A list of people, pasted or as a file."""

    text = TextAreaField(_l("Table"))
    file = FileField(_l("Or a file (CSV or XLSX)"))
    confirmed = HiddenField()

    def sheet(self) -> Sheet:
        """Return the table; a file goes before what was pasted, and is shown as pasted from then on."""
        if not self.file.data:
            return spreadsheets.read_pasted(self.text.data or "")
        sheet = spreadsheets.read(self.file.data.read())
        self.text.data = spreadsheets.write_pasted(sheet)
        return sheet


class ContactForm(Form):
    """Whom one invitation goes to."""

    name = LineField(_l("Name"))
    email = AddressField(_l("E-mail address"))
    language = ChoiceField(_l("Language of the message"), choices=lambda: choices(LANGUAGES.items()))

    def contact(self) -> dict[str, Any]:
        """Return what was filled in, as the domain takes it."""
        return {"name": self.name.data, "email": self.email.data, "language": self.language.data or "en"}


class InviteeFilters(FilterForm):
    """Which invitees to list."""

    q = StringField(_l("Search"))
    answer = ChoiceField(_l("Answer"), choices=lambda: choices(labels.INVITEE_ANSWERS.items(), first=_("Any answer")))
    invited_list = ChoiceField(_l("List"), choices=lambda: choices(labels.INVITED_LISTS.items(), first=_("Any list")))

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> InviteeFilters:
        """Return the filters as the address says; what was not on offer counts as not set."""
        form = cls(arguments)
        for field in (form.answer, form.invited_list):
            if field.data not in {option.value for option in field.iter_choices()}:
                field.data = None
        return form

    def fits(self, invitee: Invitee) -> bool:
        """Tell whether an invitee is one of those asked for."""
        if self.answer.data and invitees.answer_of(invitee) != self.answer.data:
            return False
        if self.invited_list.data and invitee.invited_list != self.invited_list.data:
            return False
        said = (invitees.name(invitee, current_language()), invitee.name, invitee.email, invitee.organisation)
        words = fold(" ".join(each for each in said if each))
        return all(word in words for word in fold(self.q.data or "").split())
