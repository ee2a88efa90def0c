"""What calendar programs answer: REPLY, COUNTER, REFRESH as plain data (RFC 5546, 3.2.3, 3.2.6, 3.2.7; RFC 6047, 2.4).

Nothing is ever computed from a rule of recurrence: zones are cut out unread, because times in UTC, IANA and
Windows names need none, and an answer that speaks of a series is refused, since no invitation of ours is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from urllib.parse import unquote

from icalendar import Calendar, vCalAddress
from icalendar.cal import Component

from eventhub.base.i18n import LazyString, _l

LARGEST = 200_000
"""The most bytes of a calendar that are read: an answer repeats the invitation, and is a few thousand."""

MOST_COMPONENTS = 50

LONGEST_COMMENT = 1000

Participation = Literal["ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED"]

_ANSWERS: tuple[Participation, ...] = ("ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED")
_FOLD = re.compile(r"\r?\n[ \t]")
_ZONE = re.compile(r"^BEGIN:VTIMEZONE[ \t]*$.*?^END:VTIMEZONE[ \t]*$\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:(\w[\w-]*)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_MAILTO = re.compile(r"^\s*mailto:\s*", re.IGNORECASE)


class NotReadable(ValueError):
    """A calendar part that is no answer to an invitation; the sentence says why."""

    def __init__(self, sentence: str | LazyString) -> None:
        super().__init__(str(sentence))


@dataclass(frozen=True, slots=True)
class Reply:
    """One person's answer to one invitation."""

    uid: str
    attendee: str
    """A bare address, as written."""
    sent_by: str | None
    """Whoever answered for them."""
    participation: Participation
    sequence: int
    stamp: datetime
    """DTSTAMP, in UTC."""
    comment: str | None = None
    delegated_to: str | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """Somebody would rather meet at another time or place."""

    uid: str
    attendee: str
    sent_by: str | None
    starts_at: datetime | None
    """Proposed, in UTC; None where it cannot be told."""
    ends_at: datetime | None
    location: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Somebody's calendar has lost the invitation and asks for it again."""

    uid: str
    attendee: str
    sent_by: str | None


Answer = Reply | Counter | Refresh


def method(content: bytes, charset: str | None = None) -> str | None:
    """Return the METHOD of a calendar, in capitals, without reading the rest."""
    found = re.search(r"^METHOD[^:\n]*:[ \t]*([\w-]+)", _text(content[:LARGEST], charset), re.MULTILINE | re.IGNORECASE)
    return found[1].upper() if found else None


def read(content: bytes, charset: str | None = None) -> Answer:
    """Read a calendar part; raise NotReadable with a sentence for anything that is no single, whole answer."""
    if len(content) > LARGEST:
        raise NotReadable(_l("The calendar is too large for an answer."))
    text = _text(content, charset)
    if len(_BEGIN.findall(text)) > MOST_COMPONENTS:
        raise NotReadable(_l("The calendar holds too many parts for an answer."))
    try:
        calendar, event = _event(_ZONE.sub("", text))
        return _answer(str(calendar.get("METHOD", "")).upper(), event)
    except NotReadable:
        raise
    except Exception as error:  # whatever a parser makes of a stranger's bytes, they are no answer
        raise NotReadable(_l("The calendar cannot be read.")) from error


def _text(content: bytes, charset: str | None) -> str:
    """Return the text unfolded, with plain line ends; bytes that do not fit are shown as such."""
    try:
        text = content.decode(charset or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return _FOLD.sub("", text.lstrip("\ufeff")).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _event(text: str) -> tuple[Component, Component]:
    calendars = [each for each in Calendar.from_ical(text, multiple=True) if each.name == "VCALENDAR"]
    if len(calendars) != 1:
        raise NotReadable(_l("There is not exactly one calendar in it."))
    (calendar,) = calendars
    if len(calendar.subcomponents) != 1:
        raise NotReadable(_l("An answer is about one event; this is about none or several."))
    (event,) = calendar.subcomponents
    if event.name != "VEVENT":
        raise NotReadable(_l("It is not about an event."))
    if any(name in event for name in ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")):
        raise NotReadable(_l("It speaks of a series of events; no invitation of ours is one."))
    return calendar, event


def _answer(method: str, event: Component) -> Answer:
    uid = str(_one(event, "UID")).strip()
    attendee = _one(event, "ATTENDEE")
    address, sent_by = _address(attendee), _sent_by(attendee)
    if not uid:
        raise NotReadable(_l("It does not say which event it is about."))
    if method == "REFRESH":
        return Refresh(uid, address, sent_by)
    if method == "COUNTER":
        location = str(event["LOCATION"]) if event.get("LOCATION") else None
        starts_at, ends_at = (_instant(event.get(name)) for name in ("DTSTART", "DTEND"))
        return Counter(uid, address, sent_by, starts_at, ends_at, location, _comment(event, attendee))
    if method != "REPLY":
        raise NotReadable(_l("It is neither an answer nor a proposal."))
    return Reply(
        uid,
        address,
        sent_by,
        _participation(attendee.params.get("PARTSTAT", "")),
        _sequence(event),
        _stamp(event),
        _comment(event, attendee),
        _delegate(attendee),
    )


def _one(event: Component, name: str) -> Any:
    """Return a property that must stand once."""
    value = event.get(name)
    if value is None or isinstance(value, list):
        raise NotReadable(_l("What an answer says once stands there twice or not at all.") if value else _MISSING[name])
    return value


_MISSING = {
    "UID": _l("It does not say which event it is about."),
    "ATTENDEE": _l("It does not say who answers."),
    "DTSTAMP": _l("It does not say when it was given."),
}


def _address(value: object) -> str:
    """Return the address of a calendar user, whether its `mailto:` is there, twice or missing."""
    address = unquote(_MAILTO.sub("", _MAILTO.sub("", str(value)))).strip()  # it is a URI (RFC 6068, 2)
    if "@" not in address or len(address) > 254 or any(letter.isspace() for letter in address):
        raise NotReadable(_l("It does not say who answers."))
    return address


def _sent_by(attendee: vCalAddress) -> str | None:
    written = attendee.params.get("SENT-BY")
    return _address(written) if written else None


def _delegate(attendee: vCalAddress) -> str | None:
    written = attendee.params.get("DELEGATED-TO")
    first = written[0] if isinstance(written, list) and written else written
    return _address(first) if first else None


def _participation(word: object) -> Participation:
    for answer in _ANSWERS:
        if str(word).strip().upper() == answer:
            return answer
    raise NotReadable(_l("It says neither yes nor no."))


def _sequence(event: Component) -> int:
    """Return SEQUENCE; 0 where it is left out (RFC 5546, 3.2.3)."""
    number = int(event.get("SEQUENCE", 0))
    if not 0 <= number < 2**31:
        raise NotReadable(_l("The calendar cannot be read."))
    return number


def _stamp(event: Component) -> datetime:
    stamp = _instant(_one(event, "DTSTAMP"))
    if stamp is None:
        raise NotReadable(_l("It does not say when it was given."))
    return stamp


def _instant(value: object) -> datetime | None:
    """Return an instant in UTC; None for a day, a floating time, or a zone that nobody knows."""
    moment: date | None = getattr(value, "dt", None)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    return moment.astimezone(UTC)


def _comment(event: Component, attendee: vCalAddress) -> str | None:
    """Return what the person wrote beside the answer: in COMMENT, from Google in a parameter."""
    written = event.get("COMMENT") or attendee.params.get("X-RESPONSE-COMMENT")
    several = written if isinstance(written, list) else [written]
    text = "\n".join(str(each) for each in several if each).strip()
    return text[:LONGEST_COMMENT] or None
