"""The lines that `make bench` prints."""

from __future__ import annotations

import os
import platform
from statistics import median

from benchmarks.changes import BUDGET, Answers
from benchmarks.client import CLIENTS
from benchmarks.comparisons import Comparison, client_share, cost, rate
from benchmarks.weight import Weight

WEIGHT_BUDGET = 60_000
START_BUDGET = 2.0


def heading(database: str, rounds: int, seconds: float) -> str:
    """Write what is measured on what."""
    return (
        f"EventHub beside its limits: {database}, gunicorn gthread 2 x 16, {CLIENTS} clients, "
        f"{rounds} rounds of {seconds:g} s each in turn; {os.cpu_count()} cores, Python {platform.python_version()}\n"
    )


def comparison(found: Comparison) -> str:
    """Write a comparison: rates, ratio with its spread over the rounds, budget, and what a visit costs the server."""
    ratios = found.ratios
    digits = 0 if found.budget >= 10 else 2
    spread = f"({ratios[0]:.{digits}f}-{ratios[-1]:.{digits}f})"
    line = (
        f"{found.name:<15}{rate(found.product):>7.0f}/s   {found.limit_name:<12}{rate(found.limit):>7.0f}/s   "
        f"ratio {found.ratio:.{digits}f} {spread:<13}budget ≥ {found.budget:.{digits}f}   {verdict(found.is_reached)}"
    )
    note = (
        f"{'':<15}{cost(found.product):.2f} ms of server processor a visit, bare {cost(found.limit):.2f}; "
        f"client's part {client_share(found.product):.0%}, bare {client_share(found.limit):.0%}"
    )
    return f"{line}\n{note}{' (the client holds the limit back)' if found.is_held_back_by_client else ''}"


def after_a_change(found: Answers) -> str:
    """Write how long the first answer after a change takes, beside one from stored bytes."""
    return (
        f"{'after a change':<15}{median(found.first):>7.1f} ms   {'stored bytes':<12}{median(found.stored):>7.1f} ms   "
        f"ratio {found.ratio:.2f} {'':<13}budget ≤ {BUDGET:.2f}   {verdict(found.ratio <= BUDGET)}"
    )


def seats(places: int, posts: int, seated: int, waiting: int) -> str:
    """Write who found a seat of all that were accepted."""
    return (
        f"{'':<15}{posts} registrations accepted for {places} places: "
        f"{seated} seated, {waiting} on the waiting list, {posts - seated - waiting} lost"
    )


def visit(name: str, found: Weight, *, answers: int | None = None) -> str:
    """Write what a visit weighs, beside the most that it may; `answers` too, where their number has a limit."""
    is_reached = found.octets <= WEIGHT_BUDGET and not found.elsewhere and found.answers <= (answers or found.answers)
    budget = f"budget ≤ {WEIGHT_BUDGET / 1000:.0f} KB{f' in {answers}' if answers else ''}, none"
    return (
        f"{name:<32}{found.octets / 1000:>5.1f} KB in {found.answers}, {len(found.elsewhere)} from elsewhere   "
        f"{budget:<27}{verdict(is_reached)}"
    )


def start(seconds: list[float]) -> str:
    """Write how long a start takes."""
    found = median(seconds)
    return (
        f"{'start':<15}{found:>7.2f} s    from `eventhub serve` to the first answer "
        f"({min(seconds):.2f}-{max(seconds):.2f})   budget ≤ {START_BUDGET:.0f} s   {verdict(found <= START_BUDGET)}"
    )


def verdict(is_reached: bool) -> str:
    """Say whether a budget is kept."""
    return "reached" if is_reached else "NOT REACHED"
