"""The worker: looks after the outbox every second, and after retention every hour, as long as its process lives.

Any number may run, on any number of machines: leases keep them apart, and whatever one leaves behind when it is
killed, the next one takes up.
"""

from __future__ import annotations

import logging
import time
from threading import Event as Flag
from threading import Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.text import one_line
from eventhub.mail import rounds
from eventhub.mail.sending import Delivered, deliver

PAUSE = 1.0
"""Seconds between two looks at an outbox that held nothing."""

LONGEST_PAUSE = 60.0
"""Seconds between two tries when the database does not answer."""

ROUND = 3600.0
"""Seconds between two looks at what has been kept long enough."""

log = logging.getLogger(__name__)


def work(app: Flask, stop: Flag, *, pause: float = PAUSE) -> Delivered:
    """Deliver until `stop` is set; return how much. Trouble with the database is logged and waited out."""
    delivered, patience, next_round = Delivered(), pause, 0.0
    while not stop.is_set():
        try:
            batch = _deliver(app, stop)
            if not batch and time.monotonic() >= next_round:
                _go_round(app)
                next_round = time.monotonic() + ROUND
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
    """A worker as a thread beside a process's other work."""

    def __init__(self, app: Flask) -> None:
        self._stop = Flag()
        self._thread = Thread(target=work, args=(app, self._stop), name="mail", daemon=True)

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


def _go_round(app: Flask) -> None:
    with app.app_context():
        try:
            rounds.make(now=clock.now())
        finally:
            session.remove()


def _deliver(app: Flask, stop: Flag) -> Delivered:
    with app.app_context():
        try:
            return deliver(now=clock.now(), stop=stop)
        finally:
            session.remove()
