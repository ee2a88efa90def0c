"""What archives said beside people and events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model


class KeptKey(Model):
    """A key of an archive's document that has no place of its own here, and its value: both come back."""

    __tablename__ = "kept_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)
