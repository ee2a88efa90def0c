"""What went wrong: each error says what happened and what to do next, though the database be gone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask, abort
from werkzeug.test import TestResponse

from eventhub.base.db import db
from eventhub.base.errors import NotAllowed
from eventhub.web.errors import WORDS
from tests.proofreading import proofread
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event

PEOPLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def broken(app: Flask, tmp_path: Path) -> Flask:
    """The application with an address for each error, whose database cannot be opened."""

    def fail(code: int) -> None:
        if code == 500:
            raise ZeroDivisionError
        if code == 503:
            db.session.execute(db.text("SELECT 1"))
        if code == 403:
            raise NotAllowed
        abort(code)

    app.add_url_rule("/errors/<int:code>", "fail", fail)
    db.session.commit()
    db.engine.dispose()
    for file in tmp_path.glob("test.sqlite*"):
        file.unlink()
    (tmp_path / "test.sqlite").mkdir()
    return app


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_error_is_a_page_that_says_what_to_do_without_the_database(broken: Flask, code: int):
    response = broken.test_client().get(f"/errors/{code}", headers=PEOPLE)
    page = response.get_data(as_text=True)

    proofread(page, str(code))
    assert (response.status_code, response.mimetype) == (code, "text/html")
    assert str(WORDS[code].heading) in page
    assert str(WORDS[code].advice).partition("%(size)s")[0] in page
    assert "events@eventhub.example" in page
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("code", "like"), [(418, 400), (406, 400), (501, 500), (504, 500)])
def test_a_rare_error_says_what_its_hundred_says(broken: Flask, code: int, like: int):
    response = broken.test_client().get(f"/errors/{code}", headers=PEOPLE)

    assert response.status_code == code
    assert str(WORDS[like].heading) in response.get_data(as_text=True)


def test_whoever_is_signed_in_is_told_too_when_the_database_is_gone(app: Flask, tmp_path: Path):
    ines = Visitor(app).sign_in()
    db.session.commit()
    db.engine.dispose()
    for file in tmp_path.glob("test.sqlite*"):
        file.unlink()

    with app.app_context():
        response = ines.client.get("/organiser/", headers=PEOPLE)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "out of order for the moment" in response.get_data(as_text=True)


def test_a_page_that_is_not_found_offers_the_programme_and_a_search(visitor: Visitor):
    event = a_coming_event(title="Briefing on the review forum")
    page = visitor.get("/nowhere", headers=PEOPLE).get_data(as_text=True)

    assert 'href="/"' in page
    assert 'name="q"' in page
    assert event.title in visitor.get("/?q=review+forum&when=all").get_data(as_text=True)


def test_a_fault_has_a_reference_that_the_log_knows(broken: Flask, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR, "eventhub"):
        page = broken.test_client().get("/errors/500", headers=PEOPLE).get_data(as_text=True)

    fault, reference = caplog.records
    number = reference.getMessage().split()[1].rstrip(":")
    assert fault.exc_info is not None
    assert f"<bdi>{number}</bdi>" in page
    assert f"?subject={number}" in page


def answer(app: Flask, path: str, accept: str | None = None) -> TestResponse:
    return app.test_client().get(path, headers={"Accept": accept} if accept else {})


@pytest.mark.parametrize(
    ("path", "accept", "form"),
    [
        ("/series/no-such.ics", None, "text/plain"),
        ("/series/no-such.ics", "text/calendar, */*", "text/plain"),
        ("/series/no-such.ics", "text/html,*/*;q=0.8", "text/html"),
        ("/nowhere.json", "*/*", "application/json"),
        ("/nowhere", "application/json", "application/json"),
        ("/nowhere", "text/plain", "text/plain"),
        ("/nowhere", "text/calendar", "text/plain"),
        ("/nowhere", "text/html;q=0, text/plain", "text/plain"),
        ("/nowhere", "*/*", "text/html"),
        ("/nowhere", None, "text/html"),
    ],
)
def test_programs_are_answered_in_their_own_form(app: Flask, path: str, accept: str | None, form: str):
    response = answer(app, path, accept)

    assert (response.status_code, response.mimetype) == (404, form)


def test_a_calendar_program_reads_sentences_and_a_program_reads_json(broken: Flask):
    text = answer(broken, "/calendar.ics", "text/calendar").get_data(as_text=True)
    said = answer(broken, "/errors/500", "application/json").get_json()

    assert text.splitlines()[0] == "The service is out of order for the moment"
    assert "<" not in text
    assert said["error"] == "Something went wrong on our side"
    assert said["code"] == 500
    assert len(said["reference"]) == 8


def test_what_an_error_has_to_say_in_headers_is_kept(app: Flask):
    response = app.test_client().delete("/accessibility", headers=PEOPLE)

    assert response.status_code in {400, 405}
    app.config["WTF_CSRF_ENABLED"] = False
    refused = app.test_client().delete("/accessibility", headers=PEOPLE)
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
