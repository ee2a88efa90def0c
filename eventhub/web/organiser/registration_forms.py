"""What organisers fill in about registrations: filters of the list, details, reasons."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from eventhub.base.i18n import LANGUAGES, _, _l, current_language
from eventhub.domain import questions
from eventhub.domain.entries import Application
from eventhub.models.people import Category, Level
from eventhub.models.registrations import Registration
from eventhub.web import labels
from eventhub.web.forms import AddressField, ChoiceField, CountryField, Form, LineField, TextField, choices
from eventhub.web.question_fields import AskingForm, field_values

DETAILS = ("form_of_address", "given_name", "family_name", "country", "organisation", "function")
WISHES = ("interpretation_language", "accessibility_needs")


class DetailsForm(AskingForm):
    """Who somebody is, for this event. Organisers may not know every answer; what is open the person is asked."""

    needs_answers = False

    form_of_address = LineField(_l("Form of address"))
    given_name = LineField(_l("Given name"), [DataRequired(_l("Enter the given name."))])
    family_name = LineField(_l("Family name"), [DataRequired(_l("Enter the family name."))])
    category = ChoiceField(
        _l("Category"),
        [DataRequired(_l("Choose a category."))],
        choices=lambda: choices(labels.CATEGORIES.items(), first=_("Choose a category")),
    )
    country = CountryField(_l("Country"))
    organisation = LineField(_l("Ministry or organisation"))
    function = LineField(_l("Function"))
    level = ChoiceField(_l("Level"), choices=lambda: choices(labels.LEVELS.items(), first=_("Not stated")))
    interpretation_language = ChoiceField(
        _l("Language of interpretation"),
        choices=lambda: [
            SelectChoice("", _("None needed")),
            *(SelectChoice(code, labels.language(code)) for code in LANGUAGES),
        ],
    )
    accessibility_needs = TextField(_l("What they need to take part fully"))

    @classmethod
    def of(cls, registration: Registration) -> DetailsForm:
        """Return the form as the registration stands; what was just typed prevails."""
        asked = questions.find_by_event(registration.event)
        kept = questions.files(registration) if asked else {}
        return cls.asking(asked, kept)(obj=registration, data=field_values(registration, asked))

    def validate_country(self, field: CountryField) -> None:
        """Officials represent a State."""
        if field.data is None and self.category.data and Category(self.category.data).is_official:
            raise ValidationError(_("Choose the country that the official represents."))

    def details(self) -> dict[str, Any]:
        """Return who it is, as the domain takes it."""
        return {name: self[name].data for name in DETAILS} | {
            "category": Category(self.category.data),
            "level": Level(self.level.data) if self.level.data else None,
        }

    def wishes(self) -> dict[str, Any]:
        """Return what they need."""
        return {name: self[name].data for name in WISHES}


class AdditionForm(DetailsForm):
    """A registration entered for somebody who wrote or telephoned. Consents are the person's own to give."""

    email = AddressField(_l("E-mail address"), [DataRequired(_l("Enter the e-mail address."))])

    def application(self) -> Application:
        """Return all that was filled in."""
        details = self.details() | {"email": self.email.data}
        return Application(details, **self.wishes(), language=current_language(), answers=self.answers)


class ReasonForm(Form):
    """Why a registration is declined."""

    reason = TextField(_l("Reason"))
