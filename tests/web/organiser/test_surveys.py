"""A survey from its first question to its results, by the pages of its organiser and of those who answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import surveys
from eventhub.mail import writing
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.surveys import SurveyTicket
from tests.domain.meetings import a_record
from tests.visitors import Visitor
from tests.world import NOW, an_event, an_official, register

AFTER = NOW + timedelta(days=60)


@pytest.fixture(autouse=True)
def afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be two months later, when the event is over."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)


def a_meeting(people: int = 4) -> Event:
    """An event where so many were."""
    event = an_event()
    here = [register(event, an_official(number)) for number in range(people)]
    a_record(event, *[(each.name, each.email or "") for each in here])
    return event


def links() -> list[str]:
    """Where those who were asked answer."""
    secret = current_app.config["SECRET_KEY"]
    tickets = session.scalars(select(SurveyTicket).order_by(SurveyTicket.id))
    return [f"/surveys/{surveys.link_token(ticket, secret=secret)}" for ticket in tickets]


def test_a_survey_is_laid_down_answered_and_read(organiser: Visitor, visitor: Visitor):
    event = a_meeting()
    home = f"/organiser/events/{event.slug}/survey"
    choice = {"label": "How useful was it?", "further": "Useful\nNot useful", "is_required": "y"}
    assert organiser.post(f"{home}/questions/new/single_choice", choice).status_code == 303
    organiser.post(f"{home}/questions/new/long_text", {"label": "What was missing?"})
    assert organiser.get(f"{home}/questions/new/file").status_code == 200
    refused = organiser.post(f"{home}/questions/new/file", {"label": "Send us a file"})
    assert "A survey takes no files" in refused.get_data(as_text=True)
    assert "How useful was it?" not in organiser.get(f"/organiser/events/{event.slug}/questions").get_data(as_text=True)
    organiser.post(home, {"introduction": "Dear colleagues"})
    assert "How useful was it?" in organiser.get(f"{home}/preview").get_data(as_text=True)

    assert organiser.post(f"{home}/send", form_at=home).status_code == 303
    first, second, third, last = links()
    useful, missing = (f"question-{each.key}" for each in surveys.questions_of(event))

    page = visitor.get(first)
    assert "Dear colleagues" in page.get_data(as_text=True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    unanswered = visitor.post(first, {missing: "time"})
    assert unanswered.status_code == 422
    assert "“How useful was it?” needs an answer." in unanswered.get_data(as_text=True)
    assert visitor.post(first, {useful: "useful", missing: "<b>time</b>"}).status_code == 303
    assert "Your answers are in" in visitor.get(first).get_data(as_text=True)
    visitor.post(second, {useful: "useful"})
    results = organiser.get(f"{home}/results").get_data(as_text=True)
    assert "Nothing is shown until 3 people have answered" in results
    assert "time" not in organiser.get(f"{home}/results.csv").get_data(as_text=True)
    visitor.post(third, {useful: "not-useful", missing: "=1+1"})

    results = organiser.get(f"{home}/results").get_data(as_text=True)
    assert "&lt;b&gt;time&lt;/b&gt;" in results
    assert re.search(r"Useful</th>.*?bars__number\">2<", results, re.DOTALL)
    lines = organiser.get(f"{home}/results.csv").get_data(as_text=True).splitlines()
    assert lines[0] == "\ufeffHow useful was it?,What was missing?"
    assert sorted(lines[1:]) == ["Not useful,'=1+1", "Useful,", "Useful,<b>time</b>"]
    number = surveys.questions_of(event)[0].id
    organiser.post(f"{home}/results/{number}/quote", form_at=f"{home}/results")
    summary = organiser.get(f"/organiser/events/{event.slug}/summary").get_data(as_text=True)
    assert "In the survey afterwards, the answers to" in summary

    organiser.post(f"{home}/remind", form_at=home)
    (reminder,) = session.scalars(select(Message).where(Message.kind == "survey-reminder")).all()
    assert last in (writing.write(reminder).body or "")
    assert visitor.get("/surveys/1.nonsense").status_code == 404


def test_outside_its_hours_nothing_is_taken(organiser: Visitor, visitor: Visitor, monkeypatch: Any):
    event = a_meeting(1)
    home = f"/organiser/events/{event.slug}/survey"
    organiser.post(f"{home}/questions/new/yes_no", {"label": "Again?"})
    wrong = organiser.post(home, {"opens_at": "2027-05-01T09:00", "closes_at": "2027-04-30T09:00"})
    assert wrong.status_code == 422
    assert "The end lies before the beginning." in wrong.get_data(as_text=True)
    organiser.post(home, {"closes_at": "2027-05-01T09:00"})
    organiser.post(f"{home}/send", form_at=home)
    (link,) = links()

    monkeypatch.setattr(clock, "now", lambda: AFTER + timedelta(days=2))
    late = visitor.get(link)
    assert (late.status_code, "The survey has closed." in late.get_data(as_text=True)) == (409, True)
    assert surveys.count(surveys.find(event)) == (1, 0)  # type: ignore[arg-type] # it is there
