"""What registration forms ask beside the house's own fields, and what people answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Entry, Intake, entries
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event
from eventhub.models.questions import Answer, Question
from eventhub.models.registrations import Registration

QUESTIONS: EventList[Question] = EventList(
    "questions",
    "question",
    Question,
    shapes.QUESTION,
    lambda entry: entry["id"],
    lambda row: row.key,
    lambda _, intake: Question(created_at=intake.now),
    is_identified=True,
)


def take(document: Entry, intake: Intake) -> None:
    """Add and update the questions."""
    for _told, question, _event in QUESTIONS.take_all(document, intake):
        intake.world.questions[question.key] = question


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the questions of each event, by its number."""
    return QUESTIONS.give_all(events, world)


def take_answers(told: Entry, registration: Registration, intake: Intake) -> dict[str, Any]:
    """Add and update what one registration answered; return which questions gained another answer."""
    known = {answer.question.key: answer for answer in registration.answers}
    changed = []
    for entry in entries(told, "answers"):
        answer = known.get(entry["question"])
        if answer is None:
            answer = Answer()
            registration.answers.append(answer)
        if shapes.ANSWER.take(answer, entry, intake.world, is_new=False):
            changed.append(entry["question"])
    return {"answers": changed} if changed else {}


def give_answers(registration: Registration, world: World) -> dict[str, Any]:
    """Return what one registration answered, in the order of the questions."""
    answers = sorted(registration.answers, key=lambda answer: (answer.question.position, answer.id))
    return {"answers": [shapes.ANSWER.give(answer, world) for answer in answers]}
