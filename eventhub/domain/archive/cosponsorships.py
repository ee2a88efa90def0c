"""Co-sponsorships with every dated step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, by_event, entries, pair
from eventhub.domain.cosponsorships import sponsor_key
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStep
from eventhub.models.events import Event


def take(document: Entry, intake: Intake) -> None:
    """Add and update co-sponsorships; steps are added, never altered."""
    events = [intake.world.events[entry["id"]] for entry in document["events"]]
    rows = by_event(CoSponsorship, events)
    for entry, event in zip(document["events"], events, strict=True):
        known = {row.sponsor_key: row for row in rows[event.id]}
        for told in entries(entry, "co_sponsorships"):
            key = sponsor_key(told.get("country"), told.get("organisation"))
            row = known.get(key)
            if row is None:
                row = CoSponsorship(event_id=event.id, sponsor_key=key, created_at=intake.now, steps=[])
                intake.make("co_sponsorship", row, shapes.CO_SPONSORSHIP, told, event)
            else:
                intake.take("co_sponsorship", key, row, shapes.CO_SPONSORSHIP, told, event)
            _take_steps(told, row, event, intake)


def give(events: Sequence[Event], world: World) -> dict[int, list[dict[str, Any]]]:
    """Return the co-sponsorships of each event, by its number."""
    rows = by_event(CoSponsorship, events)
    return {event.id: [_give(row, world) for row in rows[event.id]] for event in events}


def _take_steps(told: Entry, sponsorship: CoSponsorship, event: Event, intake: Intake) -> None:
    steps = pair(
        told["history"],
        list(sponsorship.steps),
        lambda entry: (entry["date"], entry["status"]),
        lambda row: (row.on.isoformat(), row.status.value),
    )
    for entry, row in steps:
        if row is None:
            row = CoSponsorshipStep(by=AUTHOR, recorded_at=intake.now)
            sponsorship.steps.append(row)
            intake.make("co_sponsorship_step", row, shapes.CO_SPONSORSHIP_STEP, entry, event)
        else:
            name = f"{sponsorship.sponsor_key}:{entry['date']}"
            intake.take("co_sponsorship_step", name, row, shapes.CO_SPONSORSHIP_STEP, entry, event)


def _give(row: CoSponsorship, world: World) -> dict[str, Any]:
    history = [shapes.CO_SPONSORSHIP_STEP.give(step, world) for step in row.steps]
    return shapes.CO_SPONSORSHIP.give(row, world) | {"history": history}
