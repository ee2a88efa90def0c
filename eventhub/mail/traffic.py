"""Requests under way in this process. Letters give way to them: people wait for answers, and nobody for a letter.

Both share one interpreter, so a letter that is written while a form is answered makes the form wait as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event as Flag
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARE = 0.05
"""How much of its time a worker takes for letters while requests are under way."""

LONGEST = 1.0
"""Seconds it rests at most between two letters: mail never stops, however many visitors come."""


LULL = 0.25
"""Seconds without a request after which visitors have gone: those who fill in forms come and go by the moment."""


class Traffic:
    """Counts the requests that are being answered, and lets letters give way to them; `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._under_way, self._guard = 0, Lock()
        self._clock, self._last = clock, float("-inf")

    def counting(self, application: WSGIApplication) -> WSGIApplication:
        """Return an application whose requests are counted while it answers."""

        def answer(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            self._count(1)
            try:
                return application(environment, start)
            finally:
                self._count(-1)

        return answer

    @contextmanager
    def giving_way(self, stop: Flag) -> Iterator[None]:
        """Do one letter's work, then rest in proportion while visitors are there; not once `stop` is set."""
        began = self._clock()
        yield
        now = self._clock()
        if self._under_way or now - self._last < LULL:
            stop.wait(min((now - began) * (1 / SHARE - 1), LONGEST))

    def _count(self, step: int) -> None:
        with self._guard:
            self._under_way += step
            self._last = self._clock()
