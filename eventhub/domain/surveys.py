"""The survey after an event: who is asked, once, and who is reminded, once; a right is spent apart from its answer.

A ticket says who may answer and whether they did; a response says what was answered. No row, time or order leads from
one to the other. See docs/decisions/0015-surveys-keep-who-and-what-apart.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import joinedload

from eventhub.base import tokens, zones
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import attendance, audit, events, outbox, questions
from eventhub.models.events import Event, EventStatus
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.registrations import Registration
from eventhub.models.surveys import Survey, SurveyResponse, SurveyTicket

PURPOSE = "survey"

FIELDS = ("introduction", "opens_at", "closes_at", "takes_names")
"""What an organiser may set."""

TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
"""Kinds whose answers may say more than was asked."""


class EndsBeforeItBegins(Refused):
    """Time goes on."""

    message = _l("The end lies before the beginning.")


class NoQuestions(Refused):
    """A survey asks something."""

    message = _l("Add a question first.")


class NotOver(Refused):
    """Nobody is asked about what has not taken place."""

    message = _l("The survey can be sent once the event is over and the survey has opened.")


class HasClosed(Refused):
    """The time for answers is over."""

    message = _l("The survey has closed.")


class NobodyWasThere(Refused):
    """Only those who took part are asked."""

    message = _l("Nobody with an address is known to have taken part. Import the attendance first.")


class EverybodyIsAsked(Refused):
    """Each person gets one link."""

    message = _l("Everybody who took part has the link already.")


class NobodyToRemind(Refused):
    """Whoever has answered is left in peace."""

    message = _l("There is nobody to remind.")


class RemindedAlready(Refused):
    """One reminder is enough."""

    message = _l("The reminder has been sent already.")


class NamesWereTaken(Refused):
    """What people were told stays true."""

    message = _l("The links are out: whether names are taken cannot be changed any more.")


class AnsweredAlready(Refused):
    """A link is good for one answer."""

    message = _l("This link has been used: your answers are in. Thank you.")


class NotOpen(Refused):
    """Answers are taken from opening to closing."""

    message = _l("The survey is not open.")


def find(event: Event) -> Survey | None:
    """Return the survey of an event, if somebody has begun one."""
    return session.scalar(select(Survey).where(Survey.event_id == event.id))


def questions_of(event: Event) -> Sequence[Question]:
    """Return what an event asks afterwards, in order."""
    return questions.find_by_event(event, in_survey=True)


def settle(event: Event, details: Mapping[str, Any], *, by: str, now: datetime) -> Survey:
    """Begin a survey, or set it otherwise; `details` are any of FIELDS."""
    events.lock(event)
    survey = find(event)
    if survey is None:
        survey = Survey(event=event, takes_names=False, quoted=[])
        session.add(survey)
    difference = {
        name: [getattr(survey, name), details[name]]
        for name in FIELDS
        if name in details and getattr(survey, name) != details[name]
    }
    if "takes_names" in difference and survey.sent_at is not None:
        raise NamesWereTaken(field="takes_names")
    for name, (_before, after) in difference.items():
        setattr(survey, name, after)
    _check_times(survey)
    if difference or survey.id is None:
        audit.record("survey:settle", survey, by=by, now=now, event=event, difference=difference)
    return survey


def opens(survey: Survey) -> datetime:
    """Return when answers are taken from: as set, else from the end of the event."""
    return _instant(survey, "opens_at") or survey.event.ends_at_utc


def closes(survey: Survey) -> datetime | None:
    """Return until when answers are taken."""
    return _instant(survey, "closes_at")


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Tell whether answers are taken."""
    until = closes(survey)
    return opens(survey) <= now and (until is None or now < until)


def has_closed(survey: Survey, *, now: datetime) -> bool:
    """Tell whether the time for answers is over."""
    until = closes(survey)
    return until is not None and until <= now


def find_readers(survey: Survey) -> list[Registration]:
    """Return who was there, has an address and has no link yet: each address once."""
    asked = select(SurveyTicket.registration_id).where(SurveyTicket.survey_id == survey.id)
    known = set(session.scalars(asked))
    asked_at = select(Registration.email_key).where(Registration.id.in_(known))
    addresses = set(session.scalars(asked_at)) if known else set()
    present: dict[str, Registration] = {}
    for each in attendance.establish(survey.event).counted:
        registration = each.registration
        if registration is None or registration.anonymised_at is not None or not registration.email_key:
            continue
        if registration.id not in known and registration.email_key not in addresses:
            present.setdefault(registration.email_key, registration)
    return list(present.values())


def send(event: Event, *, by: str, now: datetime) -> int:
    """Give everybody who was there a link of their own, once each; return to how many it goes."""
    events.lock(event)
    survey = _ready(event, now=now)
    readers = find_readers(survey)
    if not readers:
        raise EverybodyIsAsked if _count_tickets(survey) else NobodyWasThere
    for registration in readers:
        ticket = SurveyTicket(survey=survey, registration=registration, key_version=1, is_used=False)
        session.add(ticket)
        session.flush()
        _write("survey-request", ticket, now=now)
    survey.sent_at = survey.sent_at or now
    audit.record("survey:send", survey, by=by, now=now, event=event, difference={"readers": len(readers)})
    return len(readers)


def remind(event: Event, *, by: str, now: datetime) -> int:
    """Write once more to whoever has not answered, once; return to how many."""
    events.lock(event)
    survey = _ready(event, now=now)
    if survey.reminded_at is not None:
        raise RemindedAlready
    waiting = session.scalars(
        select(SurveyTicket)
        .join(SurveyTicket.registration)
        .where(SurveyTicket.survey_id == survey.id, SurveyTicket.is_used.is_(False))
        .where(Registration.anonymised_at.is_(None), Registration.email.is_not(None))
        .order_by(SurveyTicket.id)
    ).all()
    if not waiting:
        raise NobodyToRemind
    for ticket in waiting:
        _write("survey-reminder", ticket, now=now)
    survey.reminded_at = now
    # How many is not noted: it would tell, from one entry to the next, whether somebody had answered between.
    audit.record("survey:remind", survey, by=by, now=now, event=event)
    return len(waiting)


def link_token(ticket: SurveyTicket, *, secret: str) -> str:
    """Return the token of somebody's link."""
    return tokens.issue(PURPOSE, ticket.id, ticket.key_version, secret=secret)


def find_ticket(token: str, *, secret: str) -> SurveyTicket | None:
    """Return the ticket of a link, used or not."""
    claim = tokens.read(PURPOSE, token)
    ticket = session.get(SurveyTicket, claim.row_id) if claim else None
    return ticket if ticket and claim and claim.holds(ticket.key_version, secret=secret) else None


def find_ticket_by_number(number: int) -> SurveyTicket | None:
    """Return a ticket that a letter tells of, while it is there."""
    return session.get(SurveyTicket, number)


def answer(ticket: SurveyTicket, answers: Mapping[str, Any], *, is_named: bool = False, now: datetime) -> None:
    """Spend a ticket and keep the answers apart from it; of two who use one link at once, one is refused.

    `answers`, by key, have been read by questions.read. Only where the survey takes names and the person said yes is
    the response tied to them.
    """
    survey = ticket.survey
    if not is_open(survey, now=now):
        raise HasClosed if has_closed(survey, now=now) else NotOpen
    unused = update(SurveyTicket).where(SurveyTicket.id == ticket.id, SurveyTicket.is_used.is_(False))
    if cast(CursorResult[Any], session.execute(unused.values(is_used=True))).rowcount != 1:
        raise AnsweredAlready
    named = ticket.registration_id if is_named and survey.takes_names else None
    session.add(SurveyResponse(survey_id=survey.id, answers=dict(answers), registration_id=named))
    audit.record("survey:answer", survey, by="self", now=now)


def responses(survey: Survey) -> Sequence[SurveyResponse]:
    """Return what was answered, in an order drawn by lot."""
    mine = select(SurveyResponse).where(SurveyResponse.survey_id == survey.id)
    named = mine.options(joinedload(SurveyResponse.registration))
    return session.scalars(named.order_by(SurveyResponse.id)).all()


def count(survey: Survey) -> tuple[int, int]:
    """Return how many have a link, and how many answered."""
    mine = select(func.count()).where(SurveyResponse.survey_id == survey.id)
    return _count_tickets(survey), session.scalar(mine) or 0


def quote(event: Event, question: Question, *, is_quoted: bool, by: str, now: datetime) -> None:
    """Offer the results of a question to the summary, or no longer."""
    survey = find(event)
    if survey is None or (question.key in survey.quoted) is is_quoted:
        return
    others = [key for key in survey.quoted if key != question.key]
    survey.quoted = [*others, question.key] if is_quoted else others
    audit.record("survey:quote", survey, by=by, now=now, event=event, difference={question.key: [None, is_quoted]})


def told(registration: Registration) -> dict[str, Any] | None:
    """Return what the survey holds of one person: whether they answered, and what, where they wished to be named."""
    ticket = session.scalar(select(SurveyTicket).where(SurveyTicket.registration_id == registration.id))
    if ticket is None:
        return None
    named = session.scalar(select(SurveyResponse).where(SurveyResponse.registration_id == registration.id))
    given = named.answers if named is not None else {}
    asked = {each.key: each for each in questions.columns(registration.event, in_survey=True)}
    answers = [
        {
            "id": key,
            "question": asked[key].label,
            "answer": value,
            "as_text": questions.kind_of(asked[key]).write(value),
        }
        for key, value in given.items()
        if key in asked
    ]
    return {"answered": ticket.is_used, "answers_with_name": answers}


def forget_people(event: Event) -> int:
    """Forget who was asked, who answered and who was named, and what was written in free words; return how many rows.

    What was ticked and counted stays: it says nothing of anybody.
    """
    survey = find(event)
    if survey is None:
        return 0
    free = {each.key for each in _texts(event)}
    touched = _count_tickets(survey)
    session.execute(delete(SurveyTicket).where(SurveyTicket.survey_id == survey.id))
    for each in responses(survey):
        kept = {key: value for key, value in each.answers.items() if key not in free}
        if each.registration_id is not None or kept != each.answers:
            each.registration_id, each.answers = None, kept
            touched += 1
    return touched


def count_people(event: Event) -> int:
    """Return how many rows `forget_people` would touch."""
    survey = find(event)
    if survey is None:
        return 0
    free = {each.key for each in _texts(event)}
    personal = [each for each in responses(survey) if each.registration_id or free & each.answers.keys()]
    return _count_tickets(survey) + len(personal)


def forget(registrations: Sequence[int]) -> None:
    """Forget that these registrations were asked, and take their names from what they answered."""
    session.execute(delete(SurveyTicket).where(SurveyTicket.registration_id.in_(registrations)))
    named = update(SurveyResponse).where(SurveyResponse.registration_id.in_(registrations))
    session.execute(named.values(registration_id=None))


def _texts(event: Event) -> list[Question]:
    mine = select(Question).where(Question.event_id == event.id, Question.in_survey, Question.kind.in_(TEXTS))
    return list(session.scalars(mine))


def _ready(event: Event, *, now: datetime) -> Survey:
    survey = find(event)
    if survey is None or not questions_of(event):
        raise NoQuestions
    if event.status is not EventStatus.PUBLISHED or event.ends_at_utc > now or opens(survey) > now:
        raise NotOver
    if has_closed(survey, now=now):
        raise HasClosed
    return survey


def _write(kind: str, ticket: SurveyTicket, *, now: datetime) -> None:
    registration = ticket.registration
    outbox.queue(
        kind,
        registration.email or "",
        now=now,
        language=registration.language,
        registration=registration,
        ticket_id=ticket.id,
    )


def _count_tickets(survey: Survey) -> int:
    return session.scalar(select(func.count()).where(SurveyTicket.survey_id == survey.id)) or 0


def _check_times(survey: Survey) -> None:
    for name in ("opens_at", "closes_at"):
        try:
            _instant(survey, name)
        except zones.NoSuchTime as refusal:
            raise Refused(refusal.sentence, field=name) from None
    until = closes(survey)
    if until is not None and until <= opens(survey):
        raise EndsBeforeItBegins(field="closes_at")


def _instant(survey: Survey, name: str) -> datetime | None:
    local = getattr(survey, name)
    return None if local is None else zones.to_utc(local, survey.event.timezone)
