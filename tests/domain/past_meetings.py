"""Meetings that took place, as archives tell of them: the three real ones, and invented ones for every other form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from eventhub.base.db import session
from eventhub.domain import edits, events, revisions, summaries
from eventhub.domain.archive import whole
from eventhub.domain.drafting.document import draft
from eventhub.domain.edits import Typed
from eventhub.domain.revisions import Choice
from eventhub.models.events import Event, EventReference
from eventhub.models.summaries import SummaryVersion
from tests.world import NOW

SCENARIOS = Path(__file__).parents[1] / "samples" / "scenarios"


@cache
def expected() -> dict[str, Any]:
    """What the published summaries of the three meetings say."""
    found: dict[str, Any] = json.loads((SCENARIOS / "expected.json").read_text(encoding="utf-8"))
    return found


def archive() -> dict[str, Any]:
    """The three meetings as one archive, free to be changed before it is taken in."""
    found: dict[str, Any] = json.loads((SCENARIOS / "after.json").read_text(encoding="utf-8"))
    return found


def three_meetings() -> dict[str, Event]:
    """The Champions meeting of 26 May 2021 and the two exchanges it speaks of."""
    take_in(archive())
    return {slug: events.get(slug) for slug in expected()["events"]}


def take_in(document: dict[str, Any]) -> None:
    """Import an archive, as a command does."""
    whole.take_in(document, by="command", now=NOW)
    session.commit()


def people(category: str, number: int, **details: Any) -> list[dict[str, Any]]:
    """Some people of one category."""
    return [{"category": category, **details} for _place in range(number)]


def officials(*countries: str) -> list[dict[str, Any]]:
    """An official of each of these States."""
    return [{"category": "member_state", "country": country} for country in countries]


def a_meeting(
    present: Iterable[dict[str, Any]] = (),
    *,
    series: dict[str, Any] | None = None,
    around: dict[str, Any] | None = None,
    **details: Any,
) -> Event:
    """A consultation on 12 March 2026 with these people present; `around` is the rest of the archive."""
    slug = details.get("id", "consultation-2026")
    persons = [
        {
            "id": f"{slug}-{number}",
            "given_name": "Malaika",
            "family_name": f"Wanjiru {number}",
            "email": f"malaika{number}@{slug}.example",
            **each,
        }
        for number, each in enumerate(present)
    ]
    event = {
        "id": slug,
        "title": "Consultation on regular pathways",
        "kind": "informal_consultation",
        "starts_at": "2026-03-12T15:00:00",
        "duration_minutes": 90,
        "timezone": "Europe/Zurich",
        "registrations": [{"id": f"r-{each['id']}", "person": each["id"], "status": "confirmed"} for each in persons],
        "attendance": [
            {"person": each["id"], "connections": [{"display_name": each["family_name"]}]} for each in persons
        ],
        **({"series": series["id"]} if series else {}),
        **details,
    }
    document = {
        "format": "eventhub-archive",
        "version": 1,
        "series": [series] if series else [],
        "people": persons,
        "events": [event],
        **(around or {}),
    }
    take_in(document)
    return events.get(slug)


def refer(event: Event, other: Event, **details: Any) -> Event:
    """Let an event speak of another one."""
    event.references.append(EventReference(position=len(event.references), refers_to=other, **details))
    session.commit()
    return event


def typed(event: Event, texts: dict[str, str], **details: Any) -> Typed:
    """What somebody types who has the present draft before them."""
    return Typed(
        texts, {each.key: revisions.mark(each) for each in summaries.current(event).all_sentences()}, **details
    )


def reword(event: Event, texts: dict[str, str], *, by: str = "account:1") -> None:
    """Put sentences of an event's draft into other words."""
    edits.save(event, typed(event, texts), by=by, now=NOW)


def publish(event: Event, *, now: datetime = NOW, correction: str = "the figures", **details: Any) -> SummaryVersion:
    """Take what the data say and publish it, cleared by telephone; a later one corrects an earlier one."""
    reading = summaries.read(event)
    choices = {each.key: Choice.TAKE for each in reading.changes} | {revisions.BREAKDOWN: Choice.TAKE}
    edits.settle(event, choices, seen=reading.seen, by="account:1", now=now)
    agreed = {"reason": "Agreed by telephone.", "correction": correction}
    return summaries.publish(event, by="account:1", now=now, **agreed, **details)


def texts(event: Event) -> dict[str, str]:
    """The sentences of an event's draft, by key."""
    return {each.key: each.text for each in draft(event).sentences()}
