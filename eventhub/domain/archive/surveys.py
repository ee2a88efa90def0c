"""Surveys: who may answer, and apart from that what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.base.db import session
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Entry, Intake, by_event, entries
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.surveys import Survey, SurveyResponse, SurveyTicket


def take(document: Entry, intake: Intake) -> None:
    """Add and update surveys; responses and tickets are added, and a ticket that was used stays used."""
    told = {entry["id"]: entry["survey"] for entry in document["events"] if entry.get("survey")}
    events = [intake.world.events[slug] for slug in told]
    if not events:
        return
    rows = by_event(Survey, events)
    named = [name for entry in told.values() for key in ("tickets", "responses") for name in _named(entry, key)]
    registrations = {row.key: row for row in session.scalars(select(Registration).where(Registration.key.in_(named)))}
    for event in events:
        entry = told[event.slug]
        survey = next(iter(rows[event.id]), None)
        if survey is None:
            survey = intake.make("survey", Survey(event_id=event.id), shapes.SURVEY, entry, event)
            session.flush()
        else:
            intake.take("survey", event.slug, survey, shapes.SURVEY, entry, event)
        _take_tickets(entry, survey, registrations, event, intake)
        _take_responses(entry, survey, registrations, event, intake)


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the survey of each event that has one, by the event's number."""
    surveys = {survey.id: survey for found in by_event(Survey, events).values() for survey in found}
    tickets: dict[int, list[dict[str, Any]]] = {number: [] for number in surveys}
    responses: dict[int, list[dict[str, Any]]] = {number: [] for number in surveys}
    if surveys:
        for ticket in _of(SurveyTicket, surveys, SurveyTicket.id):
            tickets[ticket.survey_id].append({"registration": ticket.registration.key, "answered": ticket.is_used})
        for row in _of(SurveyResponse, surveys, SurveyResponse.id):
            whose = {"registration": row.registration.key} if row.registration else {}
            responses[row.survey_id].append({"id": row.id, "answers": row.answers} | whose)
    return {
        survey.event_id: {
            "survey": shapes.SURVEY.give(survey, world)
            | {"tickets": sorted(tickets[survey.id], key=lambda each: each["registration"])}
            | {"responses": responses[survey.id]}
        }
        for survey in surveys.values()
    }


def _of(model: Any, surveys: dict[int, Survey], order: Any) -> Sequence[Any]:
    mine = select(model).where(model.survey_id.in_(surveys)).options(joinedload(model.registration))
    return session.scalars(mine.order_by(order)).all()


def _named(entry: Entry, key: str) -> list[str]:
    return [row["registration"] for row in entries(entry, key) if row.get("registration")]


def _take_tickets(
    entry: Entry, survey: Survey, registrations: dict[str, Registration], event: Event, intake: Intake
) -> None:
    mine = select(SurveyTicket).where(SurveyTicket.survey_id == survey.id)
    known = {ticket.registration_id: ticket for ticket in session.scalars(mine)}
    for told in entries(entry, "tickets"):
        registration = registrations[told["registration"]]
        ticket = known.get(registration.id)
        if ticket is None:
            ticket = SurveyTicket(survey_id=survey.id, registration_id=registration.id, key_version=1)
            ticket.is_used = bool(told.get("answered"))
            intake.add("survey_ticket", ticket, event)
        elif told.get("answered") and not ticket.is_used:
            ticket.is_used = True
            intake.change("survey_ticket", registration.key, ticket, {"is_used": [False, True]}, event)


def _take_responses(
    entry: Entry, survey: Survey, registrations: dict[str, Registration], event: Event, intake: Intake
) -> None:
    known = set(session.scalars(select(SurveyResponse.id).where(SurveyResponse.survey_id == survey.id)))
    for told in entries(entry, "responses"):
        if told["id"] in known:
            continue
        whose = registrations[told["registration"]].id if told.get("registration") else None
        row = SurveyResponse(id=told["id"], survey_id=survey.id, registration_id=whose)
        row.answers = told.get("answers") or {}
        intake.add("survey_response", row, event)
