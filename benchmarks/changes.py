"""What a change costs the next reader of a feed: the first answer after one event changed, beside stored bytes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from benchmarks.client import Connection, expect
from benchmarks.server import Running
from benchmarks.world import Installation

CHANGES = 15

BUDGET = 3.0
"""How many times as long as an answer from stored bytes the first one after a change may take."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds to the end of each answer."""

    stored: list[float]
    first: list[float]

    @property
    def ratio(self) -> float:
        """Return how many times as long the first answer after a change takes, by the medians."""
        return median(self.first) / median(self.stored)


def measure(installation: Installation, server: Running, path: str) -> Answers:
    """Change one event again and again; each time read the feed twice, as one reader who has nothing yet."""
    connection, answers = Connection(server.port), Answers([], [])
    try:
        _milliseconds(connection, path)
        for number in range(CHANGES):
            installation.rename(f"Briefing on the review forum, {number + 1} times renamed")
            answers.first.append(_milliseconds(connection, path))
            answers.stored.append(_milliseconds(connection, path))
    finally:
        connection.close()
    return answers


def _milliseconds(connection: Connection, path: str) -> float:
    began = time.perf_counter()
    expect(connection.get(path), 200)
    return 1000 * (time.perf_counter() - began)
