"""Organisers ask questions of their own, put them in order, look at the form, and read the answers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from eventhub.base.db import session
from eventhub.domain import questionnaires, questions, uploads
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from tests.files import a_pdf
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.organiser.forms_as_sent import as_sent
from tests.world import AMINA, NOW, TIAGO, an_event, register


def address(event: Event, rest: str = "") -> str:
    return f"/organiser/events/{event.slug}/questions{rest}"


def ask(event: Event, kind: str, label: str, **details: Any) -> Question:
    question = questionnaires.add(event, QuestionKind(kind), {"label": label} | details, by="account:1", now=NOW)
    session.flush()
    return question


def line(event: Event) -> list[str]:
    return [question.label for question in questions.find_by_event(event)]


@pytest.fixture
def event(organiser: Visitor) -> Event:
    return an_event()


def test_an_event_that_asks_nothing_says_what_to_do(organiser: Visitor, event: Event):
    page = organiser.get(address(event)).get_data(as_text=True)

    assert "Add a question for what else you must know" in page
    kinds = organiser.get(address(event, "/new")).get_data(as_text=True)
    assert all(f"/new/{kind}" in kinds for kind in QuestionKind)
    assert organiser.get(address(event, "/new/poem")).status_code == 404


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_a_question_of_each_kind_is_asked_and_opens_for_change_as_it_was(
    organiser: Visitor, event: Event, kind: QuestionKind
):
    sent = {"label": "What is it?", "hint": "In short.", "is_required": "y", "label-in-fr": "Qu’est-ce ?"}
    if kind in questionnaires.CHOICES:
        sent |= {"further": "One\nTwo", "further-in-fr": "Un\nDeux"}

    assert organiser.post(address(event, f"/new/{kind}"), sent).status_code == 303

    (question,) = questions.find_by_event(event)
    assert (question.kind, question.label, question.hint, question.is_required) == (
        kind,
        "What is it?",
        "In short.",
        True,
    )
    assert question.words == {"fr": {"label": "Qu’est-ce ?"}}
    own = address(event, f"/{question.id}")
    revision = event.revision
    unchanged = as_sent(organiser.get(own).get_data(as_text=True))
    assert organiser.post(own, unchanged).status_code == 303
    session.refresh(event)
    assert event.revision == revision


def test_options_are_renamed_added_and_taken_away(organiser: Visitor, event: Event):
    meal = ask(event, "single_choice", "Meal", options=[{"label": "Fish"}, {"label": "Meat"}, {"label": "None"}])
    register(event, replace(AMINA, answers={meal.key: "fish"}))
    own = address(event, f"/{meal.id}")
    sent = as_sent(organiser.get(own).get_data(as_text=True))

    changed = sent | {"option-fish": "Fish or seafood", "option-meat": "", "further": "Halal", "option-fish-in-fr": "P"}
    assert organiser.post(own, changed).status_code == 303
    session.refresh(meal)
    assert [(each["value"], each["label"]) for each in meal.options] == [
        ("fish", "Fish or seafood"),
        ("none", "None"),
        ("halal", "Halal"),
    ]
    assert meal.options[0]["words"] == {"fr": "P"}
    again = as_sent(organiser.get(own).get_data(as_text=True))
    refused = organiser.post(own, again | {"option-fish": ""})
    assert refused.status_code == 422
    assert "can be renamed, not removed" in refused.get_data(as_text=True)


def test_a_question_is_asked_only_of_some(organiser: Visitor, event: Event):
    visa = ask(event, "yes_no", "Visa?")
    sent = {"label": "Note verbale", "categories": ["member_state"], f"when-{visa.key}": ["yes"], "levels": []}

    assert organiser.post(address(event, "/new/file"), sent).status_code == 303

    note = questions.find_by_event(event)[1]
    assert note.conditions == [
        {"about": "category", "values": ["member_state"]},
        {"about": visa.key, "values": ["yes"]},
    ]
    page = organiser.get(address(event)).get_data(as_text=True)
    assert "Only if “I take part for” is Member State and “Visa?” is Yes." in page


@pytest.mark.parametrize(
    ("kind", "sent", "sentence"),
    [
        ("short_text", {"label": ""}, "Enter the question."),
        ("short_text", {"label": "Hotel", "length": "900"}, "Enter a whole number from 1 to 250."),
        ("number", {"label": "Nights", "least": "9", "most": "1"}, "The most must not be less than the least."),
        ("number", {"label": "Nights", "least": "some"}, "Enter a number in figures"),
        ("date", {"label": "Arrival", "least": "soon"}, "Enter a date as year, month and day"),
        ("single_choice", {"label": "Meal", "further": "Fish"}, "Give at least two options"),
        (
            "single_choice",
            {"label": "Meal", "further": "Fish\nMeat", "further-in-fr": "Poisson"},
            "Write as many lines",
        ),
        ("yes_no", {"label": "Visa?", "categories": ["king"]}, "not"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field_and_nothing_is_stored(
    organiser: Visitor, event: Event, kind: str, sent: dict[str, Any], sentence: str
):
    response = organiser.post(address(event, f"/new/{kind}"), sent)

    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True)
    assert line(event) == []


def test_questions_change_places_by_a_button_and_the_page_opens_where_it_was(organiser: Visitor, event: Event):
    ask(event, "short_text", "Hotel")
    visa = ask(event, "yes_no", "Visa?")
    ask(event, "file", "Note", conditions=[{"about": visa.key, "values": ["yes"]}])

    response = organiser.post(address(event, f"/{visa.id}/up"), form_at=address(event))
    assert response.location.endswith(f"/questions#question-{visa.id}")
    assert line(event) == ["Visa?", "Hotel", "Note"]
    organiser.post(address(event, f"/{visa.id}/down"), form_at=address(event))
    refused = organiser.post(address(event, f"/{visa.id}/down"), form_at=address(event))

    assert "“Note” is asked because of the other" in organiser.follow(refused).get_data(as_text=True)
    assert line(event) == ["Hotel", "Visa?", "Note"]


def test_a_question_is_deleted_retired_and_asked_again(organiser: Visitor, event: Event):
    hotel, flight = ask(event, "short_text", "Hotel"), ask(event, "short_text", "Flight")
    register(event, replace(AMINA, answers={hotel.key: "Intercontinental"}))

    for question, said in ((hotel, "Its answers are kept."), (flight, "nobody had answered it")):
        response = organiser.post(address(event, f"/{question.id}/retire"), form_at=address(event))
        assert said in organiser.follow(response).get_data(as_text=True)
    assert organiser.get(address(event, f"/{hotel.id}")).status_code == 404
    assert line(event) == []
    organiser.post(address(event, f"/{hotel.id}/reinstate"), form_at=address(event))

    assert line(event) == ["Hotel"]


def test_the_form_can_be_looked_at_in_a_language_and_for_a_category(organiser: Visitor, event: Event):
    arabic = {"ar": {"label": "هل تحتاج إلى تأشيرة؟"}}
    ask(event, "yes_no", "Visa?", words=arabic, conditions=[{"about": "category", "values": ["member_state"]}])
    ask(event, "short_text", "Hotel")

    page = organiser.get(address(event, "/preview?language=ar&category=member_state")).get_data(as_text=True)
    media = organiser.get(address(event, "/preview?category=media&language=xx")).get_data(as_text=True)

    assert '<div class="form" lang="ar" dir="rtl">' in page
    assert "هل تحتاج إلى تأشيرة؟" in page
    assert "Visa?" not in media
    assert "Hotel" in media


def test_answers_stand_on_the_registration_and_in_the_file_where_no_formula_runs(organiser: Visitor, event: Event):
    hotel = ask(event, "short_text", "=Hotel")
    note = ask(event, "file", "Note verbale")
    answers = {hotel.key: "=HYPERLINK(1)", note.key: uploads.check("note.pdf", a_pdf())}
    amina = register(event, replace(AMINA, answers=answers))
    register(event, TIAGO)

    shown = organiser.get(f"/organiser/events/{event.slug}/registrations/{amina.id}").get_data(as_text=True)
    export = organiser.get(f"/organiser/events/{event.slug}/registrations.csv").get_data(as_text=True)

    assert "=HYPERLINK(1)" in shown
    rows = list(csv.reader(io.StringIO(export.lstrip("\ufeff"))))
    assert rows[0][-2:] == ["'=Hotel", "Note verbale"]
    assert sorted(row[-2:] for row in rows[1:]) == [["", ""], ["'=HYPERLINK(1)", "note.pdf"]]
    file = questions.files(amina)[note.key]
    response = organiser.get(f"/organiser/events/{event.slug}/files/{file.key}")
    assert response.data == a_pdf()
    assert response.headers["Content-Disposition"] == "attachment; filename=note.pdf"
    assert organiser.get(f"/organiser/events/{an_event().slug}/files/{file.key}").status_code == 404


def test_a_reader_looks_and_changes_nothing(reader: Visitor):
    event = an_event()
    hotel = ask(event, "short_text", "Hotel")

    page = reader.get(address(event)).get_data(as_text=True)
    assert "Hotel" in page
    assert "Delete" not in page
    token = reader.csrf_token("/organiser/")
    assert reader.post(address(event, f"/{hotel.id}/retire"), {"csrf_token": token}).status_code == 403
    assert line(event) == ["Hotel"]


@pytest.mark.parametrize("page", ["", "/preview", "/new/file"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_questions(organiser: Visitor, event: Event, page: str):
    ask(event, "yes_no", "Question 0")
    one = count_queries(organiser, address(event, page))
    for number in (1, 2):
        ask(event, "yes_no", f"Question {number}")

    assert count_queries(organiser, address(event, page)) == one


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_question_of_another_event_is_not_found(organiser: Visitor, event: Event, method: str):
    elsewhere = ask(an_event(), "yes_no", "Elsewhere")
    token = organiser.csrf_token(address(event, "/new/file"))

    for rest in ("", "/up", "/retire", "/reinstate")[: 1 if method == "get" else None]:
        path = address(event, f"/{elsewhere.id}{rest}")
        response = organiser.get(path) if method == "get" else organiser.post(path, {"csrf_token": token})
        assert response.status_code == 404
