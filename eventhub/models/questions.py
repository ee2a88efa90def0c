"""What an organiser asks beside the house's own fields, and what people answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.base.db import Model
from eventhub.models.events import Event
from eventhub.models.uploads import StoredFile


class QuestionKind(StrEnum):
    """What kind of answer a question takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    FILE = "file"
    YES_NO = "yes_no"


class Question(Model):
    """One question of an event's registration form, in the organiser's order."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_event_position", "event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The lasting id in archives and in the names of form fields."""
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    label: Mapped[str]
    hint: Mapped[str | None]
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Label and hint in further languages: `{"fr": {"label": …, "hint": …}}`."""
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What can be chosen: `{"value": …, "label": …, "words": {"fr": …}}`; the value never changes."""
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the kind limits: `least`, `most`, `length`."""
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """When it is shown, all of them: `{"about": "category" | "level" | a question's key, "values": [...]}`."""
    is_required: Mapped[bool] = mapped_column(default=False)
    in_survey: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Asked after the event, in its survey, and not by the registration form."""
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    """Its answers are erased first, with accessibility needs and files."""
    retired_at: Mapped[datetime | None]
    """Asked no longer, kept for the answers it has."""
    created_at: Mapped[datetime]
    event: Mapped[Event] = relationship()


class Answer(Model):
    """What one registration answered to one question."""

    __tablename__ = "answer"
    __table_args__ = (Index("uq_answer_registration_question", "registration_id", "question_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    """A text, number, yes or no, ISO date, ISO alpha-3 or list of option values; null where a file is the answer."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    question: Mapped[Question] = relationship()
    file: Mapped[StoredFile | None] = relationship()
