"""The organiser's list: a page of many against a page of few, files in constant memory, and a list that comes in.

Run with `python -m benchmarks.lists`; it measures in one process, in a scratch folder of its own.
"""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import flask_migrate
from flask.testing import FlaskClient
from sqlalchemy import insert

from benchmarks.tables import verdict
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.base.text import fold
from eventhub.domain import events, imports, lifecycle, people
from eventhub.formats import lists, spreadsheets
from eventhub.models.events import Event
from eventhub.models.people import Person, RoleName
from eventhub.models.registrations import Consent, Registration, RegistrationStatus, RegistrationTag

MANY, SOME, FEW = 100_000, 10_000, 1_000
RATIO_BUDGET = 1.5
FIRST_BYTE_BUDGET = 0.5
"""Seconds."""
MEMORY_BUDGET = 8.0
"""MB at the peak beyond what was held before."""

COUNTRIES = ("MAR", "PRT", "THA", "GHA", "COL", "KEN", "CHE", "NOR", "FJI", "MEX")
CATEGORIES = ("member_state", "member_state", "un_network", "civil_society", "academia")
LEVELS = ("capital", "mission", None)
ROUNDS = 9

QUERIES = (
    *("", "?order=created", "?order=name", "?order=-name", "?order=country", "?order=-country"),
    *("?order=name&page=1000", "?order=name&page=2000", "?order=country&page=2000"),
    *("?q=official", "?q=kamotho+77", "?q=nobody", "?q=official&order=country", "?q=official&page=2000"),
    *("?status=withdrawn", "?status=pending", "?status=confirmed&page=2000", "?category=academia", "?category=media"),
    *("?level=mission", "?country=KEN", "?country=KEN&category=academia", "?head=yes", "?tag=speaker"),
    *("?consent=participant_list", "?consent=recording"),
)
"""Every column's order, every filter, words that all, some and none have, pages in the middle and at the end."""


def main() -> None:
    """Build three lists and print what each costs."""
    with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name:
        settings = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{name}/lists.sqlite", "WTF_CSRF_ENABLED": False}
        app = create_app(settings, instance=Path(name))
        with app.app_context():
            flask_migrate.upgrade()
            addresses = {size: fill(size) for size in (FEW, SOME, MANY)}
            empty = _plan("A list that comes in").slug
            account = people.add_account("ines@example.org", RoleName.ORGANISER, by="command", now=clock.now())
            link = people.issue_link(account, now=clock.now())
            token = people.link_token(link, secret=app.config["SECRET_KEY"])
            session.commit()
        client = app.test_client()
        client.post(f"/account/sign-in/{token}")
        for query in QUERIES:
            _compare_pages(client, addresses, query)
        for ending in ("csv", "xlsx"):
            _take_away(client, addresses[FEW], addresses[SOME], ending)
        with app.app_context():
            _bring(empty)
            session.remove()
            db.engine.dispose()


def _compare_pages(client: FlaskClient, addresses: dict[int, str], query: str) -> None:
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for _round in range(ROUNDS):
        for size, taken in times.items():
            began = time.perf_counter()
            assert client.get(addresses[size] + query).status_code == 200
            taken.append(time.perf_counter() - began)
    few, many = (median(times[size]) * 1000 for size in (FEW, MANY))
    ratio = many / few
    print(
        f"list {query or 'as it opens':<30}{MANY:,}: {many:6.1f} ms   {FEW:,}: {few:6.1f} ms   ratio {ratio:.2f}"
        f"   budget ≤ {RATIO_BUDGET}   {verdict(ratio <= RATIO_BUDGET)}",
        flush=True,
    )


def _take_away(client: FlaskClient, few: str, some: str, ending: str) -> None:
    """Time the first byte, then read all of a file beside the peak of memory, for two lengths of the list."""
    list(client.get(f"{few}.{ending}").response)  # what is loaded once
    began = time.perf_counter()
    answer = client.get(f"{some}.{ending}", buffered=False)
    next(iter(answer.response))
    first = time.perf_counter() - began
    answer.close()
    peaks = [_peak(lambda address=address: _read_away(client, f"{address}.{ending}")) for address in (few, some)]
    is_first = ending == "xlsx" or first <= FIRST_BYTE_BUDGET
    print(
        f"{ending.upper()} of {SOME:,}: first byte after {first:.2f} s; peak {peaks[1]:.1f} MB, of {FEW:,} rows "
        f"{peaks[0]:.1f} MB   budget ≤ {MEMORY_BUDGET:.0f} MB   {verdict(is_first and peaks[1] <= MEMORY_BUDGET)}",
        flush=True,
    )


def _read_away(client: FlaskClient, address: str) -> None:
    answer = client.get(address, buffered=False)
    for _piece in answer.response:
        pass
    answer.close()


def _peak(work: Callable[[], None]) -> float:
    """Return the megabytes that some work held at its peak beyond what was there."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    work()
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak / 1e6


def _bring(slug: str) -> None:
    """Read, judge and enter a table of 10,000 rows in one transaction."""
    rows = "".join(f"Given {n},Family {n},p{n}@example.org,member_state,KEN\n" for n in range(SOME))
    content = f"Given name,Family name,Email,Category,Country\n{rows}".encode()
    with _timed("read and judge"):
        sheet = spreadsheets.read(content)
        event = events.get(slug)
        told = lists.lines(sheet, lists.guess(sheet.header))
        judgement = imports.judge(event, told, category=None, language="en")
    with _timed("enter in one transaction"):
        assert len(imports.enter(event, judgement, by="command", now=clock.now())) == SOME
        session.commit()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"import of {SOME:,}: {what}: {taken:.1f} s, {worked:.1f} s of it our processor", flush=True)


def fill(size: int) -> str:
    """Enter a list of this length by the shortest way; return its address."""
    event, now = _plan(f"A list of {size}"), clock.now()
    for start in range(0, size, FEW):
        numbers = range(start, start + FEW)
        session.execute(insert(Person), [_person(f"p-{event.id}-{n}", now) for n in numbers])
        first = session.query(Person.id).filter_by(key=f"p-{event.id}-{start}").scalar()
        session.execute(
            insert(Registration),
            [_row(event, n, first + n - start, now + timedelta(seconds=n % 50_000)) for n in numbers],
        )
        _fill_beside(f"r-{event.id}-{start}", now)
    session.commit()
    return f"/organiser/events/{event.slug}/registrations"


def _fill_beside(key: str, now: datetime) -> None:
    """Let the last thousand agree to the list of participants, two of three, and tag every tenth."""
    first = session.query(Registration.id).filter_by(key=key).scalar()
    said = [("privacy_notice", True), ("participant_list", True), ("recording", False)]
    rows = [
        {"registration_id": first + n, "purpose": purpose, "is_given": given and n % 3 > 0, "at": now, "by": "self"}
        for n in range(FEW)
        for purpose, given in said
    ]
    session.execute(insert(Consent), rows)
    session.execute(
        insert(RegistrationTag), [{"registration_id": first + n, "tag": "speaker"} for n in range(0, FEW, 10)]
    )


def _person(key: str, now: datetime) -> dict[str, object]:
    return {"key": key, "created_at": now, "given_name": "Official", "family_name": "Kamotho"}


def _row(event: Event, number: int, person_id: int, created_at: datetime) -> dict[str, object]:
    given, family, email = f"Official {number % 977}", f"Kamotho {number * 7919 % 99_991}", f"p{number}@example.org"
    return {
        "key": f"r-{event.id}-{number}",
        "event_id": event.id,
        "person_id": person_id,
        "status": RegistrationStatus.CONFIRMED if number % 5 else RegistrationStatus.WITHDRAWN,
        "given_name": given,
        "family_name": family,
        "email": email,
        "email_key": email,
        "country": COUNTRIES[number % len(COUNTRIES)],
        "category": CATEGORIES[number % len(CATEGORIES)],
        "level": LEVELS[number % len(LEVELS)],
        "head_of_delegation": number % 20 == 0,
        "name_key": fold(f"{family} {given}"),
        "search_key": fold(f"{given} {family} {email}"),
        "party_key": f"country:{COUNTRIES[number % len(COUNTRIES)]}",
        "created_at": created_at,
        "changed_at": created_at,
    }


def _plan(title: str) -> Event:
    start = (clock.now() + timedelta(days=40)).replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
    details = {"title": title, "kind": "briefing", "starts_at": start, "ends_at": start + timedelta(hours=2)}
    event = events.plan(details | {"timezone": "Europe/Zurich"}, by="command", now=clock.now())
    lifecycle.publish(event, by="command", now=clock.now())
    session.commit()
    return event


if __name__ == "__main__":
    main()
