"""Whoever somebody else entered owes the needed answers they are asked, and nobody owes any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import lifecycle, questionnaires, registrations, rosters, unanswered
from eventhub.domain.rosters import UNANSWERED, Selection
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from tests.world import NOW, an_event, an_official, register

ORGANISER = "account:1"


def ask(event: Event, kind: QuestionKind, label: str, **details: Any) -> Question:
    question = questionnaires.add(event, kind, {"label": label} | details, by=ORGANISER, now=NOW)
    session.flush()
    return question


def when(about: Question | str, *values: str) -> dict[str, Any]:
    return {"about": about if isinstance(about, str) else about.key, "values": list(values)}


def owed(registration: Registration) -> list[str]:
    return [each.label for each in unanswered.find(registration, now=NOW)]


def listed(event: Event) -> set[int]:
    return set(rosters.find_numbers(event, Selection(answered=UNANSWERED)))


def test_only_needed_questions_that_somebody_is_asked_are_owed(app: Flask):
    event = an_event()
    visa = ask(event, QuestionKind.YES_NO, "Visa?", is_required=True)
    ask(event, QuestionKind.SHORT_TEXT, "Passport number", is_required=True, conditions=[when(visa, "yes")])
    ask(event, QuestionKind.SHORT_TEXT, "Hotel")
    amina = register(event, an_official(1))
    tiago = register(event, replace(an_official(2), answers={visa.key: True}))
    wanjiru = register(event, replace(an_official(3), answers={visa.key: False}))

    assert (owed(amina), owed(tiago), owed(wanjiru)) == (["Visa?"], ["Passport number"], [])
    assert unanswered.count(event, [amina, tiago, wanjiru], now=NOW) == {amina.id: 1, tiago.id: 1}
    assert listed(event) == {amina.id, tiago.id}


def test_nobody_owes_answers_to_what_is_retired_over_or_cancelled_or_once_withdrawn(app: Flask):
    event = an_event()
    visa = ask(event, QuestionKind.YES_NO, "Visa?", is_required=True)
    amina, tiago = register(event, replace(an_official(1), answers={visa.key: True})), register(event, an_official(2))
    assert owed(tiago)

    assert unanswered.find(tiago, now=event.ends_at_utc) == []
    registrations.withdraw(tiago, by="self", now=NOW)
    assert (owed(tiago), listed(event)) == ([], set())
    late = register(event, an_official(3), now=NOW + timedelta(hours=1))
    questionnaires.retire(visa, by=ORGANISER, now=NOW)
    assert (owed(late), owed(amina), listed(event)) == ([], [], set())

    questionnaires.reinstate(visa, by=ORGANISER, now=NOW)
    assert owed(late)
    lifecycle.cancel(event, by=ORGANISER, now=NOW)
    assert owed(late) == []


@pytest.mark.both_databases
def test_the_list_finds_exactly_those_who_are_told_that_they_owe_something(app: Flask):
    """Every way to answer: what the database chooses by is what the person's own page says."""
    event = an_event()
    official, capital = when("category", "member_state"), when("level", "capital")
    visa = ask(event, QuestionKind.YES_NO, "Visa?", is_required=True, conditions=[official])
    options = [{"value": word, "label": word.title(), "words": {}} for word in ("lunch", "dinner", "late_lunch")]
    meals = ask(event, QuestionKind.MULTIPLE_CHOICE, "Meals", options=options)
    number = ask(event, QuestionKind.SHORT_TEXT, "Passport", is_required=True, conditions=[when(visa, "yes"), capital])
    ask(event, QuestionKind.SHORT_TEXT, "Diet", is_required=True, conditions=[when(meals, "lunch", "dinner")])
    ways = product(
        (Category.MEMBER_STATE, Category.CIVIL_SOCIETY),
        (Level.CAPITAL, Level.MISSION, None),
        (None, True, False),
        (None, ["late_lunch"], ["late_lunch", "dinner"]),
        (None, "AB 123"),
    )
    entered = []
    for place, (category, level, needs_visa, chosen, passport) in enumerate(ways):
        answers = {visa.key: needs_visa, meals.key: chosen, number.key: passport}
        country = "KEN" if category.is_official else None
        person = an_official(place, category=category, level=level, country=country)
        entered.append(register(event, replace(person, answers=answers)))
    session.flush()

    owing = {each.id for each in entered if owed(each)}

    assert listed(event) == owing
    assert set(unanswered.count(event, entered, now=NOW)) == owing
    assert 0 < len(owing) < len(entered)
