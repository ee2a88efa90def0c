"""A strict reader of iCalendar, written from RFC 5545 and sharing nothing with the library that wrote the bytes."""

from __future__ import annotations

import re
from collections import Counter

ONCE = {
    "VCALENDAR": {"VERSION", "PRODID", "CALSCALE", "METHOD", "SOURCE", "URL", "REFRESH-INTERVAL", "X-WR-CALNAME"},
    "VEVENT": {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "STATUS",
        "TRANSP",
        "CLASS",
        "CREATED",
        "LAST-MODIFIED",
        "ORGANIZER",
        "URL",
        "CATEGORIES",
    },
}
REQUIRED = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "SEQUENCE"},
    "VTIMEZONE": {"TZID"},
}
TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
UTC = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
NAME = re.compile(r"[A-Z0-9-]+")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]*")


def faults(stream: bytes) -> list[str]:
    """Return one sentence for each way in which the bytes are not the calendar they claim to be."""
    return _line_faults(stream) + _structure_faults(lines(stream))


def lines(stream: bytes) -> list[str]:
    """Unfold octets, then read them as text (RFC 5545, 3.1)."""
    return stream.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def values(stream: bytes, name: str) -> list[str]:
    """Return the raw values of a property, in order."""
    return [value for each, _parameters, value in map(_parts, lines(stream)) if each == name]


def parameters(stream: bytes, name: str) -> dict[str, str]:
    """Return the parameters of a property that stands once, without quotation marks."""
    (found,) = [parameters for each, parameters, _value in map(_parts, lines(stream)) if each == name]
    return {name: value.strip('"') for name, value in re.findall(r';([A-Z-]+)=("[^"]*"|[^;]*)', found)}


def text(value: str) -> str:
    """Take the escapes off a TEXT value (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] in "nN" else escape[1], value, flags=re.DOTALL)


def _line_faults(stream: bytes) -> list[str]:
    found = []
    if not stream.endswith(b"\r\n"):
        found.append("the last line has no end")
    for line in stream.split(b"\r\n")[:-1]:
        if len(line) > 75:
            found.append(f"{len(line)} octets in a line")
        if not line.strip():
            found.append("an empty line")
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            found.append(f"a control character in {line!r}")
        try:
            shown = line.decode()
        except UnicodeDecodeError:
            found.append(f"a fold inside a character: {line!r}")
        else:
            found += [f"a line break of its own in {line!r}"] * (len(shown.splitlines()) > 1)
    return found


def _structure_faults(content: list[str]) -> list[str]:
    found: list[str] = []
    stack: list[tuple[str, Counter[str]]] = []
    uids: Counter[str] = Counter()
    components = 0
    for line in content:
        name, given, value = _parts(line)
        if name == "BEGIN":
            components += len(stack) == 1
            stack.append((value, Counter()))
        elif name == "END":
            component, seen = stack.pop()
            found += [f"END:{value} closes {component}"] * (component != value)
            found += [f"{component} without {each}" for each in REQUIRED.get(component, set()) - set(seen)]
            found += [f"{component} with {each} twice" for each in ONCE.get(component, set()) if seen[each] > 1]
        else:
            component, seen = stack[-1]
            seen[name] += 1
            found += [f"{name} after a component"] * (component == "VCALENDAR" and components > 0)
            found += _value_faults(name, given, value)
            uids[value] += name == "UID"
    found += ["components left open"] * bool(stack) + ["no component"] * (components == 0)
    return found + [f"UID {uid} twice" for uid, number in uids.items() if number > 1]


def _value_faults(name: str, given: str, value: str) -> list[str]:
    found = [] if NAME.fullmatch(name) else [f"a property named {name!r}"]
    found += [f"an empty {name}"] * (not value)
    if name in {"DTSTAMP", "CREATED", "LAST-MODIFIED"} or (name in {"DTSTART", "DTEND"} and not given):
        found += [f"{name} is no UTC instant"] * (not UTC.fullmatch(value) and value != "19700101T000000")
    if given == ";VALUE=DATE":
        found += [f"{name} is no day"] * (not DAY.fullmatch(value))
    if name in TEXT and re.search(r"(?<!\\)(?:\\\\)*(?:[;,]|\\[^\\;,nN])", value):
        found.append(f"{name} is not escaped: {value}")
    if name in {"URL", "SOURCE", "CONFERENCE", "ORGANIZER", "ATTENDEE"} and not URI.fullmatch(value):
        found.append(f"{name} is no URI: {value}")
    if name in {"SOURCE", "CONFERENCE"} and "VALUE=URI" not in given:
        found.append(f"{name} without VALUE=URI")
    if name == "REFRESH-INTERVAL" and given != ";VALUE=DURATION":
        found.append("REFRESH-INTERVAL without VALUE=DURATION")
    return found


def _parts(line: str) -> tuple[str, str, str]:
    found = re.fullmatch(r'([^:;]*)((?:;[^=]*=(?:"[^"]*"|[^":;,]*))*):(.*)', line, flags=re.DOTALL)
    return (found[1], found[2], found[3]) if found else (line, "", "")
