"""The summary of an event and every version it went through."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class SummaryStage(StrEnum):
    """How far a summary has come."""

    DRAFT = "draft"
    SENT = "sent"
    """With the co-leads."""
    CLEARED = "cleared"
    PUBLISHED = "published"


class Summary(Model):
    """The summary of one event; its text is its last version."""

    __tablename__ = "summary"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    stage: Mapped[SummaryStage] = mapped_column(default=SummaryStage.DRAFT)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    working: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What has been typed since the last version, as that has it: `document` and `basis`."""
    working_by: Mapped[str | None]
    working_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]
    clearance_note: Mapped[str | None]
    """Why an organiser cleared it without the answers of all co-leads."""
    event: Mapped[Event] = relationship()
    versions: Mapped[list[SummaryVersion]] = relationship(
        back_populates="summary", order_by="SummaryVersion.number", cascade="all, delete-orphan"
    )


class SummaryVersion(Model):
    """The text as it stood, with the numbers frozen that it used."""

    __tablename__ = "summary_version"
    __table_args__ = (Index("uq_summary_version_number", "summary_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"))
    number: Mapped[int]
    stage: Mapped[SummaryStage]
    document: Mapped[dict[str, Any]]
    """The composed tree: sections, sentences, tokens with their provenance."""
    figures: Mapped[dict[str, Any]]
    """The counts as frozen with this version."""
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the data said, by sentence, when somebody last looked."""
    note: Mapped[str | None]
    by: Mapped[str]
    created_at: Mapped[datetime]
    summary: Mapped[Summary] = relationship(back_populates="versions")
