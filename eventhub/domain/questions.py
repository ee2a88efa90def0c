"""What an event asks of whom, and what they answered. How an organiser lays the questions down is in questionnaires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l, current_language
from eventhub.domain import uploads
from eventhub.domain.question_kinds import KINDS, AnswerKind, Worded, worded
from eventhub.models.events import Event
from eventhub.models.questions import Answer, Question
from eventhub.models.registrations import Registration
from eventhub.models.uploads import StoredFile

ABOUT_PERSON = ("category", "level")
"""What conditions ask of a person beside what they answered before."""

UNSAID = "…"
"""What the audit log says in place of an answer that is not its to keep."""

Cell = str | int | float | bool | date | None

# Written once: putting it together takes longer than the database takes to answer it.
_LIVE = (
    select(Question)
    .where(Question.event_id == bindparam("the_event"), Question.retired_at.is_(None))
    .where(Question.in_survey == bindparam("in_survey", type_=Boolean))
    .order_by(Question.position, Question.id)
)


@dataclass(slots=True)
class Reading:
    """What somebody sent in answer to questions: values by key, blank ones left out, and what is wrong by key."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str | LazyString] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A question and what one person answered to it, as people read it; no text where nothing was answered."""

    question: Question
    text: str | None
    value: Any
    file: StoredFile | None


def kind_of(question: Question) -> AnswerKind:
    """Return what reads and writes a question's answers."""
    return KINDS[question.kind](question.options or (), question.limits or {})


def label(question: Question, language: str) -> Worded:
    """Return what is asked, in a language if it was written in it."""
    return worded(question.label, (question.words or {}).get(language, {}).get("label"))


def hint(question: Question, language: str) -> Worded | None:
    """Return what helps to answer, in a language if it was written in it."""
    translated = (question.words or {}).get(language, {}).get("hint")
    return worded(question.hint or "", translated) if translated or question.hint else None


def find_by_event(event: Event, *, in_survey: bool = False) -> Sequence[Question]:
    """Return the questions an event asks of whoever registers, or in its survey, in order."""
    return session.scalars(_LIVE, {"the_event": event.id, "in_survey": in_survey}).all()


def columns(event: Event, *, in_survey: bool = False) -> Sequence[Question]:
    """Return the questions whose answers tables show: those asked, and those retired that were answered."""
    answered = exists().where(Answer.question_id == Question.id)
    kept = or_(Question.retired_at.is_(None), answered, Question.in_survey)  # a survey's are retired when answered
    shown = select(Question).where(Question.event_id == event.id, Question.in_survey == in_survey, kept)
    return session.scalars(shown.order_by(Question.position, Question.id)).all()


def cells(shown: Sequence[Question], registrations: Iterable[Registration]) -> dict[int, list[Cell]]:
    """Return what stands in these columns for each registration, by its number: one query for all."""
    numbers = [registration.id for registration in registrations]
    kinds = [(question.id, kind_of(question)) for question in shown]
    held = _answers(numbers) if shown else {}
    return {
        number: [
            None if (answer := held.get((number, question_id))) is None else kind.cell(_value(answer))
            for question_id, kind in kinds
        ]
        for number in numbers
    }


def is_asked(
    question: Question, *, category: str | None, level: str | None, said: Mapping[str, Collection[str]]
) -> bool:
    """Tell whether all of a question's conditions hold; `said` is what was answered before, in words, by key."""
    person = {"category": {category}, "level": {level}}
    return all(
        not set(condition["values"]).isdisjoint(person.get(condition["about"]) or said.get(condition["about"], ()))
        for condition in question.conditions or ()
    )


def asked(
    questions: Sequence[Question], *, category: str | None, level: str | None, answers: Mapping[str, Any]
) -> list[Question]:
    """Return which questions somebody is asked who answered so; what was answered without being asked says nothing."""
    said: dict[str, Collection[str]] = {}
    found = []
    for question in questions:
        if is_asked(question, category=category, level=level, said=said):
            found.append(question)
            if answers.get(question.key) is not None:
                said[question.key] = kind_of(question).words(answers[question.key])
    return found


def read(
    questions: Sequence[Question],
    raw: Mapping[str, Sequence[Any]],
    *,
    category: str | None,
    level: str | None,
    kept: Mapping[str, Any] | None = None,
    is_complete: bool = True,
) -> Reading:
    """Read what a form sent, by key; `kept` is what was answered before, which stands until something else comes.

    Only what is asked is read: whatever else was sent is neither an answer nor a fault. Unless it `is_complete`, a
    needed answer may be left for later.
    """
    reading, said = Reading(), dict[str, Collection[str]]()
    for question in questions:
        if not is_asked(question, category=category, level=level, said=said):
            continue
        kind, key = kind_of(question), question.key
        try:
            value = kind.read(raw.get(key, ()))
        except Refused as refusal:
            reading.faults[key] = refusal.sentence
            continue
        if value is None:
            value = (kept or {}).get(key)
        if value is not None:
            reading.values[key], said[key] = value, kind.words(value)
        elif question.is_required and is_complete:
            asked_as = label(question, current_language()).text
            reading.faults[key] = _l("“%(question)s” needs an answer.", question=asked_as)
    return reading


def answer_all(
    registration: Registration, answers: Mapping[str, Any], *, by: str, now: datetime
) -> dict[str, list[Any]]:
    """Write down what somebody answered, by key, and forget what they no longer answer; retired questions are let be.

    Files come as Upload, checked before, or StoredFile. Return what changed as `{"question:key": [before, after]}`;
    sensitive answers do not stand in it.
    """
    held = {answer.question_id: answer for answer in registration.answers}
    difference = {}
    for question in find_by_event(registration.event):
        answer, value = held.get(question.id), answers.get(question.key)
        before = None if answer is None else _value(answer)
        if value == before:
            continue
        if answer is not None:
            _let_go(registration, answer)
        if value is not None:
            registration.answers.append(_answer(question, value, event=registration.event, by=by, now=now))
        difference[f"question:{question.key}"] = [_noted(question, before), _noted(question, value)]
    return difference


def values(questions: Sequence[Question], registrations: Iterable[Registration]) -> dict[int, dict[str, Any]]:
    """Return what each registration answered to these questions, by its number and the question's key: one query."""
    numbers, keys = [registration.id for registration in registrations], {each.id: each.key for each in questions}
    given: dict[int, dict[str, Any]] = {number: {} for number in numbers}
    for (number, question_id), answer in _answers(numbers).items():
        if question_id in keys:
            given[number][keys[question_id]] = _value(answer)
    return given


def told(registration: Registration) -> list[Told]:
    """Return what one person was asked and answered, in order, and what they answered to questions since retired."""
    shown = columns(registration.event)
    held = {question: answer for (_row, question), answer in _answers([registration.id]).items()}
    values = {each.key: _value(held[each.id]) for each in shown if each.id in held}
    live = [each for each in shown if each.retired_at is None]
    wanted = {each.id for each in asked(live, category=registration.category, level=registration.level, answers=values)}
    return [_tell(each, held.get(each.id)) for each in shown if each.id in wanted or each.id in held]


def files(registration: Registration) -> dict[str, StoredFile]:
    """Return the files a registration answered with, by the question's key."""
    held = select(Answer).where(Answer.registration_id == registration.id, Answer.file_id.is_not(None))
    answers = session.scalars(held.options(joinedload(Answer.file), joinedload(Answer.question)))
    return {answer.question.key: answer.file for answer in answers if answer.file is not None}


def form_values(registration: Registration) -> dict[str, list[str]]:
    """Return what a form would send for the answers of a registration, by the question's key."""
    return {
        each.question.key: kind_of(each.question).form_values(each.value)
        for each in told(registration)
        if each.value is not None
    }


def _answers(numbers: Sequence[int]) -> dict[tuple[int, int], Answer]:
    """Return the answers of registrations, by the numbers of registration and question."""
    held = select(Answer).where(Answer.registration_id.in_(numbers)).options(joinedload(Answer.file))
    return {
        (each.registration_id, each.question_id): each for each in session.scalars(held) if _value(each) is not None
    }


def _tell(question: Question, answer: Answer | None) -> Told:
    if answer is None:
        return Told(question, None, None, None)
    value = _value(answer)
    return Told(question, kind_of(question).write(value), value, answer.file)


def _value(answer: Answer) -> Any:
    return answer.value if answer.file is None else answer.file


def _answer(question: Question, value: Any, *, event: Event, by: str, now: datetime) -> Answer:
    if isinstance(value, uploads.Upload):
        value = uploads.keep_checked(value, event=event, by=by, now=now)
    if isinstance(value, StoredFile):
        return Answer(question=question, file=uploads.claim(value, by=by, now=now))
    return Answer(question=question, value=value)


def _let_go(registration: Registration, answer: Answer) -> None:
    if answer.file is not None:
        session.delete(answer.file)
    registration.answers.remove(answer)
    session.flush()  # the old answer leaves before the new one of the same question comes


def _noted(question: Question, value: Any) -> Any:
    if value is None:
        return None
    return UNSAID if question.is_sensitive else getattr(value, "name", value)
