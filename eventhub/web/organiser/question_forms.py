"""The form by which an organiser lays down a question: as many fields as its kind, options and languages ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask import current_app
from wtforms import BooleanField, Field, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _, _l, current_language
from eventhub.domain import questionnaires, questions
from eventhub.domain.question_kinds import KINDS, Number
from eventhub.models.questions import Question, QuestionKind
from eventhub.web import labels
from eventhub.web.fields import DayField, ShortLinesField, WholeNumberField
from eventhub.web.forms import ChoiceField, ChoicesField, Form, LineField, choices
from eventhub.web.question_fields import AskingForm


class NumberField(StringField):
    """A number as answers are numbers, or None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number; say plainly what is expected."""
        try:
            self.data = Number().read(valuelist)
        except Refused as refusal:
            self.data = None
            raise ValueError(str(refusal)) from None


LIMITS: Mapping[QuestionKind, type[Field]] = {
    QuestionKind.SHORT_TEXT: WholeNumberField,
    QuestionKind.LONG_TEXT: WholeNumberField,
    QuestionKind.MULTIPLE_CHOICE: WholeNumberField,
    QuestionKind.NUMBER: NumberField,
    QuestionKind.DATE: DayField,
}

LIMIT_LABELS = {"length": _l("At most so many letters"), "least": _l("At least"), "most": _l("At most")}


class QuestionForm(Form):
    """A question in the installation's own language; `form_for` adds what else its kind needs."""

    label = LineField(_l("Question"), [DataRequired(_l("Enter the question."))])
    hint = LineField(_l("Hint"))
    is_required = BooleanField(_l("An answer is needed"))
    is_sensitive = BooleanField(_l("The answers are sensitive"))
    categories = ChoicesField(_l("Whom they take part for"), choices=lambda: _pairs(labels.CATEGORIES))
    levels = ChoicesField(_l("Level"), choices=lambda: _pairs(labels.LEVELS))

    options: ClassVar[Sequence[Mapping[str, Any]]] = ()
    limited_by: ClassVar[Sequence[str]] = ()
    before: ClassVar[Sequence[Question]] = ()
    further: Any = None

    @property
    def languages(self) -> list[str]:
        """The languages that the question can be written in besides."""
        return other_languages()

    def limit_fields(self) -> list[Field]:
        """Return the fields of the limits."""
        return [self[name] for name in self.limited_by]

    def option_fields(self) -> list[Field]:
        """Return a field for each option there is."""
        return [self[f"option-{option['value']}"] for option in self.options]

    def condition_fields(self) -> list[Field]:
        """Return the fields that say of whom it is asked."""
        about_person = [self[name] for name in ("categories", "levels") if name in self]
        return [*about_person, *(self[f"when-{each.key}"] for each in self.before)]

    def fields_in(self, language: str) -> list[Field]:
        """Return the fields of what is written in one further language."""
        return [field for field in self if field.name.endswith(f"-in-{language}")]

    def validate(self, extra_validators: Any = None) -> bool:
        """Hold each language's new options to those of the first."""
        super().validate(extra_validators)
        if self.further is not None:
            for field in (self[f"further-in-{code}"] for code in self.languages):
                if field.data and len(field.data) != len(self.further.data):
                    field.errors = [_("Write as many lines as there are new options, in the same order.")]
        return not self.errors

    def details(self) -> dict[str, Any]:
        """Return the question as the domain takes it."""
        return {
            "label": self.label.data,
            "hint": self.hint.data,
            "is_required": self.is_required.data,
            "is_sensitive": "is_sensitive" in self and self.is_sensitive.data,
            "words": {code: self._words(code) for code in self.languages},
            "options": [*self._options(), *self._further()],
            "limits": {name: _plain(self[name].data) for name in self.limited_by},
            "conditions": list(self._conditions()),
        }

    def _words(self, language: str) -> dict[str, str]:
        written = {name: self[f"{name}-in-{language}"].data for name in ("label", "hint")}
        return {name: text for name, text in written.items() if text}

    def _options(self) -> Iterator[dict[str, Any]]:
        """Yield the options there are; one whose label was emptied is gone, one that was not on the form stays."""
        for option in self.options:
            name = f"option-{option['value']}"
            if not self[name].raw_data:
                yield dict(option)
                continue
            words = {code: self[f"{name}-in-{code}"].data for code in self.languages}
            if self[name].data:
                words = {code: text for code, text in words.items() if text}
                yield {"value": option["value"], "label": self[name].data, "words": words}

    def _further(self) -> Iterator[dict[str, Any]]:
        for place, text in enumerate(self.further.data if self.further is not None else ()):
            lines = {code: self[f"further-in-{code}"].data for code in self.languages}
            yield {"label": text, "words": {code: written[place] for code, written in lines.items() if written}}

    def _conditions(self) -> Iterator[dict[str, Any]]:
        for about, name in (("category", "categories"), ("level", "levels")):
            if name in self:
                yield {"about": about, "values": self[name].data or []}
        for each in self.before:
            yield {"about": each.key, "values": self[f"when-{each.key}"].data or []}


def form_for(
    kind: QuestionKind, before: Sequence[Question], question: Question | None = None, *, in_survey: bool = False
) -> QuestionForm:
    """Return the form for a question of a kind, asked after those before; filled in with the question there is.

    A survey knows nothing of whoever answers: nothing in it can depend on that.
    """
    options = question.options if question else []
    limited_by, deciding = KINDS[kind].limited_by, questionnaires.deciding(before)
    fields: dict[str, Any] = {name: LIMITS[kind](LIMIT_LABELS[name]) for name in limited_by}
    for code in other_languages():
        fields |= {f"label-in-{code}": LineField(_l("Question")), f"hint-in-{code}": LineField(_l("Hint"))}
    if kind in questionnaires.CHOICES:
        fields |= _fields_of_options(options)
    fields |= {f"when-{each.key}": _field_of_condition(each) for each in deciding}
    more = {"options": options, "limited_by": limited_by, "before": deciding}
    form_class: type[QuestionForm] = type("QuestionForm", (QuestionForm,), more | fields)
    form = form_class(data=_as_is(question) if question else None)
    if in_survey:
        for name in ("categories", "levels", "is_sensitive"):
            del form[name]
    return form


def other_languages() -> list[str]:
    """Return the six languages without the installation's own, in which questions are first written."""
    return [code for code in LANGUAGES if code != current_app.config["LANGUAGE"]]


class PreviewForm(AskingForm):
    """In which language, and for whom, the questions are looked at."""

    class Meta:
        """Reading asks for no proof of where the form was shown."""

        csrf = False

    language = ChoiceField(_l("Language"), choices=lambda: choices((code, labels.language(code)) for code in LANGUAGES))
    category = ChoiceField(
        _l("I take part for"), choices=lambda: choices(labels.CATEGORIES.items(), first=_("Choose one"))
    )
    level = ChoiceField(_l("Level"), choices=lambda: choices(labels.LEVELS.items(), first=_("Not stated")))

    def filters(self) -> list[Field]:
        """Return the fields that stand above the preview."""
        return [self.language, self.category, self.level]


def _fields_of_options(options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {"further": ShortLinesField(_l("New options"))}
    for place, option in enumerate(options, start=1):
        fields[f"option-{option['value']}"] = LineField(_l("Option %(number)d", number=place))
    for code in other_languages():
        for option in options:
            fields[f"option-{option['value']}-in-{code}"] = LineField(option["label"])
        fields[f"further-in-{code}"] = ShortLinesField(_l("New options"))
    return fields


def _field_of_condition(question: Question) -> Any:
    known = questions.kind_of(question).choices()
    asked = questions.label(question, current_language()).text
    return ChoicesField(asked, choices=[SelectChoice(value, words.text) for value, words in known])


def _as_is(question: Question) -> dict[str, Any]:
    """Return what stands in the fields of a question that is asked already."""
    filled: dict[str, Any] = {
        name: getattr(question, name) for name in ("label", "hint", "is_required", "is_sensitive")
    }
    for name, limit in question.limits.items():
        filled[name] = date.fromisoformat(limit) if question.kind is QuestionKind.DATE else limit
    for code, words in question.words.items():
        filled |= {f"{name}-in-{code}": text for name, text in words.items()}
    for option in question.options:
        name = f"option-{option['value']}"
        filled[name] = option["label"]
        filled |= {f"{name}-in-{code}": text for code, text in option["words"].items()}
    names = {"category": "categories", "level": "levels"}
    for each in question.conditions:
        filled[names.get(each["about"], f"when-{each['about']}")] = each["values"]
    return filled


def _plain(limit: Any) -> Any:
    return limit.isoformat() if isinstance(limit, date) else limit


def _pairs(words: labels.Labels) -> list[SelectChoice]:
    return [SelectChoice(value, str(label)) for value, label in words.items()]
