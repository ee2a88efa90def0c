"""Files that people handed in, with their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import undefer

from eventhub.base.i18n import _
from eventhub.domain import uploads
from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World
from eventhub.domain.archive.intake import AUTHOR, Contradiction, Entry, Intake, by_event
from eventhub.domain.archive.lists import EventList
from eventhub.models.events import Event
from eventhub.models.uploads import StoredFile

FILES: EventList[StoredFile] = EventList(
    "files",
    "stored_file",
    StoredFile,
    shapes.FILE,
    lambda entry: entry["id"],
    lambda row: row.key,
    lambda _, intake: StoredFile(by=AUTHOR, stored_at=intake.now),
    is_ordered=False,
    is_identified=True,
)


def take(document: Entry, intake: Intake) -> None:
    """Add the files that are not there; one that is never changes: another content under its id is a Contradiction."""
    for told, file, _event in FILES.take_all(document, intake):
        if file.size is None:
            file.size = len(file.content)
        elif file.sha256 != told["sha256"]:
            sentence = _("the file “%(id)s” that is here has another content", id=file.key)
            raise Contradiction(sentence, field=f"{FILES.path(document, file.key)}.sha256")
        intake.world.files[file.key] = file


def give(events: Sequence[Event], world: World) -> dict[int, dict[str, Any]]:
    """Return the files of each event, by its number; what waits for its form belongs to nobody and stays behind."""
    rows = by_event(StoredFile, events, undefer(StoredFile.content))
    kept = {event.id: [file for file in rows[event.id] if file.by != uploads.NOBODY] for event in events}
    return {number: FILES.give(files, world) for number, files in kept.items()}
