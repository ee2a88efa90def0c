"""The worker: quick, stoppable, and not stopped by anything else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event as Flag

import pytest
from flask import Flask
from sqlalchemy import text, update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import reminders
from eventhub.mail import worker
from eventhub.mail.worker import Worker, work
from eventhub.models.outbox import Message
from tests.mail.postbox import Postbox
from tests.world import AMINA, an_event, register


def wait_until(is_so: Callable[[], object], *, seconds: float = 10) -> None:
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.01)


def queue_one() -> None:
    register(an_event(), AMINA)
    session.execute(update(Message).values(due_at=clock.now()))
    session.commit()


def test_what_is_queued_while_the_worker_runs_is_delivered_soon(app: Flask, postbox: Postbox):
    running = Worker(app)
    running.start()
    queue_one()

    wait_until(lambda: postbox.taken)

    running.stop()


def test_a_stopped_worker_is_gone(app: Flask):
    before = threading.active_count()
    running = Worker(app)
    running.start()

    running.stop()

    assert threading.active_count() == before


def test_an_idle_worker_takes_no_write_lock(app: Flask, monkeypatch: pytest.MonkeyPatch):
    an_event()
    session.execute(text("DELETE FROM audit_entry"))
    session.commit()
    session.execute(text("SELECT 1"))  # this test holds SQLite's write lock from here on
    stop, looks, look = Flag(), [], worker._deliver

    def watched(*each):
        looks.append(look(*each))
        return looks[-1]

    monkeypatch.setattr(worker, "_deliver", watched)
    thread = threading.Thread(target=work, args=(app, stop), kwargs={"pause": 0.01})
    thread.start()

    wait_until(lambda: len(looks) > 3, seconds=5)

    stop.set()
    thread.join()
    session.rollback()


def test_trouble_with_the_database_is_logged_and_waited_out(
    app: Flask, postbox: Postbox, caplog: pytest.LogCaptureFixture
):
    queue_one()
    session.execute(text("ALTER TABLE message RENAME TO message_elsewhere"))
    session.commit()
    stop = Flag()
    thread = threading.Thread(target=work, args=(app, stop), kwargs={"pause": 0.01})
    thread.start()
    wait_until(lambda: "mail is not delivered for the moment" in caplog.text)

    session.execute(text("ALTER TABLE message_elsewhere RENAME TO message"))
    session.commit()

    wait_until(lambda: postbox.taken)
    stop.set()
    thread.join()


def test_what_falls_due_by_the_clock_is_done_by_the_worker(app: Flask, postbox: Postbox):
    local = (clock.now() + timedelta(hours=1)).replace(tzinfo=None)
    event = an_event(timezone="UTC", starts_at=local, ends_at=local + timedelta(hours=2))
    register(event, AMINA, now=clock.now())
    reminders.plan(event, [1], by="account:1", now=clock.now())
    session.commit()
    running = Worker(app)
    running.start()

    wait_until(lambda: len(postbox.taken) == 2)

    running.stop()
    assert "Reminder: " in str(postbox.letters[1]["Subject"])
