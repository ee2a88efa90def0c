"""What every export comes down to: rows of somebody connected for a while, in the event's local time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

_SHOWN = 6
"""Columns that a refusal names."""


class NotAnExport(Refused):
    """The file cannot be read as an attendance export; the sentence says why."""

    message = _l("This file is not an attendance export of a kind that we can read.")


class UnknownKind(NotAnExport):
    """No reader is sure of this file; `columns` are the titles it has, for somebody to say what each means."""

    def __init__(self, columns: Sequence[str], lines: Sequence[Sequence[str]] = ()) -> None:
        self.columns = tuple(columns)
        self.lines = tuple(map(tuple, lines))
        """What stands in those columns in the first lines below."""
        shown = ", ".join(f"“{title[:40]}”" for title in self.columns[:_SHOWN])
        more = ", …" if len(self.columns) > _SHOWN else ""
        super().__init__(
            _l(
                "This file is not an attendance export of a kind that we can read: its columns are %(columns)s.",
                columns=shown + more,
            )
        )


class Occasion(Protocol):
    """When and where an event is, as far as times are understood by it."""

    @property
    def starts_at(self) -> datetime:
        """On the event's clock, naive."""

    @property
    def ends_at(self) -> datetime:
        """On the event's clock, naive."""

    @property
    def timezone(self) -> str:
        """The IANA name of the event's zone."""


class Row(NamedTuple):
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


class Reading(NamedTuple):
    """An export as understood: rows that are attendance, and how many were only waiting."""

    platform: str
    """Which reader understood it, and in which shape: "zoom-participants/old", "teams/sections"."""
    rows: tuple[Row, ...]
    meeting_title: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    waiting_room_rows: int = 0
