"""`make bench`: measure, and print each figure beside its limit and its budget.

No speed fails the run; a wrong answer, an oversold event or a lost registration does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import changes, databases, tables, weight, world
from benchmarks.client import Connection, Crowd, Entering, Reading, Registering, expect
from benchmarks.comparisons import Comparison, Side, measure, rehearse
from benchmarks.server import BARE, PRODUCT, Running, serving

PAGE = f"/events/{world.SLUG}"
FORM = f"/events/{world.CROWDED}/register"
FEED = "/calendar.ics"

WEIGHED = {
    "programme": "/",
    "event": PAGE,
    "registration form": f"{PAGE}/register",
    "co-sponsor form": f"{PAGE}/co-sponsor",
    "summary": f"/events/{world.HELD}/summary",
}
"""The main pages, as a newcomer may come to each of them first."""

SEATED_SHARE = 0.7
"""The part of the expected registrations that finds a seat; the rest waits."""

FEED_ROUNDS = 3
"""A feed that is built on each request takes longer than a round."""

STARTS = 3


class Bench:
    """One run: two servers and a crowd that visits them in turn."""

    def __init__(self, installation: world.Installation, *, rounds: int, seconds: float) -> None:
        self.installation, self.rounds, self.seconds = installation, rounds, seconds
        self.faults: list[str] = []

    def run(self) -> list[str]:
        """Measure and print everything; return what was answered wrongly."""
        self.installation.build()
        with self._servers() as (product, bare), Crowd() as crowd:
            self._read_pages(crowd, product, bare)
            self._read_feeds(crowd, product, bare)
            self._register(crowd, product, bare)
            self._weigh(product)
        print(tables.start([self._start() for _ in range(STARTS)]), flush=True)
        return self.faults

    def weigh(self) -> list[str]:
        """Weigh the pages alone."""
        self.installation.build()
        with serving(PRODUCT, self.installation.settings) as product:
            self._weigh(product)
        return self.faults

    @contextmanager
    def _servers(self) -> Iterator[tuple[Running, Running]]:
        """Serve the product, and the bare application with pages and a feed of the same size."""
        with serving(PRODUCT, self.installation.settings) as product:
            self.installation.feed.write_bytes(_open(product, FEED))
            paths = {world.SLUG: PAGE, world.CROWDED: FORM}
            self.installation.build_bare({slug: len(_open(product, path)) for slug, path in paths.items()})
            with serving(BARE, self.installation.bare_settings) as bare:
                yield product, bare

    def feeds(self) -> list[str]:
        """Measure the feeds alone."""
        self.installation.build()
        with self._servers() as (product, bare), Crowd() as crowd:
            self._read_feeds(crowd, product, bare)
        return self.faults

    def _read_pages(self, crowd: Crowd, product: Running, bare: Running) -> None:
        """Compare what visitors read."""
        for name, path, slug in (("event page", PAGE, world.SLUG), ("form page", FORM, world.CROWDED)):
            sides = Side("product", product, Reading(path)), Side("bare Flask", bare, Reading(f"/pages/{slug}"))
            self._rehearse_and_compare(crowd, name, *sides, budget=0.6, rounds=self.rounds)

    def _read_feeds(self, crowd: Crowd, product: Running, bare: Running) -> None:
        """Compare what calendar programs read, and see what a change costs them."""
        unchanged = (
            Side("product", product, _again(product, FEED)),
            Side("bare Flask", bare, _again(bare, "/unchanged")),
        )
        self._rehearse_and_compare(crowd, "feed, 304", *unchanged, budget=0.8, rounds=self.rounds)
        full = Side("product", product, Reading(FEED)), Side("icalendar", bare, Reading(FEED))
        few = min(self.rounds, FEED_ROUNDS)
        self._rehearse_and_compare(crowd, f"feed of {world.PROGRAMME}", *full, budget=20.0, rounds=few)
        print(tables.after_a_change(changes.measure(self.installation, product, FEED)), flush=True)

    def _rehearse_and_compare(
        self, crowd: Crowd, name: str, own: Side, limit: Side, *, budget: float, rounds: int
    ) -> None:
        for side in (own, limit):
            rehearse(crowd, side)
        self._compare(crowd, name, own, limit, budget=budget, rounds=rounds)

    def _weigh(self, product: Running) -> None:
        """Weigh the main pages, each as a first visit, and the form as the next step from the event page."""
        first = {name: weight.weigh(product.port, path) for name, path in WEIGHED.items()}
        for name, found in first.items():
            print(tables.visit(f"first visit: {name}", found), flush=True)
        after = weight.weigh(product.port, WEIGHED["registration form"], kept=first["event"].kept)
        print(tables.visit("from there to the form", after, answers=1), flush=True)

    def _register(self, crowd: Crowd, product: Running, bare: Running) -> None:
        """Compare registering with inserting a row, and see that exactly the capacity is seated."""
        sides = Side("product", product, Registering(FORM)), Side("bare insert", bare, Entering("/entries"))
        trial, _limit = (rehearse(crowd, side) for side in sides)
        places = max(10, int(SEATED_SHARE * trial.rate * self.rounds * self.seconds))
        self.installation.limit_capacity(places)
        found = self._compare(crowd, "registration", *sides, budget=0.4, rounds=self.rounds)
        posts = trial.visits + sum(each.tally.visits for each in found.product)
        seated, waiting = self.installation.count_registrations()
        print(tables.seats(places, posts, seated, waiting), flush=True)
        if (seated, waiting) != (min(places, posts), posts - min(places, posts)):
            self.faults.append("the seats do not tally with the registrations accepted")

    def _compare(self, crowd: Crowd, name: str, own: Side, limit: Side, *, budget: float, rounds: int) -> Comparison:
        found = measure(crowd, name, own, limit, budget=budget, rounds=rounds, seconds=self.seconds)
        print(tables.comparison(found), flush=True)
        self.faults += found.faults
        return found

    def _start(self) -> float:
        """Return how many seconds pass from the command to the first answer."""
        began = time.perf_counter()
        with serving(PRODUCT, self.installation.settings) as product:
            _open(product, "/healthz")
            return time.perf_counter() - began


def main() -> int:
    """Run on SQLite, or on PostgreSQL when asked to; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="measure on a PostgreSQL of its own, not on SQLite")
    parser.add_argument("--weight", action="store_true", help="weigh the pages and measure nothing else")
    parser.add_argument("--feeds", action="store_true", help="measure the feeds and nothing else")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each side (default: 5)")
    parser.add_argument("--seconds", type=float, default=1.2, help="seconds of each round (default: 1.2)")
    chosen = parser.parse_args()
    print(tables.heading("PostgreSQL" if chosen.postgres else "SQLite", chosen.rounds, chosen.seconds), flush=True)
    database = databases.postgresql if chosen.postgres else databases.sqlite
    with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name, database(Path(name)) as address:
        installation = world.Installation(Path(name), address)
        bench = Bench(installation, rounds=chosen.rounds, seconds=chosen.seconds)
        faults = (bench.weigh if chosen.weight else bench.feeds if chosen.feeds else bench.run)()
    for fault in sorted(set(faults)):
        print(f"wrong: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _open(server: Running, path: str) -> bytes:
    """Return the body of a page that must be there."""
    connection = Connection(server.port)
    try:
        return expect(connection.get(path), 200).body
    finally:
        connection.close()


def _again(server: Running, path: str) -> Reading:
    """Return a visit by one who has what the page says."""
    connection = Connection(server.port)
    tag = expect(connection.get(path), 200).header("ETag") or ""
    connection.close()
    return Reading(path, (("If-None-Match", tag),), 304)


if __name__ == "__main__":
    sys.exit(main())
