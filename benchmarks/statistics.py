"""Figures over a series of 50 events and 50,000 attendances, beside reading the attendances' rows and nothing else.

Run with `python -m benchmarks.statistics`; it measures processor time in one process, in a scratch folder of its own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import flask_migrate
from sqlalchemy import event as listening
from sqlalchemy import insert, select

from benchmarks.lists import CATEGORIES, COUNTRIES
from benchmarks.tables import verdict
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import events, presences
from eventhub.domain.statistics import meetings, paces, series
from eventhub.domain.statistics.selections import Selection
from eventhub.models.attendance import AttendanceImport, Connection
from eventhub.models.events import Series
from eventhub.models.people import Person
from eventhub.models.presences import Presence

EVENTS, ATTENDANCES, PEOPLE = 50, 1_000, 12_000
SOME = 3
"""Events of a second, smaller series: as many statements have to do for both."""
BUDGET = 3.0
ROUNDS = 5


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        own = {"SQLALCHEMY_DATABASE_URI": address, "SECRET_KEY": "x", "SQLITE_SYNCHRONOUS": "NORMAL"}
        with create_app(own, instance=Path(folder)).app_context():
            flask_migrate.upgrade()
            _people()
            large, small = _series("Large", EVENTS), _series("Small", SOME)
            kept = _cost(_keep)
            _tell(large, small, kept)
            db.engine.dispose()


def _tell(large: Series, small: Series, kept: float) -> None:
    added = median(_cost(lambda: _figures(large)) for _ in range(ROUNDS))
    bare = median(_cost(lambda: _read(large)) for _ in range(ROUNDS))
    statements = [_statements(lambda each=each: _figures(each)) for each in (large, small)]
    found = series.of_series(large)
    print(f"\nStatistics of {found.events} events and {found.attendances} attendances, SQLite, processor time")
    print(f"  establishing all of them, once after a change of each   {kept:8.2f} s")
    ratio = added / bare
    print(f"  adding them up                                          {added * 1000:8.1f} ms")
    print(f"  reading the rows of the same attendances                {bare * 1000:8.1f} ms")
    print(f"  ratio, at most {BUDGET:.1f}                                     {ratio:8.2f}  {verdict(ratio <= BUDGET)}")
    same = statements[0] == statements[1]
    print(f"  statements for {EVENTS} events and for {SOME}: {statements[0]} and {statements[1]}  {verdict(same)}")
    if found.attendances != EVENTS * ATTENDANCES or not same:
        raise SystemExit("the figures are wrong, or the statements grow with the events")


def _figures(chosen: Series) -> None:
    """All that the page of a series shows."""
    presences.outdated()
    selection = Selection(series=chosen)
    held = meetings.of(selection)
    series.of(selection, held, name=chosen.name)
    series.regions(series.states(selection, held))
    series.categories(selection)
    paces.funnel(selection)
    paces.pace(selection)


def _read(chosen: Series) -> None:
    numbers = [each.id for each in chosen.events]
    columns = Presence.__table__.c
    session.execute(select(*columns).where(columns.event_id.in_(numbers))).all()


def _keep() -> None:
    for event_id in presences.outdated():
        draft = presences.establish(event_id)
        assert draft is not None
        presences.keep(draft, now=clock.now())
        session.commit()


def _cost(work: Callable[[], object]) -> float:
    session.commit()
    before = time.process_time()
    work()
    return time.process_time() - before


def _statements(work: Callable[[], object]) -> int:
    sent: list[object] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    session.commit()
    work()
    return len(sent)


def _people() -> None:
    people = [
        {
            "key": f"p-{each}",
            "given_name": "Amina",
            "family_name": f"Number {each}",
            "email": f"person{each}@ministry.example.org",
            "country": COUNTRIES[each % len(COUNTRIES)],
            "category": CATEGORIES[each % len(CATEGORIES)],
            "created_at": clock.now(),
        }
        for each in range(PEOPLE)
    ]
    session.execute(insert(Person), people)
    session.commit()


def _series(name: str, number: int) -> Series:
    now = clock.now()
    found = events.add_series(name, by="command", now=now)
    session.flush()
    for place in range(number):
        starts = datetime(2020, 1, 15, 14) + timedelta(days=30 * place)
        details = {"title": f"{name} {place}", "kind": "briefing", "timezone": "Europe/Zurich", "starts_at": starts}
        event = events.plan(details | {"ends_at": starts + timedelta(hours=2)}, by="command", now=now)
        event.series = found
        read = AttendanceImport(
            event=event, platform="archive", filename=None, sha256=f"{name}-{place}", by="command", imported_at=now
        )
        session.add(read)
        session.flush()
        connections = [
            {
                "attendance_import_id": read.id,
                "position": each,
                "display_name": f"Number {each}",
                "person_id": (place * 700 + each) % PEOPLE + 1,
                "extra": {},
            }
            for each in range(ATTENDANCES)
        ]
        session.execute(insert(Connection), connections)
        session.commit()
    return found


if __name__ == "__main__":
    main()
