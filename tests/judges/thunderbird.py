"""Thunderbird, headless, asked by the protocol of its own tests (Marionette): it reads as its users' copies do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tests.formats.rfc5545 import Reading

MISSING = "NO THUNDERBIRD: it judges nothing. Install it (on Debian: apt install thunderbird) to let it."

PATIENCE = 90.0
"""Seconds it is given to start, or to answer."""

READ = """
const { CalIcsParser } = ChromeUtils.importESModule("resource:///modules/CalIcsParser.sys.mjs");
return arguments[0].map(stream => {
  const parser = new CalIcsParser();
  parser.parseString(stream);
  const utc = time => time.isDate ? time : time.getInTimezone(cal.dtz.UTC);
  return parser.getItems().map(item => [
    item.id, utc(item.startDate).icalString, utc(item.endDate).icalString, item.title || "", item.status || ""]);
});
"""

WITH_CALENDAR = 'const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");'


class Thunderbird:
    """A copy that is running, and answers what it reads in a stream."""

    def __init__(self, answers: BinaryIO, connection: socket.socket) -> None:
        self._answers, self._connection, self._number = answers, connection, 0
        self._next()  # it says who it is
        self._ask("WebDriver:NewSession", {})
        self._ask("Marionette:SetContext", {"value": "chrome"})

    def read(self, streams: Sequence[bytes]) -> list[set[Reading]]:
        """Return what its calendar understands of each stream."""
        texts = [stream.decode() for stream in streams]
        script = {"script": WITH_CALENDAR + READ, "args": [texts], "sandbox": "system", "newSandbox": True}
        found = self._ask("WebDriver:ExecuteScript", script)["value"]
        return [{Reading(*row) for row in rows} for rows in found]

    def quit(self) -> None:
        """Let it end."""
        self._ask("Marionette:Quit", {"flags": ["eForceQuit"]})

    def _ask(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, error, value = self._next()
        assert error is None, error
        return value

    def _next(self) -> Any:
        length = b""
        while (letter := self._answers.read(1)) != b":":
            assert letter, "Thunderbird has hung up"
            length += letter
        return json.loads(self._answers.read(int(length)))


@contextmanager
def running(folder: Path) -> Iterator[Thunderbird]:
    """Start a copy with a fresh profile; without one the test is skipped and says what to install."""
    program = shutil.which("thunderbird")
    if program is None:
        pytest.skip(MISSING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "user.js").write_text(
        f'user_pref("marionette.port", {port});\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
    )
    command = [program, "--headless", "--marionette", "-remote-allow-system-access", "--no-remote", "--profile", folder]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    copy = subprocess.Popen(command, env={**os.environ, "HOME": str(folder)}, **quiet)
    try:
        with _connected(copy, port) as connection, connection.makefile("rb") as answers:
            thunderbird = Thunderbird(answers, connection)
            yield thunderbird
            thunderbird.quit()
    finally:
        copy.kill()
        copy.wait()


def _connected(copy: subprocess.Popen[bytes], port: int) -> socket.socket:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            assert copy.poll() is None, "Thunderbird ended before it could be asked"
            assert time.monotonic() < give_up, "Thunderbird does not start"
            time.sleep(0.1)
