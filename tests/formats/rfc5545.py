"""A strict reader of iCalendar, written from RFC 5545 and sharing nothing with the library that wrote the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.formats import rfc5545_entries, rfc5545_lines
from tests.formats.rfc5545_lines import Line


@dataclass
class Component:
    """A component with its own lines and those inside it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> str | None:
        return next((line.value for line in self.all(name)), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What every program must understand of an entry: UTC instants or days as they are written, and texts as meant."""

    uid: str
    start: str
    end: str
    summary: str
    status: str


def faults(stream: bytes) -> list[str]:
    """Return one sentence for each way in which the bytes are not the calendar they claim to be."""
    found = rfc5545_lines.stream_faults(stream)
    written = [Line.read(line) for line in lines(stream)]
    found += [fault for line in written for fault in rfc5545_lines.faults(line)]
    calendars = list(_components(written, found))
    found += [f"{len(calendars)} calendars"] * (len(calendars) != 1)
    return found + [fault for calendar in calendars for fault in rfc5545_entries.faults(calendar)]


def readings(stream: bytes) -> set[Reading]:
    """Return what the entries of a calendar say, to compare with what another program read."""
    (calendar,) = _components([Line.read(line) for line in lines(stream)], [])
    return {
        Reading(
            uid=each.one("UID") or "",
            start=each.one("DTSTART") or "",
            end=each.one("DTEND") or "",
            summary=text(each.one("SUMMARY") or ""),
            status=each.one("STATUS") or "",
        )
        for each in calendar.inside
        if each.name == "VEVENT"
    }


def lines(stream: bytes) -> list[str]:
    """Unfold octets, then read them as text (RFC 5545, 3.1)."""
    return stream.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().split("\r\n")[:-1]


def values(stream: bytes, name: str) -> list[str]:
    """Return the raw values of a property, in order."""
    return [line.value for line in map(Line.read, lines(stream)) if line.name == name]


def parameters(stream: bytes, name: str) -> dict[str, str]:
    """Return the parameters of a property that stands once, without quotation marks."""
    (found,) = [line for line in map(Line.read, lines(stream)) if line.name == name]
    return found.parameters


def text(value: str) -> str:
    """Take the escapes off a TEXT value (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] in "nN" else escape[1], value, flags=re.DOTALL)


def _components(written: list[Line], found: list[str]) -> Iterator[Component]:
    """Yield the outermost components; note what does not nest."""
    stack: list[Component] = []
    for line in written:
        if line.name == "BEGIN":
            stack.append(Component(line.value))
        elif not stack:
            found.append(f"{line.name} outside of everything")
        elif line.name == "END":
            closed = stack.pop()
            found += [f"END:{line.value} closes {closed.name}"] * (closed.name != line.value)
            if stack:
                stack[-1].inside.append(closed)
            else:
                yield closed
        else:
            found += [f"{line.name} after a component"] * bool(stack[-1].name == "VCALENDAR" and stack[-1].inside)
            stack[-1].lines.append(line)
    found += [f"{each.name} left open" for each in stack]
