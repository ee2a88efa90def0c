"""What the platforms recorded, and what people corrected. Who was present is derived from both."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event
from eventhub.models.people import Person

NAMED = text("person_id IS NOT NULL")


class AttendanceImport(Model):
    """One platform export read for an event; the same file is known again by its hash."""

    __tablename__ = "attendance_import"
    __table_args__ = (Index("uq_attendance_import_file", "event_id", "sha256", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    platform: Mapped[str]
    """The reader that understood it: "zoom-participants/old", "teams/sections", "archive"."""
    filename: Mapped[str | None]
    sha256: Mapped[str]
    meeting_title: Mapped[str | None]
    waiting_room_rows: Mapped[int] = mapped_column(default=0)
    by: Mapped[str]
    imported_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    connections: Mapped[list[Connection]] = relationship(
        back_populates="attendance_import", order_by="Connection.position", cascade="all, delete-orphan"
    )


class Connection(Model):
    """One row of an export: somebody, or something, was connected for a while."""

    __tablename__ = "connection"
    # A person's own change touches every meeting that speaks of them; hardly any row does.
    __table_args__ = (Index("ix_connection_person", "person_id", sqlite_where=NAMED, postgresql_where=NAMED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_import_id: Mapped[int] = mapped_column(
        ForeignKey("attendance_import.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    display_name: Mapped[str]
    """As in the export; a telephone number masked."""
    phone_digest: Mapped[str | None]
    """Keyed fingerprint of a telephone number, so that two numbers masked alike stay two."""
    email: Mapped[str | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    """The platform's own total where it gives no times; None when it cannot be known."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who it was, where the source itself says so (an archive does)."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attendance_import: Mapped[AttendanceImport] = relationship(back_populates="connections")
    person: Mapped[Person | None] = relationship()


class ColumnMapping(Model):
    """What the columns of one kind of list mean, as somebody once said; known again by its titles."""

    __tablename__ = "column_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What each column holds, by its title."""
    by: Mapped[str]
    at: Mapped[datetime]


class CorrectionAction(StrEnum):
    """What a person may decide about a meeting's records."""

    REGISTER_WALK_IN = "register_walk_in"
    IDENTIFY = "identify"
    MERGE = "merge"
    MARK_TECHNICAL = "mark_technical"
    LEAVE = "leave"
    """Nobody can tell who it was: counted, and not asked about again."""


class Correction(Model):
    """One decision on a meeting's records. It is a row that can be undone, never an edit."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_person", "person_id", sqlite_where=NAMED, postgresql_where=NAMED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    action: Mapped[CorrectionAction]
    display_name: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()
