"""An export of 10,000 connections against 5,000 registrants, beside reading and keeping the same rows and nothing else.

Run with `python -m benchmarks.attendance`; it measures processor time in one process, in a scratch folder of its own.
"""

from __future__ import annotations

import csv
import gc
import io
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import flask_migrate
from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from benchmarks.lists import CATEGORIES, COUNTRIES
from benchmarks.tables import verdict
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.base.text import fold
from eventhub.domain import attendance, counts, events, lifecycle
from eventhub.formats.attendance import registry
from eventhub.models.events import Event
from eventhub.models.people import Person
from eventhub.models.registrations import Registration, RegistrationStatus

ROWS, REGISTRANTS = 10_000, 5_000
BUDGET = 3.0
MEMORY_BUDGET = 1.5
"""How much more of it twice the rows of the same people may take."""
ROUNDS = 7
ADDRESSED = 0.85
"""The part of the rows that carry an address, as where people sign in to the platform."""

_GIVEN = [
    "Amina",
    "Tiago",
    "Ines",
    "Kwame",
    "Nattaya",
    "Paola",
    "Li",
    "Chloé",
    "Jürgen",
    "Fatima",
    "Adaeze",
    "Étienne",
    "Lena",
    "Rui",
    "Sara",
    "Hannah",
]
_SYLLABLES = [
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "hel",
    "im",
    "jo",
    "ka",
    "lu",
    "ma",
    "nor",
    "ov",
    "pe",
    "ri",
    "sal",
    "to",
    "un",
    "var",
    "wen",
    "xi",
    "yo",
    "zan",
]
HEADING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\r\n"
START = datetime(2022, 5, 4, 15, 0)


def main() -> None:
    """Print what an export costs, beside the bare reading and keeping of its rows."""
    with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name:
        app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{name}/attendance.sqlite"}, instance=Path(name))
        with app.app_context():
            flask_migrate.upgrade()
            event = meeting()
            register(event, REGISTRANTS)
            slug = event.slug
            export = export_of(ROWS, addressed=ADDRESSED)
            nameless = export_of(ROWS, addressed=0.0)
            gc.collect()
            gc.freeze()  # as `eventhub serve` does once it is ready
            own: list[float] = []
            bare: list[float] = []
            by_name: list[float] = []
            for _round in range(ROUNDS):
                bare.append(_bare(export))
                own.append(_cost(lambda: _take_in(slug, export)))
                by_name.append(_cost(lambda: _take_in(slug, nameless)))
            _tell("read, matched and stored", own, bare)
            _tell("the same, nobody with an address", by_name, bare)
            _compare_memory(slug)
            _count_statements(slug, export)
            session.remove()
            db.engine.dispose()


def _tell(what: str, own: list[float], bare: list[float]) -> None:
    ratio = median(one / other for one, other in zip(own, bare, strict=True))
    budget = (
        f"budget ≤ {BUDGET:g}   {verdict(ratio <= BUDGET)}" if "address" not in what else "no budget: names are read"
    )
    print(
        f"attendance of {ROWS:,} rows, {REGISTRANTS:,} registrants: {what}: {median(own) * 1000:.0f} ms, "
        f"csv.DictReader and one bulk insert {median(bare) * 1000:.0f} ms   ratio {ratio:.2f}   {budget}",
        flush=True,
    )


def _take_in(slug: str, export: bytes) -> int:
    """Read an export, keep it and match its people, as the command and the page do; then take it back."""
    event = events.get(slug)
    reading = registry.read(export, event)
    imported = attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256="0",
        filename="x.csv",
        by="command",
        now=clock.now(),
        secret="x",
    )
    found = attendance.tally(imported).total()
    session.rollback()
    session.remove()
    return found


def _bare(export: bytes) -> float:
    """Return the processor time of what nobody can do without."""
    table = Table(
        "bare", MetaData(), Column("id", Integer, primary_key=True), *(Column(name, String) for name in "abcdefg")
    )
    table.create(session.connection(), checkfirst=True)

    def work() -> None:
        rows = csv.DictReader(io.StringIO(export.decode("utf-8-sig"), newline=""))
        session.execute(insert(table), [dict(zip("abcdefg", row.values(), strict=True)) for row in rows])
        session.flush()

    taken = _cost(work)
    session.rollback()
    return taken


def _cost(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def _compare_memory(slug: str) -> None:
    """Compare the peak of memory of matching the same people in few rows and in many, beyond the file itself."""
    few, many = (
        _peak(lambda rows=rows: _take_in(slug, export_of(rows, addressed=1.0, people=2_000)))
        for rows in (5_000, 10_000)
    )
    print(
        f"attendance: memory of 2,000 people in 5,000 rows {few:.1f} MB, in 10,000 rows {many:.1f} MB   "
        f"ratio {many / few:.2f}"
    )


def _peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _count_statements(slug: str, export: bytes) -> None:
    """Count the figures of the whole, as the page does."""
    event = events.get(slug)
    reading = registry.read(export, event)
    attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256="1",
        filename="x.csv",
        by="command",
        now=clock.now(),
        secret="x",
    )
    session.commit()
    session.remove()
    began = time.process_time()
    figures = counts.count(events.get(slug))
    taken = time.process_time() - began
    print(
        f"attendance: figures of {figures.participants:,} participants in {taken * 1000:.0f} ms of our processor",
        flush=True,
    )


def meeting() -> Event:
    details = {
        "title": "A large meeting",
        "kind": "briefing",
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
    }
    event = events.plan(details | {"timezone": "Europe/Zurich"}, by="command", now=clock.now())
    lifecycle.publish(event, by="command", now=clock.now())
    session.commit()
    return event


def _name(number: int) -> tuple[str, str]:
    """Return a given and a family name; no two people have the same."""
    parts = []
    while number or not parts:
        number, part = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[part])
    return _GIVEN[len(parts[0]) * 7 % len(_GIVEN)], "".join(parts).capitalize() + "ena"


def register(event: Event, number: int) -> None:
    now = clock.now()
    people, registrations = [], []
    for each in range(number):
        given, family = _name(each)
        email = f"person{each}@ministry.example.org"
        details = {
            "given_name": given,
            "family_name": family,
            "email": email,
            "country": COUNTRIES[each % len(COUNTRIES)],
            "category": CATEGORIES[each % len(CATEGORIES)],
            "organisation": "Ministry of Foreign Affairs",
        }
        people.append({"key": f"p-{each}", "created_at": now, **details})
        registrations.append(
            {
                "key": f"r-{each}",
                "event_id": event.id,
                "person_id": each + 1,
                "status": RegistrationStatus.CONFIRMED,
                "email_key": email,
                "name_key": fold(f"{family} {given}"),
                "search_key": fold(f"{given} {family} {email}"),
                "party_key": f"country:{details['country']}",
                "created_at": now,
                "changed_at": now,
                **details,
            }
        )
    session.execute(insert(Person), people)
    session.execute(insert(Registration), registrations)
    session.commit()


def export_of(rows: int, *, addressed: float, people: int = REGISTRANTS) -> bytes:
    """Write an export of Zoom: registrants under their names in the ways people write them, and a few others."""
    chance = random.Random(7)
    lines = []
    for row in range(rows):
        each = row % people
        given, family = _name(each)
        shown = [f"{given} {family}", f"{family.upper()} {given}", f"{given} {family} ({COUNTRIES[each % 10]})"][
            each % 3
        ]
        if row % 100 == 7:
            shown = [f"Stranger {family}", "iPhone", f"+41 22 555 {each:04}", "Interpreter FR"][each % 4]
        email = f"person{each}@ministry.example.org" if chance.random() < addressed and row % 100 != 7 else ""
        joined = START + timedelta(seconds=chance.randrange(3000))
        left = joined + timedelta(seconds=chance.randrange(60, 4000))
        minutes = (left - joined).seconds // 60 + 1
        times = (f"{at:%m/%d/%Y %I:%M:%S %p}" for at in (joined, left))
        lines.append(f"{shown},{email},{','.join(times)},{minutes},Yes,Y\r\n")
    return ("\ufeff" + HEADING + "".join(lines)).encode()


if __name__ == "__main__":
    main()
