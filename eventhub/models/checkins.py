"""Who was let in at a door, or said to be there. Who was present is derived from these rows, too."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event, Session
from eventhub.models.people import Person
from eventhub.models.registrations import Registration


class Door(StrEnum):
    """By which way somebody was found to be there."""

    QR = "qr"
    CODE = "code"
    SELF = "self"
    HAND = "hand"
    LIST = "list"


class Mode(StrEnum):
    """Where somebody was."""

    IN_PERSON = "in_person"
    ONLINE = "online"


WHOLE_STANDS = text("undone_at IS NULL AND session_id IS NULL")
PART_STANDS = text("undone_at IS NULL AND session_id IS NOT NULL")


class CheckIn(Model):
    """Somebody was there. It is a row that can be undone, never an edit, and stands once for each place and part."""

    __tablename__ = "check_in"
    __table_args__ = (
        Index(
            "uq_check_in_standing",
            *("event_id", "person_id", "mode"),
            unique=True,
            sqlite_where=WHOLE_STANDS,
            postgresql_where=WHOLE_STANDS,
        ),
        Index(
            "uq_check_in_standing_part",
            *("session_id", "person_id", "mode"),
            unique=True,
            sqlite_where=PART_STANDS,
            postgresql_where=PART_STANDS,
        ),
        Index("ix_check_in_event_at", "event_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    """The place they came by; None for a walk-in."""
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    """The part of the event they came to; None for the event as a whole."""
    door: Mapped[Door]
    mode: Mapped[Mode]
    at: Mapped[datetime]
    by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    registration: Mapped[Registration | None] = relationship()
    part: Mapped[Session | None] = relationship()
