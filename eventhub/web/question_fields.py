"""An event's own questions as fields of whatever form they are asked in.

The fields only carry what was typed: what an answer may be, and who is asked at all, the domain says for every form.
Each field is called `question-` and the question's key.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import current_app
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.i18n import _, _l, current_language, direction, format_alternatives, format_list, format_number
from eventhub.domain import file_types, questions, uploads
from eventhub.domain.question_kinds import Worded
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from eventhub.models.uploads import StoredFile
from eventhub.web import labels
from eventhub.web.forms import ChoicesField, CountryField, Form

MEGABYTE = 1024 * 1024

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
    """A file handed in before, with this form or an earlier one, which stays unless another comes."""
    removal: Field | None
    aside: str | None
    """The reference of such a file that waits for this form, and the name under which it is sent."""

    @property
    def has_options(self) -> bool:
        """Tell whether the field is several boxes under one legend."""
        return self.field.type in {"RadioField", "ChoicesField"}


class AskingForm(Form):
    """A form that asks an event's questions beside its own fields, `category` and `level` among them."""

    questions: ClassVar[Sequence[Question]] = ()
    kept: ClassVar[Mapping[str, StoredFile]] = {}
    answered: ClassVar[Mapping[str, Any]] = {}
    """What was answered before and is not for this form to show or change, by key."""
    person: ClassVar[Mapping[str, str | None]] = {}
    """Category and level where they are settled and the form does not ask."""
    needs_answers: ClassVar[bool] = True
    """Whether whoever fills in the form can be held to the needed answers."""
    asked_before: ClassVar[str | None] = None
    """The field that comes after the questions on the page; None where they are the last."""
    answers: Mapping[str, Any] = {}
    """What was answered, once validated: as the domain's rules take it."""

    @classmethod
    def asking(
        cls,
        asked: Sequence[Question],
        kept: Mapping[str, StoredFile] | None = None,
        *,
        answered: Mapping[str, Any] | None = None,
        person: Mapping[str, str | None] | None = None,
    ) -> type[Self]:
        """Return this form with a field for each question but those answered; `kept` are files it can change."""
        if not asked:
            return cls
        beside = {"questions": asked, "kept": kept or {}, "answered": answered or {}, "person": person or {}}
        fields: dict[str, Any] = {}
        for each in asked:
            if each.key not in (answered or {}):
                fields |= _fields(each, is_needed=each.is_required and cls.needs_answers)
        return type(cls.__name__, (cls,), {**beside, **fields})

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
        """Yield the questions as the page shows them, in order, but those that whoever this is cannot be asked."""
        for each in self._fielded():
            conditions = self._open_conditions(each)
            if conditions is None:
                continue
            name = field_name(each)
            hint = questions.hint(each, current_language())
            waiting = self._set_aside(each)
            kept = waiting or self._kept(each)
            yield Shown(
                question=each,
                field=self[name],
                hint=marked(hint) if hint else _usual_hint(each),
                only_if=_only_if(conditions, self.questions),
                conditions=_as_json(conditions),
                kept=kept,
                removal=self.get(f"{name}-remove") if kept else None,
                aside=uploads.reference(waiting, secret=_secret()) if waiting else None,
            )

    @property
    def takes_files(self) -> bool:
        """Tell whether the form can carry files."""
        return any(each.kind is QuestionKind.FILE for each in self._fielded())

    def keep_files(self) -> None:
        """Keep the good files of a form that is shown again, with a commit of their own.

        No browser fills them in: they wait under a reference that the form carries. Where too many wait already the
        person is told to choose them again.
        """
        chosen = [each for each in self._fielded() if isinstance(self.answers.get(each.key), uploads.Upload)]
        if not (chosen and self.errors):
            return
        waiting = {}
        for each in chosen:
            upload = self.answers[each.key]
            waiting[each.key] = uploads.set_aside(upload, event_id=each.event_id, now=clock.now())
            if waiting[each.key] is None:
                again = _("Choose “%(name)s” again: browsers leave files out when a form comes back.", name=upload.name)
                self[field_name(each)].errors = [again]
        db.session.commit()
        self.answers = {**self.answers, **waiting}

    def get(self, name: str) -> Field | None:
        """Return the field of this name, if the form has it."""
        found: Field | None = self._fields.get(name)
        return found

    def _read_answers(self) -> None:
        fielded = self._fielded()
        waiting = {each.key: self._set_aside(each) or self._kept(each) for each in fielded}
        reading = questions.read(
            self.questions,
            {each.key: _raw(self[field_name(each)]) for each in fielded},
            category=self._person("category"),
            level=self._person("level"),
            kept={**self.answered, **waiting},
            is_complete=self.needs_answers,
        )
        self.answers = reading.values
        for each in fielded:
            fault = reading.faults.get(each.key)
            self[field_name(each)].errors = [str(fault)] if fault else []

    def _fielded(self) -> list[Question]:
        return [each for each in self.questions if each.key not in self.answered]

    def _person(self, about: str) -> str | None:
        return self.person[about] if about in self.person else self[about].data

    def _is_removed(self, question: Question) -> bool:
        return bool(getattr(self.get(f"{field_name(question)}-remove"), "data", False))

    def _kept(self, question: Question) -> StoredFile | None:
        return None if self._is_removed(question) else self.kept.get(question.key)

    def _set_aside(self, question: Question) -> StoredFile | None:
        """Return the file that came with this form before it was refused, or has just come with it."""
        now_waiting = self.answers.get(question.key)
        if isinstance(now_waiting, StoredFile):
            return now_waiting if now_waiting.by == uploads.NOBODY else None
        token = getattr(self.get(f"{field_name(question)}-aside"), "data", None)
        if not token or self._is_removed(question):
            return None
        return uploads.find_set_aside(token, event_id=question.event_id, secret=_secret(), now=clock.now())

    def _open_conditions(self, question: Question) -> list[Mapping[str, Any]] | None:
        """Return the conditions that what is typed will settle; None where one is settled and does not hold."""
        settled: dict[str, Collection[str | None]] = {about: {value} for about, value in self.person.items()}
        for each in self.questions:
            if each.key in self.answered:
                settled[each.key] = questions.kind_of(each).words(self.answered[each.key])
        conditions: list[Mapping[str, Any]] = []
        for condition in question.conditions or ():
            if condition["about"] not in settled:
                conditions.append(condition)
            elif set(condition["values"]).isdisjoint(settled[condition["about"]]):
                return None
        return conditions


def field_name(question: Question) -> str:
    """Return the name under which a form sends a question's answer."""
    return f"question-{question.key}"


def field_values(registration: Registration, asked: Sequence[Question]) -> dict[str, Any]:
    """Return what stands in the fields of these questions for a registration; files stand beside theirs."""
    given = questions.form_values(registration) if asked else {}
    filled = {field_name(each): given.get(each.key, []) for each in asked}
    several = {field_name(each) for each in asked if each.kind is QuestionKind.MULTIPLE_CHOICE}
    return {name: values if name in several else "".join(values) for name, values in filled.items()}


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
    return _only_if(question.conditions or (), others)


def _only_if(conditions: Sequence[Mapping[str, Any]], others: Sequence[Question]) -> str | None:
    told = [_condition(each, others) for each in conditions]
    return _("Only if %(conditions)s.", conditions=format_list(told)) if told else None


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


def _as_json(conditions: Sequence[Mapping[str, Any]]) -> str | None:
    pairs = [
        [each["about"] if each["about"] in questions.ABOUT_PERSON else f"question-{each['about']}", each["values"]]
        for each in conditions
    ]
    return json.dumps(pairs) if pairs else None


def _usual_hint(question: Question) -> str | None:
    if question.kind is QuestionKind.FILE:
        return _("PDF, Word (DOCX), JPEG or PNG, at most %(number)d MB.", number=uploads.LIMIT // MEGABYTE)
    return None


def _fields(question: Question, *, is_needed: bool) -> dict[str, Any]:
    """Return the fields that carry a question's answer, by name; a file's with what becomes of a file kept before."""
    name = field_name(question)
    fields = {name: _field(question, is_needed=is_needed)}
    if question.kind is QuestionKind.FILE:
        fields[f"{name}-aside"] = HiddenField()
        if not is_needed:
            fields[f"{name}-remove"] = BooleanField(_l("Remove this file"))
    return fields


def _together() -> dict[str, str]:
    """Return what a script says before files are sent that are too much together, and from how many bytes on."""
    most = current_app.config["MAX_CONTENT_LENGTH"] - current_app.config["MAX_FORM_MEMORY_SIZE"]
    number = format_number(round(most / MEGABYTE, 1))
    sentence = _("All files together must be at most %(number)s MB: choose a smaller one.", number=number)
    return {"data-together": str(most), "data-too-much": sentence}


def _field(question: Question, *, is_needed: bool) -> Any:
    """Return the field, not yet bound to a form, that carries a question's answer."""
    settings: dict[str, Any] = {
        "label": label(question),
        "validators": [_Needed()] if is_needed else [],
        "render_kw": dict(INPUTS.get(question.kind, {})),
    }
    if question.kind is QuestionKind.FILE:
        settings["render_kw"] |= _together()
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


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


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
