"""What the demo's meetings hold inside: sessions people choose, papers for whom they are, what people thought."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from eventhub.base.db import session
from eventhub.domain import choices, materials, questionnaires, registrations, sessions, surveys
from eventhub.models.events import Event
from eventhub.models.materials import Audience
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.surveys import SurveyTicket

ASKED_ABOUT = "atd-ple-2"
"""The past exchange after which people were asked."""

PARTS: tuple[tuple[str, int, int, dict[str, Any]], ...] = (
    ("Opening by the co-leads", 0, 20, {}),
    ("Case management in the community", 20, 70, {"is_elective": True, "capacity": 60}),
    ("Placement of children with families", 20, 70, {"is_elective": True, "capacity": 60}),
    ("Screening and referral within the first day", 70, 105, {"is_elective": True}),
    ("Next steps", 105, 120, {}),
)
"""Title, begin and end in minutes after the event's start, and what else is laid down."""

PAPERS: tuple[tuple[str, str, Audience, dict[str, Any]], ...] = (
    ("Concept note and agenda", "concept-note", Audience.PUBLIC, {}),
    ("Questions to prepare for the moderated discussion", "questions", Audience.CONFIRMED, {}),
    ("Run of show, minute by minute", "run-of-show", Audience.CO_SPONSORS, {}),
    ("Draft workplan of the working group", "workplan", Audience.ORGANISERS, {"status": "under development"}),
    ("Recording of the opening", "opening", Audience.REGISTERED, {"kind": "video", "shown_after_event": True}),
)
"""Title, the end of its address, who may see it, and more."""

OPINIONS = ("Very useful", "Useful", "Of little use")

MISSING = (
    "More time for questions after each country experience.",
    None,
    "Figures on what the alternatives cost.",
    None,
    "A second round with the practitioners.",
    None,
)

ASKED = 60
"""Of the survey's links so many are answered."""


def lay_down_sessions(event: Event, *, now: datetime) -> None:
    """Add the sessions, and let everybody who registered choose one of each pair."""
    offered = []
    for title, begin, end, details in PARTS:
        starts, ends = (event.starts_at + timedelta(minutes=minutes) for minutes in (begin, end))
        details = {"title": title, "starts_at": starts, "ends_at": ends} | details
        offered.append(sessions.add(event, details, by="command", now=now))
    session.flush()
    _opening, cases, children, screening, _next = offered
    for place, registration in enumerate(registrations.find_all(event)):
        chosen = {(cases, children)[place % 2].id} | ({screening.id} if place % 3 else set())
        choices.choose(registration, chosen, by="self", now=now)


def lay_out_papers(event: Event, *, now: datetime) -> None:
    """Lay out what is to be read, each for those it is for."""
    for title, word, audience, details in PAPERS:
        told = {"title": title, "kind": "document", "audience": audience} | details
        address = f"https://library.example/atd-exchange-3/{word}"
        materials.write(event, None, told, url=address, by="command", now=now)


def ask_afterwards(event: Event, *, now: datetime) -> None:
    """Ask everybody who was at a past meeting what they thought, as if at the time: no letter goes out today."""
    if surveys.find(event):
        return
    asked_at = event.ends_at_utc + timedelta(days=2)
    options = [{"label": each} for each in OPINIONS]
    useful = _ask(event, QuestionKind.SINGLE_CHOICE, "How useful was the exchange to you?", now=now, options=options)
    limits = {"least": 1, "most": 10}
    grade = _ask(event, QuestionKind.NUMBER, "How well was it organised, from 1 to 10?", now=now, limits=limits)
    missing = _ask(event, QuestionKind.LONG_TEXT, "What was missing?", now=now)
    closes = event.ends_at + timedelta(weeks=3)
    told = {"introduction": "Three questions, two minutes. Thank you.", "closes_at": closes}
    survey = surveys.settle(event, told, by="command", now=now)
    survey.sent_at = asked_at
    session.flush()
    tickets = [
        SurveyTicket(survey=survey, registration=each, key_version=1, is_used=False)
        for each in surveys.find_readers(survey)
    ]
    session.add_all(tickets)
    session.flush()
    for place, ticket in enumerate(tickets[:ASKED]):
        text = MISSING[place % len(MISSING)] if place < 2 * len(MISSING) else None
        answers = {useful.key: useful.options[(place % 5) // 2]["value"], grade.key: 6 + place % 4}
        surveys.answer(ticket, answers | ({missing.key: text} if text else {}), now=asked_at)


def _ask(event: Event, kind: QuestionKind, label: str, *, now: datetime, **details: Any) -> Question:
    asked = questionnaires.add(event, kind, {"label": label} | details, in_survey=True, by="command", now=now)
    session.flush()
    return asked
