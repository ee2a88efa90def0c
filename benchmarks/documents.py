"""A summary of 5,000 attendances beside reading those rows, and what three pages cost as PDF and as DOCX.

Run with `python -m benchmarks.documents`; it measures processor time in one process, in a scratch folder of its own.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import flask_migrate
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.attendance import ADDRESSED, export_of, meeting, register
from benchmarks.tables import verdict
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import attendance, events
from eventhub.domain.composition import Block, Document, Number, Section, Sentence, Text
from eventhub.domain.drafting.document import draft
from eventhub.formats import papers
from eventhub.formats.attendance import registry
from eventhub.models.attendance import Connection
from eventhub.models.events import Event
from eventhub.models.registrations import Registration

ATTENDANCES = 5_000
COMPOSING_BUDGET = 3.0
"""Times the reading of the rows."""
PAPER_BUDGET = 150.0
"""Milliseconds after the first."""
ROUNDS = 9
AT = datetime(2027, 5, 3, tzinfo=UTC)


def main() -> None:
    """Print what composing and what writing a summary costs, each beside its limit."""
    with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name:
        app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{name}/documents.sqlite"}, instance=Path(name))
        with app.app_context():
            flask_migrate.upgrade()
            slug = _large_meeting()
            gc.collect()
            gc.freeze()  # as `eventhub serve` does once it is ready
            _compare(slug)
            document = _three_pages()
            for form in ("pdf", "docx"):
                _write(document, form)
            session.remove()
            db.engine.dispose()


def _large_meeting() -> str:
    event = meeting()
    register(event, ATTENDANCES)
    reading = registry.read(export_of(ATTENDANCES, addressed=ADDRESSED), event)
    attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256="0",
        filename="x.csv",
        by="command",
        now=clock.now(),
        secret="x",
    )
    session.commit()
    return event.slug


def _compare(slug: str) -> None:
    own, bare = [], []
    for _round in range(ROUNDS):
        bare.append(_cost(lambda: _read(slug)))
        own.append(_cost(lambda: draft(events.get(slug))))
    ratio = median(one / other for one, other in zip(own, bare, strict=True))
    print(
        f"summary of {ATTENDANCES:,} attendances: {median(own) * 1000:.0f} ms, reading their rows "
        f"{median(bare) * 1000:.0f} ms   ratio {ratio:.2f}   budget ≤ {COMPOSING_BUDGET:g}   "
        f"{verdict(ratio <= COMPOSING_BUDGET)}",
        flush=True,
    )


def _read(slug: str) -> int:
    """Read connections, registrations and their people, and do nothing with them."""
    event: Event = events.get(slug)
    mine = select(Registration).where(Registration.event_id == event.id).options(joinedload(Registration.person))
    registrations = session.scalars(mine).all()
    connections = session.scalars(select(Connection).order_by(Connection.position)).all()
    return len(registrations) + len(connections)


def _three_pages() -> Document:
    number = Number("89 participants", "participants", "meeting", "Participants")
    said = Sentence("said", (number, Text(" " + "said what many say at length, and others noted it with thanks. " * 4)))
    paragraphs = Block("paragraph", (said,) * 4)
    rows = tuple(
        Sentence(f"row:{place}", (Text(f"Category {place}: "), Number(str(place), "category", "meeting")))
        for place in range(12)
    )
    table = Block("table", rows, None, ("Category", "Participants"))
    sections = [Section(f"part:{place}", (paragraphs, Block("bullets", (said,) * 3)), "A part") for place in range(4)]
    return Document(
        "meeting", "en", "Summary of a meeting", (*sections, Section("breakdown", (table,), "Participants"))
    )


def _write(document: Document, form: str) -> None:
    first = _cost(lambda: papers.write(document, form, at=AT))
    costs = [_cost(lambda: papers.write(document, form, at=AT)) * 1000 for _round in range(ROUNDS)]
    print(
        f"three pages as {form.upper()}: {median(costs):.0f} ms ({min(costs):.0f}-{max(costs):.0f}), "
        f"the first {first * 1000:.0f} ms   budget ≤ {PAPER_BUDGET:.0f} ms   {verdict(median(costs) <= PAPER_BUDGET)}",
        flush=True,
    )


def _cost(work: Callable[[], object]) -> float:
    session.rollback()
    session.remove()
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
