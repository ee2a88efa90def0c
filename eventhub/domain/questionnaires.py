"""How an organiser lays down what an event asks: questions added, changed, put in order and retired.

What people have answered keeps its meaning: a question's kind is settled when it is asked, an option that somebody
chose can be renamed and not removed, and a question that was answered is retired and not deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _l
from eventhub.base.text import fold, slug
from eventhub.domain import audit, events, people, questions
from eventhub.domain.question_kinds import KINDS, NO, YES
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.questions import Answer, Question, QuestionKind
from eventhub.models.surveys import Survey, SurveyResponse

FIELDS = ("label", "hint", "words", "options", "limits", "conditions", "is_required", "is_sensitive")
"""What an organiser may set of a question."""

MOST = 50
"""How many questions one event asks."""

CHOICES = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE})


class NoLabel(Refused):
    """A question asks something."""

    message = _l("Enter the question.")


class TooMany(Refused):
    """Nobody answers so many questions."""

    message = _l("An event asks at most %(number)d questions.", number=MOST)


class NoFiles(Refused):
    """A file says who made it."""

    message = _l("A survey takes no files: they would tell who answered.")


class WrongOptions(Refused):
    """There is nothing to choose between."""

    message = _l("Give at least two options, each different from the others.")


class OptionChosen(Refused):
    """What somebody chose stays on offer."""

    message = _l("An option that somebody has chosen can be renamed, not removed.")


class OptionDecides(Refused):
    """Another question is asked because of an option."""

    message = _l("Another question is asked because of an option that would go. Change that question first.")


class WrongCondition(Refused):
    """A condition speaks of what is not known when the question is asked."""

    message = _l("A question can depend only on the category, the level, or a choice made before it.")


class OthersDepend(Refused):
    """Another question is asked because of this one."""

    message = _l("“%(question)s” is asked because of this question. Change that one first.")


def find(event: Event, number: int) -> Question | None:
    """Return a question of this event by its number."""
    found = session.get(Question, number)
    return found if found is not None and found.event_id == event.id else None


def retired(event: Event, *, in_survey: bool = False) -> Sequence[Question]:
    """Return the questions an event asks no longer, in order."""
    mine = (Question.event_id == event.id, Question.in_survey == in_survey)
    gone = select(Question).where(*mine, Question.retired_at.is_not(None))
    return session.scalars(gone.order_by(Question.position, Question.id)).all()


def count_answers(event: Event, *, in_survey: bool = False) -> dict[int, int]:
    """Return how many people answered each question, by its number; unanswered ones are left out."""
    if in_survey:
        keys = Counter(key for answers in _responses(event) for key in answers)
        asked = select(Question.id, Question.key).where(Question.event_id == event.id, Question.in_survey)
        return {number: keys[key] for number, key in session.execute(asked) if keys[key]}
    rows = session.execute(
        select(Answer.question_id, func.count())
        .join(Answer.question)
        .where(Question.event_id == event.id)
        .group_by(Answer.question_id)
    )
    return dict(rows.all())


def add(
    event: Event,
    kind: QuestionKind,
    details: Mapping[str, Any],
    *,
    in_survey: bool = False,
    by: str,
    now: datetime,
) -> Question:
    """Ask something more, after all that is asked already: of whoever registers, or in the survey."""
    events.lock(event)
    before = questions.find_by_event(event, in_survey=in_survey)
    if len(before) >= MOST:
        raise TooMany
    if in_survey and kind is QuestionKind.FILE:
        raise NoFiles
    settled = _blank() | _settled(details)
    _check(kind, settled, before)
    position = before[-1].position + 1 if before else 1
    question = Question(
        key=people.new_key("q"),
        event_id=event.id,
        kind=kind,
        position=position,
        in_survey=in_survey,
        created_at=now,
        **settled,
    )
    session.add(question)
    _note("question:add", event, question, {"label": [None, question.label]}, by=by, now=now)
    return question


def change(question: Question, details: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, list[Any]]:
    """Ask it in other words, of others, or within other limits; return what changed as `{field: [before, after]}`."""
    event = question.event
    events.lock(event)
    settled = _settled(details)
    difference = {
        name: [getattr(question, name), value] for name, value in settled.items() if getattr(question, name) != value
    }
    if not difference:
        return {}
    before = [each for each in _beside(question) if each.position < question.position]
    _check(question.kind, _as_is(question) | settled, before)
    if "options" in difference:
        _refuse_lost_options(question, *difference["options"])
    for name, (_before, after) in difference.items():
        setattr(question, name, after)
    _note("question:change", event, question, difference, by=by, now=now)
    return difference


def move(question: Question, *, earlier: bool, by: str, now: datetime) -> None:
    """Ask a question before, or after, its neighbour; at the end of the line nothing moves."""
    event = question.event
    events.lock(event)
    line = list(_beside(question))
    place = line.index(question)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(line):
        return
    first, second = (line[other], question) if earlier else (question, line[other])
    if any(condition["about"] == first.key for condition in second.conditions):
        raise OthersDepend(
            _l("“%(question)s” is asked because of the other and comes after it.", question=second.label)
        )
    line[place], line[other] = line[other], line[place]
    for position, each in enumerate(line, start=1):
        each.position = position
    _note("question:move", event, question, {"position": [place + 1, other + 1]}, by=by, now=now)


def retire(question: Question, *, by: str, now: datetime) -> bool:
    """Ask a question no longer; return whether it was kept, for the answers it has."""
    event = question.event
    events.lock(event)
    for each in _beside(question):
        if any(condition["about"] == question.key for condition in each.conditions):
            raise OthersDepend(
                _l("“%(question)s” is asked because of this question. Change that one first.", question=each.label)
            )
    is_kept = _is_answered(question)
    _note("question:retire", event, question, {"label": [question.label, None]}, by=by, now=now)
    if is_kept:
        question.retired_at = now
    else:
        session.delete(question)
    return is_kept


def reinstate(question: Question, *, by: str, now: datetime) -> None:
    """Ask a retired question again, after all that is asked."""
    event = question.event
    events.lock(event)
    before = _beside(question)
    if len(before) >= MOST:
        raise TooMany
    _check(question.kind, _as_is(question), before)
    question.retired_at, question.position = None, before[-1].position + 1 if before else 1
    _note("question:reinstate", event, question, {"label": [None, question.label]}, by=by, now=now)


def deciding(before: Sequence[Question]) -> list[Question]:
    """Return those questions by whose answers it can be told whether another is asked."""
    return [question for question in before if KINDS[question.kind].decides]


def _blank() -> dict[str, Any]:
    texts = {"label": "", "hint": None}
    lists: dict[str, Any] = {"words": {}, "options": [], "limits": {}, "conditions": []}
    return texts | lists | {"is_required": False, "is_sensitive": False}


def _settled(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details as they are kept: new options have their lasting value, empty words and conditions are gone."""
    settled = {name: details[name] for name in FIELDS if name in details}
    if "label" in settled:
        settled["label"] = (settled["label"] or "").strip()
    if "options" in settled:
        settled["options"] = _with_values(settled["options"])
    if "limits" in settled:
        settled["limits"] = {name: limit for name, limit in settled["limits"].items() if limit is not None}
    if "conditions" in settled:
        settled["conditions"] = [each for each in settled["conditions"] if each["values"]]
    if "words" in settled:
        settled["words"] = {code: words for code, words in settled["words"].items() if code in LANGUAGES and words}
    return settled


def _with_values(options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    taken = {option["value"] for option in options if option.get("value")}
    valued = []
    for option in options:
        value = option.get("value") or _free(slug(option["label"])[:40] or "option", taken)
        taken.add(value)
        valued.append({"value": value, "label": option["label"], "words": dict(option.get("words") or {})})
    return valued


def _free(word: str, taken: set[str]) -> str:
    return next(each for each in (word, *(f"{word}-{number}" for number in range(2, 1000))) if each not in taken)


def _as_is(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in FIELDS}


def _check(kind: QuestionKind, settled: Mapping[str, Any], before: Sequence[Question]) -> None:
    """Refuse what cannot be asked after the questions before."""
    if not settled["label"]:
        raise NoLabel(field="label")
    labels = [fold(option["label"]) for option in settled["options"]]
    if kind in CHOICES and (len(labels) < 2 or len(set(labels)) < len(labels) or not all(labels)):
        raise WrongOptions(field="further")
    KINDS[kind](settled["options"], settled["limits"]).check()
    for condition in settled["conditions"]:
        if not set(condition["values"]) <= _possible(condition["about"], before):
            raise WrongCondition


def _possible(about: str, before: Sequence[Question]) -> set[str]:
    """Return the values that a condition may name."""
    if about == "category":
        return {each.value for each in Category}
    if about == "level":
        return {each.value for each in Level}
    for question in deciding(before):
        if question.key == about:
            return {YES, NO} if question.kind is QuestionKind.YES_NO else {each["value"] for each in question.options}
    return set()


def _refuse_lost_options(
    question: Question, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> None:
    lost = {option["value"] for option in before} - {option["value"] for option in after}
    if not lost:
        return
    named = {
        value
        for each in _beside(question)
        for condition in each.conditions
        if condition["about"] == question.key
        for value in condition["values"]
    }
    if lost & named:
        raise OptionDecides
    answers: Iterable[Any] = session.scalars(select(Answer.value).where(Answer.question_id == question.id))
    if question.in_survey:
        answers = [given.get(question.key) for given in _responses(question.event)]
    if any(not lost.isdisjoint([answer] if isinstance(answer, str) else answer or ()) for answer in answers):
        raise OptionChosen


def _beside(question: Question) -> Sequence[Question]:
    """Return the questions that are asked together with one."""
    return questions.find_by_event(question.event, in_survey=question.in_survey)


def _responses(event: Event) -> Sequence[Mapping[str, Any]]:
    """Return what was answered in the survey of an event."""
    mine = select(SurveyResponse.answers).join(Survey, Survey.id == SurveyResponse.survey_id)
    return session.scalars(mine.where(Survey.event_id == event.id)).all()


def _is_answered(question: Question) -> bool:
    if question.in_survey:
        return any(question.key in answers for answers in _responses(question.event))
    return session.scalar(select(exists().where(Answer.question_id == question.id))) or False


def _note(action: str, event: Event, question: Question, difference: dict[str, Any], *, by: str, now: datetime) -> None:
    """Let the form be written anew, and say who changed it."""
    if not question.in_survey:
        events.touch(event, is_material=False, now=now)
    audit.record(action, question, by=by, now=now, event=event, difference=difference)
