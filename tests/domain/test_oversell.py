"""No event is oversold: many processes race for few seats, on both databases, and a control shows the race is real."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import events, registrations
from eventhub.models.registrations import RegistrationStatus
from tests.world import an_event

CAPACITY = 7
RUNNERS = 6
ATTEMPTS = 6
ROOT = Path(__file__).parents[2]


def race(address: str, slug: str, protocol: str, folder: Path) -> None:
    """Start the runners together and wait for all of them to finish without a fault."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.domain.racing", address, slug]
    runners = [
        subprocess.Popen(
            [*command, str(runner), str(ATTEMPTS), protocol, str(folder)], cwd=ROOT, stderr=subprocess.PIPE
        )
        for runner in range(RUNNERS)
    ]
    while sum(1 for _ in folder.glob("ready-*")) < RUNNERS:
        assert all(runner.poll() in {None, 0} for runner in runners), "a runner fell before the start"
        time.sleep(0.01)
    (folder / "go").touch()
    for runner in runners:
        _, complaint = runner.communicate(timeout=120)
        assert runner.returncode == 0, complaint.decode()[-2000:]


@pytest.mark.both_databases
def test_many_processes_seat_exactly_the_capacity(app: Flask, database: str, tmp_path: Path):
    slug = an_event(capacity=CAPACITY).slug
    session.commit()

    race(database, slug, "with the lock", tmp_path / "race")

    counted = registrations.count_by_status(events.get(slug))
    assert counted[RegistrationStatus.CONFIRMED] == CAPACITY
    assert counted[RegistrationStatus.WAITLISTED] == RUNNERS * ATTEMPTS - CAPACITY


@pytest.mark.both_databases
def test_without_the_lock_the_same_race_oversells(app: Flask, database: str, tmp_path: Path):
    slug = an_event(capacity=CAPACITY).slug
    session.commit()

    race(database, slug, "without the lock", tmp_path / "race")

    assert registrations.count_by_status(events.get(slug))[RegistrationStatus.CONFIRMED] > CAPACITY
