"""Lines and values of iCalendar: what each must be wherever it stands (RFC 5545, 3.1 to 3.3; RFC 7986, 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "COMMENT", "CONTACT"}
URIS = {"URL", "SOURCE", "CONFERENCE", "IMAGE", "ORGANIZER", "ATTENDEE"}
STAMPS = {"DTSTAMP", "CREATED", "LAST-MODIFIED"}
MOMENTS = {"DTSTART", "DTEND", "DUE", "RECURRENCE-ID"}
NEEDS_VALUE = {"CONFERENCE": "URI", "SOURCE": "URI", "IMAGE": "URI", "REFRESH-INTERVAL": "DURATION"}

UTC = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d[0-5]\dZ")
DAY = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
NAME = re.compile(r"[A-Z0-9-]+")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-\[\]_a-z~]|%[0-9A-Fa-f]{2})*")
MAILTO = re.compile(r"mailto:[^@<>\s]+@[^@<>\s]+")
DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)(?<!P)")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
LINE = re.compile(r'([^:;]*)((?:;[^=:;]*=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)*):(.*)', re.DOTALL)


@dataclass
class Line:
    """One content line, unfolded."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)
    is_whole: bool = True
    given: str = ""

    @classmethod
    def read(cls, line: str) -> Self:
        found = LINE.fullmatch(line)
        if found is None:
            return cls(line, "", is_whole=False)
        pairs = {name: value.strip('"') for name, value in PARAMETER.findall(found[2])}
        return cls(found[1], found[3], pairs, given=found[2])


def stream_faults(stream: bytes) -> list[str]:
    """Return what is wrong with the octets, before anything is understood."""
    found = ["the last line has no end"] * (not stream.endswith(b"\r\n"))
    found += ["a byte order mark"] * stream.startswith(b"\xef\xbb\xbf")
    for line in stream.split(b"\r\n")[:-1]:
        found += [f"{len(line)} octets in a line"] * (len(line) > 75)
        found += ["an empty line"] * (not line.strip())
        found += [f"a control character in {line!r}"] * bool(re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line))
        try:
            shown = line.decode()
        except UnicodeDecodeError:
            found.append(f"a fold inside a character: {line!r}")
        else:
            found += [f"a line break of its own in {line!r}"] * (len(shown.splitlines()) > 1)
    return found


def faults(line: Line) -> list[str]:
    """Return what is wrong with one line."""
    if not line.is_whole:
        return [f"no content line: {line.name!r}"]
    found = [f"a property named {line.name!r}"] * (not NAME.fullmatch(line.name))
    found += [f"an empty {line.name}"] * (not line.value)
    found += [f"{line.name} with a parameter of RFC 6868: {line.given}"] * bool(re.search(r"\^['^n]", line.given))
    found += [f"{line.name} with TZID; its instant hangs on a zone database"] * ("TZID" in line.parameters)
    found += _text_faults(line)
    found += _time_faults(line)
    found += _uri_faults(line)
    needed = NEEDS_VALUE.get(line.name)
    found += [f"{line.name} without VALUE={needed}"] * bool(needed and line.parameters.get("VALUE") != needed)
    is_duration = line.name in {"REFRESH-INTERVAL", "X-PUBLISHED-TTL", "DURATION", "TRIGGER"}
    found += [f"{line.name} is no duration: {line.value}"] * bool(is_duration and not DURATION.fullmatch(line.value))
    found += ["COLOR is no CSS name"] * bool(line.name == "COLOR" and not re.fullmatch("[a-z]+", line.value))
    return found


def _text_faults(line: Line) -> list[str]:
    if line.name not in TEXT | {"CATEGORIES"}:
        return []
    stray = r"[;]|\\[^\\;,nN]" if line.name == "CATEGORIES" else r"[;,]|\\[^\\;,nN]"
    is_wrong = re.search(rf"(?<!\\)(?:\\\\)*(?:{stray})", line.value) or re.search(r"(?<!\\)(?:\\\\)*\\$", line.value)
    return [f"{line.name} is not escaped: {line.value}"] if is_wrong else []


def _time_faults(line: Line) -> list[str]:
    if line.name in STAMPS or (line.name in MOMENTS and not line.given):
        is_placeholder = line.value == "19700101T000000"  # of a VTIMEZONE: local by its nature
        return [] if UTC.fullmatch(line.value) or is_placeholder else [f"{line.name} is no UTC instant: {line.value}"]
    if line.name in MOMENTS:
        is_day = line.parameters == {"VALUE": "DATE"} and DAY.fullmatch(line.value)
        return [] if is_day else [f"{line.name} is no day: {line.given}:{line.value}"]
    return []


def _uri_faults(line: Line) -> list[str]:
    if line.name not in URIS:
        return []
    found = [f"{line.name} is no URI: {line.value}"] * (not URI.fullmatch(line.value))
    is_person = line.name in {"ORGANIZER", "ATTENDEE"}
    return found + [f"{line.name} is no bare mailto: {line.value}"] * bool(
        is_person and not MAILTO.fullmatch(line.value)
    )
