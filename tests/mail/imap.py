"""A real IMAP server on a port of its own, as a process of its own, with one mailbox."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from imap_tools import MailBoxUnencrypted

USER, PASSWORD = "answers@eventhub.example", "open sesame"

PATIENCE = 30.0
"""Seconds that the server may take to start on a busy machine."""


class Mailbox:
    """What lies in the folders of the server."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextmanager
    def opened(self, folder: str = "INBOX") -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=PATIENCE).login(USER, PASSWORD, folder) as mailbox:
            yield mailbox

    def put(self, *messages: bytes) -> None:
        """Let messages arrive."""
        with self.opened() as mailbox:
            for message in messages:
                mailbox.append(message, "INBOX")

    def count(self, folder: str = "INBOX") -> int:
        with self.opened(folder) as mailbox:
            return len(mailbox.uids())


@contextmanager
def serving(app: Flask) -> Iterator[Mailbox]:
    """Run a server, empty, and let an application read its mailbox."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    own = ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen([*command, *own], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        mailbox = Mailbox(port)
        _wait(port)
        with mailbox.opened() as opened:
            opened.delete(opened.uids())
        app.config.update(IMAP_SERVER="127.0.0.1", IMAP_PORT=port, IMAP_ENCRYPTION="none")
        app.config.update(IMAP_USERNAME=USER, IMAP_PASSWORD=PASSWORD)
        yield mailbox
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(port: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
