"""What every export comes down to: rows of somebody connected for a while, in the event's local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l


class NotAnExport(Refused):
    """The file cannot be read as an attendance export; the sentence says why."""

    message = _l("This file is not an attendance export of a kind that we can read.")


@dataclass(frozen=True, slots=True)
class Row:
    """One connection as the platform wrote it down.

    Times are naive, on the event's clock. With `seconds` the platform gave a total: the times, if any, are then only
    the first joining and the last leaving. Without it the times are one unbroken connection; a time that is None is
    unknown, and so is its length.
    """

    position: int
    display_name: str
    email: str | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An export as understood: rows that are attendance, and how many were only waiting."""

    platform: str
    """Which reader understood it, and in which shape: "zoom-participants/old", "teams/sections"."""
    rows: tuple[Row, ...]
    meeting_title: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    waiting_room_rows: int = 0
