"""No event is oversold: many processes race for few seats, on both databases, and a control shows the race is real."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import cosponsorships, events, registrations, seats, waitlists
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import Event
from eventhub.models.people import party_key
from eventhub.models.registrations import Delegation, Registration, RegistrationStatus
from tests.domain.racing import STATES
from tests.world import NOW, an_event

CAPACITY = 5
"""Fewer than the runners: when each of them has counted an empty room, the first of each are too many."""

RUNNERS = 6
ATTEMPTS = 6
PER_STATE = 3
"""Seats of one State in the race of parties: all of them together could take more than there are."""

KEPT = 2
"""Seats set aside in it for the first of the States, the co-sponsor."""

ROOT = Path(__file__).parents[2]


def race(address: str, slug: str, protocol: str, folder: Path, deed: str = "come") -> None:
    """Start the runners together and wait for all of them to finish without a fault."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.domain.racing", address, slug]
    runners = [
        subprocess.Popen(
            [*command, str(runner), str(ATTEMPTS), protocol, deed, str(folder)], cwd=ROOT, stderr=subprocess.PIPE
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


def a_race_of_parties(address: str, protocol: str, folder: Path) -> Event:
    """Let officials of three States, alone and in delegations that wait together, come and go; return the event."""
    event = an_event(capacity=CAPACITY, seats_per_delegation=PER_STATE, sponsor_seats=KEPT)
    status = CoSponsorshipStatus.CONFIRMED
    cosponsorships.enter(event, country=STATES[0], organisation=None, status=status, by="command", now=NOW)
    slug = event.slug
    session.commit()
    race(address, slug, protocol, folder, "come and go")
    session.expire_all()
    return events.get(slug)


def rules_broken(event: Event) -> list[str]:
    """Say which rules the seats of an event break: its capacity, the co-sponsor's, each State's, or a unit's."""
    room = seats.room(event, now=NOW)
    broken = ["capacity"] if room.held.total() > CAPACITY else []
    broken += ["co-sponsor"] if room.held.total() + room.kept_for_sponsors > CAPACITY else []
    broken += [state for state in STATES if room.held[party_key(state, None)] > PER_STATE]
    return broken + (["unit"] if units_torn(event) else [])


def units_torn(event: Event) -> list[int]:
    """Return the delegations that wait together and of which some are seated while others wait."""
    standing = select(Registration.delegation_id, Registration.status).join(Delegation)
    standing = standing.where(Registration.event_id == event.id, Delegation.waits_together)
    members: dict[int, set[bool]] = {}
    for number, status in session.execute(standing):
        if number is not None and status.is_standing:
            members.setdefault(number, set()).add(status.holds_seat)
    return [number for number, seated in members.items() if len(seated) > 1]


@pytest.mark.both_databases
def test_parties_and_units_that_come_and_go_at_once_keep_every_rule_and_leave_no_seat_idle(
    app: Flask, database: str, tmp_path: Path
):
    event = a_race_of_parties(database, "with the lock", tmp_path / "race")

    assert rules_broken(event) == []
    counted = registrations.count_by_status(event)
    assert counted[RegistrationStatus.WAITLISTED] > 0 < counted[RegistrationStatus.WITHDRAWN]
    assert waitlists.promote(event, now=NOW) == []


@pytest.mark.both_databases
def test_without_the_lock_the_race_of_parties_breaks_a_rule(app: Flask, database: str, tmp_path: Path):
    event = a_race_of_parties(database, "without the lock", tmp_path / "race")

    assert rules_broken(event)
