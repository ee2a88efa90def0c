"""Two servers measured in turn, in short rounds, so that a noisy neighbour disturbs both alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.client import Crowd, Tally, Visit
from benchmarks.server import Running

APART = 1_000_000
"""Visitors of each round are numbered from a million of their own, so that nobody registers twice."""

SETTLED = 0.02
"""A server that takes a smaller part of a processor than this is at rest."""

PATIENCE = 15.0
"""Seconds that a server is given to come to rest: mail may still be on its way."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two: who it is, where it answers, and what is asked of it."""

    name: str
    server: Running
    visit: Visit


@dataclass(frozen=True, slots=True)
class Round:
    """One round on one side: how many visits a second, and what each cost in milliseconds of processor time."""

    tally: Tally
    server_milliseconds: float

    @property
    def client_milliseconds(self) -> float:
        """Return what the client itself took for one visit."""
        return 1000 * self.tally.client_seconds / self.tally.visits


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of the rounds, and the budget: the least ratio of product to limit."""

    name: str
    product: Sequence[Round]
    limit: Sequence[Round]
    limit_name: str
    budget: float

    @property
    def ratio(self) -> float:
        """Return the ratio of the medians."""
        return rate(self.product) / rate(self.limit)

    @property
    def ratios(self) -> list[float]:
        """Return the ratio of each round, least first."""
        return sorted(own.tally.rate / bare.tally.rate for own, bare in zip(self.product, self.limit, strict=True))

    @property
    def is_reached(self) -> bool:
        """Tell whether the product keeps its budget."""
        return self.ratio >= self.budget

    @property
    def faults(self) -> list[str]:
        """Return what was answered wrongly."""
        return [fault for each in (*self.product, *self.limit) for fault in each.tally.faults]

    @property
    def is_held_back_by_client(self) -> bool:
        """Tell whether the client took so much of the machine that the limit is in truth higher."""
        return any(client_share(side) > 0.2 for side in (self.product, self.limit))


def measure(
    crowd: Crowd, name: str, product: Side, limit: Side, *, budget: float, rounds: int, seconds: float
) -> Comparison:
    """Let both sides answer in turn; both should have been rehearsed."""
    own, bare = [], []
    for number in range(1, rounds + 1):
        own.append(_round(crowd, product, seconds=seconds, number=number))
        settle(product.server)
        bare.append(_round(crowd, limit, seconds=seconds, number=number))
    return Comparison(name, own, bare, limit.name, budget)


def rehearse(crowd: Crowd, side: Side) -> Tally:
    """Let a side answer for a moment before it counts."""
    tally = crowd.visit(side.server.port, side.visit, seconds=0.5)
    settle(side.server)
    return tally


def settle(server: Running) -> None:
    """Wait until a server is at rest, so that it takes nothing from whoever is measured next."""
    give_up, pause = time.monotonic() + PATIENCE, 0.2
    while time.monotonic() < give_up:
        before = server.processor_seconds()
        time.sleep(pause)
        if server.processor_seconds() - before <= SETTLED * pause:
            return


def rate(rounds: Sequence[Round]) -> float:
    """Return the median of visits per second."""
    return median(each.tally.rate for each in rounds)


def cost(rounds: Sequence[Round]) -> float:
    """Return the median of the server's processor time for one visit, in milliseconds."""
    return median(each.server_milliseconds for each in rounds)


def client_share(rounds: Sequence[Round]) -> float:
    """Return the client's part of the processor time that client and server took together."""
    client = sum(each.client_milliseconds for each in rounds)
    return client / (client + sum(each.server_milliseconds for each in rounds))


def _round(crowd: Crowd, side: Side, *, seconds: float, number: int) -> Round:
    before = side.server.processor_seconds()
    tally = crowd.visit(side.server.port, side.visit, seconds=seconds, first=number * APART)
    spent = side.server.processor_seconds() - before
    return Round(tally, 1000 * spent / max(1, tally.visits))
