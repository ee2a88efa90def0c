"""An event of the demo world that asks questions of every kind, and somebody who answered them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from eventhub.base.db import session
from eventhub.domain import questionnaires, registrations, uploads
from eventhub.models.events import Event
from eventhub.models.questions import Question, QuestionKind
from tests.files import a_pdf
from tests.world import AMINA, register

OFFICIALS = {"about": "category", "values": ["member_state", "observer_state"]}

ARABIC = {"ar": {"label": "هل تحتاج إلى تأشيرة؟", "hint": "لدخول سويسرا"}}

SESSIONS = ("Screening and referral", "Case management", "Community-based accommodation")


def ask_everything(event: Event, now: datetime, secret: str) -> dict[str, str]:
    """Ask a question of each kind, answer some; return the names of what addresses lead to."""

    def ask(kind: str, label: str, **details: Any) -> Question:
        question = questionnaires.add(event, QuestionKind(kind), {"label": label} | details, by="command", now=now)
        session.flush()
        return question

    visa = ask("yes_no", "Do you need a visa?", hint="To enter Switzerland.", conditions=[OFFICIALS], words=ARABIC)
    if_so = [{"about": visa.key, "values": ["yes"]}]
    note = ask("file", "Note verbale", conditions=if_so, is_required=True)
    ask("country", "Where would it be issued?", conditions=if_so)
    ask("date", "By when do you need it?", conditions=if_so, limits={"least": "2026-01-01"})
    chosen = ask("single_choice", "Which session?", options=[{"label": each} for each in SESSIONS], is_required=True)
    meals = [{"label": each} for each in ("Meat", "Fish", "Milk", "Gluten")]
    ask("multiple_choice", "What do you not eat?", options=meals, is_sensitive=True)
    ask("number", "How many nights do you stay?", limits={"least": 0, "most": 14})
    hotel = ask("short_text", "Hotel", hint="Where you can be reached during the exchange.")
    ask("long_text", "What do you hope to learn?")
    gone = ask("short_text", "Number of your flight")
    answers = {visa.key: True, note.key: uploads.check("note verbale.pdf", a_pdf()), hotel.key: "Intercontinental"}
    answers |= {chosen.key: "case-management", gone.key: "LX 2805"}
    answering = register(event, replace(AMINA, answers=answers), now=now)
    questionnaires.retire(gone, by="command", now=now)
    return {
        "asking": event.slug,
        "question": str(chosen.id),
        "answering": registrations.link_token(answering, secret=secret),
        "answering_number": str(answering.id),
    }
