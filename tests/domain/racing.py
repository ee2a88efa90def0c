"""One process of a race for seats; started many times at once by test_oversell."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from eventhub.app import create_app
from eventhub.base import db as database
from eventhub.base.db import session
from eventhub.domain import events, seats
from tests.world import NOW, an_official, register


def take_the_lock_out() -> None:
    """Count without holding the event's row. On SQLite the lock is the IMMEDIATE transaction, so that is let go."""
    counted = seats.room

    def counts_and_lets_go(event: events.Event, *, now: datetime) -> seats.Room:
        answer = counted(event, now=now)
        if session.get_bind().dialect.name == "sqlite":
            session.commit()
        time.sleep(0.002)
        return answer

    events.lock = lambda _event: None
    seats.room = counts_and_lets_go


def main(address: str, slug: str, runner: int, attempts: int, protocol: str, folder: Path) -> None:
    """Wait for the start signal, then register `attempts` officials, one transaction each."""
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": address, "SECRET_KEY": "s", "SQLITE_SYNCHRONOUS": "NORMAL"}, instance=folder
    )
    if protocol == "without the lock":
        take_the_lock_out()
    with app.app_context():
        (folder / f"ready-{runner}").touch()
        while not (folder / "go").exists():
            time.sleep(0.001)
        for attempt in range(attempts):
            register(events.get(slug), an_official(runner * 1000 + attempt), now=NOW)
            session.commit()
        session.remove()
        database.db.engine.dispose()


if __name__ == "__main__":
    _, address, slug, runner, attempts, protocol, folder = sys.argv
    main(address, slug, int(runner), int(attempts), protocol, Path(folder))
