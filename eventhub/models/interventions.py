"""Who asks for the floor, who has it, and who took it in which order and capacity."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event, Said, Session
from eventhub.models.registrations import Registration


class SpeakingState(StrEnum):
    """How far a request for the floor has come."""

    REQUESTED = "requested"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"


class SpeakingOrder(StrEnum):
    """In which order those who asked are called."""

    REQUEST = "request"
    PROTOCOL = "protocol"


class Intervention(Said, Model):
    """A State, a working group or the Network took the floor."""

    __tablename__ = "intervention"
    __table_args__ = (Index("uq_intervention_event_position", "event_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    """The order of speaking, from 1."""
    kind: Mapped[str]
    """champion, member_state, observer_state, working_group, network_response, or another word."""
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship()


class Floor(Model):
    """Whether delegates may ask for the floor of an event, or of one of its sessions, and how they are called."""

    __tablename__ = "floor"
    __table_args__ = (
        Index(
            "uq_floor_event",
            "event_id",
            unique=True,
            sqlite_where=text("session_id IS NULL"),
            postgresql_where=text("session_id IS NULL"),
        ),
        Index("uq_floor_session", "session_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    is_open: Mapped[bool] = mapped_column(default=False)
    order: Mapped[SpeakingOrder] = mapped_column(default=SpeakingOrder.REQUEST)
    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()


def _one_at_a_time(state: SpeakingState, *, in_session: bool) -> Any:
    return text(f"state = '{state.value}' AND session_id IS {'NOT ' if in_session else ''}NULL")


def _unique(name: str, *columns: str, state: SpeakingState, in_session: bool) -> Index:
    where = _one_at_a_time(state, in_session=in_session)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class SpeakingRequest(Model):
    """A State, a working group or the Network asks for the floor; the row goes with it until it has spoken.

    One speaks at a time, and nobody waits twice.
    """

    __tablename__ = "speaking_request"
    __table_args__ = (
        _unique("uq_speaking_request_event", "event_id", state=SpeakingState.SPEAKING, in_session=False),
        _unique("uq_speaking_request_session", "session_id", state=SpeakingState.SPEAKING, in_session=True),
        _unique(
            "uq_speaking_request_event_party", "event_id", "party_key", state=SpeakingState.REQUESTED, in_session=False
        ),
        _unique(
            "uq_speaking_request_session_party",
            "session_id",
            "party_key",
            state=SpeakingState.REQUESTED,
            in_session=True,
        ),
        Index("ix_speaking_request_event_state", "event_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The archive's id."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    position: Mapped[int]
    """The place among those who wait, from 1; of no meaning once somebody waits no longer."""
    kind: Mapped[str]
    """The capacity, as of an intervention."""
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    party_key: Mapped[str]
    """Who asks: `country:COL`, else `organisation:<folded>`."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    """The delegate who asked by their own link; None when an organiser noted it."""
    intervention_id: Mapped[int | None] = mapped_column(ForeignKey("intervention.id", ondelete="SET NULL"), unique=True)
    """What giving the floor noted."""
    by: Mapped[str]
    state: Mapped[SpeakingState] = mapped_column(default=SpeakingState.REQUESTED)
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship()
    session: Mapped[Session | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    intervention: Mapped[Intervention | None] = relationship()
