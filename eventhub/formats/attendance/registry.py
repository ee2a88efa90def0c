"""The platforms whose exports we read. A new one is a module here beside, and its line below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from eventhub.base.i18n import _l
from eventhub.formats.attendance import teams_sections, zoom_meetings
from eventhub.formats.attendance.decoding import Line, read_table
from eventhub.formats.attendance.reading import NotAnExport, Reading


class Reader(Protocol):
    """What a module offers to be a reader."""

    def recognises(self, table: Sequence[Line]) -> bool:
        """Tell whether a table is of this kind."""

    def read(self, table: Sequence[Line], *, first_day: date, last_day: date) -> Reading:
        """Return what it says; the days are the event's."""


READERS: tuple[Reader, ...] = (
    teams_sections,
    zoom_meetings,
)
"""The first that recognises a file reads it."""


def read(data: bytes, *, first_day: date, last_day: date) -> Reading:
    """Return what an export says, known by its content and not by its name.

    The days are the event's first and last, on its own clock. NotAnExport says in one sentence why a file is refused.
    """
    table = read_table(data)
    for reader in READERS:
        if reader.recognises(table):
            reading = reader.read(table, first_day=first_day, last_day=last_day)
            break
    else:
        raise NotAnExport
    if not reading.rows and not reading.waiting_room_rows:
        raise NotAnExport(_l("This export lists nobody."))
    return reading
