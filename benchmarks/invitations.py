"""An event of 2,000 people is rescheduled: queued in one transaction, then delivered to an SMTP server of this machine.

Run with `python -m benchmarks.invitations`; it works in a scratch folder of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

import flask_migrate
from flask import Flask
from sqlalchemy import func, select, update

from benchmarks import lists
from benchmarks.tables import verdict
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import events, lifecycle
from eventhub.models.outbox import Message, MessageState
from eventhub.models.registrations import Registration, RegistrationStatus

PEOPLE = 2_000
ROUNDS = 3
QUEUE_BUDGET = 2.0
"""Seconds."""
RATE_BUDGET = 200
"""Letters a second."""
MEMORY_BUDGET = 4.0
"""MB that a worker may hold at the end beyond what it held after a quarter of the letters."""

WORKERS = (1, 2)
"""Processes that deliver: one alone, and as many as `eventhub serve` starts by itself."""
PATIENCE = 300.0
COMMAND = str(Path(sys.executable).parent / "eventhub")


class Sink:
    """The server that takes the letters."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.sink"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = self._line()

    def taken(self) -> int:
        """Return how many letters have come."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


def main() -> None:
    """Reschedule and deliver, and print what each took."""
    with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name:
        address = f"sqlite:///{name}/invitations.sqlite"
        app = create_app({"SQLALCHEMY_DATABASE_URI": address}, instance=Path(name))
        with app.app_context():
            flask_migrate.upgrade()
            slug = lists.fill(PEOPLE).split("/")[3]
            session.execute(update(Registration).values(status=RegistrationStatus.CONFIRMED))
            session.commit()
        _queue(app, slug, rounds=ROUNDS)
        with sink() as found:
            settings = {"EVENTHUB_SQLALCHEMY_DATABASE_URI": address, "EVENTHUB_INSTANCE_PATH": name}
            settings |= {"EVENTHUB_MAIL_SERVER": "127.0.0.1", "EVENTHUB_MAIL_PORT": str(found.port)}
            for workers in WORKERS:
                _forget_letters(app)
                _queue(app, slug, rounds=1, is_told=False)
                _deliver(app, found, settings, workers)


def _queue(app: Flask, slug: str, *, rounds: int, is_told: bool = True) -> None:
    """Move the event again and again, each time in one transaction."""
    taken = []
    with app.app_context():
        for _round in range(rounds):
            event = events.get(slug)
            moved = {name: getattr(event, name) + timedelta(hours=1) for name in ("starts_at", "ends_at")}
            began = time.perf_counter()
            lifecycle.change(event, moved, by="account:1", now=clock.now())
            session.commit()
            taken.append(time.perf_counter() - began)
            session.remove()
        db.engine.dispose()
    if is_told:
        print(
            f"reschedule of {PEOPLE:,}: queued in {median(taken):.2f} s ({min(taken):.2f}-{max(taken):.2f})"
            f"   budget ≤ {QUEUE_BUDGET:.0f} s   {verdict(median(taken) <= QUEUE_BUDGET)}",
            flush=True,
        )


def _deliver(app: Flask, found: Sink, settings: dict[str, str], workers: int) -> None:
    """Let workers empty the outbox; the time runs from the first letter taken to the last."""
    before = found.taken()
    command, environment = [COMMAND, "mail", "deliver"], os.environ | settings
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(workers)]
    try:
        first = _wait_for(found, before + 1)
        _wait_for(found, before + PEOPLE // 4)
        early = _megabytes(running)
        last = _wait_for(found, before + PEOPLE)
        grown = _megabytes(running) - early
        spent = sum(map(_processor_seconds, running))
    finally:
        for each in running:
            each.terminate()
            each.wait()
    with app.app_context():
        unsent = session.scalar(select(func.count()).where(Message.state != MessageState.SENT)) or 0
        session.remove()
        db.engine.dispose()
    rate = (PEOPLE - 1) / (last - first)
    is_reached = rate >= RATE_BUDGET and grown <= MEMORY_BUDGET
    print(
        f"delivered by {workers} process{'es' if workers > 1 else ''}: {rate:.0f}/s, "
        f"{1000 * spent / PEOPLE:.1f} ms of processor a letter, {grown:+.1f} MB, {unsent} unsent   "
        f"budget ≥ {RATE_BUDGET}/s, ≤ {MEMORY_BUDGET:+.0f} MB   {verdict(is_reached)}",
        flush=True,
    )


def _wait_for(found: Sink, number: int) -> float:
    """Return when that many letters had come."""
    give_up = time.monotonic() + PATIENCE
    while found.taken() < number:
        if time.monotonic() > give_up:
            raise SystemExit("The letters do not come.")
        time.sleep(0.02)
    return time.perf_counter()


def _forget_letters(app: Flask) -> None:
    """Let the outbox be empty, so that each run delivers as many."""
    with app.app_context():
        session.query(Message).delete()
        session.commit()
        db.engine.dispose()


def _megabytes(running: list[subprocess.Popen[bytes]]) -> float:
    """Return the most memory that any of some processes holds; 0.0 where /proc does not tell."""
    texts = [_told(each, "status") for each in running]
    return max((int(found[1]) / 1024 for text in texts if (found := re.search(r"VmRSS:\s+(\d+)", text))), default=0.0)


def _processor_seconds(process: subprocess.Popen[bytes]) -> float:
    fields = _told(process, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _told(process: subprocess.Popen[bytes], name: str) -> str:
    try:
        return Path(f"/proc/{process.pid}/{name}").read_text()
    except OSError:
        return ""


@contextmanager
def sink() -> Iterator[Sink]:
    """Start the server that takes the letters; stop it at the end."""
    found = Sink()
    try:
        yield found
    finally:
        found.process.terminate()
        found.process.wait()


if __name__ == "__main__":
    main()
