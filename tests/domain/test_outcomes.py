"""What a meeting leaves to be done: carried along its series until it is closed, and told to whoever takes it on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import audit, outcomes, retention, summaries
from eventhub.domain.drafting.document import draft
from eventhub.domain.retention import Stage
from eventhub.mail import rounds, writing
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.outcomes import Outcome
from tests.domain.past_meetings import a_meeting, texts
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")

SERIES = {"id": "pathways", "name": "Pathways exchange"}

DUE = datetime(2027, 6, 30, 12, tzinfo=UTC)


def two_meetings() -> tuple[Event, Event]:
    """Two meetings of one series."""
    first = a_meeting(id="one", series=SERIES)
    return first, a_meeting(id="two", series=SERIES, starts_at="2026-11-05T10:00:00")


def a_step(event: Event, text: str = "Share the draft", **details: str) -> Outcome:
    """Something left to be done."""
    written = {"kind": "next_step", "text": text, "due": "2027-06-30", "owner": "the secretariat"} | details
    return outcomes.write(event, None, written, by="account:1", now=NOW)


def letters() -> list[str]:
    """Where reminders went."""
    return list(session.scalars(select(Message.recipient).where(Message.kind == "outcome-due").order_by(Message.id)))


def test_what_is_open_is_carried_into_the_next_meeting_of_the_series_until_it_is_closed():
    first, second = two_meetings()
    step, done = a_step(first), a_step(first, "Send the list", status="Done")
    a_step(second, "Later")

    assert outcomes.carried_into(second) == [step]
    assert outcomes.carried_into(first) == []

    outcomes.close(step, by="account:1", now=NOW)
    assert outcomes.carried_into(second) == []
    outcomes.reopen(step, by="account:1", now=NOW)
    outcomes.reopen(done, by="account:1", now=NOW)
    assert outcomes.carried_into(second) == [step, done]
    assert [each.action for each in audit.find_by_subject(step)] == ["outcome:reopen", "outcome:close", "outcome:write"]


def test_what_a_published_summary_told_stands_in_the_next_draft_until_it_is_closed():
    first, second = two_meetings()
    step = a_step(first)
    assert "carried" not in {each.key for each in draft(second).sections}

    summaries.publish(first, by="account:1", now=NOW + timedelta(days=1))
    session.commit()
    found = texts(second)
    assert found["carried:one:next_step:1"] == "Share the draft (by the secretariat; due 30 June 2027)"
    words = {"kind": "next_step", "text": "Not told yet"}
    unsaid = outcomes.write(first, None, words, by="account:1", now=NOW + timedelta(days=2))
    assert [key for key in texts(second) if key.startswith("carried")] == ["carried:one:next_step:1"]

    outcomes.close(step, by="account:1", now=NOW)
    outcomes.close(unsaid, by="account:1", now=NOW)
    assert not [key for key in texts(second) if key.startswith("carried")]


def test_its_owner_is_told_a_week_before_and_on_the_day_once_each():
    event, _ = two_meetings()
    a_step(event, owner_email="desk@secretariat.example")
    a_step(event, "Nobody to tell")
    session.commit()

    for days_before, told in ((30, 0), (7, 1), (5, 1), (0, 2), (-3, 2)):
        rounds.make(now=DUE - timedelta(days=days_before))
        assert len(letters()) == told, days_before

    queued = session.scalars(select(Message).where(Message.kind == "outcome-due")).all()
    letter = writing.write(queued[0])
    assert letter.subject == "Due 30 June 2027: Share the draft"
    step = session.scalars(select(Outcome).order_by(Outcome.id)).all()[0]
    outcomes.write(step.event, step, {"text": step.text, "due": "2027-08"}, by="account:1", now=NOW)
    outcomes.remind(now=DUE + timedelta(days=70))
    assert len(letters()) == 3


def test_nobody_is_told_of_what_is_closed_and_a_wrong_address_is_refused():
    event, _ = two_meetings()
    outcomes.close(a_step(event, owner_email="desk@secretariat.example"), by="account:1", now=NOW)

    assert outcomes.remind(now=DUE) == 0
    with pytest.raises(Refused):
        a_step(event, "Another", owner_email="nobody")


def test_the_address_of_an_owner_goes_with_the_names_of_the_event():
    event, _ = two_meetings()
    step = a_step(event, owner_email="desk@secretariat.example")

    retention.take(event, Stage.NAMES, by="worker", now=NOW + timedelta(days=5000))

    assert session.scalars(select(Outcome.owner_email).where(Outcome.id == step.id)).all() == [None]
