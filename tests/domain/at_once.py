"""One of several processes that do the same thing at the same moment; started by tests of what must happen once.

Without the lock each goes on with what it has read when all have read it: a test that still passed then would have
shown nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.app import create_app
from eventhub.base import db as database
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import acceptances, checkins, events, floor, invitees, reminders
from eventhub.domain.entries import Application
from eventhub.mail import alarms
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event
from eventhub.models.interventions import SpeakingRequest, SpeakingState
from eventhub.models.invitees import Invitee
from eventhub.models.letters import Reminder
from eventhub.models.registrations import Registration
from tests.world import AMINA, NOW

ROOT = Path(__file__).parents[2]


def race(address: str, deed: str, folder: Path, *, runners: int, is_locked: bool) -> list[str]:
    """Start processes together, wait for all to finish without a fault, and return what each printed."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.domain.at_once", address, deed, str(folder), str(is_locked)]
    running = [
        subprocess.Popen([*command, str(runner)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for runner in range(runners)
    ]
    while _count(folder, "ready") < runners:
        assert all(each.poll() in {None, 0} for each in running), "a process fell before the start"
        time.sleep(0.01)
    (folder / "go-0").touch()
    said = []
    for each in running:
        output, complaint = each.communicate(timeout=120)
        assert each.returncode == 0, complaint[-2000:]
        said.append(output.strip())
    return said


def answer(folder: Path, runner: int) -> None:
    """Answer each invitation at the same moment as the others: every other process accepts, the rest declines."""
    numbers = session.scalars(select(Invitee.id).order_by(Invitee.id)).all()
    session.rollback()
    for number in numbers:
        _wait_for_all(folder, f"at{number}", runner)
        invitee = session.get_one(Invitee, number)
        with suppress(Refused):  # who comes too late is told so
            if runner % 2:
                invitees.decline(invitee, reason="On leave", now=NOW)
            else:
                acceptances.register(invitee, replace(AMINA), now=NOW)
            session.commit()
        session.rollback()
        (folder / f"answered{number}-{runner}").touch()


def remind(_folder: Path, _runner: int) -> None:
    """Go round as a worker does, a day before the first event, and print how many reminders that queued."""
    now = events.all_events()[0].starts_at_utc - timedelta(hours=24)
    session.rollback()
    sys.stdout.write(str(alarms.ring(now=now)))


def let_in(folder: Path, runner: int) -> None:
    """Check everybody in at the same moment as the other doors, and print how many were new here."""
    numbers = session.scalars(select(Registration.id).order_by(Registration.id)).all()
    session.rollback()
    new = 0
    for number in numbers:
        _wait_for_all(folder, f"door{number}", runner)
        registration = session.get_one(Registration, number)
        now = registration.event.starts_at_utc
        arrival = checkins.check_in(registration, door=Door.QR, mode=Mode.IN_PERSON, by=f"door {runner}", now=now)
        session.commit()
        new += arrival.is_new
    sys.stdout.write(str(new))


def speak(folder: Path, runner: int) -> None:
    """Give each who waits the floor, then put Kenya on the list, when all others do; print what was done."""
    mine = {"by": f"account:{runner}", "now": NOW}
    numbers = session.scalars(select(SpeakingRequest.id).order_by(SpeakingRequest.id)).all()
    session.rollback()
    for number in (*numbers, None):
        _wait_for_all(folder, f"at{number}", runner)
        try:
            if number is None:
                floor.request(events.all_events()[0], country="KEN", organisation=None, **mine)
            else:
                asked = session.get_one(SpeakingRequest, number)
                floor.give(asked, **mine)
                sys.stdout.write(f"gave {asked.country}\n")
            session.commit()
        except floor.MovedOn:
            session.rollback()
        except IntegrityError:
            session.rollback()
            sys.stdout.write("fell\n")


DEEDS: dict[str, Callable[[Path, int], None]] = {
    "answer": answer,
    "remind": remind,
    "let in": let_in,
    "speak": speak,
}


def take_the_lock_out(folder: Path, runner: int) -> None:
    """Nobody holds the event's row: who declines has looked before the acceptance, and all workers look together.

    On SQLite the lock is the IMMEDIATE transaction, so that is let go.
    """
    looks = count()

    def lets_the_other_accept(invitee: Invitee) -> bool:
        found, number = has_place(invitee), invitee.id
        session.commit()
        (folder / f"looked{number}-{runner}").touch()
        _wait(folder, f"answered{number}", 1)
        return found

    def accepts_second(invitee: Invitee, application: Application, *, now: datetime) -> Registration:
        number = invitee.id
        session.commit()
        _wait(folder, f"looked{number}", 1)
        return accept(invitee, application, now=now)

    def looks_with_all(event: Event, reminder: Reminder, *, now: datetime) -> reminders.ReminderState:
        found = state(event, reminder, now=now)
        session.commit()
        _wait_for_all(folder, f"looked{next(looks)}", runner)
        return found

    def holds_nothing(asked: SpeakingRequest, states: Iterable[SpeakingState]) -> None:
        hold(asked, states)
        session.commit()
        _wait_for_all(folder, f"held{next(looks)}", runner)

    hold, floor._hold = floor._hold, holds_nothing
    has_place, accept, state = invitees.has_place, acceptances.register, reminders.state
    invitees.has_place, acceptances.register, reminders.state = lets_the_other_accept, accepts_second, looks_with_all
    events.lock = lambda _event: None


def _wait_for_all(folder: Path, word: str, runner: int) -> None:
    (folder / f"{word}-{runner}").touch()
    _wait(folder, word, _count(folder, "ready"))


def _wait(folder: Path, word: str, number: int) -> None:
    give_up = time.monotonic() + 30
    while _count(folder, word) < number:
        assert time.monotonic() < give_up, f"nobody else came to {word}"
        time.sleep(0.001)


def _count(folder: Path, word: str) -> int:
    return sum(1 for _ in folder.glob(f"{word}-*"))


def main(address: str, deed: str, folder: Path, runner: int, *, is_locked: bool) -> None:
    """Wait for the start signal, then do the deed."""
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": address, "SECRET_KEY": "s", "SQLITE_SYNCHRONOUS": "NORMAL"}, instance=folder
    )
    if not is_locked:
        take_the_lock_out(folder, runner)
    with app.app_context():
        (folder / f"ready-{runner}").touch()
        _wait(folder, "go", 1)
        DEEDS[deed](folder, runner)
        session.remove()
        database.db.engine.dispose()


if __name__ == "__main__":
    _, where, what, place, locked, number = sys.argv
    main(where, what, Path(place), int(number), is_locked=locked == "True")
