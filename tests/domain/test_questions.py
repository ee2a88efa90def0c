"""Who is asked what, what is stored of it, and where it appears."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import questionnaires, questions, registrations, uploads
from eventhub.models.audit import Entry
from eventhub.models.events import Event
from eventhub.models.questions import Answer, Question, QuestionKind
from eventhub.models.uploads import StoredFile
from tests.files import a_pdf, a_png
from tests.statements import noted
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

MEMBERS = {"about": "category", "values": ["member_state"]}


def ask(event: Event, kind: str, label: str, **details: Any) -> Question:
    question = questionnaires.add(event, QuestionKind(kind), {"label": label} | details, by="account:1", now=NOW)
    session.flush()
    return question


def visa_questions(event: Event) -> tuple[Question, Question, Question]:
    """Do you need a visa (officials only)? Then your passport's page, and when you need it by."""
    visa = ask(event, "yes_no", "Do you need a visa?", conditions=[MEMBERS])
    if_so = [{"about": visa.key, "values": ["yes"]}]
    page = ask(event, "file", "Note verbale", conditions=if_so, is_required=True)
    day = ask(event, "date", "By when?", conditions=if_so)
    return visa, page, day


def test_a_question_is_asked_when_all_its_conditions_hold():
    event = an_event()
    visa, page, day = visa_questions(event)
    capital = ask(
        event, "short_text", "Which division?", conditions=[MEMBERS, {"about": "level", "values": ["capital"]}]
    )
    line = questions.find_by_event(event)

    def asked(category: str | None, level: str | None = None, **answers: Any) -> list[Question]:
        return questions.asked(line, category=category, level=level, answers={visa.key: answers.get("visa")})

    assert asked("member_state") == [visa]
    assert asked("member_state", "capital", visa=False) == [visa, capital]
    assert asked("member_state", visa=True) == [visa, page, day]
    assert asked("academia", "capital", visa=True) == []
    assert asked(None) == []


def test_only_what_is_asked_is_read_needed_or_faulty():
    event = an_event()
    visa, page, day = visa_questions(event)
    line = questions.find_by_event(event)

    def read(category: str, **raw: Any) -> questions.Reading:
        sent = {visa.key: raw.get("visa", []), page.key: raw.get("page", []), day.key: raw.get("day", [])}
        return questions.read(line, sent, category=category, level=None)

    unasked = read("academia", visa=["yes"], day=["tomorrow"], page=[("x", b"lies")])
    assert (unasked.values, unasked.faults) == ({}, {})
    said_no = read("member_state", visa=["no"], day=["tomorrow"])
    assert (said_no.values, said_no.faults) == ({visa.key: False}, {})
    wrong = read("member_state", visa=["yes"], day=["tomorrow"])
    assert {key: str(sentence) for key, sentence in wrong.faults.items()} == {
        page.key: "“Note verbale” needs an answer.",
        day.key: "Enter a date as year, month and day: 2027-04-15.",
    }
    right = read("member_state", visa=["yes"], page=[("note.pdf", a_pdf())])
    assert not right.faults
    assert right.values[page.key].name == "note.pdf"


@pytest.mark.both_databases
def test_answers_are_stored_with_the_registration_and_read_back_in_order():
    event = an_event()
    visa, page, day = visa_questions(event)
    answers = {visa.key: True, page.key: uploads.check("note.pdf", a_pdf()), day.key: "2027-04-01"}

    amina = register(event, replace(AMINA, answers=answers))
    session.commit()
    session.expire_all()

    told = questions.told(amina)
    assert [(each.question, each.text) for each in told] == [(visa, "Yes"), (page, "note.pdf"), (day, "1 April 2027")]
    assert told[1].file is not None
    assert told[1].file.event_id == event.id
    assert questions.form_values(amina) == {visa.key: ["yes"], page.key: [], day.key: ["2027-04-01"]}


def test_a_repeated_address_leaves_no_file_behind():
    event = an_event()
    page = ask(event, "file", "Note verbale")
    register(event, AMINA)

    register(event, replace(AMINA, answers={page.key: uploads.check("note.pdf", a_pdf())}))

    session.flush()
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.both_databases
def test_a_correction_replaces_answers_and_lets_go_of_the_files_before():
    event = an_event()
    visa, page, day = visa_questions(event)
    first = uploads.check("first.pdf", a_pdf())
    amina = register(event, replace(AMINA, answers={visa.key: True, page.key: first, day.key: "2027-04-01"}))
    kept = questions.files(amina)[page.key]

    same = registrations.correct(
        amina, {}, answers={visa.key: True, page.key: kept, day.key: "2027-04-01"}, by="self", now=NOW
    )
    assert same == {}
    second = uploads.check("second.png", a_png())
    registrations.correct(amina, {}, answers={visa.key: True, page.key: second}, by="self", now=NOW)
    session.commit()
    assert [each.name for each in session.scalars(select(StoredFile))] == ["second.png"]
    assert [each.text for each in questions.told(amina)] == ["Yes", "second.png", None]
    registrations.correct(amina, {}, answers={visa.key: False}, by="self", now=NOW)
    session.commit()
    assert session.scalars(select(StoredFile)).all() == []
    assert [each.value for each in session.scalars(select(Answer))] == [False]


def test_the_log_tells_what_changed_and_never_a_sensitive_answer():
    event = an_event()
    diet = ask(event, "short_text", "Diet", is_sensitive=True)
    hotel = ask(event, "short_text", "Hotel")
    amina = register(event, AMINA)

    registrations.correct(amina, {}, answers={diet.key: "No gluten", hotel.key: "Intercontinental"}, by="self", now=NOW)

    entry = session.scalars(select(Entry).where(Entry.action == "registration:correct")).one()
    assert entry.difference == {
        f"question:{diet.key}": [None, questions.UNSAID],
        f"question:{hotel.key}": [None, "Intercontinental"],
    }


def test_answers_to_retired_questions_stay_and_are_still_told():
    event = an_event()
    hotel = ask(event, "short_text", "Hotel")
    amina, tiago = register(event, replace(AMINA, answers={hotel.key: "Intercontinental"})), register(event, TIAGO)

    questionnaires.retire(hotel, by="account:1", now=NOW)
    registrations.correct(amina, {"function": "Director"}, answers={}, by="self", now=NOW)

    assert [each.text for each in questions.told(amina)] == ["Intercontinental"]
    assert questions.told(tiago) == []
    assert questions.columns(event) == [hotel]


def test_a_table_has_a_column_for_each_question_and_takes_one_query_for_any_number_of_rows():
    event = an_event()
    visa, page, _day = visa_questions(event)
    rows = [
        register(event, replace(an_official(number), answers={visa.key: number == 1, page.key: None}))
        for number in range(3)
    ]
    session.commit()
    shown = questions.columns(event)
    numbers = [row.id for row in rows]

    cells = questions.cells(shown, rows)

    assert [cells[number] for number in numbers] == [[False, None, None], [True, None, None], [False, None, None]]
    assert count_queries(lambda: questions.cells(shown, rows[:1])) == count_queries(
        lambda: questions.cells(shown, rows)
    )


def count_queries(act: Any) -> int:
    session.expire_all()
    with noted() as statements:
        act()
    return len([each for each in statements if " answer" in each])
