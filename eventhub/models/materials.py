"""Links, documents, letters, videos and recordings of an event or of none, each with its earlier versions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event, LocalDateTime


class Audience(StrEnum):
    """Who sees a material."""

    PUBLIC = "public"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    CO_SPONSORS = "co_sponsors"
    ORGANISERS = "organisers"


class Material(Model):
    """Something to read, watch or follow."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str | None]
    """Where it is now; None while it is a file, or nowhere yet."""
    annex: Mapped[str | None]
    producer: Mapped[str | None]
    """The slug of the working group that made it, or a name."""
    status: Mapped[str | None]
    """How far it is, in the organiser's words: "under development"."""
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC, server_default=Audience.PUBLIC.value)
    shown_from: Mapped[datetime | None] = mapped_column(LocalDateTime)
    shown_until: Mapped[datetime | None] = mapped_column(LocalDateTime)
    """Wall-clock times in the event's zone, in UTC without an event."""
    shown_after_event: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Whether it waits until the event is over."""
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship()
    versions: Mapped[list[MaterialVersion]] = relationship(
        back_populates="material",
        order_by="MaterialVersion.number",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    @property
    def file(self) -> MaterialVersion | None:
        """The file it is now, if it is one."""
        latest = self.versions[-1] if self.versions else None
        return latest if latest is not None and latest.media_type is not None else None


class MaterialVersion(Model):
    """What a material was from one day to the next: a link or a file, which never changes."""

    __tablename__ = "material_version"
    __table_args__ = (Index("uq_material_version_number", "material_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id", ondelete="CASCADE"))
    number: Mapped[int]
    url: Mapped[str | None]
    name: Mapped[str | None]
    """What the file is called; never a path."""
    media_type: Mapped[str | None]
    """Told from the content, not from the name; None for a link."""
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The bytes themselves; not read with the row."""
    created_at: Mapped[datetime | None]
    """None where nobody wrote down when."""
    by: Mapped[str | None]
    material: Mapped[Material] = relationship(back_populates="versions")
