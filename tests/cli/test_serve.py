"""`eventhub serve`: the real server, in a process of its own."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import update

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.cli.serve import Discreet
from eventhub.models.outbox import Message
from tests.conftest import SECRET
from tests.world import AMINA, an_event, register

ROOT = Path(__file__).parents[2]


class Served:
    """A running server, its address and its folder."""

    def __init__(self, process: subprocess.Popen[str], address: str, folder: Path) -> None:
        self.process, self.address, self.folder = process, address, folder

    def children(self) -> list[int]:
        """Return the processes that answer requests."""
        number = self.process.pid
        return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]

    def status(self, path: str) -> int:
        """Return the status a path answers with."""
        try:
            with urlopen(self.address + path) as response:
                return response.status
        except HTTPError as error:
            with error:
                return error.code

    def letters(self) -> list[str]:
        """Return what was delivered."""
        return [file.read_text() for file in (self.folder / "mail").glob("*.eml")]


def is_running(process: int) -> bool:
    """Tell whether a process lives; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def serving(database: str, folder: Path, *options: str) -> Iterator[Served]:
    """Serve a database on any free port until the block ends."""
    environment = os.environ | {
        "EVENTHUB_INSTANCE_PATH": str(folder),
        "EVENTHUB_SQLALCHEMY_DATABASE_URI": database,
        "EVENTHUB_SECRET_KEY": SECRET,
    }
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("eventhub")), "serve", "--port", "0", *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.fullmatch(r"Serving on (http://127\.0\.0\.1:\d+)\n", said)
    assert found, said
    try:
        yield Served(process, found[1], folder)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def wait_until(is_so: Callable[[], object], *, seconds: float = 20) -> None:
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.05)


def queue_one() -> None:
    register(an_event(), AMINA)
    session.execute(update(Message).values(due_at=clock.now()))
    session.commit()


@pytest.mark.both_databases
def test_it_answers_delivers_mail_and_ends_when_asked(app: Flask, database: str, tmp_path: Path):
    queue_one()

    with serving(database, tmp_path / "served") as served:
        assert served.status("/healthz") == 200
        wait_until(served.letters)
        assert f"{served.address}/registrations/" in served.letters()[0]
        processes = served.children()
        served.process.terminate()
        assert served.process.wait(timeout=20) == 0

    assert len(processes) == 2
    assert not any(map(is_running, processes))


def test_nothing_outlives_a_server_that_was_killed(app: Flask, database: str, tmp_path: Path):
    with serving(database, tmp_path / "served") as served:
        processes = served.children()
        served.process.kill()
        wait_until(lambda: not any(map(is_running, processes)))


def test_a_killed_process_is_replaced_and_mail_goes_on(app: Flask, database: str, tmp_path: Path):
    with serving(database, tmp_path / "served", "--workers", "1") as served:
        (first,) = served.children()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: served.children() not in ([first], []))
        queue_one()

        wait_until(served.letters)


def test_a_new_installation_is_served_at_once(tmp_path: Path):
    with serving(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path / "served") as served:
        assert served.status("/") == 200


def test_a_taken_port_is_told_in_one_sentence(app: Flask):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = app.test_cli_runner().invoke(args=["serve", "--port", str(port)])

    assert result.exit_code == 1
    assert result.stderr == f"Error: Port {port} is taken. Choose another with --port.\n"


@pytest.mark.parametrize("host", ["no such host", "nowhere.invalid", "203.0.113.1"])
def test_a_host_that_cannot_be_served_is_told_in_one_sentence(app: Flask, host: str):
    result = app.test_cli_runner().invoke(args=["serve", "--host", host, "--port", "0"])

    assert result.exit_code == 1
    assert re.fullmatch(rf"Error: Cannot serve on {host}: .+\n", result.stderr)


def test_the_log_holds_no_token(app: Flask):
    token = "1f.t58GwMrwReSfGFY-ak8rxd9m"
    path = f"/registrations/{token}/join"
    record = logging.LogRecord("eventhub", logging.ERROR, __file__, 1, "Exception on %s", (path,), None)

    assert Discreet("%(message)s").format(record) == "Exception on /registrations/…/join"


def test_a_private_page_that_fails_leaves_no_token_in_the_log(database: str, tmp_path: Path):
    token = "1f.t58GwMrwReSfGFY-ak8rxd9m"
    with serving(database, tmp_path / "served", "--workers", "1") as served:
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            connection.execute("ALTER TABLE registration RENAME TO registration_elsewhere")
        assert served.status(f"/registrations/{token}") == 503
        served.process.terminate()
        _output, complaint = served.process.communicate(timeout=20)

    assert "/registrations/…" in complaint
    assert token not in complaint
