"""Organisers add, change, order and retire questions, and what was answered keeps its meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import questionnaires, questions
from eventhub.models.audit import Entry
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from tests.world import AMINA, NOW, an_event, register

pytestmark = pytest.mark.usefixtures("app")

BY = "account:1"

MEALS = [{"label": "Fish"}, {"label": "Sin comida", "words": {"fr": "Sans repas"}}]


def ask(event: Event, kind: str, label: str, **details: Any) -> Question:
    question = questionnaires.add(event, QuestionKind(kind), {"label": label} | details, by=BY, now=NOW)
    session.flush()
    return question


def line(event: Event) -> list[str]:
    return [question.label for question in questions.find_by_event(event)]


@pytest.mark.both_databases
def test_questions_stand_in_the_order_they_are_given_and_each_change_moves_the_event():
    event = an_event()
    revision, sequence = event.revision, event.sequence
    ask(event, "short_text", "Hotel")
    ask(event, "yes_no", "Visa?")
    third = ask(event, "number", "Nights")
    assert line(event) == ["Hotel", "Visa?", "Nights"]

    questionnaires.move(third, earlier=True, by=BY, now=NOW)
    questionnaires.move(third, earlier=True, by=BY, now=NOW)
    questionnaires.move(third, earlier=True, by=BY, now=NOW)

    assert line(event) == ["Nights", "Hotel", "Visa?"]
    assert event.revision == revision + 5
    assert event.sequence == sequence
    actions = session.scalars(select(Entry.action).where(Entry.action.like("question:%")).order_by(Entry.id)).all()
    assert actions == ["question:add"] * 3 + ["question:move"] * 2


def test_options_have_values_of_their_own_that_outlive_their_labels():
    event = an_event()
    meal = ask(event, "single_choice", "Meal", options=[*MEALS, {"label": "魚"}, {"label": "鶏"}])
    assert [option["value"] for option in meal.options] == ["fish", "sin-comida", "option", "option-2"]

    renamed = [{**meal.options[0], "label": "Fish or seafood"}, *meal.options[1:]]
    questionnaires.change(meal, {"options": renamed}, by=BY, now=NOW)

    assert meal.options[0] == {"value": "fish", "label": "Fish or seafood", "words": {}}


def test_an_option_somebody_chose_can_be_renamed_and_not_removed():
    event = an_event()
    meal = ask(event, "multiple_choice", "Meals", options=[*MEALS, {"label": "Halal"}])
    register(event, replace(AMINA, answers={meal.key: ["fish"]}))

    with pytest.raises(questionnaires.OptionChosen):
        questionnaires.change(meal, {"options": meal.options[1:]}, by=BY, now=NOW)
    questionnaires.change(meal, {"options": meal.options[:2]}, by=BY, now=NOW)

    assert [option["value"] for option in meal.options] == ["fish", "sin-comida"]


def test_an_option_or_question_that_others_depend_on_stays():
    event = an_event()
    meal = ask(event, "single_choice", "Meal", options=[*MEALS, {"label": "Halal"}])
    why = ask(event, "long_text", "Why?", conditions=[{"about": meal.key, "values": ["sin-comida"]}])

    with pytest.raises(questionnaires.OptionDecides):
        questionnaires.change(meal, {"options": [meal.options[0], meal.options[2]]}, by=BY, now=NOW)
    with pytest.raises(questionnaires.OthersDepend, match="“Why\\?”"):
        questionnaires.retire(meal, by=BY, now=NOW)
    for question, earlier in ((why, True), (meal, False)):
        with pytest.raises(questionnaires.OthersDepend):
            questionnaires.move(question, earlier=earlier, by=BY, now=NOW)
    assert line(event) == ["Meal", "Why?"]


def test_a_question_depends_only_on_choices_before_it_so_no_two_depend_on_each_other():
    event = an_event()
    first = ask(event, "yes_no", "First")
    text = ask(event, "short_text", "Text")
    second = ask(event, "yes_no", "Second", conditions=[{"about": first.key, "values": ["yes"]}])
    elsewhere = ask(an_event(), "yes_no", "Elsewhere")

    wrong = [
        (first, second.key, "yes"),
        (first, first.key, "yes"),
        (second, text.key, "yes"),
        (second, first.key, "perhaps"),
        (second, elsewhere.key, "yes"),
        (second, "category", "king"),
        (second, "level", "moon"),
    ]
    for question, about, value in wrong:
        with pytest.raises(questionnaires.WrongCondition):
            questionnaires.change(question, {"conditions": [{"about": about, "values": [value]}]}, by=BY, now=NOW)
    assert first.conditions == []


@pytest.mark.parametrize(
    ("kind", "details", "field"),
    [
        ("short_text", {"label": "  "}, "label"),
        ("single_choice", {"label": "Meal", "options": [{"label": "Fish"}]}, "further"),
        ("single_choice", {"label": "Meal", "options": [{"label": "Fish"}, {"label": "FISH"}]}, "further"),
        ("number", {"label": "Nights", "limits": {"least": 2, "most": 1}}, "most"),
    ],
)
def test_a_question_that_nobody_can_answer_is_refused_at_its_field(kind: str, details: dict[str, Any], field: str):
    event = an_event()

    with pytest.raises(Refused) as refused:
        questionnaires.add(event, QuestionKind(kind), details, by=BY, now=NOW)

    assert refused.value.field == field
    assert line(event) == []


def test_a_question_is_deleted_unless_it_was_answered_and_can_be_asked_again():
    event = an_event()
    hotel, nights = ask(event, "short_text", "Hotel"), ask(event, "number", "Nights")
    register(event, replace(AMINA, answers={hotel.key: "Intercontinental"}))
    assert questionnaires.count_answers(event) == {hotel.id: 1}

    assert questionnaires.retire(hotel, by=BY, now=NOW)
    assert not questionnaires.retire(nights, by=BY, now=NOW)
    session.flush()
    assert line(event) == []
    assert questionnaires.retired(event) == [hotel]

    ask(event, "yes_no", "Visa?")
    questionnaires.reinstate(hotel, by=BY, now=NOW)

    assert line(event) == ["Visa?", "Hotel"]
    assert questionnaires.retired(event) == []


def test_an_event_asks_no_more_than_people_will_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(questionnaires, "MOST", 2)
    event = an_event()
    ask(event, "yes_no", "One?")
    ask(event, "yes_no", "Two?")

    with pytest.raises(questionnaires.TooMany):
        ask(event, "yes_no", "Three?")


def test_nothing_changed_is_nothing_written():
    event = an_event()
    hotel = ask(event, "short_text", "Hotel", hint="The one you stay at")
    revision = event.revision

    assert questionnaires.change(hotel, {"label": "Hotel ", "limits": {"length": None}}, by=BY, now=NOW) == {}
    assert event.revision == revision
