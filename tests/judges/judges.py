"""Other people's readers of iCalendar: each takes bytes, complains of what it dislikes, and returns what it read."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache

import icalendar as icalendar_library
import pytest
import vobject as vobject_library
from playwright.sync_api import Browser

from tests.formats import rfc5545
from tests.formats.rfc5545 import Reading
from tests.judges.install import MISSING, find_script

Judge = Callable[[bytes], set[Reading]]

NO_LIBICAL = "NO LIBICAL: it judges nothing. Install it (on Debian: apt install libical3) to let it."

READ_IN_BROWSER = """
streams => streams.map(stream => {
  const calendar = new ICAL.Component(ICAL.parse(stream));
  return calendar.getAllSubcomponents("vevent").map(component => {
    const event = new ICAL.Event(component, {strictExceptions: true});
    const utc = time => time.isDate ? time : time.convertToZone(ICAL.Timezone.utcTimezone);
    const written = time => utc(time).toICALString();
    return [event.uid, written(event.startDate), written(event.endDate), event.summary || "",
            component.getFirstPropertyValue("status") || ""];
  });
})
"""


def icalendar(stream: bytes) -> set[Reading]:
    """Let the icalendar library read it anew."""
    calendar = icalendar_library.Calendar.from_ical(stream)
    assert [each.errors for each in calendar.walk() if each.errors] == []
    return {
        Reading(
            str(each["uid"]),
            _written(each.start),
            _written(each.end),
            str(each.get("summary", "")),
            str(each.get("status", "")),
        )
        for each in calendar.walk("VEVENT")
    }


def vobject(stream: bytes) -> set[Reading]:
    """Let vobject read it and hold it to its own rules."""
    calendar = vobject_library.readOne(stream.decode())
    calendar.validate(raiseException=True)
    return {
        Reading(
            each.uid.value,
            _written(each.dtstart.value),
            _written(each.dtend.value),
            each.summary.value if hasattr(each, "summary") else "",
            each.status.value if hasattr(each, "status") else "",
        )
        for each in getattr(calendar, "vevent_list", [])
    }


@cache
def libical() -> Judge:
    """Return libical's judgement: no error, no restriction broken, and the same when it writes the calendar anew."""
    name = ctypes.util.find_library("ical")
    if name is None:
        pytest.skip(NO_LIBICAL)
    library = ctypes.CDLL(name)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    for function in (
        "icalcomponent_count_errors",
        "icalrestriction_check",
        "icalcomponent_as_ical_string",
        "icalcomponent_free",
    ):
        getattr(library, function).argtypes = [ctypes.c_void_p]

    def read(stream: bytes) -> set[Reading]:
        calendar = library.icalparser_parse_string(stream)
        assert calendar, "libical reads nothing"
        assert library.icalcomponent_count_errors(calendar) == 0
        assert library.icalrestriction_check(calendar) == 1
        written = library.icalcomponent_as_ical_string(calendar)
        assert b"X-LIC-ERROR" not in written
        library.icalcomponent_free(calendar)
        return rfc5545.readings(written)

    return read


def ical_js(browser: Browser, streams: Sequence[bytes]) -> list[set[Reading]]:
    """Let ical.js read streams in a browser, as Thunderbird and Nextcloud do."""
    script = find_script()
    if script is None:
        pytest.skip(MISSING)
    page = browser.new_page()
    page.add_script_tag(path=str(script))
    read = page.evaluate(READ_IN_BROWSER, [stream.decode() for stream in streams])
    page.close()
    return [{Reading(*row) for row in rows} for rows in read]


def _written(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return moment.strftime("%Y%m%d")
