"""An event of the demo world with sessions to choose, one full and one called off, and somebody who chose two."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import agendas, personal_calendars, registrations, sessions
from eventhub.models.events import Event
from tests.world import AMINA, an_official, register

PARTS = (
    ("Opening by the co-leads", 0, 15, {}),
    ("Screening and referral within the first twenty-four hours", 15, 60, {"is_elective": True, "venue": "Room XII"}),
    ("Case management in the community", 15, 60, {"is_elective": True, "capacity": 1}),
    ("Visits", 60, 90, {"is_elective": True}),
    ("Frank exchange", 60, 90, {"is_elective": True, "attribution_rule": "chatham_house"}),
)
"""Title, begin and end in minutes after the event's start, and what else is laid down."""


def lay_down_sessions(event: Event, now: datetime, secret: str) -> dict[str, str]:
    """Add the sessions, let two people choose; return the names of what addresses lead to."""
    added = []
    for title, begin, end, details in PARTS:
        starts, ends = (event.starts_at + timedelta(minutes=minutes) for minutes in (begin, end))
        times = {"starts_at": starts, "ends_at": ends}
        added.append(sessions.add(event, {"title": title} | times | details, by="command", now=now))
    sessions.add(event, {"title": "Coffee"}, by="command", now=now)
    session.flush()
    _opening, screening, small, visits, _frank = added
    choosing = register(event, replace(AMINA, sessions=(screening.id, visits.id)), now=now)
    register(event, replace(an_official(7), sessions=(small.id,)), now=now)
    agendas.cancel(visits, by="command", now=now)
    personal_calendars.open_for(choosing, now=now)
    session.flush()
    return {
        "choosing": event.slug,
        "own_session": str(screening.id),
        "chooser": registrations.link_token(choosing, secret=secret),
        "chooser_number": str(choosing.id),
    }
