"""Workers that are killed at random instants, again and again; started by test_kills as a process of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base import db as database
from eventhub.base.db import session
from eventhub.domain import outbox
from eventhub.mail import sending
from eventhub.models.outbox import Message, MessageState

SMALL_BATCH = 5
"""So that workers side by side take turns."""

MANY = 50
"""More rounds than any run needs."""


def record_before_sending() -> None:
    """Break the order: a message counts as sent before it is. Whoever dies in between loses it."""

    def hasty(number, carrier, *, now):
        recorded = sending._record(number, None, now=now)
        carrier.send(sending.write(outbox.find(number)))
        return recorded

    sending._deliver_one = hasty


def claim_without_lease() -> None:
    """Break the claim: look at what is due and leave no mark."""
    marked = outbox.claim

    def unmarked(*, now):
        messages = marked(now=now)
        session.rollback()
        return messages

    outbox.claim = unmarked
    sending._is_ours = lambda message, *, now: True


PROTOCOLS = {
    "as it is": lambda: None,
    "recorded before sending": record_before_sending,
    "claimed without a lease": claim_without_lease,
}


def begin(app: Flask) -> int:
    """Start a worker in a process of its own, that ends when it finds nothing to do; return its number."""
    child = os.fork()
    if child:
        return child
    random.seed()
    with app.app_context():
        database.db.engine.dispose(close=False)
        while outbox.is_anything_due(now=clock.now()):
            sending.deliver(now=clock.now())
    os._exit(0)


def let_leases_run_out(app: Flask) -> int:
    """Do what time does to the leases of the dead; return how many messages are not yet sent."""
    with app.app_context():
        session.execute(update(Message).values(leased_until=None))
        session.commit()
        waiting = session.scalars(select(Message.id).where(Message.state != MessageState.SENT)).all()
        session.remove()
        database.db.engine.dispose()
    return len(waiting)


def main(address: str, port: int, protocol: str, kills: int, at_once: int, folder: Path) -> None:
    """Kill generations of `at_once` workers until `kills` of them fell at work, then let one generation finish.

    Print how many messages were left before each generation.
    """
    outbox.claim = partial(outbox.claim, limit=SMALL_BATCH)
    PROTOCOLS[protocol]()
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": address,
            "SECRET_KEY": "s",
            "SQLITE_SYNCHRONOUS": "NORMAL",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": port,
        },
        instance=folder,
    )
    history = []
    while (waiting := let_leases_run_out(app)) and len(history) < MANY:
        workers = [begin(app) for _ in range(at_once)]
        if len(history) < kills:
            time.sleep(random.uniform(0.0, 0.3))
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
        for worker in workers:
            os.waitpid(worker, 0)
        history.append(waiting)
    sys.stdout.write(json.dumps(history))


if __name__ == "__main__":
    _, address, port, protocol, kills, at_once, folder = sys.argv
    main(address, int(port), protocol, int(kills), int(at_once), Path(folder))
