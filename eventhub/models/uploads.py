"""Files people hand in, kept in the database: a file and its row come, go and move together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class StoredFile(Model):
    """One file as it was handed in: a note verbale, an answer to a question."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The lasting id in archives and addresses."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    """As its sender called it; never a path."""
    media_type: Mapped[str]
    """Told from the content, not from the name."""
    size: Mapped[int]
    """In bytes."""
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The bytes themselves; not read with the row."""
    stored_at: Mapped[datetime]
    by: Mapped[str]
