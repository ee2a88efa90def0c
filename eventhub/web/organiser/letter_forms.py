"""What organisers fill in about mail: own words, letters to a group, hours of reminders, filters of the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wtforms import BooleanField, StringField, TextAreaField, ValidationError

from eventhub.base.errors import Refused
from eventhub.base.i18n import _, _l, ngettext
from eventhub.domain import placeholders, reminders
from eventhub.domain.outbox import Filters
from eventhub.mail.own_words import Draft
from eventhub.web.forms import ChoiceField, ChoicesField, FilterForm, Form, Pairs, choices


class WordsForm(Form):
    """A subject and a text with placeholders; the rules of the placeholders say what is wrong with them."""

    subject = StringField(_l("Subject"))
    body = TextAreaField(_l("Text"))

    def draft(self, *, allowed: Collection[str], required: Collection[str] = ()) -> Draft | None:
        """Return the words as checked; None where a field was refused."""
        given = {"subject": self.subject.data or "", "body": self.body.data or ""}
        try:
            return Draft(*placeholders.check(**given, allowed=allowed, required=required))
        except Refused as refusal:
            self.refuse(refusal)
            return None


class LetterForm(WordsForm):
    """A letter to a group."""

    is_repeat_meant = BooleanField(_l("Send it to them once more"))


class RemindersForm(Form):
    """How many hours before its start an event reminds those who come."""

    hours = ChoicesField(_l("Remind everybody with a confirmed place"), coerce=int)
    own = StringField(_l("Another number of hours before"))

    @classmethod
    def showing(cls, planned: Collection[int]) -> RemindersForm:
        """Return the form with the usual choices and those made before, which are ticked."""
        form = cls(data={"hours": list(planned)})
        offered = sorted({*reminders.USUAL, *planned}, reverse=True)
        form.hours.choices = choices((str(each), before(each)) for each in offered)
        return form

    def validate_own(self, field: StringField) -> None:
        """Take whole numbers only."""
        if field.data and field.data.strip() and not (field.data.strip().isascii() and field.data.strip().isdigit()):
            raise ValidationError(_("Enter a whole number of hours, in digits."))

    def chosen(self) -> set[int]:
        """Return all hours chosen."""
        own = (self.own.data or "").strip()
        return {*(self.hours.data or []), *([int(own[:6])] if own else [])}


class OutboxFilters(FilterForm):
    """Which messages to list."""

    q = StringField(_l("Address"))
    kind = ChoiceField(_l("Message"), choices=[])
    state = ChoiceField(_l("State"), choices=[])

    @classmethod
    def read(cls, arguments: Mapping[str, str], *, kinds: Pairs, states: Pairs) -> OutboxFilters:
        """Return the filters as the address says; what was not on offer counts as not set."""
        form = cls(arguments)
        form.kind.choices = choices(kinds, first=_("Any message"))
        form.state.choices = choices(states, first=_("Any state"))
        for field in (form.kind, form.state):
            if field.data not in {option.value for option in field.iter_choices()}:
                field.data = None
        return form

    @property
    def filters(self) -> Filters:
        """What the domain is asked for."""
        return Filters(**self.chosen())


def before(hours: int) -> str:
    """Return the words for so many hours before the start: in weeks or days where they are whole."""
    if hours % 168 == 0:
        return ngettext("%(num)d week before", "%(num)d weeks before", hours // 168)
    if hours % 24 == 0:
        return ngettext("%(num)d day before", "%(num)d days before", hours // 24)
    return ngettext("%(num)d hour before", "%(num)d hours before", hours)
