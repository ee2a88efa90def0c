"""Which next steps are public and open, and as which days they stand in a calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as events_of

from eventhub.base.db import db, session
from eventhub.domain import lifecycle, next_steps, outcomes, sessions
from eventhub.models.events import AttributionRule, Event
from eventhub.models.outcomes import Outcome
from tests.domain import past_meetings
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

BEFORE, AFTER = NOW - timedelta(days=40), NOW - timedelta(days=20)


def a_meeting(**details: Any) -> Event:
    """An exchange of last month."""
    starts = datetime(2027, 1, 27, 14)
    return an_event(starts_at=starts, ends_at=starts + timedelta(hours=2), **details)


def write(event: Event, text: str, *, now: datetime = BEFORE, **details: Any) -> Outcome:
    own = {"kind": "next_step", "due": "2027-06-30", "text": text, "items": []}
    outcome = outcomes.write(event, None, own | details, by="account:1", now=now)
    session.flush()
    return outcome


def publish(event: Event, *, now: datetime = AFTER) -> None:
    past_meetings.publish(event, now=now)
    session.flush()


def shown() -> list[str]:
    return [each.text for each in next_steps.open_steps(now=NOW)]


def test_open_steps_of_a_published_summary_stand_in_the_order_they_are_due():
    event = a_meeting()
    for text, due in [("Pilot", "2027-09"), ("Letter", "2027-03-15"), ("Long ago", "2025-01-01"), ("Some day", None)]:
        write(event, text, due=due)
    write(event, "Settled", status="Done")
    write(event, "Pledge", kind="pledge")
    write(event, "Agreed", status="agreed")
    publish(event)

    assert shown() == ["Letter", "Agreed", "Pilot"]


def test_nothing_is_told_before_the_summary_and_a_change_waits_for_the_next():
    event = a_meeting()
    step = write(event, "Letter to capitals")
    assert shown() == []

    publish(event)
    assert shown() == ["Letter to capitals"]

    outcomes.write(event, step, {"text": "Letter", "due": "2027-07"}, by="account:1", now=NOW - timedelta(days=2))
    write(event, "Not yet told", now=NOW - timedelta(days=2))
    assert shown() == []

    publish(event, now=NOW - timedelta(days=1))
    assert shown() == ["Not yet told", "Letter"]
    assert step.sequence == 1


def test_what_was_said_behind_closed_doors_and_what_is_not_announced_is_left_out():
    closed = a_meeting(title="Closed", attribution_rule=AttributionRule.CHATHAM_HOUSE)
    partly = a_meeting(title="Partly closed")
    open_, shut = (
        sessions.add(partly, {"title": title, "attribution_rule": rule}, by="a", now=partly.created_at)
        for title, rule in (("Open", None), ("Shut", AttributionRule.CHATHAM_HOUSE))
    )
    draft = a_meeting(title="Draft", is_published=False)
    for event in (closed, draft):
        write(event, event.title)
    write(partly, "Said in the open").session = open_
    write(partly, "Said in the closed session").session = shut
    for event in (closed, partly, draft):
        publish(event)

    assert shown() == ["Said in the open"]


def test_a_step_is_a_whole_day_or_a_whole_month_and_names_nobody():
    event = a_meeting(title="Second exchange")
    step = write(event, "Draft a\nguide, with  examples", owner="Wanjiru Kamotho", country="KEN", due="2027-06-30")
    vague = write(event, "Pilot", due="2027-12")

    entry = next_steps.entry(step, page="https://events.example.org/events/a/summary")
    month = next_steps.entry(vague, page="https://events.example.org/events/a/summary")

    assert (entry.starts_at, entry.ends_at, entry.status) == (date(2027, 6, 30), date(2027, 7, 1), "CONFIRMED")
    assert entry.title == "Due: Draft a guide, with examples"
    assert "Second exchange" in (entry.description or "")
    assert "Kamotho" not in repr(entry)
    assert (month.starts_at, month.ends_at) == (date(2027, 12, 1), date(2028, 1, 1))
    assert (month.description or "").startswith("December 2027; the days are not fixed.")


def test_sequence_rises_with_the_day_and_not_with_words():
    event = a_meeting()
    step = write(event, "Letter")
    seen = [(step.uid, step.sequence, step.changed_at)]
    for details in ({}, {"due": "2027-07"}, {"due": "2027-07"}, {"owner": "Secretariat"}):
        outcomes.write(event, step, {"text": "A letter"} | details, by="account:1", now=NOW)
        seen.append((step.uid, step.sequence, step.changed_at))

    assert [sequence for _uid, sequence, _changed in seen] == [0, 0, 1, 1, 1]
    assert len({uid for uid, _sequence, _changed in seen}) == 1
    assert len({changed for _uid, _sequence, changed in seen}) == 4


@pytest.mark.both_databases
def test_they_are_one_query_however_many_meetings():
    for number in range(3):
        event = a_meeting(title=f"Exchange {number}")
        write(event, f"Letter {number}")
        publish(event)
    lifecycle.cancel(an_event(title="Other"), by="account:1", now=NOW)
    session.commit()
    statements: list[str] = []
    events_of.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert len(shown()) == 3
    assert len([each for each in statements if each != "BEGIN"]) == 1
