"""What a survey found: counts of what was chosen, free words for organisers alone, nothing while too few answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from eventhub.base import countries
from eventhub.base.i18n import current_language
from eventhub.base.text import fold
from eventhub.domain import questions, surveys
from eventhub.domain.attribution import SMALLEST_CELL, Cell, fold_small_cells
from eventhub.domain.questions import Cell as TableCell
from eventhub.domain.surveys import TEXTS
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.surveys import Survey, SurveyResponse

QUOTABLE = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.YES_NO})
"""Kinds whose answers are parts of one whole: folding small parts together leaves nothing to subtract."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to one question."""

    question: Question
    answered: int
    bars: Sequence[tuple[str, int]] = ()
    """What was chosen, or which value was given, and by how many."""
    texts: Sequence[str] = ()
    """In alphabetical order: nothing tells which came first."""
    mean: float | None = None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A result as it may be published: each part of at least the smallest cell."""

    question: str
    respondents: int
    parts: Sequence[tuple[Sequence[str], int]]


def is_withheld(responses: Sequence[SurveyResponse]) -> bool:
    """Tell whether so few have answered that whoever knows who did would know what they said."""
    return len(responses) < SMALLEST_CELL


def results(survey: Survey) -> list[Result]:
    """Return what was found so far, question by question; nothing while too few have answered. Two queries."""
    given = surveys.responses(survey)
    if is_withheld(given):
        return []
    return [_result(each, given) for each in questions.columns(survey.event, in_survey=True)]


def rows(survey: Survey, asked: Sequence[Question]) -> Iterator[list[TableCell]]:
    """Yield each response as cells by question, in an order drawn by lot; a name first where the survey takes names."""
    given = surveys.responses(survey)
    if is_withheld(given):
        return
    for each in given:
        name: list[TableCell] = [each.registration.name if each.registration else None] if survey.takes_names else []
        values = ((question, each.answers.get(question.key)) for question in asked)
        yield name + [None if value is None else questions.kind_of(question).cell(value) for question, value in values]


def quoted(event: Event) -> list[Quoted]:
    """Return what the drafter is offered: the chosen questions, small parts folded, too small wholes left out."""
    survey = surveys.find(event)
    if survey is None or not survey.quoted:
        return []
    chosen = [each for each in results(survey) if each.question.key in survey.quoted and each.question.kind in QUOTABLE]
    found = []
    for each in chosen:
        cells = fold_small_cells([Cell((label,), number) for label, number in each.bars if number])
        if each.answered >= SMALLEST_CELL and cells:
            asked = questions.label(each.question, current_language()).text
            found.append(Quoted(asked, each.answered, [(cell.words, cell.number) for cell in cells]))
    return found


def _result(question: Question, given: Sequence[SurveyResponse]) -> Result:
    values = [each.answers[question.key] for each in given if each.answers.get(question.key) is not None]
    kind = questions.kind_of(question)
    if question.kind in TEXTS:
        return Result(question, len(values), texts=sorted(values, key=fold))
    if question.kind is QuestionKind.NUMBER:
        told = Counter(values)
        bars = [(kind.write(value), told[value]) for value in sorted(told)]
        if not values:
            return Result(question, 0)
        return Result(question, len(values), bars, mean=fmean(values), median=median(values))
    chosen = Counter(word for value in values for word in _words(question, value))
    if options := kind.choices():
        return Result(question, len(values), [(words.text, chosen[value]) for value, words in options])
    ordered = sorted(chosen, key=_state_or_day)
    return Result(question, len(values), [(kind.write(word), chosen[word]) for word in ordered])


def _words(question: Question, value: Any) -> Sequence[str]:
    words = questions.kind_of(question).words(value)
    return list(words) if words else [str(value)]


def _state_or_day(word: str) -> str:
    state = countries.find(word)
    return fold(state.name(current_language())) if state else word
