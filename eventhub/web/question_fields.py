"""An event's own questions as fields of whatever form they are asked in.

The fields only carry what was typed: what an answer may be, and who is asked at all, the domain says for every form.
Each field is called `question-` and the question's key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from eventhub.base.i18n import _, _l, current_language, direction, format_alternatives, format_list
from eventhub.domain import file_types, questions, uploads
from eventhub.domain.question_kinds import Worded
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.uploads import StoredFile
from eventhub.web import labels
from eventhub.web.forms import ChoicesField, CountryField, Form

MOST_RADIOS = 8
"""With more options than this a question is a list that unfolds."""

INPUTS: Mapping[QuestionKind, Mapping[str, str]] = {
    QuestionKind.NUMBER: {"inputmode": "decimal"},
    QuestionKind.DATE: {"type": "date"},
    QuestionKind.LONG_TEXT: {"rows": "4"},
    QuestionKind.FILE: {"accept": file_types.ACCEPT},
}


class _Needed:
    """Marks a field as required; whether it is, for whoever answers so, the domain says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Leave it to the domain."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a form shows it."""

    question: Question
    field: Field
    hint: str | Markup | None
    only_if: str | None
    """Of whom it is asked, in a sentence."""
    conditions: str | None
    """The same for a script: pairs of a field's name and the values that will do, as JSON."""
    kept: StoredFile | None
    """A file handed in before, which stays unless another comes."""
    removal: Field | None

    @property
    def has_options(self) -> bool:
        """Tell whether the field is several boxes under one legend."""
        return self.field.type in {"RadioField", "ChoicesField"}


class AskingForm(Form):
    """A form that asks an event's questions beside its own fields, `category` and `level` among them."""

    questions: ClassVar[Sequence[Question]] = ()
    kept: ClassVar[Mapping[str, StoredFile]] = {}
    asked_before: ClassVar[str | None] = None
    """The field that comes after the questions on the page; None where they are the last."""
    answers: Mapping[str, Any] = {}
    """What was answered, once validated: as the domain's rules take it."""

    @classmethod
    def asking(cls, asked: Sequence[Question], kept: Mapping[str, StoredFile] | None = None) -> type[Self]:
        """Return this form with a field for each question; `kept` are files handed in before, by key."""
        if not asked:
            return cls
        fields: dict[str, Any] = {field_name(each): _field(each) for each in asked}
        kept = kept or {}
        removals = [each for each in asked if each.key in kept and not each.is_required]
        fields |= {f"{field_name(each)}-remove": BooleanField(_l("Remove this file")) for each in removals}
        return type(cls.__name__, (cls,), {"questions": asked, "kept": kept, **fields})

    def __iter__(self) -> Iterator[Field]:
        """Yield the fields as they stand on the page, for whoever lists what is wrong with them."""
        asked = {field_name(each) for each in self.questions}
        for field in super().__iter__():
            if field.name == self.asked_before:
                yield from (each for each in super().__iter__() if each.name in asked)
            if field.name not in asked or self.asked_before is None:
                yield field

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the form's own fields, then what was answered by whoever this is."""
        super().validate(extra_validators)
        if self.questions:
            self._read_answers()
        return not self.errors

    def shown_questions(self) -> Iterator[Shown]:
        """Yield the questions as the page shows them, in order."""
        for each in self.questions:
            name = field_name(each)
            hint = questions.hint(each, current_language())
            yield Shown(
                question=each,
                field=self[name],
                hint=marked(hint) if hint else _usual_hint(each),
                only_if=only_if(each, self.questions),
                conditions=_conditions(each),
                kept=self.kept.get(each.key),
                removal=self.get(f"{name}-remove"),
            )

    @property
    def takes_files(self) -> bool:
        """Tell whether the form can carry files."""
        return any(each.kind is QuestionKind.FILE for each in self.questions)

    def _read_answers(self) -> None:
        removed = {
            each.key for each in self.questions if getattr(self.get(f"{field_name(each)}-remove"), "data", False)
        }
        reading = questions.read(
            self.questions,
            {each.key: _raw(self[field_name(each)]) for each in self.questions},
            category=self["category"].data,
            level=self["level"].data,
            kept={key: file for key, file in self.kept.items() if key not in removed},
        )
        self.answers = reading.values
        for each in self.questions:
            fault = reading.faults.get(each.key)
            self[field_name(each)].errors = [str(fault)] if fault else []
        if self.errors:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        """Say at each good file that it must be chosen once more: no browser fills it in, and none is kept unseen."""
        again = _l("Choose “%(name)s” again: browsers leave files out when a form comes back.")
        for each in self.questions:
            answer = self.answers.get(each.key)
            if isinstance(answer, uploads.Upload):
                self[field_name(each)].errors = [str(again) % {"name": answer.name}]

    def get(self, name: str) -> Field | None:
        """Return the field of this name, if the form has it."""
        found: Field | None = self._fields.get(name)
        return found


def field_name(question: Question) -> str:
    """Return the name under which a form sends a question's answer."""
    return f"question-{question.key}"


def marked(words: Worded) -> str | Markup:
    """Return words as a page shows them: in another language than the page's they say so."""
    written_in = str(current_app.config["LANGUAGE"])
    if words.is_in_language or written_in == current_language():
        return words.text
    return Markup('<span lang="{}" dir="{}">{}</span>').format(written_in, direction(written_in), words.text)


def label(question: Question) -> str | Markup:
    """Return what is asked, in the language of the page if it was written in it."""
    return marked(questions.label(question, current_language()))


def only_if(question: Question, others: Sequence[Question]) -> str | None:
    """Say of whom a question is asked: "Only if “Do you need a visa?” is Yes."; None where everybody is."""
    conditions = [_condition(each, others) for each in question.conditions or ()]
    return _("Only if %(conditions)s.", conditions=format_list(conditions)) if conditions else None


def _condition(condition: Mapping[str, Any], others: Sequence[Question]) -> str:
    about, values = condition["about"], condition["values"]
    known: Mapping[str, Any]
    if about in {"category", "level"}:
        known = labels.CATEGORIES if about == "category" else labels.LEVELS
        name = _("I take part for") if about == "category" else _("Level")
    else:
        other = next(each for each in others if each.key == about)
        known = {value: words.text for value, words in questions.kind_of(other).choices()}
        name = questions.label(other, current_language()).text
    answers = format_alternatives([str(known.get(value, value)) for value in values])
    return _("“%(question)s” is %(answers)s", question=name, answers=answers)


def _conditions(question: Question) -> str | None:
    pairs = [
        [each["about"] if each["about"] in questions.ABOUT_PERSON else f"question-{each['about']}", each["values"]]
        for each in question.conditions or ()
    ]
    return json.dumps(pairs) if pairs else None


def _usual_hint(question: Question) -> str | None:
    if question.kind is QuestionKind.FILE:
        return _("PDF, Word (DOCX), JPEG or PNG, at most %(number)d MB.", number=uploads.LIMIT // (1024 * 1024))
    return None


def _field(question: Question) -> Any:
    """Return the field, not yet bound to a form, that carries a question's answer."""
    settings: dict[str, Any] = {
        "label": label(question),
        "validators": [_Needed()] if question.is_required else [],
        "render_kw": dict(INPUTS.get(question.kind, {})),
    }
    match question.kind:
        case QuestionKind.LONG_TEXT:
            return TextAreaField(**settings)
        case QuestionKind.COUNTRY:
            return CountryField(**settings)
        case QuestionKind.FILE:
            return FileField(**settings)
        case QuestionKind.MULTIPLE_CHOICE:
            return ChoicesField(**settings, choices=_choices(question), validate_choice=False)
        case QuestionKind.SINGLE_CHOICE if len(question.options) > MOST_RADIOS:
            options = [SelectChoice("", _("Choose one")), *_choices(question)]
            return SelectField(**settings, choices=options, validate_choice=False)
        case QuestionKind.SINGLE_CHOICE | QuestionKind.YES_NO:
            return RadioField(**settings, choices=_choices(question), validate_choice=False)
    return StringField(**settings)


def _choices(question: Question) -> list[SelectChoice]:
    return [SelectChoice(value, marked(words)) for value, words in questions.kind_of(question).choices()]


def _raw(field: Field) -> list[Any]:
    """Return what was sent for a question: texts, or name and bytes of a file, no more of them than will do."""
    sent = field.raw_data or []
    if field.type != "FileField":
        return [each for each in sent if isinstance(each, str)]
    chosen = [each for each in sent if isinstance(each, FileStorage) and each.filename]
    read = [(each.filename, each.stream.read(uploads.LIMIT + 1)) for each in chosen[:1]]
    for each in chosen:
        each.close()  # what is large lies in a temporary file
    return read
