"""Servers to measure: the product as `eventhub serve` runs it, and the bare application on the same kind of server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import bare
from eventhub.cli.serve import Server

ROOT = Path(__file__).parent.parent
PRODUCT = (str(Path(sys.executable).parent / "eventhub"), "serve", "--port", "0")
BARE = (sys.executable, "-m", "benchmarks.server")

WORKERS = 2
"""Processes of the bare server, as many as `eventhub serve` starts by itself."""

PATIENCE = 20.0


class DidNotStart(Exception):
    """A server ended before it served."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers on a port."""

    process: subprocess.Popen[str]
    port: int

    def processor_seconds(self) -> float:
        """Return the processor time that its working processes have taken; 0.0 where /proc does not tell."""
        return sum(_processor_seconds(child) for child in _children(self.process.pid))


@contextmanager
def serving(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Running]:
    """Start a server with these environment variables; stop it at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTHUB_")}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **settings}, stdout=subprocess.PIPE, text=True)
    try:
        yield Running(process, _port(process))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class BareServer(Server):
    """The product's server with another application: no mail, and no database of ours to leave to the parent."""

    def load_config(self) -> None:
        """Take the product's settings."""
        super().load_config()
        self.cfg.set("post_fork", lambda _server, _worker: None)
        self.cfg.set("post_worker_init", lambda _worker: None)
        self.cfg.set("worker_exit", lambda _server, _worker: None)


def main() -> None:
    """Serve the bare application on any port and say on which."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"Serving on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    app: Any = bare.create_app()
    with app.app_context():
        bare.db.engine.dispose()
    BareServer(app, listener, WORKERS).run()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    raise DidNotStart(f"the server ended with {process.wait()} before it served")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
