"""Who has a place at an event, and what they agreed to."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.base.text import fold
from eventhub.models.events import Event, Session
from eventhub.models.people import Details, Person, party_key
from eventhub.models.questions import Answer
from eventhub.models.uploads import StoredFile


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


class DelegationRole(StrEnum):
    """In what capacity an official is on a delegation, as the conferences of the UN name it."""

    CHIEF_DELEGATE = "chief_delegate"
    ALTERNATE = "alternate"
    DELEGATE = "delegate"
    ADVISER = "adviser"
    OBSERVER = "observer"


SEARCHED = ("given_name", "family_name", "email", "organisation", "function")
"""What a search in a list looks through."""

SEARCHED_LETTERS = 600
"""How much of it: what PostgreSQL takes into an index, even of four bytes each."""

STANDING = text("status IN ('pending', 'confirmed', 'waitlisted')")


def new_delegation_key() -> str:
    """Return an id for a delegation that is new here."""
    return f"d-{secrets.token_hex(6)}"


class Delegation(Model):
    """The officials of one State or organisation at one event, entered by a focal point."""

    __tablename__ = "delegation"
    __table_args__ = (Index("uq_delegation_event_key", "event_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(default=new_delegation_key)
    """The lasting id in archives, within its event."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    country: Mapped[str | None]
    organisation: Mapped[str | None]
    focal_point_name: Mapped[str | None]
    focal_point_email: Mapped[str | None]
    address: Mapped[str | None]
    """Of the ministry or entity, typed once for all its officials."""
    language: Mapped[str] = mapped_column(default="en")
    """In which we write to the focal point."""
    quota: Mapped[int | None]
    """How many may stand in it at once; None leaves it to the event's own rule."""
    waits_together: Mapped[bool] = mapped_column(default=False)
    """Whether its officials leave the waitlist as one; else each as a seat comes free."""
    note_verbale_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime | None]
    """When the focal point's link was last put in the outbox."""
    key_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    note_verbale: Mapped[StoredFile | None] = relationship()

    @property
    def party(self) -> str | None:
        """The key of the State or organisation whose delegation it is."""
        return party_key(self.country, self.organisation)


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
        # A person's own calendar asks for these, every few minutes.
        Index("ix_registration_email_key", "email_key"),
        Index("ix_registration_event_seats", "event_id", "status", "party_key"),
        Index("ix_registration_event_address", "event_id", "email_key"),
        Index("ix_registration_event_created", "event_id", "created_at", "id"),
        Index("ix_registration_event_name", "event_id", "name_key", "id"),
        Index("ix_registration_event_country", "event_id", "country", "name_key", "id"),
        # All that lists filter by, to be read through whole: a tenth of what the rows themselves would be.
        Index(
            "ix_registration_event_filters",
            *("event_id", "country", "status", "category", "level"),
            *("delegation_id", "head_of_delegation", "search_key"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, insert_sentinel=True)
    """The lasting id in archives."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id", ondelete="SET NULL"), index=True)
    delegation_role: Mapped[DelegationRole | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    """Whose place this person took, by substitution."""
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
    name_key: Mapped[str] = mapped_column(default="")
    """Family and given name, folded: how lists sort."""
    search_key: Mapped[str] = mapped_column(default="")
    """All that a search looks through, folded, as far as SEARCHED_LETTERS."""
    party_key: Mapped[str | None]
    """Of the State or organisation they stand for, as co-sponsors are keyed: whose seat it takes."""
    anonymised_at: Mapped[datetime | None]
    """When who it was about was erased; what is counted stays."""
    joined_first_at: Mapped[datetime | None]
    """When the link to the meeting was first followed: a hint at who came, never attendance."""
    joined_last_at: Mapped[datetime | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(order_by="Answer.id", cascade="all, delete-orphan")
    tags: Mapped[list[RegistrationTag]] = relationship(order_by="RegistrationTag.tag", cascade="all, delete-orphan")
    choices: Mapped[list[SessionRegistration]] = relationship(
        back_populates="registration", order_by="SessionRegistration.session_id", cascade="all, delete-orphan"
    )
    notes: Mapped[list[RegistrationNote]] = relationship(order_by="RegistrationNote.id", cascade="all, delete-orphan")
    consents: Mapped[list[Consent]] = relationship(
        back_populates="registration", order_by="(Consent.at, Consent.id)", cascade="all, delete-orphan"
    )

    def fold(self) -> None:
        """Let the folded columns follow what people typed, whoever wrote it."""
        self.name_key = fold(f"{self.family_name} {self.given_name}")
        self.party_key = self.party
        words = fold(" ".join(filter(None, (getattr(self, name) for name in SEARCHED))))
        self.search_key = words[:SEARCHED_LETTERS]

    def consents_to(self, purpose: str) -> bool:
        """Tell whether the last word on this purpose was yes."""
        words = [consent.is_given for consent in self.consents if consent.purpose == purpose]
        return bool(words) and words[-1]


class SessionRegistration(Model):
    """A session that somebody chose. Who drops it again has none; the audit keeps the history."""

    __tablename__ = "session_registration"
    __table_args__ = (Index("uq_session_registration_pair", "registration_id", "session_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    chosen_at: Mapped[datetime]
    registration: Mapped[Registration] = relationship(back_populates="choices")
    session: Mapped[Session] = relationship()


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


class RegistrationTag(Model):
    """A word by which organisers sort registrations."""

    __tablename__ = "registration_tag"
    __table_args__ = (Index("uq_registration_tag_registration_tag", "registration_id", "tag", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    tag: Mapped[str]


class RegistrationNote(Model):
    """What organisers tell one another about a registration; never shown to the person's side of the house."""

    __tablename__ = "registration_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class UnconfirmedApplication(Model):
    """A filled-in form whose address nobody has confirmed yet: it holds no seat and is forgotten when it expires."""

    __tablename__ = "unconfirmed_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    email_key: Mapped[str]
    application: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[Event] = relationship()


class AnonymousCount(Model):
    """An event's figures as they were when its people were anonymised: they outlive the names."""

    __tablename__ = "anonymous_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    taken_at: Mapped[datetime]


@listens_for(Registration, "before_insert")
@listens_for(Registration, "before_update")
def _fold(_mapper: object, _connection: object, registration: Registration) -> None:
    registration.fold()
