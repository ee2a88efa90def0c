"""Who has a place at an event, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event
from eventhub.models.people import Details, Person


class RegistrationStatus(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"

    @property
    def holds_seat(self) -> bool:
        """Tell whether it takes one of the event's seats."""
        return self in {RegistrationStatus.PENDING, RegistrationStatus.CONFIRMED}

    @property
    def is_standing(self) -> bool:
        """Tell whether it is in force: one such per address and event."""
        return self.holds_seat or self is RegistrationStatus.WAITLISTED


class RegisteredBy(StrEnum):
    """Who filled in the form."""

    SELF = "self"
    FOCAL_POINT = "focal_point"
    ORGANISER = "organiser"


STANDING = text("status IN ('pending', 'confirmed', 'waitlisted')")


class Delegation(Model):
    """The officials of one State or organisation at one event, entered by a focal point."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    focal_point_name: Mapped[str | None]
    focal_point_email: Mapped[str | None]
    key_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Registration(Details, Model):
    """One person's place at one event, whoever filled in the form; details as of this event."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_standing",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_registration_event_status", "event_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The lasting id in archives."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"))
    status: Mapped[RegistrationStatus]
    registered_by: Mapped[RegisteredBy | None]
    registered_on: Mapped[date | None]
    head_of_delegation: Mapped[bool | None]
    interpretation_language: Mapped[str | None]
    accessibility_needs: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    """In which we write to them."""
    notice_version: Mapped[str | None]
    """The privacy notice shown before the first field."""
    key_version: Mapped[int] = mapped_column(default=1)
    """Moves to revoke every private link of this registration."""
    waiting_since: Mapped[datetime | None]
    status_reason: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    consents: Mapped[list[Consent]] = relationship(
        back_populates="registration", order_by="(Consent.at, Consent.id)", cascade="all, delete-orphan"
    )

    def consents_to(self, purpose: str) -> bool:
        """Tell whether the last word on this purpose was yes."""
        words = [consent.is_given for consent in self.consents if consent.purpose == purpose]
        return bool(words) and words[-1]


class Consent(Model):
    """A yes or no to one purpose, kept as a log: the last word counts."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    """privacy_notice, participant_list, recording or mailings."""
    is_given: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str]
    registration: Mapped[Registration] = relationship(back_populates="consents")
