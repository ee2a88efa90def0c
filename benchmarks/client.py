"""A small HTTP client that asks as fast as a server answers, over connections that stay open.

It runs in a process of its own and speaks to bare sockets, so that it costs little beside what it measures.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType
from typing import Protocol
from urllib.parse import urlencode

CLIENTS = 8
TIMEOUT = 30.0


class WrongAnswer(Exception):
    """The server answered something else than it should have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: its status, its head as it came, and its body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the value of a header, the first if there are several."""
        found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r\n]*)", self.head)
        return found[1].decode() if found else None


class Connection:
    """One connection that is kept open from request to request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def get(self, path: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, headers)

    def post(self, path: str, form: dict[str, str], headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """Send a form."""
        body = urlencode(form)
        sent = (("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(body))))
        return self._ask("POST", path, (*headers, *sent), body)

    def close(self) -> None:
        """Let the server go."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: str = "") -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *(f"{n}: {v}" for n, v in headers)]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        answer = _receive(self._socket)
        if (answer.header("Connection") or "").lower() == "close":
            self.close()
        return answer


class Visit(Protocol):
    """What one client does again and again; it can be sent to another process."""

    def make(self, connection: Connection, number: int) -> None:
        """Do it once, as visitor `number` of all; raise WrongAnswer if the server errs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Opening one page, whatever came before."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def make(self, connection: Connection, number: int) -> None:
        """Open the page."""
        expect(connection.get(self.path, self.headers), self.status)


@dataclass(frozen=True, slots=True)
class Entering:
    """Sending one small form without looking at it first."""

    path: str

    def make(self, connection: Connection, number: int) -> None:
        """Send the form."""
        form = {"name": f"Wanjiru Kamotho {number}", "email": f"official{number}@immigration.example.org"}
        expect(connection.post(self.path, form), 303)


@dataclass(frozen=True, slots=True)
class Registering:
    """Registering as a new visitor does: open the form, fill it in, send it with its token and cookie."""

    path: str

    def make(self, connection: Connection, number: int) -> None:
        """Register one official."""
        page = expect(connection.get(self.path), 200)
        token = re.search(rb'name="csrf_token" type="hidden" value="([^"]+)"', page.body)
        cookie = page.header("Set-Cookie")
        if token is None or cookie is None:
            raise WrongAnswer("the form came without a token or without a cookie")
        form = {
            "csrf_token": token[1].decode(),
            "form_of_address": "Ms.",
            "given_name": "Wanjiru",
            "family_name": f"Kamotho {number}",
            "email": f"official{number}@immigration.example.org",
            "country": "KEN",
            "organisation": "Department of Immigration Services",
            "function": "Senior immigration officer",
            "category": "member_state",
            "level": "capital",
            "interpretation_language": "en",
            "participant_list": "y",
            "notice": "y",
        }
        expect(connection.post(self.path, form, (("Cookie", cookie.partition(";")[0]),)), 303)


@dataclass(slots=True)
class Tally:
    """What one round came to."""

    visits: int = 0
    seconds: float = 0.0
    client_seconds: float = 0.0
    """Processor time that the client itself took."""
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return visits per second."""
        return self.visits / self.seconds


class Crowd:
    """Clients in a process of their own, who visit one server at a time."""

    def __init__(self, clients: int = CLIENTS) -> None:
        self.clients = clients
        self._process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _it: BaseException | None, _t: TracebackType | None) -> None:
        self._process.shutdown()

    def visit(self, port: int, visit: Visit, *, seconds: float, first: int = 0) -> Tally:
        """Make visits for some seconds; visitors are numbered from `first`."""
        return self._process.submit(_round, port, visit, self.clients, seconds, first).result()


def expect(answer: Answer, status: int) -> Answer:
    """Return an answer of this status; raise WrongAnswer for any other."""
    if answer.status != status:
        raise WrongAnswer(f"answered {answer.status} where {status} was due")
    return answer


def _round(port: int, visit: Visit, clients: int, seconds: float, first: int) -> Tally:
    tally, guard = Tally(), threading.Lock()
    before, start = time.process_time(), time.perf_counter()

    def client(number: int) -> None:
        connection, visits, fault = Connection(port), 0, ""
        try:
            while time.perf_counter() < start + seconds:
                visit.make(connection, first + number + visits * clients)
                visits += 1
        except (WrongAnswer, OSError) as error:
            fault = f"{visit}: {error}"
        finally:
            connection.close()
        with guard:
            tally.visits += visits
            tally.faults += [fault] if fault else []

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds, tally.client_seconds = time.perf_counter() - start, time.process_time() - before
    return tally


def _receive(connection: socket.socket) -> Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    answer = Answer(int(head[9:12]), head, b"")
    length = 0 if answer.status in {204, 304} else int(answer.header("Content-Length") or 0)
    parts, missing = [body], length - len(body)
    while missing > 0:
        parts.append(_some(connection))
        missing -= len(parts[-1])
    return Answer(answer.status, head, b"".join(parts))


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise WrongAnswer("the server hung up")
    return received
