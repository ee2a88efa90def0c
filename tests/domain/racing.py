"""One process of a race for seats; started many times at once by test_oversell."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from eventhub.app import create_app
from eventhub.base import db as database
from eventhub.base.db import session
from eventhub.domain import entries, events, registrations, seats
from eventhub.models.registrations import Delegation
from tests.world import NOW, an_official, register

STATES = ("KEN", "MAR", "PRT")
"""Whose officials race for the seats of their States."""


def come(slug: str, number: int) -> None:
    """Register one official."""
    register(events.get(slug), an_official(number), now=NOW)
    session.commit()


def come_and_go(slug: str, number: int) -> None:
    """Register an official, or two who wait together; then, of each second party, let one go."""
    event, country = events.get(slug), STATES[number % len(STATES)]
    officials = [an_official(each, country=country) for each in (number, number + 500)]
    if number % 2:
        register(event, officials[0], now=NOW)
    else:
        delegation = Delegation(event=event, country=country, waits_together=True, created_at=NOW)
        session.add(delegation)
        registrations.register_all(event, officials, delegation=delegation, now=NOW)
    session.commit()
    if number % 4 in {1, 2} and (official := entries.find_standing(event, str(officials[0].details["email"]))):
        registrations.withdraw(official, by="self", now=NOW)
        session.commit()


DEEDS: Mapping[str, Callable[[str, int], None]] = {"come": come, "come and go": come_and_go}


def take_the_lock_out(folder: Path, runner: int) -> None:
    """Count without holding the event's row, and seat nobody before every runner has counted.

    On SQLite the lock is the IMMEDIATE transaction, so that is let go.
    """
    counted = seats.room

    def counts_and_lets_go(event: events.Event, *, now: datetime) -> seats.Room:
        answer = counted(event, now=now)
        if session.get_bind().dialect.name == "sqlite":
            session.commit()
        (folder / f"counted-{runner}").touch()
        while len(list(folder.glob("counted-*"))) < len(list(folder.glob("ready-*"))):
            time.sleep(0.001)
        return answer

    events.lock = lambda _event: None
    seats.room = counts_and_lets_go


def main(address: str, slug: str, runner: int, attempts: int, protocol: str, deed: str, folder: Path) -> None:
    """Wait for the start signal, then do a deed so many times, each time as somebody else."""
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": address, "SECRET_KEY": "s", "SQLITE_SYNCHRONOUS": "NORMAL"}, instance=folder
    )
    if protocol == "without the lock":
        take_the_lock_out(folder, runner)
    with app.app_context():
        (folder / f"ready-{runner}").touch()
        while not (folder / "go").exists():
            time.sleep(0.001)
        for attempt in range(attempts):
            DEEDS[deed](slug, runner * 1000 + attempt)
        session.remove()
        database.db.engine.dispose()


if __name__ == "__main__":
    _, address, slug, runner, attempts, protocol, deed, folder = sys.argv
    main(address, slug, int(runner), int(attempts), protocol, deed, Path(folder))
