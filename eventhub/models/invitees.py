"""Who is asked to come to an event for invited lists, and what they answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event


class InvitedList(StrEnum):
    """Where an invitee stands in the lists."""

    CHAMPIONS = "champions"
    MEMBER_STATES = "member_states"
    NETWORK = "network"
    NAMED = "named"
    """Pasted or uploaded by the organiser."""


class InviteeStatus(StrEnum):
    """What an invitee has said."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Invitee(Model):
    """A State, an organisation or a person asked to come; their link is bound to them."""

    __tablename__ = "invitee"
    __table_args__ = (Index("ix_invitee_event_status", "event_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    invited_list: Mapped[InvitedList]
    name: Mapped[str | None]
    email: Mapped[str | None]
    """Where the invitation goes; a State may be listed before its focal point is known."""
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    status: Mapped[InviteeStatus] = mapped_column(default=InviteeStatus.INVITED)
    reason: Mapped[str | None]
    """Why they declined, in their words."""
    key_version: Mapped[int] = mapped_column(default=1)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))
    """What a person's acceptance became."""
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    """What a State's or organisation's acceptance became."""
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    """When the invitation was last put in the outbox."""
    answered_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship()
