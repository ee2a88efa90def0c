"""What a visitor fills in to register, and to correct it later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from eventhub.base.i18n import LANGUAGES, LazyString, _, _l, current_language, format_time, format_weekday, format_zone
from eventhub.domain import questions
from eventhub.domain.entries import Application
from eventhub.models.events import Event, Session
from eventhub.models.invitees import Invitee
from eventhub.models.people import Category
from eventhub.models.questions import Question
from eventhub.models.registrations import Registration
from eventhub.web import labels
from eventhub.web.forms import (
    AddressField,
    ChoiceField,
    ChoicesField,
    CountryField,
    Form,
    LineField,
    TextField,
    choices,
)
from eventhub.web.question_fields import AskingForm, field_values

DETAILS = ("form_of_address", "given_name", "family_name", "email", "country", "organisation", "function", "level")
WISHES = ("interpretation_language", "accessibility_needs")
CONSENTS = ("participant_list", "recording")


class SessionsForm(Form):
    """Which sessions somebody takes part in."""

    sessions = ChoicesField(_l("Sessions"), coerce=int, choices=[])

    def offer(self, event: Event, offered: Sequence[Session], *, full: Collection[int]) -> None:
        """Offer these sessions; the full ones say so, and stay where they are chosen already."""
        self.sessions.choices = session_choices(event, offered, full=full)


class RegistrationForm(AskingForm):
    """A visitor's own registration. Each consent stands alone and is never ticked beforehand."""

    asked_before = "participant_list"

    form_of_address = LineField(_l("Form of address"))
    given_name = LineField(_l("Given name"), [DataRequired(_l("Enter your given name."))])
    family_name = LineField(_l("Family name"), [DataRequired(_l("Enter your family name."))])
    email: Any = AddressField(_l("E-mail address"), [DataRequired(_l("Enter your e-mail address."))])
    category = ChoiceField(
        _l("I take part for"),
        [DataRequired(_l("Choose whom you take part for."))],
        choices=choices(labels.CATEGORIES.items(), first=_l("Choose one")),
    )
    country = CountryField(_l("Country"))
    organisation = LineField(_l("Ministry or organisation"))
    function = LineField(_l("Function"))
    level = ChoiceField(_l("Level"), choices=choices(labels.LEVELS.items(), first=_l("Not stated")))
    interpretation_language = ChoiceField(_l("Language of interpretation"), choices=[])
    accessibility_needs = TextField(_l("What you need to take part fully"))
    sessions: Any = ChoicesField(_l("Sessions you take part in"), coerce=int, choices=[])
    participant_list = BooleanField(labels.CONSENTS["participant_list"])
    recording = BooleanField(labels.CONSENTS["recording"])
    notice = BooleanField(
        _l("I have read how my data are used."),
        [DataRequired(_l("Confirm that you have read how your data are used."))],
    )

    def offer(self, event: Event, sessions: Sequence[Session] = ()) -> None:
        """Offer the languages the event names first; any of the six is accepted, for the organisers to plan by.

        Where no session can be chosen, none is asked for.
        """
        if sessions:
            self.sessions.choices = session_choices(event, sessions)
        elif "sessions" in self:
            del self.sessions
        named = [code for code in event.languages if code in LANGUAGES]
        offered = [*named, *(code for code in LANGUAGES if code not in named)]
        self.interpretation_language.choices = choices(
            [(code, LazyString(labels.language, code)) for code in offered], first=_l("None needed")
        )

    def validate_country(self, field: Any) -> None:
        """Refuse officials who name no State; nobody else has to."""
        if not field.data and self.category.data in {each.value for each in Category if each.is_official}:
            raise ValidationError(_("Choose the country you represent."))

    def details(self) -> dict[str, Any]:
        """Return who somebody is, as the domain takes it."""
        names = [name for name in DETAILS if name in self]
        return {name: self[name].data for name in names} | {"category": Category(self.category.data)}

    def wishes(self) -> dict[str, Any]:
        """Return what the person asks for."""
        return {name: self[name].data for name in WISHES}

    def consents(self) -> dict[str, bool]:
        """Return the answer to each consent that can be taken back."""
        return {purpose: self[purpose].data for purpose in CONSENTS}

    def mark_full(self, event: Event, sessions: Sequence[Session], full: Collection[int]) -> None:
        """Say which sessions take nobody more."""
        if "sessions" in self:
            self.sessions.choices = session_choices(event, sessions, full=full)

    def application(self) -> Application:
        """Return all that was filled in."""
        consents = {"privacy_notice": True, **self.consents()}
        return Application(
            self.details(),
            **self.wishes(),
            consents=consents,
            language=current_language(),
            answers=self.answers,
            sessions=tuple(self.sessions.data or ()) if "sessions" in self else (),
        )


class CorrectionForm(RegistrationForm):
    """A person's own details and consents, to be put right. The address stays: the private link found them by it."""

    email = None
    notice = None
    sessions = None

    @classmethod
    def of(cls, registration: Registration) -> CorrectionForm:
        """Return the form as the registration stands; what was just typed prevails."""
        asked = questions.find_by_event(registration.event)
        given: dict[str, Any] = {purpose: registration.consents_to(purpose) for purpose in CONSENTS}
        kept = questions.files(registration) if asked else {}
        return cls.asking(asked, kept)(obj=registration, data=given | field_values(registration, asked))


class InvitedForm(RegistrationForm):
    """The registration of somebody who was invited. The address is that of the invitation and cannot be changed."""

    email = None

    @classmethod
    def of(cls, invitee: Invitee, asked: Sequence[Question]) -> InvitedForm:
        """Return the form with what the organisers know of the invitee filled in; what was just typed prevails."""
        given, _space, family = (invitee.name or "").rpartition(" ")
        known = {"country": invitee.country, "organisation": invitee.organisation}
        return cls.asking(asked)(data=known | {"given_name": given, "family_name": family})


def session_choices(event: Event, offered: Sequence[Session], *, full: Collection[int] = ()) -> list[SelectChoice]:
    """Return sessions as choices: what each is called, and when it is by the event's clocks."""
    is_long = event.starts_at.date() != event.ends_at.date()
    return [SelectChoice(each.id, _session(event, each, is_long=is_long, is_full=each.id in full)) for each in offered]


def _session(event: Event, own: Session, *, is_long: bool, is_full: bool) -> str:
    starts, ends = own.starts_at, own.ends_at
    hours = f"{format_time(starts)}–{format_time(ends)} {format_zone(event.timezone)}" if starts and ends else ""
    if is_long and starts:
        hours = _("%(day)s, %(time)s", day=format_weekday(starts.date()), time=hours)
    words = _("%(session)s, %(time)s", session=own.title, time=hours)
    return _("%(session)s (full)", session=words) if is_full else words


class EmptyForm(Form):
    """A button: nothing but the proof that it was pressed on our page."""
