"""The survey after an event: who may answer it, and, apart from that, what was answered."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event, LocalDateTime
from eventhub.models.registrations import Registration


def _by_lot() -> str:
    return secrets.token_hex(12)


class Survey(Model):
    """What an event asks afterwards, from when to when; its questions are those of the event that say so."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    introduction: Mapped[str | None]
    opens_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    """None: once the event is over."""
    closes_at: Mapped[datetime | None] = mapped_column(LocalDateTime)
    """None: it stays open."""
    takes_names: Mapped[bool] = mapped_column(default=False)
    """Whether whoever wishes may be named beside their answers."""
    quoted: Mapped[list[str]] = mapped_column(default=list)
    """Keys of the questions whose results the summary quotes."""
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship()


class SurveyTicket(Model):
    """Somebody's right to answer once. It knows who, that they did, and nothing of what or when."""

    __tablename__ = "survey_ticket"
    __table_args__ = (Index("uq_survey_ticket_registration", "survey_id", "registration_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    key_version: Mapped[int] = mapped_column(default=1)
    is_used: Mapped[bool] = mapped_column(default=False)
    survey: Mapped[Survey] = relationship()
    registration: Mapped[Registration] = relationship()


class SurveyResponse(Model):
    """What one person answered. It knows what, and nothing of who or when, unless they wished to be named.

    Its name is drawn by lot and rows lie in the order of names: neither tells who answered first.
    """

    __tablename__ = "survey_response"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way

    id: Mapped[str] = mapped_column(primary_key=True, default=_by_lot)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Values by the question's key, as answers to registration questions are kept."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    """Whose it is, where the survey takes names and the person said yes."""
    registration: Mapped[Registration | None] = relationship()
