"""Needed answers that are still missing: whoever was entered by somebody else has not been asked yet.

The people themselves, whoever entered them and the organisers are all told by these rules, until the event is over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, or_, true

from eventhub.domain import questions
from eventhub.domain.question_kinds import YES
from eventhub.models.events import Event, EventStatus
from eventhub.models.questions import Answer, Question, QuestionKind
from eventhub.models.registrations import Registration, RegistrationStatus


def find(registration: Registration, *, now: datetime) -> list[Question]:
    """Return the needed questions that somebody who takes part is asked and has not answered, in order."""
    return _missing(registration.event, [registration], now=now).get(registration.id, [])


def count(event: Event, registrations: Sequence[Registration], *, now: datetime) -> dict[int, int]:
    """Return how many needed answers of each are missing, by number; whoever owes none is left out."""
    return {number: len(missing) for number, missing in _missing(event, registrations, now=now).items()}


def is_owed(event: Event) -> ColumnElement[bool]:
    """Return what holds in the database for registrations of an event that owe a needed answer."""
    asked: dict[str, ColumnElement[bool]] = {}
    owed: list[ColumnElement[bool]] = []
    by_key: dict[str, Question] = {}
    for question in questions.find_by_event(event):
        asked[question.key] = and_(true(), *(_holds(each, asked, by_key) for each in question.conditions or ()))
        by_key[question.key] = question
        if question.is_required:
            owed.append(and_(asked[question.key], ~_answers(question, _says_something())))
    standing = [status for status in RegistrationStatus if status.is_standing]
    return and_(Registration.status.in_(standing), Registration.anonymised_at.is_(None), or_(false(), *owed))


def _missing(event: Event, registrations: Sequence[Registration], *, now: datetime) -> dict[int, list[Question]]:
    expected = [each for each in registrations if each.status.is_standing and each.anonymised_at is None]
    takes_place = event.status is not EventStatus.CANCELLED and now < event.ends_at_utc
    live = questions.find_by_event(event) if expected and takes_place else []
    if not any(each.is_required for each in live):
        return {}
    given, found = questions.values(live, expected), {}
    for each in expected:
        own = given[each.id]
        asked = questions.asked(live, category=each.category, level=each.level, answers=own)
        found[each.id] = [question for question in asked if question.is_required and question.key not in own]
    return {number: missing for number, missing in found.items() if missing}


def _holds(
    condition: Mapping[str, Any], asked: Mapping[str, ColumnElement[bool]], by_key: Mapping[str, Question]
) -> ColumnElement[bool]:
    """Return when a condition holds; what is not asked, or asked no longer, has said nothing."""
    about, values = condition["about"], condition["values"]
    if about in questions.ABOUT_PERSON:
        column: ColumnElement[Any] = getattr(Registration, about)
        return and_(column.is_not(None), column.in_(values))
    if about not in by_key:
        return false()
    return and_(asked[about], _answers(by_key[about], _chooses(by_key[about], values)))


def _answers(question: Question, so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Answer.registration_id == Registration.id, Answer.question_id == question.id, so)


def _says_something() -> ColumnElement[bool]:
    return or_(Answer.file_id.is_not(None), _WRITTEN != "null")


def _chooses(question: Question, values: Collection[str]) -> ColumnElement[bool]:
    """Return when an answer is, or has among others, one of these values."""
    is_yes_or_no = question.kind is QuestionKind.YES_NO
    written = [json.dumps(value == YES if is_yes_or_no else value) for value in values]
    return or_(false(), *(_WRITTEN.contains(each, autoescape=True) for each in written))


_WRITTEN = cast(Answer.value, String)
"""An answer as JSON."""
