"""A believable installation to measure on: an exchange open for registration, and a thousand meetings beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks import bare
from eventhub.app import create_app
from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import cosponsorships, events, lifecycle, registrations, seats, summaries
from eventhub.domain.entries import Application
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, Series
from eventhub.models.materials import Material
from eventhub.models.people import Category, Level
from eventhub.models.registrations import RegistrationStatus

SLUG = "third-exchange-on-alternatives-to-detention"
CROWDED = "briefing-on-the-review-forum"
"""The event that everybody registers for while it is measured."""

HELD = "second-exchange-on-alternatives-to-detention"
"""An exchange of last month, with a published summary."""

PROGRAMME = 1000
"""Events in the feed, all in its window."""

DESCRIPTION = (
    "Officials who design, run or review alternatives to immigration detention meet to compare what has worked: case "
    "management in the community, screening before any decision to detain, and what independent monitoring found.",
    "Two States present programmes that have run for more than three years, with their costs, their rates of "
    "compliance and what they would do differently. Discussion in small groups follows under the Chatham House Rule.",
    "Interpretation is provided. Participants are asked to read the short paper below and to bring one question that "
    "their own administration has not yet been able to answer.",
)

AGENDA = (
    "Opening by the co-leads of the working group",
    "Case management in the community: eleven years of practice",
    "Screening and referral at the border",
    "Small groups: what would it take at home?",
    "What the groups found",
    "Next steps towards the review forum and closing",
)


class Installation:
    """A scratch installation: its folder, its database and the bare database beside it."""

    def __init__(self, folder: Path, address: Callable[[str], str]) -> None:
        self.folder = folder
        self.database = address("eventhub")
        self.bare_database = address("bare")
        self.feed = folder / "calendar.ics"
        self._app = create_app({"SQLALCHEMY_DATABASE_URI": self.database}, instance=folder)

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment of `eventhub serve` on this installation."""
        return {"EVENTHUB_INSTANCE_PATH": str(self.folder), "EVENTHUB_SQLALCHEMY_DATABASE_URI": self.database}

    @property
    def bare_settings(self) -> dict[str, str]:
        """Return the environment of the bare application."""
        return {bare.DATABASE: self.bare_database, bare.FEED: str(self.feed)}

    def build(self) -> None:
        """Migrate, and enter the programme through the rules of the domain."""
        with self._app.app_context():
            flask_migrate.upgrade()
            now = clock.now()
            _add_exchange(now=now)
            _add_event("Briefing on the review forum", 30, now=now, slug=CROWDED, capacity=100)
            _add_held_exchange(now=now)
            for number in range(PROGRAMME - 3):
                _add_event(f"Consultation {number + 1} on return and reintegration", number % 700 - 340, now=now)
            session.commit()
        self._let_go()

    def build_bare(self, page_lengths: Mapping[str, int]) -> None:
        """Lay out the bare database, with pages as long as the product's, by slug."""
        words, frame = "\n\n".join(DESCRIPTION), 300  # what the template itself brings
        engine = create_engine(self.bare_database)
        bare.Model.metadata.create_all(engine)
        with Session(engine) as session:
            for slug, length in page_lengths.items():
                text = ((words + "\n\n") * (length // len(words) + 1))[: length - frame].strip()
                changed_at = datetime(2026, 11, 2, 9, 30)
                session.add(bare.Page(slug=slug, title="Third exchange", text=text, changed_at=changed_at))
            session.commit()
        engine.dispose()

    def limit_capacity(self, places: int) -> None:
        """Set how many find a seat at the crowded event."""
        with self._app.app_context():
            event = events.get(CROWDED)
            lifecycle.change(event, {"capacity": places}, by="command", now=clock.now())
            session.commit()
        self._let_go()

    def rename(self, title: str) -> None:
        """Give the crowded event another title."""
        with self._app.app_context():
            lifecycle.change(events.get(CROWDED), {"title": title}, by="command", now=clock.now())
            session.commit()
        self._let_go()

    def count_registrations(self) -> tuple[int, int]:
        """Return how many hold a seat at the crowded event, and how many wait for one."""
        with self._app.app_context():
            event = events.get(CROWDED)
            seated, waiting = seats.count(event), registrations.count_by_status(event)
        self._let_go()
        return seated, waiting[RegistrationStatus.WAITLISTED]

    def _let_go(self) -> None:
        with self._app.app_context():
            session.remove()
            db.engine.dispose()


def _add_exchange(*, now: datetime) -> None:
    series = events.add_series("Global peer learning exchanges", by="command", now=now)
    group = WorkingGroup(slug="alternatives", name="Working Group on Alternatives to Detention", kind="core")
    session.add(group)
    details: dict[str, Any] = {
        "kind": "peer_learning_exchange",
        "number": 3,
        "description": "\n\n".join(DESCRIPTION),
        "convenor": "UN Network on Migration",
        "gcm_objectives": [13, 7, 21],
        "theme": "Alternatives to detention",
        "focus": ["community-based placement", "screening", "monitoring"],
        "agenda": list(AGENDA),
        "languages": ["en", "fr", "es"],
        "capacity": 120,
        "series": series,
        "working_group": group,
    }
    event = _add_event("Third exchange on alternatives to detention", 42, now=now, slug=SLUG, **details)
    for country in ("COL", "GHA", "PRT", "THA"):
        cosponsorships.enter(
            event, country=country, organisation=None, status=CoSponsorshipStatus.CONFIRMED, by="command", now=now
        )
    for key, kind in (("paper", "document"), ("film", "video")):
        title = f"What we know: a short {key}"
        session.add(Material(key=key, event=event, title=title, kind=kind, url=f"https://example.org/{key}"))
    for number in range(40):
        registrations.register(event, _official(number), now=now)


def _add_held_exchange(*, now: datetime) -> None:
    event = _add_event("Second exchange on alternatives to detention", -30, now=now, slug=HELD, agenda=list(AGENDA))
    for number in range(40):
        registrations.register(event, _official(number), now=event.starts_at_utc - timedelta(days=3))
    summaries.publish(event, by="command", now=now, reason="Agreed by telephone.")


def _add_event(
    title: str, days_ahead: int, *, now: datetime, slug: str | None = None, series: Series | None = None, **details: Any
) -> Event:
    start = (now + timedelta(days=days_ahead)).replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
    own: dict[str, Any] = {
        "title": title,
        "kind": "informal_consultation",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "timezone": "Europe/Zurich",
        "description": DESCRIPTION[0],
        "join_url": "https://meet.example.org/room",
        "series": series,
    }
    slug = slug or title.lower().replace(" ", "-")
    event = events.plan(own | details, by="command", now=now, slug=slug)
    lifecycle.publish(event, by="command", now=now)
    return event


def _official(number: int) -> Application:
    return Application(
        details={
            "given_name": "Amina",
            "family_name": f"El Idrissi {number}",
            "email": f"amina{number}@diplomatie.example.org",
            "country": "MAR",
            "category": Category.MEMBER_STATE,
            "level": Level.CAPITAL,
        },
        consents={"privacy_notice": True},
    )
