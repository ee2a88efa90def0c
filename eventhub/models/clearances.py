"""Who is asked to clear a summary, and what they say of it, sentence by sentence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class Clearance(Model):
    """One co-lead, by an address, and how far their clearance has come. No account is needed: the link is theirs."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None]
    """As the organiser typed it: a person, an organisation or both."""
    email: Mapped[str | None]
    key_version: Mapped[int] = mapped_column(default=1)
    sent_version: Mapped[int]
    """The number of the version they are asked about."""
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    approved_version: Mapped[int | None]
    """The number of the version that they approved last, or that the organiser let their approval stand for."""
    approved_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship()
    comments: Mapped[list[ClearanceComment]] = relationship(
        back_populates="clearance", order_by="ClearanceComment.id", cascade="all, delete-orphan"
    )

    @property
    def has_approved(self) -> bool:
        """Tell whether they approved the version they are asked about."""
        return self.approved_version == self.sent_version


class ClearanceComment(Model):
    """What a co-lead says of one sentence."""

    __tablename__ = "clearance_comment"
    __table_args__ = (Index("ix_clearance_comment_clearance_id", "clearance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clearance_id: Mapped[int] = mapped_column(ForeignKey("clearance.id", ondelete="CASCADE"))
    version: Mapped[int]
    sentence: Mapped[str]
    """The key of the sentence; empty for the whole text."""
    quoted: Mapped[str]
    """The sentence as it read."""
    text: Mapped[str]
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    clearance: Mapped[Clearance] = relationship(back_populates="comments")
