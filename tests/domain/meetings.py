"""A meeting with registrants and what a platform recorded of it, for tests of attendance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from eventhub.base.db import session
from eventhub.domain import attendance
from eventhub.domain.registrations import Application
from eventhub.models.attendance import AttendanceImport
from eventhub.models.events import Event
from eventhub.models.people import Category, Level, Person
from tests.conftest import SECRET
from tests.world import AMINA, NOW, TIAGO, an_event, register

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "scenarios" / "expected.json").read_text(encoding="utf-8"))["events"]

LENA = Application(
    details={
        "given_name": "Lena",
        "family_name": "Vogt",
        "email": "lvogt@iom.example",
        "alternative_email": "lena@vogt.example",
        "organisation": "IOM",
        "category": Category.UN_NETWORK,
        "level": Level.HEADQUARTERS,
    }
)
NUNZIO = Application(
    details={
        "given_name": "Nunzio",
        "family_name": "Ferri",
        "email": "n.ferri@holysee.example",
        "country": "VAT",
        "category": Category.OBSERVER_STATE,
        "level": Level.MISSION,
    }
)


@dataclass(frozen=True)
class Row:
    """A row of an export, at minutes of the afternoon of the meeting."""

    position: int
    display_name: str
    email: str | None = None
    joined_at: datetime | None = datetime(2027, 4, 15, 14, 0)
    left_at: datetime | None = datetime(2027, 4, 15, 16, 0)
    seconds: int | None = None


def rows(*names: str | tuple[str, str]) -> list[Row]:
    """Return rows of two hours each, from display names or pairs of display name and address."""
    return [Row(place, *((name,) if isinstance(name, str) else name)) for place, name in enumerate(names)]


def a_meeting() -> Event:
    """The exchange of April 2027, for which Amina, Tiago, Lena and Nunzio are registered."""
    event = an_event()
    for application in (AMINA, TIAGO, LENA, NUNZIO):
        register(event, application)
    session.flush()
    return event


def a_record(event: Event, *names: str | tuple[str, str] | Row, sha256: str = "one") -> AttendanceImport:
    """Record an export in which these were connected."""
    given = [each if isinstance(each, Row) else rows(each)[0] for each in names]
    imported = attendance.record(
        event, given, platform="test", sha256=sha256, filename="test.csv", by="account:1", now=NOW, secret=SECRET
    )
    session.flush()
    return imported


def a_person(key: str, given_name: str, family_name: str, **details: Any) -> Person:
    """Somebody known and not registered."""
    person = Person(key=key, given_name=given_name, family_name=family_name, created_at=NOW, **details)
    session.add(person)
    session.flush()
    return person


def summary(event: Event) -> dict[str, tuple[str, str | None]]:
    """Return, by first display name, what became of each participant and whom it is taken for."""
    return {
        each.display_names[0]: (each.match_status.value, each.person.family_name if each.person else None)
        for each in attendance.establish(event).participants
    }
