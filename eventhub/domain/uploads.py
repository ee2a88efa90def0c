"""Files that people hand in: checked by their content, named as they may be, kept with the event they belong to."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from sqlalchemy import func, select

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.domain import file_types, people
from eventhub.domain.file_types import FileType
from eventhub.models.events import Event
from eventhub.models.uploads import StoredFile

LIMIT = 10 * 1024 * 1024
"""Bytes in one file."""

PURPOSE = "file"

NOBODY = "nobody"
"""By whom a file is kept that came with a refused form: it belongs to nobody until the form is accepted."""

ASIDE = timedelta(days=1)
"""How long such a file waits for its form."""

MOST_ASIDE = 500 * 1024 * 1024
"""Bytes of all files that wait: forms that are never sent again cannot fill the disk."""

NAME = 120
"""Letters in the name of a file, its ending among them."""


class EmptyFile(Refused):
    """Nothing is in the file."""

    message = _l("The file is empty.")


class TooLarge(Refused):
    """The file is larger than we keep."""

    message = _l("The file must be at most %(number)d MB.", number=LIMIT // (1024 * 1024))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in and may be kept: it is what it says it is."""

    name: str
    media_type: str
    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


def check(name: str, content: bytes) -> Upload:
    """Return a file as it may be kept; raise the refusal that says why it may not.

    Nothing is written: this may take its time before anything is locked.
    """
    if not content:
        raise EmptyFile
    if len(content) > LIMIT:
        raise TooLarge
    kind = file_types.recognise(content)
    return Upload(clean_name(name, kind), kind.media_type, content, hashlib.sha256(content).hexdigest())


def keep(name: str, content: bytes, *, event: Event, by: str, now: datetime) -> StoredFile:
    """Check a file and keep it for an event; raise the refusal that says why it is not taken."""
    return keep_checked(check(name, content), event=event, by=by, now=now)


def keep_checked(upload: Upload, *, event: Event, by: str, now: datetime) -> StoredFile:
    """Keep a file that was checked before."""
    return _store(upload, event.id, by=by, now=now)


def set_aside(upload: Upload, *, event_id: int, now: datetime) -> StoredFile | None:
    """Keep a file of an event's form for a while, for nobody yet; None while too many others wait."""
    waiting = session.scalar(select(func.sum(StoredFile.size)).where(StoredFile.by == NOBODY)) or 0
    if waiting + upload.size > MOST_ASIDE:
        return None
    return _store(upload, event_id, by=NOBODY, now=now)


def reference(file: StoredFile, *, secret: str) -> str:
    """Return the token by which a form finds the file that waits for it."""
    return tokens.issue(PURPOSE, file.id, _version(file), secret=secret)


def find_set_aside(token: str, *, event_id: int, secret: str, now: datetime) -> StoredFile | None:
    """Return the file that waits for whoever has its reference; None once somebody has it, or its time is up."""
    claim = tokens.read(PURPOSE, token)
    file = session.get(StoredFile, claim.row_id) if claim else None
    if file is None or claim is None or not claim.holds(_version(file), secret=secret):
        return None
    is_waiting = file.by == NOBODY and file.event_id == event_id and now < file.stored_at + ASIDE
    return file if is_waiting else None


def claim(file: StoredFile, *, by: str, now: datetime) -> StoredFile:
    """Give a file that waits to whoever's form is accepted; any other stays as it is."""
    if file.by == NOBODY:
        session.add(file)  # it may have been read in a transaction of its own
        file.by, file.stored_at = by, now
    return file


def find_abandoned(*, now: datetime) -> Sequence[StoredFile]:
    """Return the files whose form was not sent again in time."""
    return session.scalars(select(StoredFile).where(StoredFile.by == NOBODY, StoredFile.stored_at <= now - ASIDE)).all()


def find(event: Event, key: str) -> StoredFile | None:
    """Return a file of this event by its lasting id."""
    return session.scalar(select(StoredFile).where(StoredFile.event_id == event.id, StoredFile.key == key))


def forget(files: Sequence[StoredFile]) -> None:
    """Let files go for good."""
    for each in files:
        session.delete(each)


def _store(upload: Upload, event_id: int, *, by: str, now: datetime) -> StoredFile:
    kept = StoredFile(
        key=people.new_key("f"),
        event_id=event_id,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        content=upload.content,
        stored_at=now,
        by=by,
    )
    session.add(kept)
    return kept


def _version(file: StoredFile) -> int:
    """Return what tells a file that waits from another that gets its number later."""
    return int(file.stored_at.timestamp() * 1_000_000)


def clean_name(name: str, kind: FileType) -> str:
    """Return a file's name without path, line breaks and letters that are not seen; it ends as its content says."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Cf holds the marks that turn the direction of writing: by them "annex\u202efdp.exe" shows as "annexexe.pdf".
    shown = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cf", "Cs"})
    whole = one_line("".join(" " if letter in '<>:"|?*' else letter for letter in shown)).strip(". ")
    ending = PurePosixPath(whole).suffix.lower()
    stem = whole[: -len(ending)] if ending in file_types.ENDINGS else whole
    if ending not in kind.endings:
        ending = kind.endings[0]
    return f"{stem.strip('. ')[: NAME - len(ending)].rstrip() or 'file'}{ending}"
