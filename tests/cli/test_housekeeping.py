"""Is what we keep still whole, and do the clocks still agree?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import events, lifecycle, outbox, registrations
from eventhub.mail.writing import write
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


def test_an_event_whose_local_time_new_rules_skip_is_named_and_the_others_are_retimed(app: Flask):
    year = clock.now().year + 1
    skipped = datetime(year, 3, 31, 2, 30) - timedelta(days=(datetime(year, 3, 31).weekday() + 1) % 7)
    caught = an_event(title="Caught", starts_at=skipped.replace(hour=1), ends_at=skipped.replace(hour=4))
    other = an_event(title="Other", starts_at=datetime(year, 5, 5, 14), ends_at=datetime(year, 5, 5, 16))
    session.execute(update(Event).where(Event.id == caught.id).values(starts_at=skipped))
    session.execute(
        update(Event).where(Event.id == other.id).values(starts_at_utc=other.starts_at_utc - timedelta(hours=1))
    )
    session.commit()

    said = app.test_cli_runner().invoke(args=["check", "--retime"])

    assert said.exit_code == 1
    assert said.stderr == ("caught: The clocks go forward on this day and skip this time. Choose another time.\n")
    assert said.stdout == "other: the zone's rules changed; the event keeps its local time.\n"


def test_the_letter_of_new_rules_tells_both_instants(app: Flask):
    starts = clock.now().replace(tzinfo=None, hour=14, minute=0, second=0, microsecond=0) + timedelta(days=40)
    event = an_event(starts_at=starts, ends_at=starts + timedelta(hours=2), timezone="Africa/Nairobi")
    registrations.register(event, AMINA, now=clock.now())
    session.execute(
        update(Event).values(
            starts_at_utc=event.starts_at_utc + timedelta(hours=1), ends_at_utc=event.ends_at_utc + timedelta(hours=1)
        )
    )
    session.commit()

    app.test_cli_runner().invoke(args=["check", "--retime"])

    (event,) = events.all_events()
    letter = write(outbox.find_by_event(event)[0])
    assert "it is another time elsewhere: 11:00-13:00 UTC, before 12:00-14:00 UTC." in letter.body
