"""The platforms whose exports we read. A new one is a module here beside, and its line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from eventhub.base.i18n import _l
from eventhub.formats.attendance import (
    bigbluebutton,
    google_meet,
    mapped,
    shaped,
    teams_log,
    teams_meetings,
    teams_sections,
    webex,
    zoom_meetings,
    zoom_webinars,
)
from eventhub.formats.attendance.decoding import Line, read_table
from eventhub.formats.attendance.reading import NotAnExport, Occasion, Reading, UnknownKind
from eventhub.formats.attendance.titles import Meaning
from eventhub.formats.attendance.zoned import with_zones


class Reader(Protocol):
    """What a module offers to be a reader."""

    def recognises(self, table: Sequence[Line]) -> bool:
        """Tell whether a table is of this kind."""

    def read(self, table: Sequence[Line], occasion: Occasion) -> Reading:
        """Return what it says of a meeting at this occasion."""


READERS: tuple[Reader, ...] = (
    teams_sections,
    zoom_webinars,
    zoom_meetings,
    webex,
    google_meet,
    bigbluebutton,
    teams_meetings,
    teams_log,
)
"""A file that just one of them recognises is read by it."""


def read(
    data: bytes,
    occasion: Occasion,
    *,
    mapping: Mapping[str, Meaning] | None = None,
    remembered: Callable[[Sequence[str]], Mapping[str, str] | None] = lambda _titles: None,
) -> Reading:
    """Return what an export says, known by its content and not by its name.

    With a mapping, from a title to what its column holds, no kind is looked for; `remembered` finds one by the titles
    of a list that no reader knows. NotAnExport says in one sentence why a file is refused; UnknownKind also which
    columns it has, and its first lines.
    """
    table = with_zones(read_table(data))
    if mapping is not None:
        reading = mapped.read(table, occasion, mapping)
    else:
        sure = [reader for reader in READERS if reader.recognises(table)]
        if not sure and shaped.recognises(table):
            sure = [shaped]
        if len(sure) != 1:
            titles = mapped.titles_in(table)
            lines = mapped.first_lines(table)
            if len(titles) < 2 or not lines:
                raise NotAnExport
            known = remembered(titles)
            if known is None:
                raise UnknownKind(titles, lines)
            reading = mapped.read(table, occasion, {title: Meaning(meaning) for title, meaning in known.items()})
        else:
            reading = sure[0].read(table, occasion)
    if not reading.rows and not reading.waiting_room_rows:
        raise NotAnExport(_l("This export lists nobody."))
    return reading
