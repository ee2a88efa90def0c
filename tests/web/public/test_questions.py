"""An event's own questions on the registration form, on one's own page, and the files that answer them."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import questionnaires, questions, registrations, uploads
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from eventhub.models.uploads import StoredFile
from tests.files import EXE, a_pdf, a_png
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina

BY = "account:1"


def ask(event: Event, kind: str, label: str, **details: Any) -> Question:
    question = questionnaires.add(event, QuestionKind(kind), {"label": label} | details, by=BY, now=clock.now())
    session.flush()
    return question


def only_registration() -> Registration:
    return session.scalars(select(Registration)).one()


def private_link(app: Flask) -> str:
    return f"/registrations/{registrations.link_token(only_registration(), secret=app.config['SECRET_KEY'])}"


def a_file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


@pytest.fixture
def visa(event: Event) -> Question:
    """Whether officials need a visa."""
    members = {"about": "category", "values": ["member_state", "observer_state"]}
    french = {"label": "Avez-vous besoin d’un visa ?", "hint": "Pour la Suisse."}
    hint = "For Switzerland."
    return ask(event, "yes_no", "Do you need a visa?", hint=hint, conditions=[members], words={"fr": french})


@pytest.fixture
def note(event: Event, visa: Question) -> Question:
    """The note verbale of whoever needs one."""
    return ask(event, "file", "Note verbale", conditions=[{"about": visa.key, "values": ["yes"]}], is_required=True)


def test_the_form_asks_in_order_says_of_whom_and_takes_files(visitor: Visitor, event: Event, note: Question):
    nights = ask(event, "number", "Nights", is_required=True)

    page = visitor.get(f"/events/{event.slug}/register").get_data(as_text=True)

    assert page.index("Do you need a visa?") < page.index("Note verbale") < page.index("Nights")
    assert "Only if “I take part for” is Member State or Observer State." in page
    assert "Only if “Do you need a visa?” is Yes." in page
    assert "PDF, Word (DOCX), JPEG or PNG, at most 10 MB." in page
    assert 'enctype="multipart/form-data"' in page
    assert f'name="question-{nights.key}"' in page
    assert "js/questions" in page


def test_an_event_without_questions_has_the_form_it_had(visitor: Visitor, event: Event):
    page = visitor.get(f"/events/{event.slug}/register").get_data(as_text=True)

    assert "Questions of the organisers" not in page
    assert "multipart" not in page
    assert "js/questions" not in page


def test_answers_are_stored_and_shown_on_one_s_own_page(visitor: Visitor, app: Flask, visa: Question, note: Question):
    sent = {f"question-{visa.key}": "yes", f"question-{note.key}": a_file(a_pdf(), "../note verbale.pdf")}

    assert visitor.post(f"/events/{visa.event.slug}/register", amina() | sent).status_code == 303

    page = visitor.get(private_link(app)).get_data(as_text=True)
    assert "note verbale.pdf" in page
    assert re.search(r"Do you need a visa\?</dt>\s*<dd><bdi>Yes", page)
    data = json.loads(visitor.get(f"{private_link(app)}/data.json").data)
    assert data["answers"][0] == {
        "id": visa.key,
        "question": "Do you need a visa?",
        "answer": True,
        "as_text": "Yes",
    }
    assert data["answers"][1]["file"]["media_type"] == "application/pdf"


def test_what_is_needed_is_named_at_its_field_only_for_whom_it_is_asked(
    visitor: Visitor, visa: Question, note: Question
):
    path = f"/events/{visa.event.slug}/register"

    response = visitor.post(path, amina() | {f"question-{visa.key}": "yes"})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("“Note verbale” needs an answer.") == 2
    assert f'<a href="#question-{note.key}">' in page
    assert re.search(rf'id="question-{visa.key}-0"[^>]*checked|checked[^>]*id="question-{visa.key}-0"', page)
    wrong = visitor.post(path, amina(notice="") | {f"question-{visa.key}": "yes"}).get_data(as_text=True)
    assert wrong.index("needs an answer") < wrong.index("Confirm that you have read")
    civil = amina(category="civil_society", country="") | {f"question-{visa.key}": "yes"}
    assert visitor.post(path, civil).status_code == 303
    assert only_registration().answers == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (EXE, "note.pdf", "The file must be a PDF, a Word document (DOCX), a JPEG or a PNG."),
        (b"", "note.pdf", "The file is empty."),
        (a_pdf() + b" " * 300_000, "note.pdf", "The file must be at most 10 MB."),
        (a_pdf()[:-30], "note.pdf", "The file is damaged."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_its_field_and_nothing_is_stored(
    visitor: Visitor,
    visa: Question,
    note: Question,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    sentence: str,
):
    monkeypatch.setattr(uploads, "LIMIT", 300_000)
    sent = {f"question-{visa.key}": "yes", f"question-{note.key}": a_file(content, name)}

    response = visitor.post(f"/events/{visa.event.slug}/register", amina() | sent)

    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True)
    assert session.scalars(select(StoredFile)).all() == []
    assert session.scalars(select(Registration)).all() == []


@pytest.mark.parametrize("is_file", [True, False])
def test_a_field_sent_as_the_wrong_sort_of_thing_is_a_refusal_not_an_error(
    visitor: Visitor, visa: Question, note: Question, is_file: bool
):
    visa_sent = a_file(b"x", "x.pdf") if is_file else "yes"
    sent = {f"question-{visa.key}": visa_sent, f"question-{note.key}": "not a file"}

    response = visitor.post(f"/events/{visa.event.slug}/register", amina() | sent)

    assert response.status_code == (303 if is_file else 422)


def test_answers_can_be_corrected_and_a_file_stays_until_another_comes(
    visitor: Visitor, app: Flask, event: Event, visa: Question, note: Question
):
    photo = ask(event, "file", "Photo")
    sent = {f"question-{visa.key}": "yes", f"question-{note.key}": a_file(a_pdf(), "note.pdf")}
    visitor.post(
        f"/events/{event.slug}/register", amina() | sent | {f"question-{photo.key}": a_file(a_png(), "me.png")}
    )
    link = private_link(app)

    page = visitor.get(f"{link}/correct").get_data(as_text=True)
    assert "“note.pdf” is kept unless you choose another file." in page
    assert f'name="question-{photo.key}-remove"' in page
    assert f'name="question-{note.key}-remove"' not in page
    kept = visitor.post(f"{link}/correct", amina() | {f"question-{visa.key}": "yes"})
    assert kept.status_code == 303
    assert {each.text for each in questions.told(only_registration())} == {"Yes", "note.pdf", "me.png"}
    visitor.post(f"{link}/correct", amina() | {f"question-{visa.key}": "no", f"question-{photo.key}-remove": "y"})
    assert [each.text for each in questions.told(only_registration())] == ["No", None]
    assert session.scalars(select(StoredFile)).all() == []


def test_a_file_is_given_back_as_an_attachment_to_whoever_gave_it_and_nobody_else(
    visitor: Visitor, app: Flask, visa: Question, note: Question
):
    sent = {f"question-{visa.key}": "yes", f"question-{note.key}": a_file(a_pdf(), "Ноты № 3.pdf")}
    visitor.post(f"/events/{visa.event.slug}/register", amina() | sent)
    link, file = private_link(app), session.scalars(select(StoredFile)).one()
    visitor.post(f"/events/{visa.event.slug}/register", amina(email="sam@example.org", category="media"))
    other = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert other is not None
    stranger = f"/registrations/{registrations.link_token(other, secret=app.config['SECRET_KEY'])}"

    response = visitor.get(f"{link}/files/{file.key}")

    assert response.data == a_pdf()
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert visitor.get(f"{link}/files/f-0").status_code == 404
    assert visitor.get(f"{stranger}/files/{file.key}").status_code == 404
    assert visitor.get(f"{link[:-1]}x/files/{file.key}").status_code == 404


def test_questions_are_asked_in_the_reader_s_language_and_say_so_where_they_are_not(
    visitor: Visitor, app: Flask, event: Event, visa: Question, monkeypatch: pytest.MonkeyPatch
):
    ask(event, "short_text", "Hotel", hint="Where you stay")
    monkeypatch.setattr("eventhub.base.i18n.translated", lambda: ("en", "fr"))

    page = visitor.get(f"/events/{event.slug}/register", headers={"Accept-Language": "fr"}).get_data(as_text=True)

    assert "Avez-vous besoin d’un visa ?" in page
    assert "Pour la Suisse." in page
    assert "Do you need a visa?" not in page
    assert '<span lang="en" dir="ltr">Hotel</span>' in page
    assert '<span lang="en" dir="ltr">Where you stay</span>' in page


def test_the_kept_form_asks_a_new_question_at_once(visitor: Visitor, event: Event):
    path = f"/events/{event.slug}/register"
    assert "Hotel" not in visitor.get(path).get_data(as_text=True)

    hotel = ask(event, "short_text", "Hotel")
    assert "Hotel" in visitor.get(path).get_data(as_text=True)
    questionnaires.retire(hotel, by=BY, now=clock.now())

    assert "Hotel" not in visitor.get(path).get_data(as_text=True)


@pytest.mark.parametrize("page", ["register", "", "/correct"])
def test_no_page_asks_the_database_more_for_more_questions(visitor: Visitor, app: Flask, event: Event, page: str):
    visitor.post(f"/events/{event.slug}/register", amina())
    path = f"/events/{event.slug}/register" if page == "register" else private_link(app) + page
    visitor.get(path)  # the first visit to one's own page may write
    ask(event, "short_text", "Question 0")
    one = count_queries(visitor, path)
    for number in (1, 2):
        ask(event, "short_text", f"Question {number}")

    assert count_queries(visitor, path) == one
