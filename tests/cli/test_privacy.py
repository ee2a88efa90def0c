"""`eventhub privacy purge` says what it would forget, and then forgets it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import registrations
from eventhub.mail import rounds
from eventhub.models.registrations import RegisteredBy, Registration
from tests.world import AMINA, an_event, register

LATE = datetime(2031, 1, 1, tzinfo=UTC)


def test_a_dry_run_tells_and_the_real_run_forgets(app: Flask):
    event = an_event()
    amina = register(event, AMINA)
    number = amina.id
    session.commit()
    runner = app.test_cli_runner()

    with time_machine.travel(LATE, tick=False):
        preview = runner.invoke(args=["privacy", "purge", "--dry-run"])
        assert session.get_one(Registration, number).given_name == "Amina"
        done = runner.invoke(args=["privacy", "purge", "--json"])
        again = runner.invoke(args=["privacy", "purge"])

    assert "would be forgotten" in preview.output
    assert event.slug in preview.output
    (step,) = json.loads(done.output)["steps"]
    assert (step["event"], step["stage"], step["due_on"]) == (event.slug, "names", "2029-04-15")
    assert again.output == "Nothing has been kept too long.\n"
    session.expire_all()
    assert session.get_one(Registration, number).given_name == ""


def test_the_worker_goes_the_same_round(app: Flask):
    register(an_event(), AMINA)
    session.commit()

    assert rounds.make(now=LATE) == 1
    assert rounds.make(now=LATE) == 0


def test_the_worker_leaves_an_old_meeting_that_has_just_come_in_alone(app: Flask):
    event = an_event(starts_at=datetime(2021, 5, 26, 15), ends_at=datetime(2021, 5, 26, 16))
    session.commit()
    event.created_at = LATE
    registrations.register(event, AMINA, now=LATE, by="account:1", registered_by=RegisteredBy.ORGANISER)
    session.commit()

    assert rounds.make(now=LATE + timedelta(days=29)) == 0
    assert rounds.make(now=LATE + timedelta(days=31)) == 1
