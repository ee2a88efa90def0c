"""A survey after an event: asked once, answered once, and nothing leads from the answer to the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from eventhub.base.db import Model, session
from eventhub.base.errors import Refused
from eventhub.domain import erasure, events, questionnaires, questions, retention, survey_results, surveys
from eventhub.domain.archive import whole
from eventhub.domain.drafting.document import draft
from eventhub.domain.retention import Stage
from eventhub.models.audit import Entry
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.questions import Question, QuestionKind
from eventhub.models.surveys import SurveyResponse, SurveyTicket
from tests.domain.archives import count_queries, empty_the_database, take_in
from tests.domain.meetings import a_record
from tests.world import NOW, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

AFTER = NOW + timedelta(days=60)
OPTIONS = [{"label": "Very useful"}, {"label": "Useful"}, {"label": "Not useful"}]


def ask(event: Event, kind: QuestionKind, label: str, **details: Any) -> Question:
    """Ask something in the survey of an event."""
    details = {"label": label} | details
    return questionnaires.add(event, kind, details, in_survey=True, by="account:1", now=NOW)


def a_survey(people: int = 5, **settings: Any) -> tuple[Event, list[SurveyTicket]]:
    """A survey that went to so many people who were there; and one more registered who was not."""
    event = an_event()
    registrations = [register(event, an_official(number)) for number in range(people + 1)]
    a_record(event, *[(each.name, each.email) for each in registrations[:-1]])
    ask(event, QuestionKind.SINGLE_CHOICE, "How useful was it?", options=OPTIONS, is_required=True)
    ask(event, QuestionKind.LONG_TEXT, "What was missing?")
    surveys.settle(event, settings, by="account:1", now=NOW)
    assert surveys.send(event, by="account:1", now=AFTER) == people
    session.commit()
    return event, list(session.scalars(select(SurveyTicket).order_by(SurveyTicket.id)))


def answer(ticket: SurveyTicket, chosen: str = "useful", text: str | None = None, *, is_named: bool = False) -> None:
    """Answer as the person of a ticket."""
    useful, missing = surveys.questions_of(ticket.survey.event)
    answers = {useful.key: chosen} | ({missing.key: text} if text else {})
    surveys.answer(ticket, answers, is_named=is_named, now=AFTER)
    session.commit()


def test_those_who_were_there_are_asked_once_and_reminded_once_unless_they_answered():
    event, tickets = a_survey()
    answer(tickets[0])

    with pytest.raises(surveys.EverybodyIsAsked):
        surveys.send(event, by="account:1", now=AFTER)
    assert surveys.remind(event, by="account:1", now=AFTER) == 4
    with pytest.raises(surveys.RemindedAlready):
        surveys.remind(event, by="account:1", now=AFTER)

    told = [(row.kind, row.registration_id) for row in session.scalars(select(Message)) if "survey" in row.kind]
    everybody = [ticket.registration_id for ticket in tickets]
    assert sorted(who for kind, who in told if kind == "survey-request") == everybody
    assert sorted(who for kind, who in told if kind == "survey-reminder") == everybody[1:]


def test_a_link_is_good_for_one_answer_and_only_while_the_survey_is_open():
    event, (ticket, other, *_) = a_survey()
    answer(ticket)

    with pytest.raises(surveys.AnsweredAlready):
        answer(ticket)
    assert surveys.count(ticket.survey) == (5, 1)
    with pytest.raises(surveys.NotOpen):
        surveys.answer(other, {}, now=NOW)
    surveys.settle(event, {"closes_at": event.ends_at + timedelta(days=1)}, by="account:1", now=NOW)
    with pytest.raises(surveys.HasClosed):
        answer(other)


def test_nothing_leads_from_an_answer_to_the_person():
    event, tickets = a_survey(takes_names=True)
    for number, ticket in enumerate(tickets):
        answer(ticket, text=f"answer {number}", is_named=number == 4)

    held = {row.answers[surveys.questions_of(event)[1].key]: row for row in session.scalars(select(SurveyResponse))}
    assert [name for name, row in held.items() if row.registration_id is not None] == ["answer 4"]
    tables = (Model.metadata.tables[each.__tablename__] for each in (SurveyTicket, SurveyResponse))
    columns = {column.name for table in tables for column in table.columns}
    assert not {name for name in columns if name.endswith("_at")}
    told = [surveys.told(ticket.registration) for ticket in tickets[3:]]
    assert [len(each["answers_with_name"]) for each in told if each] == [0, 2]
    entries = session.scalars(select(Entry).where(Entry.action == "survey:answer")).all()
    assert {(each.subject, each.difference, each.event_id) for each in entries} == {
        (f"survey:{tickets[0].survey_id}", None, None)
    }


def test_results_wait_for_three_answers_and_fold_small_parts_in_what_is_quoted():
    event, tickets = a_survey(people=8)
    survey = tickets[0].survey
    answer(tickets[0], "very-useful", "More time")
    answer(tickets[1], "very-useful", "a list of names")
    useful, _missing = surveys.questions_of(event)
    surveys.quote(event, useful, is_quoted=True, by="account:1", now=AFTER)
    assert survey_results.results(survey) == []
    assert list(survey_results.rows(survey, [useful])) == []
    assert survey_results.quoted(event) == []

    for ticket in tickets[2:6]:
        answer(ticket, "useful")
    answer(tickets[6], "not-useful")

    first, second = survey_results.results(survey)
    assert (first.answered, first.bars) == (7, [("Very useful", 2), ("Useful", 4), ("Not useful", 1)])
    assert second.texts == ["a list of names", "More time"]
    (quoted,) = survey_results.quoted(event)
    assert (quoted.respondents, [number for _words, number in quoted.parts]) == (7, [7])
    text = str(draft(event))
    assert "How useful was it?" in text
    assert "More time" not in text
    surveys.quote(event, useful, is_quoted=False, by="account:1", now=AFTER)
    assert "How useful was it?" not in str(draft(event))


def test_registration_does_not_ask_what_the_survey_asks():
    event, _tickets = a_survey(people=1)

    assert questions.find_by_event(event) == []
    assert questions.columns(event) == []
    assert [each.label for each in surveys.questions_of(event)] == ["How useful was it?", "What was missing?"]


@pytest.mark.parametrize("is_named", [True, False])
def test_whoever_is_erased_is_forgotten_and_what_was_counted_stays(is_named: bool):
    event, tickets = a_survey(takes_names=True)
    answer(tickets[0], text="I said so", is_named=is_named)

    erasure.erase(tickets[0].registration, by="self", now=AFTER)
    session.commit()

    assert surveys.count(tickets[1].survey) == (4, 1)
    assert [row.registration_id for row in session.scalars(select(SurveyResponse))] == [None]
    retention.take(event, Stage.NAMES, by="worker", now=AFTER)
    session.commit()
    (row,) = session.scalars(select(SurveyResponse))
    assert list(row.answers.values()) == ["useful"]
    assert session.scalars(select(SurveyTicket)).all() == []


def test_a_survey_needs_questions_a_past_and_people():
    event = an_event()

    for expected in (surveys.NoQuestions, surveys.NotOver):
        with pytest.raises(expected):
            surveys.send(event, by="account:1", now=NOW)
        ask(event, QuestionKind.YES_NO, "Would you come again?")
        surveys.settle(event, {}, by="account:1", now=NOW)
    with pytest.raises(surveys.NobodyWasThere):
        surveys.send(event, by="account:1", now=AFTER)
    with pytest.raises(Refused) as refusal:
        surveys.settle(event, {"closes_at": event.starts_at}, by="account:1", now=NOW)
    assert refusal.value.field == "closes_at"


def test_as_many_queries_for_many_answers_as_for_three():
    event, tickets = a_survey(people=8, takes_names=True)
    slug = event.slug

    def look() -> None:
        session.expunge_all()
        survey = surveys.find(events.get(slug))
        assert survey is not None
        survey_results.results(survey)
        list(survey_results.rows(survey, questions.columns(survey.event, in_survey=True)))

    for ticket in tickets[:3]:
        answer(ticket, is_named=True)
    few = count_queries(look)
    for ticket in session.scalars(select(SurveyTicket).where(SurveyTicket.is_used.is_(False))).all():
        answer(ticket, is_named=True)
    assert count_queries(look) == few


def test_all_of_it_moves_and_tells_no_more_there():
    event, tickets = a_survey(takes_names=True, introduction="Dear colleagues")
    answer(tickets[0], text="first", is_named=True)
    answer(tickets[1], text="second")
    surveys.quote(event, surveys.questions_of(event)[0], is_quoted=True, by="account:1", now=AFTER)
    session.commit()
    given = whole.give_out()
    empty_the_database()

    take_in(given)
    again = take_in(given, now=AFTER)

    assert whole.give_out() == given
    assert (dict(again.added), dict(again.changed)) == ({}, {})
    told = given["events"][0]["survey"]
    assert [set(each) for each in told["tickets"]] == [{"registration", "answered"}] * 5
    assert sorted(len(each) for each in told["responses"]) == [2, 3]
