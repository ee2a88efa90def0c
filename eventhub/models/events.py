"""Events, the series they stand in, and what is said and laid down around them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.calendars import Dated
from eventhub.models.directory import WorkingGroup

LocalDateTime = DateTime(timezone=False)
"""A wall-clock time, meaningful with the event's zone beside it."""


class EventStatus(StrEnum):
    """How far an event is out in the open."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class RegistrationMode(StrEnum):
    """Who may register."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITED = "invited"


class AttributionRule(StrEnum):
    """Whether what is said may be tied to who said it."""

    ATTRIBUTABLE = "attributable"
    CHATHAM_HOUSE = "chatham_house"


class OnDecline(StrEnum):
    """What becomes of a seat when the person's calendar declines."""

    ASK = "ask"
    WITHDRAW = "withdraw"
    NOTHING = "nothing"


class Modality(StrEnum):
    """Where people meet."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class Series(Model):
    """Events that follow one another under one name."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    in_text: Mapped[str | None]
    """How the name reads on in a sentence: "global peer learning exchange"."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    events: Mapped[list[Event]] = relationship(back_populates="series", order_by="Event.starts_at_utc")


class Event(Model):
    """A meeting. Its local time and zone are the truth; UTC is derived."""

    __tablename__ = "event"
    __table_args__ = (
        # Feeds ask for these alone, every few minutes and for every subscriber.
        Index("ix_event_feed", "ends_at_utc", "registration_mode", "published_at", "revision", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Calendar identity, fixed for life (RFC 7986, 5.3)."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with material changes only (RFC 5546, 2.1.4)."""
    revision: Mapped[int] = mapped_column(default=1)
    """Rises with every change that a calendar or page shows."""
    status: Mapped[EventStatus] = mapped_column(default=EventStatus.DRAFT)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="SET NULL"), index=True)
    number: Mapped[int | None]
    kind: Mapped[str]
    title: Mapped[str]
    description: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(LocalDateTime)
    ends_at: Mapped[datetime] = mapped_column(LocalDateTime)
    timezone: Mapped[str]
    starts_second: Mapped[bool] = mapped_column(default=False)
    """Where the clocks go back and show the start twice: whether the second time is meant."""
    ends_second: Mapped[bool] = mapped_column(default=False)
    starts_at_utc: Mapped[datetime] = mapped_column(index=True)
    ends_at_utc: Mapped[datetime]
    modality: Mapped[Modality] = mapped_column(default=Modality.ONLINE)
    venue: Mapped[str | None]
    join_url: Mapped[str | None]
    """The meeting link; for the registered only."""
    attribution_rule: Mapped[AttributionRule] = mapped_column(default=AttributionRule.ATTRIBUTABLE)
    convenor: Mapped[str | None]
    working_group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id", ondelete="SET NULL"))
    gcm_objectives: Mapped[list[int]] = mapped_column(default=list)
    theme: Mapped[str | None]
    focus: Mapped[list[str]] = mapped_column(default=list)
    lead_focus: Mapped[str | None]
    agenda: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    """Languages of interpretation, by code."""
    capacity: Mapped[int | None]
    registration_mode: Mapped[RegistrationMode] = mapped_column(default=RegistrationMode.OPEN)
    registration_opens_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    needs_address_confirmation: Mapped[bool] = mapped_column(default=False)
    """Whether a seat is held only once the address has answered."""
    seats_per_delegation: Mapped[int | None]
    """How many seats one State or organisation may hold."""
    sponsor_seats: Mapped[int | None]
    """How many of the seats are set aside for confirmed co-sponsors."""
    substitution_closes_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    """Until when one official may stand in for another; None: until the start."""
    calendar_reminder: Mapped[int | None]
    """How many minutes before the start personal calendar entries remind; None: not at all."""
    on_decline: Mapped[OnDecline] = mapped_column(default=OnDecline.ASK, server_default=OnDecline.ASK.value)
    """Whether a calendar that declines gives the seat back, or its person is asked to."""
    minutes_to_count: Mapped[int | None]
    """Whoever is known to have been there for less is present and no participant; None: everybody counts."""
    join_opens_before: Mapped[int] = mapped_column(default=60, server_default="60")
    """How many minutes before the start the way into the meeting opens, and people may check themselves in."""
    door_link_made_at: Mapped[datetime | None]
    """When the link was made by which helpers at the door check people in without an account; None: there is none."""
    retention_months: Mapped[int | None]
    """How long after the end names are kept; None: as the installation's setting says."""
    anonymised_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    """When thanks went to those who were there: nobody is thanked twice, wherever the event moves."""
    summary_options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cancellation_reason: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    """When anything shown last changed: LAST-MODIFIED and DTSTAMP of feeds."""
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    series: Mapped[Series | None] = relationship(back_populates="events")
    working_group: Mapped[WorkingGroup | None] = relationship()
    sessions: Mapped[list[Session]] = relationship(
        back_populates="event", order_by="Session.position", cascade="all, delete-orphan"
    )
    references: Mapped[list[EventReference]] = relationship(
        foreign_keys="EventReference.event_id", order_by="EventReference.position", cascade="all, delete-orphan"
    )
    consultations: Mapped[list[Consultation]] = relationship(
        order_by="Consultation.position", cascade="all, delete-orphan"
    )
    remarks: Mapped[list[Remarks]] = relationship(back_populates="event", cascade="all, delete-orphan")

    @property
    def is_public(self) -> bool:
        """Tell whether strangers may see it; a cancelled event stays, marked as such."""
        return self.status is not EventStatus.DRAFT and self.published_at is not None

    @property
    def is_chatham_house(self) -> bool:
        """Tell whether only counts may leave the room."""
        return self.attribution_rule is AttributionRule.CHATHAM_HOUSE


class Session(Model):
    """A part of an event with its own time, in the event's zone; it is where the event is unless it says more."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Calendar identity, fixed for life, as an event's own."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises when its time or place changes, or when it is called off, by itself or with the event."""
    position: Mapped[int]
    title: Mapped[str]
    starts_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    starts_second: Mapped[bool] = mapped_column(default=False)
    """Where the clocks go back and show the start twice: whether the second time is meant."""
    ends_second: Mapped[bool] = mapped_column(default=False)
    starts_at_utc: Mapped[datetime | None]
    ends_at_utc: Mapped[datetime | None]
    venue: Mapped[str | None]
    """A room of its own; None: where the event is."""
    join_url: Mapped[str | None]
    """A meeting link of its own, for those who chose it; None: the event's."""
    is_elective: Mapped[bool] = mapped_column(default=False)
    """Whether people choose it; else it is for everybody."""
    capacity: Mapped[int | None]
    """How many may choose it; None: as many as wish."""
    attribution_rule: Mapped[AttributionRule | None]
    """None: the event's."""
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When anything that a calendar shows of it last changed."""
    event: Mapped[Event] = relationship(back_populates="sessions")

    @property
    def timezone(self) -> str:
        """Return its event's zone."""
        return self.event.timezone

    @property
    def is_chatham_house(self) -> bool:
        """Tell whether only counts may leave the room: by its own rule, else by the event's."""
        return (self.attribution_rule or self.event.attribution_rule) is AttributionRule.CHATHAM_HOUSE

    @property
    def takes_place(self) -> bool:
        """Tell whether it was not called off, by itself or with the event."""
        return self.cancelled_at is None and self.event.status is not EventStatus.CANCELLED


class Said:
    """What was said in the room, and in which session where that is known."""

    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"))

    @declared_attr
    def session(self) -> Mapped[Session | None]:
        """Return where it was said; None: not known, or at the event as a whole."""
        return relationship(Session)


class EventReference(Model):
    """An earlier or coming event that this one speaks of."""

    __tablename__ = "event_reference"
    __table_args__ = (Index("uq_event_reference_pair", "event_id", "refers_to_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    refers_to_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    speaker: Mapped[str | None]
    """Who speaks of it: "the co-leads"."""
    numbers: Mapped[str | None]
    """How its figures are quoted: exact or rounded."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    refers_to: Mapped[Event] = relationship(foreign_keys=[refers_to_id])


class Consultation(Model):
    """A working group consults the participants during an event."""

    __tablename__ = "consultation"
    __table_args__ = (Index("uq_consultation_event_group", "event_id", "working_group_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    working_group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id", ondelete="CASCADE"))
    position: Mapped[int]
    refers_to: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Slugs of the events consulted on."""
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    working_group: Mapped[WorkingGroup] = relationship()


class Remarks(Said, Model):
    """Opening or closing remarks, point by point."""

    __tablename__ = "remarks"
    __table_args__ = (Index("uq_remarks_event_kind", "event_id", "kind", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """opening or closing."""
    speaker: Mapped[str]
    points: Mapped[list[str]] = mapped_column(default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship(back_populates="remarks")


class Milestone(Dated, Model):
    """A date on the road that everybody watches, known to the day or to the month."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    starts_on: Mapped[str]
    """A day or a month: "2021-07-12", "2021-07"."""
    ends_on: Mapped[str | None]
    precision: Mapped[str | None]
    is_tentative: Mapped[bool | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship()


class KeyFigure(Model):
    """A figure quoted at an event, as of a date."""

    __tablename__ = "key_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str | None]
    is_approximate: Mapped[bool | None]
    as_of: Mapped[date | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship()


class GlossaryTerm(Model):
    """An abbreviation and what it stands for."""

    __tablename__ = "glossary_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    short: Mapped[str] = mapped_column(unique=True)
    long: Mapped[str]
    position: Mapped[int]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)


__all__ = [
    "AttributionRule",
    "Consultation",
    "Event",
    "EventReference",
    "EventStatus",
    "GlossaryTerm",
    "KeyFigure",
    "Milestone",
    "Modality",
    "RegistrationMode",
    "Remarks",
    "Series",
    "Session",
]
