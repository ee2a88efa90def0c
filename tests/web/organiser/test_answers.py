"""Organisers write down the answers they know; whoever owes one is marked, found and written to."""

from __future__ import annotations

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import outbox, questionnaires, questions
from eventhub.mail import previews
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.test_registrations import ELENA, a_list
from tests.web.public.scenes import a_coming_event
from tests.world import an_official, register


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


@pytest.fixture
def hotel(event: Event) -> Question:
    """Where people stay, which everybody has to say."""
    details = {"label": "Hotel", "is_required": True}
    question = questionnaires.add(event, QuestionKind.SHORT_TEXT, details, by="account:1", now=clock.now())
    session.flush()
    return question


def elena(event: Event) -> Registration:
    (found,) = session.query(Registration).filter_by(event_id=event.id, given_name="Elena").all()
    return found


def test_adding_by_hand_shows_the_questions_and_needs_no_answer(organiser: Visitor, event: Event, hotel: Question):
    form = organiser.get(f"{a_list(event)}/new").get_data(as_text=True)
    assert f'name="question-{hotel.key}"' in form
    assert 'Hotel <span class="field__optional">' in form

    assert organiser.post(f"{a_list(event)}/new", ELENA).status_code == 303

    assert "Not answered yet" in organiser.get(a_list(event)).get_data(as_text=True)
    own = organiser.get(f"{a_list(event)}/{elena(event).id}").get_data(as_text=True)
    assert "Not answered yet</dt>" in own
    letter = previews.of_message(next(each for each in outbox.find_by_event(event) if each.recipient == ELENA["email"]))
    assert letter
    assert "The organisers ask you 1 question." in letter.text
    assert "The organisers ask you 1 question." in letter.html


def test_what_the_organiser_knows_is_written_down_corrected_and_taken_back(
    organiser: Visitor, event: Event, hotel: Question
):
    answer = f"question-{hotel.key}"
    organiser.post(f"{a_list(event)}/new", ELENA | {answer: "Bellevue"})
    own = f"{a_list(event)}/{elena(event).id}"
    assert "Not answered yet" not in organiser.get(a_list(event)).get_data(as_text=True)
    assert 'value="Bellevue"' in organiser.get(f"{own}/edit").get_data(as_text=True)

    organiser.post(f"{own}/edit", ELENA | {answer: "Krone"})
    assert [each.text for each in questions.told(elena(event))] == ["Krone"]
    organiser.post(f"{own}/edit", ELENA)

    assert [each.text for each in questions.told(elena(event))] == [None]


def test_an_answer_that_cannot_be_is_refused_at_its_field(organiser: Visitor, event: Event):
    details = {"label": "Nights", "limits": {"most": 5}}
    nights = questionnaires.add(event, QuestionKind.NUMBER, details, by="account:1", now=clock.now())

    response = organiser.post(f"{a_list(event)}/new", ELENA | {f"question-{nights.key}": "many"})

    assert response.status_code == 422
    assert f'<a href="#question-{nights.key}">' in response.get_data(as_text=True)
    assert session.query(Registration).count() == 0


def test_the_list_is_filtered_by_who_owes_an_answer(organiser: Visitor, event: Event, hotel: Question):
    organiser.post(f"{a_list(event)}/new", ELENA | {f"question-{hotel.key}": "Bellevue"})
    register(event, an_official(1), now=clock.now())

    page = organiser.get(f"{a_list(event)}?answered=-").get_data(as_text=True)

    assert "Wanjiru 1 Kamotho" in page
    assert "Elena" not in page
    assert "Needed answers are missing" in page


def test_marking_who_owes_answers_costs_the_same_for_one_and_for_three(
    organiser: Visitor, event: Event, hotel: Question
):
    register(event, an_official(1), now=clock.now())
    one = count_queries(organiser, a_list(event))
    for number in (2, 3):
        register(event, an_official(number), now=clock.now())

    assert count_queries(organiser, a_list(event)) == one
