"""What was said, and who supported it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event, Said


class DiscussionPoint(Said, Model):
    """A point made from the floor."""

    __tablename__ = "discussion_point"
    __table_args__ = (Index("uq_discussion_point_event_key", "event_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    key: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    quantifier: Mapped[str | None]
    """The drafter's own word in place of the proposed one."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()
    supports: Mapped[list[PointSupport]] = relationship(
        order_by="PointSupport.position", cascade="all, delete-orphan", lazy="selectin"
    )


class PointSupport(Model):
    """A State supported a point."""

    __tablename__ = "point_support"
    __table_args__ = (Index("uq_point_support", "point_id", "country", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("discussion_point.id", ondelete="CASCADE"))
    position: Mapped[int]
    country: Mapped[str]


class FocusProposal(Said, Model):
    """A topic proposed as the focus of a coming event."""

    __tablename__ = "focus_proposal"
    __table_args__ = (Index("uq_focus_proposal", "event_id", "for_event", "topic", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    for_event: Mapped[str | None]
    """The slug of the coming event."""
    topic: Mapped[str]
    proposed_by: Mapped[str | None]
    supported_by: Mapped[list[str]] = mapped_column(default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()


class TopicProposal(Said, Model):
    """A topic suggested for some future event."""

    __tablename__ = "topic_proposal"
    __table_args__ = (Index("uq_topic_proposal", "event_id", "topic", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    topic: Mapped[str]
    proposed_by: Mapped[list[str]] = mapped_column(default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()
