"""Is what we keep still whole, and do the clocks still agree?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import events, lifecycle, outbox, registrations
from eventhub.models.audit import Entry
from eventhub.models.events import Event
from tests.world import AMINA, an_event


@pytest.mark.both_databases
def test_a_whole_chain_is_said_to_be_whole_and_an_altered_entry_is_named(app: Flask):
    an_event()
    session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check"]).output == "The audit chain is whole.\n"

    session.execute(update(Entry).where(Entry.action == "event:plan").values(by="somebody else"))
    session.commit()

    broken = runner.invoke(args=["check"])
    assert broken.exit_code == 1
    assert "was altered" in broken.stderr


def test_a_change_of_zone_rules_keeps_local_time_and_tells_every_calendar(app: Flask):
    starts = clock.now().replace(tzinfo=None, hour=14, minute=0, second=0, microsecond=0) + timedelta(days=40)
    event = an_event(starts_at=starts, ends_at=starts + timedelta(hours=2))
    registrations.register(event, AMINA, now=clock.now())
    session.execute(
        update(Event).values(
            starts_at_utc=event.starts_at_utc + timedelta(hours=1), ends_at_utc=event.ends_at_utc + timedelta(hours=1)
        )
    )
    session.commit()
    slug = event.slug

    said = app.test_cli_runner().invoke(args=["check", "--retime"])

    assert (
        said.output == f"{slug}: the zone's rules changed; the event keeps its local time.\nThe audit chain is whole.\n"
    )
    event = events.get(slug)
    assert (event.starts_at, event.sequence) == (starts, 1)
    assert outbox.find_by_event(event)[0].kind == "event-rescheduled"
    assert lifecycle.retime(event, by="command", now=clock.now()) is False
