"""The worker: looks after the outbox every second, and now and then after what falls due by the clock.

Any number may run, on any number of machines: leases keep them apart, and whatever one leaves behind when it is
killed, the next one takes up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from threading import Event as Flag
from threading import Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.text import one_line
from eventhub.mail import alarms, mailbox, rounds
from eventhub.mail.sending import Delivered, deliver
from eventhub.mail.traffic import Traffic

PAUSE = 1.0
"""Seconds between two looks at an outbox that held nothing."""

LONGEST_PAUSE = 60.0
"""Seconds between two tries when the database does not answer."""

BY_THE_CLOCK: Mapping[Callable[..., object], float] = {
    alarms.ring: 60.0,
    mailbox.poll: 60.0,
    rounds.make: 3600.0,
}
"""What is done besides delivering, and how many seconds apart."""

log = logging.getLogger(__name__)


def work(app: Flask, stop: Flag, traffic: Traffic | None = None, *, pause: float = PAUSE) -> Delivered:
    """Deliver until `stop` is set, giving way to traffic; return how much. Trouble with the database is waited out."""
    delivered, patience = Delivered(), pause
    next_at = dict.fromkeys(BY_THE_CLOCK, 0.0)
    while not stop.is_set():
        try:
            _look_at_the_clock(app, next_at)
            batch = _deliver(app, stop, traffic)
        except Exception as error:  # the loop outlives every fault: nobody would start it again
            _complain(error)
            patience = min(patience * 2, LONGEST_PAUSE)
            stop.wait(patience)
            continue
        delivered, patience = delivered + batch, pause
        if not batch:
            stop.wait(pause)
    return delivered


class Worker:
    """A worker as a thread beside a process's other work, to whose requests it gives way."""

    def __init__(self, app: Flask) -> None:
        self._stop, traffic = Flag(), Traffic()
        counted = traffic.counting(app.wsgi_app)
        app.wsgi_app = counted  # type: ignore[assignment,method-assign] # the way Flask's documentation gives
        self._thread = Thread(target=work, args=(app, self._stop, traffic), name="mail", daemon=True)

    def start(self) -> None:
        """Begin, in the process that calls: a thread does not survive a fork."""
        self._thread.start()

    def stop(self, *, patience: float = 5.0) -> None:
        """Let it finish the letter in hand and give the rest back; leave it behind after `patience` seconds."""
        self._stop.set()
        self._thread.join(patience)


def _complain(error: Exception) -> None:
    """Log a database that does not answer in one line, and a fault of ours with where it happened."""
    if isinstance(error, SQLAlchemyError):
        log.error("mail is not delivered for the moment: %s", one_line(str(error)))
    else:
        log.error("mail is not delivered for the moment", exc_info=error)


def _look_at_the_clock(app: Flask, next_at: dict[Callable[..., object], float]) -> None:
    """Do what is due by the clock, and note when each is to be done again."""
    for task, seconds in BY_THE_CLOCK.items():
        if time.monotonic() < next_at[task]:
            continue
        with app.app_context():
            try:
                task(now=clock.now())
            finally:
                session.remove()
        next_at[task] = time.monotonic() + seconds


def _deliver(app: Flask, stop: Flag, traffic: Traffic | None) -> Delivered:
    with app.app_context():
        try:
            return deliver(now=clock.now(), stop=stop, traffic=traffic)
        finally:
            session.remove()
