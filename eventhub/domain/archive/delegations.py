"""Delegations, and who was asked to come."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from eventhub.base.text import fold
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import Entry, Intake, by_event, entries, pair
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.registrations import Delegation, Registration, new_delegation_key

KEY_VERSIONS = 1_000_000_000
"""An imported row begins at a key version drawn by lot: links that another installation wrote open nothing here."""

INVITEES: EventList[Invitee] = EventList(
    "invitees",
    "invitee",
    Invitee,
    shapes.INVITEE,
    lambda entry: entry["id"],
    lambda row: row.key,
    lambda _, intake: Invitee(key_version=secrets.randbelow(KEY_VERSIONS), created_at=intake.now),
    is_ordered=False,
    is_identified=True,
)


def find(events: Sequence[Event]) -> dict[int, list[Delegation]]:
    """Return the delegations to these events, by the event's number."""
    return by_event(Delegation, events, selectinload(Delegation.note_verbale))


def take(entry: Entry, rows: Sequence[Delegation], event: Event, intake: Intake) -> dict[str, Delegation]:
    """Add and update an event's delegations; return them by their ids in this archive."""
    named: dict[str, Delegation] = {}
    taken = {row.key for row in rows}
    for each, row in _find(entries(entry, "delegations"), rows):
        if row is None:
            row = Delegation(event_id=event.id, key_version=secrets.randbelow(KEY_VERSIONS), created_at=intake.now)
            intake.make("delegation", row, shapes.DELEGATION, each, event)
            if row.key in taken:
                row.key = new_delegation_key()
        else:
            intake.take("delegation", row.key, row, shapes.DELEGATION, each, event)
        named[each["id"]] = row
    return named


def give(rows: Sequence[Delegation], world: World) -> dict[str, Any]:
    """Return the delegations to one event."""
    return {"delegations": [shapes.DELEGATION.give(row, world) for row in rows]}


def take_invitees(
    document: Entry,
    registrations: Mapping[str, Registration],
    delegations: Mapping[tuple[int, str], Delegation],
    intake: Intake,
) -> None:
    """Add and update who was asked; both mappings are by id, that of delegations by event and id."""
    for told, row, event in INVITEES.take_all(document, intake):
        became = {
            "registration_id": registrations[told["registration"]].id if told.get("registration") else None,
            "delegation_id": delegations[event.id, told["delegation"]].id if told.get("delegation") else None,
        }
        difference = {
            name: number for name, number in became.items() if number is not None and getattr(row, name) != number
        }
        for name, number in difference.items():
            setattr(row, name, number)
        if row.id is not None:
            intake.change("invitee", row.key, row, difference, event)


def give_invitees(rows: Sequence[Invitee], keys: Mapping[int, str], ids: Mapping[int, str], world: World) -> Any:
    """Return who was asked to one event; the mappings are from numbers to ids in the archive."""
    given = INVITEES.give(rows, world)
    for entry, row in zip(given["invitees"], rows, strict=True):
        if row.registration_id is not None:
            entry["registration"] = keys[row.registration_id]
        if row.delegation_id is not None:
            entry["delegation"] = ids[row.delegation_id]
    return given


def _find(told: Sequence[Entry], rows: Sequence[Delegation]) -> Iterator[tuple[Entry, Delegation | None]]:
    """Yield each entry with the delegation it tells of: by country and organisation, else by country and id.

    The id alone would not do: archives once called delegations by their places in a list.
    """
    named = list(pair(told, rows, _name_of_entry, lambda row: (row.country, fold(row.organisation or ""))))
    found = {row.key for _each, row in named if row is not None}
    others = {(row.country, row.key): row for row in rows if row.key not in found}
    for each, row in named:
        yield each, row or others.get((each.get("country"), each["id"]))


def _name_of_entry(entry: Entry) -> tuple[str | None, str]:
    return entry.get("country"), fold(entry.get("organisation") or "")
