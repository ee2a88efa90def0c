"""What components of a calendar may and must say, in a feed and in a message (RFC 5545, 3.6; RFC 5546, 3.2)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.formats.rfc5545 import Component

COMMON = {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "STATUS", "CLASS", "CREATED"}
COMMON |= {"LAST-MODIFIED", "URL", "CATEGORIES", "RELATED-TO", "DTSTART"}
FRAME = {"VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "DESCRIPTION", "SOURCE", "URL", "REFRESH-INTERVAL", "COLOR"}
FRAME |= {"LAST-MODIFIED", "X-WR-CALNAME", "X-WR-CALDESC", "X-PUBLISHED-TTL"}
PEOPLE = {"ORGANIZER", "ATTENDEE", "X-MICROSOFT-DISALLOW-COUNTER"}
KNOWN = {
    "VCALENDAR": FRAME,
    "VEVENT": COMMON | PEOPLE | {"DTEND", "LOCATION", "TRANSP", "CONFERENCE"},
    "VTODO": COMMON | {"DUE", "COMPLETED", "PERCENT-COMPLETE", "PRIORITY"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"},
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}
"""Beyond these some program in use breaks, or nobody reads it."""

MANY = {"CONFERENCE", "RELATED-TO"}
REQUIRED = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED"},
    "VTODO": {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "LAST-MODIFIED"},
    "VTIMEZONE": {"TZID"},
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}
PLACES = {"VCALENDAR": {"VEVENT", "VTODO", "VTIMEZONE"}, "VEVENT": {"VALARM"}, "VTIMEZONE": {"STANDARD"}}
STATUSES = {"VEVENT": {"CONFIRMED", "TENTATIVE", "CANCELLED"}}
STATUSES["VTODO"] = {"NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"}
METHODS = {"REQUEST", "CANCEL"}
TRANSPARENCY = {"OPAQUE", "TRANSPARENT"}
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def faults(calendar: Component) -> list[str]:
    """Return what is wrong with a calendar as a whole, and with each entry in it."""
    method = calendar.one("METHOD")
    if method == "DECLINECOUNTER":
        return _declined_counter_faults(calendar)
    found = _component_faults(calendar)
    found += [f"VERSION:{calendar.one('VERSION')}"] * (calendar.one("VERSION") != "2.0")
    found += ["no component"] * (not calendar.inside)
    uids = Counter(each.one("UID") for each in calendar.inside if each.name != "VTIMEZONE")
    found += [f"UID {uid} twice" for uid, number in uids.items() if number > 1]
    for entry in calendar.inside:
        if entry.name in {"VEVENT", "VTODO"}:
            found += _entry_faults(entry, method)
    return found + (_message_faults(calendar, method) if method else [])


def _declined_counter_faults(calendar: Component) -> list[str]:
    """It names the entry, from whom, when and why, and nothing else (RFC 5546, 3.2.8)."""
    if [each.name for each in calendar.inside] != ["VEVENT"]:
        return ["a message of more than one entry, or of none"]
    (entry,) = calendar.inside
    names = Counter(line.name for line in entry.lines)
    allowed = {"UID", "DTSTAMP", "ORGANIZER", "COMMENT", "SEQUENCE"}
    found = [f"a DECLINECOUNTER with {name}" for name in sorted(names.keys() - allowed)]
    found += [f"a DECLINECOUNTER without {name}" for name in ("UID", "DTSTAMP", "ORGANIZER") if names[name] != 1]
    found += ["SEQUENCE:0"] * (entry.one("SEQUENCE") == "0")
    return found + [f"UID {entry.one('UID')} is no lower-case UUID"] * (not UID.fullmatch(entry.one("UID") or ""))


def _component_faults(component: Component) -> list[str]:
    name = component.name
    seen = Counter(line.name for line in component.lines)
    found = [f"{name} without {each}" for each in sorted(REQUIRED.get(name, set()) - set(seen))]
    found += [f"{name} with {each} twice" for each, number in seen.items() if number > 1 and each not in MANY]
    found += [f"{name} with {each}" for each in sorted(set(seen) - KNOWN.get(name, set()))]
    for each in component.inside:
        found += [f"{each.name} in {name}"] * (each.name not in PLACES.get(name, set()))
        found += _component_faults(each)
    return found


def _entry_faults(entry: Component, method: str | None) -> list[str]:
    found = [f"UID {entry.one('UID')} is no lower-case UUID"] * (not UID.fullmatch(entry.one("UID") or ""))
    found += [f"SEQUENCE:{entry.one('SEQUENCE')}"] * (not (entry.one("SEQUENCE") or "").isdecimal())
    status = entry.one("STATUS")
    found += [f"STATUS:{status}"] * (status is not None and status not in STATUSES[entry.name])
    related = entry.all("RELATED-TO")
    has_value = any("VALUE" in each.parameters for each in related)
    found += ["RELATED-TO with VALUE: some programs lose the whole calendar"] * has_value
    found += [f"RELATED-TO {x.value} is no UID" for x in related if not UID.fullmatch(x.value)]
    if entry.name == "VEVENT":
        found += _span_faults(entry)
    if method is None:
        is_stamped = entry.one("DTSTAMP") == entry.one("LAST-MODIFIED")
        found += ["DTSTAMP is not LAST-MODIFIED"] * (not is_stamped)
        found += [f"{name} without METHOD" for name in sorted(PEOPLE) if entry.all(name)]
        found += ["VALARM without METHOD"] * any(each.name == "VALARM" for each in entry.inside)
    return found


def _span_faults(entry: Component) -> list[str]:
    start, end = entry.one("DTSTART") or "", entry.one("DTEND") or ""
    shapes = [each.given for name in ("DTSTART", "DTEND") for each in entry.all(name)]
    found = ["DTSTART and DTEND of two kinds"] * (len(set(shapes)) > 1)
    found += [f"it ends at {end} and starts at {start}"] * (end <= start)
    busy = entry.one("TRANSP")
    found += [f"TRANSP:{busy}"] * (busy is not None and busy not in TRANSPARENCY)
    takes_time = busy != "TRANSPARENT" and (";VALUE=DATE" in shapes or entry.one("STATUS") == "CANCELLED")
    return found + ["whole days or a cancelled event take time"] * bool(takes_time and busy)


def _message_faults(calendar: Component, method: str) -> list[str]:
    found = [f"METHOD:{method}"] * (method not in METHODS)
    found += ["a message of more than one entry, or of none"] * ([each.name for each in calendar.inside] != ["VEVENT"])
    for entry in calendar.inside:
        attendees, organisers = entry.all("ATTENDEE"), entry.all("ORGANIZER")
        found += [f"{len(attendees)} ATTENDEE and {len(organisers)} ORGANIZER"] * (
            (len(attendees), len(organisers)) != (1, 1)
        )
        status, given = entry.one("STATUS"), attendees[0].parameters if attendees else {}
        if method == "REQUEST":
            is_asked = (given.get("PARTSTAT"), given.get("RSVP")) in {
                ("NEEDS-ACTION", "TRUE"),
                *((answer, "FALSE") for answer in ("ACCEPTED", "TENTATIVE", "DECLINED")),
            }
            found += [f"an ATTENDEE with {given}"] * (not is_asked or given.get("CUTYPE") != "INDIVIDUAL")
            found += [f"a REQUEST with STATUS:{status}"] * (status not in {"CONFIRMED", "TENTATIVE"})
        else:
            found += [f"a CANCEL with STATUS:{status}"] * (status not in {None, "CANCELLED"})
            found += ["a CANCEL with an alarm"] * bool(entry.inside)
    return found
