"""A file that was chosen once need not be chosen again because something else in the form was wrong."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import questionnaires, questions, uploads
from eventhub.domain.archive import whole
from eventhub.mail import rounds
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from eventhub.models.uploads import StoredFile
from tests.files import EXE, a_pdf, a_png
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


@pytest.fixture
def note(event: Event) -> Question:
    """The note verbale that everybody hands in."""
    details = {"label": "Note verbale", "is_required": True}
    question = questionnaires.add(event, QuestionKind.FILE, details, by="account:1", now=clock.now())
    session.flush()
    return question


def path(question: Question) -> str:
    return f"/events/{question.event.slug}/register"


def with_file(question: Question, content: bytes, name: str) -> dict[str, object]:
    return {f"question-{question.key}": (io.BytesIO(content), name)}


def refused(visitor: Visitor, question: Question) -> str:
    """Send the note with a form that lacks a name; return the page that comes back."""
    response = visitor.post(path(question), amina(given_name="") | with_file(question, a_pdf(), "note.pdf"))
    assert response.status_code == 422
    return response.get_data(as_text=True)


def as_shown(page: str, question: Question) -> dict[str, str]:
    """The hidden field by which the form comes back with its file."""
    found = re.search(rf'name="(question-{question.key}-aside)" type="hidden" value="([^"]+)"', page)
    assert found
    return {found[1]: found[2]}


def files() -> list[str]:
    return [each.name for each in session.scalars(select(StoredFile).order_by(StoredFile.id))]


def answers() -> list[str | None]:
    (registration,) = session.scalars(select(Registration)).all()
    return [each.text for each in questions.told(registration)]


def test_a_good_file_stays_with_a_form_in_which_something_else_was_wrong(visitor: Visitor, note: Question):
    page = refused(visitor, note)

    assert "“note.pdf” is kept unless you choose another file." in page
    assert "Enter your given name." in page
    assert "Choose “note.pdf” again" not in page
    again = visitor.post(path(note), amina(family_name="") | as_shown(page, note))
    assert (again.status_code, files()) == (422, ["note.pdf"])
    assert visitor.post(path(note), amina() | as_shown(again.get_data(as_text=True), note)).status_code == 303
    assert answers() == ["note.pdf"]
    (kept,) = session.scalars(select(StoredFile)).all()
    assert kept.by == "self"


def test_another_file_takes_its_place_and_a_bad_one_does_not(visitor: Visitor, note: Question):
    carried = as_shown(refused(visitor, note), note)

    bad = visitor.post(path(note), amina() | carried | with_file(note, EXE, "note.pdf"))
    assert "The file must be a PDF" in bad.get_data(as_text=True)
    carried = as_shown(bad.get_data(as_text=True), note)
    assert visitor.post(path(note), amina() | carried | with_file(note, a_png(), "scan.png")).status_code == 303

    assert answers() == ["scan.png"]


def test_a_file_that_waits_is_nobody_else_s_and_used_once(visitor: Visitor, note: Question, event: Event):
    carried = as_shown(refused(visitor, note), note)
    other = a_coming_event(title="Another briefing")
    theirs = questionnaires.add(
        other, QuestionKind.FILE, {"label": "Note", "is_required": True}, by="account:1", now=clock.now()
    )
    session.flush()
    (token,) = carried.values()

    assert visitor.post(path(theirs), amina() | {f"question-{theirs.key}-aside": token}).status_code == 422
    for wrong in ("1.nonsense", f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}", ""):
        assert visitor.post(path(note), amina() | {f"question-{note.key}-aside": wrong}).status_code == 422
    assert visitor.post(path(note), amina() | carried).status_code == 303
    sam = amina(email="sam@example.org", category="media", country="")
    assert visitor.post(path(note), sam | carried).status_code == 422


def test_what_no_form_came_back_for_is_forgotten_after_a_day(
    visitor: Visitor, note: Question, monkeypatch: pytest.MonkeyPatch
):
    form, carried = path(note), as_shown(refused(visitor, note), note)

    rounds.make(now=clock.now() + timedelta(hours=23))
    assert files() == ["note.pdf"]
    late = clock.now() + timedelta(hours=25)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: late)
        assert visitor.post(form, amina() | carried).status_code == 422
    rounds.make(now=late)
    assert files() == []


def test_a_file_that_waits_is_in_no_archive(visitor: Visitor, note: Question):
    carried = as_shown(refused(visitor, note), note)
    assert whole.give_out()["events"][0]["files"] == []

    visitor.post(path(note), amina() | carried)

    assert [each["name"] for each in whole.give_out()["events"][0]["files"]] == ["note.pdf"]


def test_more_than_can_be_sent_at_once_is_told_with_the_sum_that_can(
    app: Flask, visitor: Visitor, note: Question, event: Event
):
    app.config.update(MAX_CONTENT_LENGTH=400_000, MAX_FORM_MEMORY_SIZE=100_000)
    page = visitor.get(path(note)).get_data(as_text=True)
    assert 'data-together="300000"' in page
    assert 'data-too-much="All files together must be at most 0.3 MB' in page

    token = visitor.csrf_token(path(note))
    sent = amina() | with_file(note, b"%PDF-" + b" " * 450_000, "large.pdf") | {"csrf_token": token}
    response = visitor.post(path(note), sent)

    assert response.status_code == 413
    assert "may be at most 390 KB here" in response.get_data(as_text=True)


def test_where_too_many_files_wait_the_person_chooses_again(
    visitor: Visitor, note: Question, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "MOST_ASIDE", 10)

    page = refused(visitor, note)

    assert "Choose “note.pdf” again" in page
    assert files() == []


def test_a_file_waits_for_its_form_also_where_the_address_is_confirmed_first(visitor: Visitor, note: Question):
    note.event.needs_address_confirmation = True
    carried = as_shown(refused(visitor, note), note)

    assert visitor.post(path(note), amina() | carried).status_code == 303

    (kept,) = session.scalars(select(StoredFile)).all()
    assert kept.by == "self"
    rounds.make(now=clock.now() + timedelta(hours=25))
    assert files() == ["note.pdf"]


def test_a_file_that_need_not_be_there_can_be_taken_away_again(visitor: Visitor, event: Event):
    photo = questionnaires.add(event, QuestionKind.FILE, {"label": "Photo"}, by="account:1", now=clock.now())
    session.flush()
    carried = as_shown(refused(visitor, photo), photo)

    without = amina() | carried | {f"question-{photo.key}-remove": "y"}
    assert visitor.post(path(photo), without).status_code == 303

    assert answers() == [None]
