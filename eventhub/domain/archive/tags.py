"""What organisers set down about a registration: tags and notes."""

from __future__ import annotations

from typing import Any

from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, entries, pair
from eventhub.models.registrations import Registration, RegistrationNote, RegistrationTag


def take(told: Entry, registration: Registration, intake: Intake) -> dict[str, Any]:
    """Let the tags be those told, and add the notes that are not there; return what changed."""
    difference: dict[str, Any] = {}
    words, known = told.get("tags"), {row.tag: row for row in registration.tags}
    if words is not None and known.keys() != set(words):
        registration.tags = [known.get(word) or RegistrationTag(tag=word) for word in sorted(words)]
        difference["tags"] = words
    for entry, row in pair(entries(told, "notes"), registration.notes, lambda each: each["text"], lambda row: row.text):
        if row is None:
            note = RegistrationNote(by=AUTHOR, at=intake.now)
            shapes.NOTE.take(note, entry, intake.world, is_new=True)
            registration.notes.append(note)
            difference["notes"] = None
    return difference


def give(registration: Registration, world: World) -> dict[str, Any]:
    """Return the tags in alphabetical order, and the notes."""
    return {
        "tags": sorted(row.tag for row in registration.tags),
        "notes": [shapes.NOTE.give(note, world) for note in registration.notes],
    }
