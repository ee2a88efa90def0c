"""`eventhub mail`."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import audit, reminders
from eventhub.models.outbox import Message
from tests.mail.postbox import receiving
from tests.world import an_event, an_official, register


def queue(number: int) -> None:
    event = an_event()
    for each in range(number):
        register(event, an_official(each))
    session.execute(update(Message).values(due_at=clock.now()))
    session.commit()


def test_deliver_once_sends_everything_that_is_due_and_ends(app: Flask):
    queue(60)  # more than a batch
    with receiving(app) as postbox:
        postbox.rcpt_answers["official7@immigration.ke.example"] = "550 no such user"
        postbox.rcpt_answers["official8@immigration.ke.example"] = "450 later"

        result = app.test_cli_runner().invoke(args=["mail", "deliver", "--once"])

    assert (result.exit_code, result.stdout) == (0, "Sent: 58. Refused: 1. To be tried again: 1.\n")
    assert len(postbox.taken) == 58
    session.rollback()
    assert not audit.is_any_unsealed()


def test_deliver_once_with_nothing_to_do_says_so(app: Flask):
    result = app.test_cli_runner().invoke(args=["mail", "deliver", "--once"])

    assert (result.exit_code, result.stdout) == (0, "Sent: 0. Refused: 0. To be tried again: 0.\n")


def test_deliver_once_sends_the_reminders_that_are_due(app: Flask):
    local = (clock.now() + timedelta(hours=23)).replace(tzinfo=None, second=0, microsecond=0)
    event = an_event(timezone="UTC", starts_at=local, ends_at=local + timedelta(hours=2))
    register(event, an_official(1), now=clock.now())
    reminders.plan(event, [24], by="account:1", now=clock.now())
    session.commit()
    with receiving(app) as postbox:
        for _ in range(2):
            assert app.test_cli_runner().invoke(args=["mail", "deliver", "--once"]).exit_code == 0

    subjects = [letter["Subject"] for letter in postbox.letters]
    assert [subject.partition(":")[0].strip() for subject in subjects] == ["You are registered", "Reminder"]
