"""A meeting of the demo world after which everybody who was there is asked, and most have answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import outcomes, questionnaires, summaries, surveys
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.surveys import SurveyTicket
from tests.domain.meetings import a_record
from tests.world import an_official, register

OPINIONS = ("Very useful", "Useful", "Of little use", "Of no use")

MISSING = ("More time for questions.", "Interpretation into Arabic", None, "مزيد من الوقت", None, "Nothing")


def ask_afterwards(event: Event, before: datetime, now: datetime, secret: str) -> dict[str, str]:
    """Ask seven people, six of whom answer; return the names of what addresses lead to."""

    def ask(kind: QuestionKind, label: str, **details: Any) -> Question:
        asked = {"label": label} | details
        question = questionnaires.add(event, kind, asked, in_survey=True, by="command", now=now)
        session.flush()
        return question

    here = [register(event, an_official(number), now=before) for number in range(31, 38)]
    a_record(event, *[(each.name, each.email or "") for each in here], sha256="survey")
    options = [{"label": each} for each in OPINIONS]
    useful = ask(QuestionKind.SINGLE_CHOICE, "How useful was the exchange to you?", options=options, is_required=True)
    heard = ask(QuestionKind.MULTIPLE_CHOICE, "Which part helped most?", options=[*options[:2], {"label": "Lunch"}])
    grade = ask(QuestionKind.NUMBER, "How well was it organised, from 1 to 10?", limits={"least": 1, "most": 10})
    missing = ask(QuestionKind.LONG_TEXT, "What was missing?")
    words = "Six questions at most, five minutes at most.\n\nThank you for helping us."
    survey = surveys.settle(event, {"introduction": words, "takes_names": True}, by="command", now=now)
    surveys.send(event, by="command", now=now)
    session.flush()
    mine = select(SurveyTicket).where(SurveyTicket.survey_id == survey.id)
    tickets = session.scalars(mine.order_by(SurveyTicket.id)).all()
    for place, (ticket, text) in enumerate(zip(tickets, MISSING, strict=False)):
        chosen = {useful.key: useful.options[place // 2]["value"], heard.key: [heard.options[place % 3]["value"]]}
        surveys.answer(ticket, chosen | {grade.key: 5 + place // 2} | ({missing.key: text} if text else {}), now=now)
    surveys.quote(event, useful, is_quoted=True, by="command", now=now)
    step = {"kind": "next_step", "text": "circulate a mapping of community care", "owner": "The co-leads"}
    outcomes.write(event, None, step | {"due": (now + timedelta(days=60)).date().isoformat()}, by="command", now=now)
    summaries.publish(event, by="command", now=now, reason="Agreed by telephone.")
    return {
        "surveyed": event.slug,
        "survey_question": str(useful.id),
        "survey": surveys.link_token(tickets[-1], secret=secret),
        "answered_survey": surveys.link_token(tickets[0], secret=secret),
    }
