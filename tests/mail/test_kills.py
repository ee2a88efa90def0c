"""A worker killed at any instant loses nothing, on both databases; two controls show that the test would notice."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.models.outbox import Message, MessageState
from tests.mail.postbox import Postbox, serve
from tests.world import an_event, an_official, register

ROOT = Path(__file__).parents[2]
MESSAGES = 40
KILLS = 12

pytestmark = pytest.mark.both_databases


def run(command: list[str]) -> bytes:
    """Run a command to its end and return its output; nothing it started outlives it."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        output, complaint = process.communicate(timeout=100)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, complaint.decode()[-2000:]
    return output


class Run:
    """What a row of killed workers left behind: what arrived, and what the database says."""

    def __init__(self, address: str, folder: Path, *, protocol: str, kills: int, at_once: int) -> None:
        event = an_event()
        for number in range(MESSAGES):
            register(event, an_official(number))
        session.execute(update(Message).values(due_at=clock.now()))  # these workers live by the real clock
        session.commit()
        box = Postbox()
        box.data_takes = 0.003
        server = serve(box)
        command = [sys.executable, "-m", "tests.mail.killing", address, server.port, protocol, kills, at_once, folder]
        try:
            self.generations: list[int] = json.loads(run(list(map(str, command))))
        finally:
            server.stop()
        self.arrived = [str(letter["Message-ID"]) for letter in box.letters]
        self.rows = session.execute(select(Message.message_id, Message.state)).all()

    @property
    def expected(self) -> set[str]:
        return {f"<{message_id}@eventhub.example>" for message_id, _state in self.rows}

    @property
    def lost(self) -> set[str]:
        return self.expected - set(self.arrived)


def test_killed_workers_lose_nothing_and_every_repeat_is_recognisable(app: Flask, database: str, tmp_path: Path):
    seen = Run(database, tmp_path / "run", protocol="as it is", kills=KILLS, at_once=2)

    assert len(seen.generations) > 3, "the kills must have come in the middle of the work"
    assert not seen.lost
    assert set(seen.arrived) == seen.expected
    assert {state for _message_id, state in seen.rows} == {MessageState.SENT}
    assert len(seen.arrived) - MESSAGES <= 2 * KILLS, "a kill repeats the one letter in hand at most"


def test_the_test_notices_mail_recorded_before_it_is_sent(app: Flask, database: str, tmp_path: Path):
    seen = Run(database, tmp_path / "run", protocol="recorded before sending", kills=KILLS, at_once=2)

    assert seen.lost


def test_workers_side_by_side_never_send_the_same_message(app: Flask, database: str, tmp_path: Path):
    seen = Run(database, tmp_path / "run", protocol="as it is", kills=0, at_once=3)

    assert sorted(seen.arrived) == sorted(seen.expected)


def test_the_test_notices_workers_without_leases(app: Flask, database: str, tmp_path: Path):
    seen = Run(database, tmp_path / "run", protocol="claimed without a lease", kills=0, at_once=3)

    assert len(seen.arrived) > MESSAGES
