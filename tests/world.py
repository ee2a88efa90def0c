"""Believable people and events for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from eventhub.base.db import session
from eventhub.domain import events, lifecycle, registrations
from eventhub.domain.entries import Application
from eventhub.models.events import Event
from eventhub.models.people import Category, Level
from eventhub.models.registrations import Registration

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""The present of most tests: some weeks before `an_event`."""

AMINA = Application(
    details={
        "form_of_address": "Ms.",
        "given_name": "Amina",
        "family_name": "El Idrissi",
        "email": "amina.elidrissi@diplomatie.ma.example",
        "country": "MAR",
        "organisation": "Ministry of Foreign Affairs",
        "function": "Counsellor",
        "category": Category.MEMBER_STATE,
        "level": Level.CAPITAL,
    },
    interpretation_language="fr",
    consents={"privacy_notice": True, "participant_list": False, "recording": False},
)

TIAGO = Application(
    details={
        "form_of_address": "Mr.",
        "given_name": "Tiago",
        "family_name": "Pacheco",
        "email": "tiago.pacheco@mne.pt.example",
        "country": "PRT",
        "organisation": "Permanent Mission in Geneva",
        "function": "First Secretary",
        "category": Category.MEMBER_STATE,
        "level": Level.MISSION,
    },
    consents={"privacy_notice": True, "participant_list": True, "recording": False},
)


def an_official(number: int, **details: Any) -> Application:
    """An official of Kenya, one of many."""
    own = {
        "given_name": f"Wanjiru {number}",
        "family_name": "Kamotho",
        "email": f"official{number}@immigration.ke.example",
        "country": "KEN",
        "category": Category.MEMBER_STATE,
    }
    return Application(details=own | details, consents={"privacy_notice": True})


def an_event(*, is_published: bool = True, **details: Any) -> Event:
    """An exchange in Geneva's afternoon on 15 April 2027, open for registration."""
    own = {
        "title": "Third global peer learning exchange on alternatives to detention",
        "kind": "peer_learning_exchange",
        "starts_at": datetime(2027, 4, 15, 14, 0),
        "ends_at": datetime(2027, 4, 15, 16, 0),
        "timezone": "Europe/Zurich",
        "join_url": "https://meet.example/exchange-3",
    }
    event = events.plan(own | details, by="account:1", now=NOW)
    if is_published:
        lifecycle.publish(event, by="account:1", now=NOW)
    session.flush()
    return event


def register(event: Event, application: Application, *, now: datetime = NOW) -> Registration:
    """Register as a visitor would."""
    return registrations.register(event, application, now=now)
