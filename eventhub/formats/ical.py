"""Calendar entries as iCalendar bytes: feeds and files (RFC 5545, 7986), invitations and their ends (RFC 5546, 6047).

Instants are written in UTC without VTIMEZONE: half of the calendar programs read a zone by its name from a
database of their own, however old. Feeds carry no METHOD, so DTSTAMP is LAST-MODIFIED and equal content is equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

import icalendar
from icalendar import Calendar, vCalAddress, vText, vUri
from icalendar.parser import Contentline

if TYPE_CHECKING:
    from eventhub.domain.calendars import CalendarEntry

Method = Literal["REQUEST", "CANCEL"]

RENDERER = f"2 icalendar-{icalendar.__version__}"
"""Moves when the bytes of an unchanged entry would come out otherwise; kept bytes of another renderer are void."""

CONTENT_TYPE = "text/calendar; charset=utf-8"

REFRESH = "PT1H"

_PRODUCT = "-//EventHub//EventHub//EN"
_END = b"END:VCALENDAR\r\n"

_PLACEHOLDER = (
    b"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZNAME:UTC\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
"""Stands in an empty feed: a calendar needs at least one component (RFC 5545, 3.6)."""

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_UNQUOTED = str.maketrans({'"': "'", "^": "'"})
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ADDRESS_LETTERS = "@:!$'()*+,"
"""What stands in a mailto as it is, beside letters and digits (RFC 6068, 2)."""
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]")
_URI_LETTERS = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Header:
    """What a subscribed calendar says of itself."""

    name: str
    description: str
    source: str | None
    """The feed's own address; None for one that is secret, since calendars are passed on."""
    url: str
    """A page for people."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person an invitation is written to."""

    name: str
    email: str
    participation: str = "NEEDS-ACTION"
    """What their calendar answered, to be kept when only words changed (RFC 5546, 3.2.2)."""


@dataclass(frozen=True, slots=True)
class Organiser:
    """Whom an invitation comes from; the address must be the mail's From, or no program offers an answer."""

    name: str
    email: str


def vevent_bytes(entry: CalendarEntry, *, is_rich: bool = False) -> bytes:
    """Return one VEVENT for feeds and files, without METHOD: the same entry gives the same bytes.

    A rich one says its description as HTML too, which Outlook shows instead. Public feeds have none: it would double
    them, and some programs lose events beyond a megabyte.
    """
    event = _event(entry)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _instant(entry.changed))
    if is_rich and entry.description:
        html = _Text(_as_html(clean(entry.description)), params={"FMTTYPE": "text/html"})
        event.add("x-alt-desc", html, encode=False)
    event.add("status", entry.status)
    event.add("class", "PRIVATE" if entry.is_private else "PUBLIC")
    event.add("transp", "OPAQUE" if _is_busy(entry) else "TRANSPARENT")
    return _bytes(event)


def calendar(components: Iterable[bytes], *, header: Header | None = None) -> bytes:
    """Join component bytes into a calendar: a feed with a header, a file to open without one."""
    frame = _calendar()
    if header is not None:
        _describe(frame, header)
    body = b"".join(components) or _PLACEHOLDER
    return _bytes(frame).removesuffix(_END) + body + _END


def invitation(
    entry: CalendarEntry,
    *,
    method: Method,
    attendee: Attendee,
    organiser: Organiser,
    sequence: int,
    stamp: datetime,
) -> bytes:
    """Return the calendar of an iMIP message to one attendee (RFC 5546, 3.2.2 and 3.2.5).

    `sequence` and `stamp` are the invitation's own. A CANCEL says STATUS:CANCELLED when the event itself is cancelled,
    and none when only this person's place ends. A reminder stands in a REQUEST alone, and never in a feed.
    """
    address = _attendee(attendee, method)
    invited: bytes = Contentline.from_parts("ATTENDEE", address.params, address).to_ical()
    told = f"SEQUENCE:{sequence}\r\nDTSTAMP:{_instant(stamp):%Y%m%dT%H%M%SZ}\r\n".encode()
    head, rest = _frame(entry, method, organiser)
    return b"".join((head, told, invited, b"\r\n", rest))


def declined_counter(uid: str, *, organiser: Organiser, sequence: int, stamp: datetime, comment: str) -> bytes:
    """Return the calendar of a message that turns a proposal down (RFC 5546, 3.2.8).

    It names the entry and says why; everything else would be read as a change, and may not stand in it. Nor may a
    SEQUENCE that is nothing.
    """
    event = icalendar.Event()
    if sequence:
        event.add("sequence", sequence)
    event.add("dtstamp", _instant(stamp))
    event.add("uid", uid)
    event.add("organizer", _address(organiser.email, {"CN": organiser.name}), encode=False)
    event.add("comment", _Text(comment), encode=False)
    message = _calendar()
    message.add("method", "DECLINECOUNTER")
    message.add_component(event)
    return _bytes(message)


@lru_cache(maxsize=64)
def _frame(entry: CalendarEntry, method: Method, organiser: Organiser) -> tuple[bytes, bytes]:
    """Return what comes before and after the lines that differ from one attendee to the next, written once for all."""
    event = _event(entry)
    event.add("organizer", _address(organiser.email, {"CN": organiser.name}), encode=False)
    if method == "REQUEST":
        event.add("status", "TENTATIVE" if entry.status == "TENTATIVE" else "CONFIRMED")
        event.add("transp", "OPAQUE" if not _is_all_day(entry) else "TRANSPARENT")
        event.add("x-microsoft-disallow-counter", "TRUE")
        if entry.reminder is not None:
            event.add_component(_alarm(entry, entry.reminder))
    elif entry.status == "CANCELLED":
        event.add("status", "CANCELLED")
    message = _calendar()
    message.add("method", method)
    message.add_component(event)
    head, begin, rest = _bytes(message).partition(b"BEGIN:VEVENT\r\n")
    return head + begin, rest


def clean(text: str) -> str:
    """Return text as a calendar can hold it: line breaks of every kind as newlines, nothing unprintable."""
    return _NOT_TEXT.sub("", _LINE_BREAK.sub("\n", text))


class _Text(vText):
    """TEXT that comes back as it went in; the library turns a written backslash and N into a line break."""

    def to_ical(self) -> bytes:
        """Escape by RFC 5545, 3.3.11."""
        return clean(self).translate(_ESCAPES).encode()


class _Texts(vText):
    """Several words in one property, as CATEGORIES wants them: some programs refuse the property twice."""

    def __new__(cls, words: Iterable[str]) -> _Texts:
        """Join the escaped words."""
        return super().__new__(cls, b",".join(_Text(word).to_ical() for word in words))

    def to_ical(self) -> bytes:
        """Return the words, escaped already."""
        return self.encode()


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _describe(calendar: Calendar, header: Header) -> None:
    """Say each thing twice: by RFC 7986, and as older programs look for it."""
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _Text(header.name), encode=False)
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, _Text(header.description), encode=False)
    if header.source:
        calendar.add("source", _uri(header.source, {"VALUE": "URI"}), encode=False)
    calendar.add("url", _uri(header.url), encode=False)
    calendar.add("refresh-interval", _Text(REFRESH, params={"VALUE": "DURATION"}), encode=False)
    calendar.add("x-published-ttl", _Text(REFRESH), encode=False)


def _event(entry: CalendarEntry) -> icalendar.Event:
    """Return an entry without SEQUENCE and DTSTAMP, which differ from one telling to the next."""
    event = icalendar.Event()
    event.add("uid", entry.uid)
    if entry.created is not None:
        event.add("created", _instant(entry.created))
    event.add("last-modified", _instant(entry.changed))
    event.add("dtstart", _moment(entry.starts_at))
    if entry.ends_at > entry.starts_at:  # without DTEND it ends as it starts (RFC 5545, 3.6.1)
        event.add("dtend", _moment(entry.ends_at))
    for name, text in (("summary", entry.title), ("description", entry.description), ("location", entry.location)):
        if text and clean(text).strip():
            event.add(name, _Text(text), encode=False)
    if entry.part_of:
        event.add("related-to", _Text(entry.part_of, params={"RELTYPE": "PARENT"}), encode=False)
    if entry.url:
        event.add("url", _uri(entry.url), encode=False)
    if entry.conference:
        event.add("conference", _uri(entry.conference, {"VALUE": "URI", "FEATURE": "VIDEO"}), encode=False)
    if entry.categories:
        event.add("categories", _Texts(entry.categories), encode=False)
    return event


def _alarm(entry: CalendarEntry, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _Text(entry.title), encode=False)
    alarm.add("trigger", -before)
    return alarm


def _as_html(text: str) -> str:
    """Write plain paragraphs as HTML of our own: what people typed comes out as text, addresses as links."""
    shown = _WEB_ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', escape(text))
    paragraphs = (each.strip().replace("\n", "<br>") for each in shown.split("\n\n"))
    return f"<html><body>{''.join(f'<p>{each}</p>' for each in paragraphs if each)}</body></html>"


def _bytes(component: icalendar.Component) -> bytes:
    written: bytes = component.to_ical()
    return written


def _is_all_day(entry: CalendarEntry) -> bool:
    return not isinstance(entry.starts_at, datetime)


def _is_busy(entry: CalendarEntry) -> bool:
    return entry.status != "CANCELLED" and not _is_all_day(entry)


def _moment(value: date) -> date:
    return _instant(value) if isinstance(value, datetime) else value


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a zone: a floating time means another instant to every reader")
    return value.astimezone(UTC).replace(microsecond=0)


def _attendee(attendee: Attendee, method: Method) -> vCalAddress:
    params = {"CN": attendee.name, "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    if method == "REQUEST":
        is_open = attendee.participation == "NEEDS-ACTION"
        params |= {"PARTSTAT": attendee.participation, "RSVP": "TRUE" if is_open else "FALSE"}
    return _address(attendee.email, params)


def _address(email: str, params: dict[str, str]) -> vCalAddress:
    """Write a bare mailto: names stand in CN only, where a double quote cannot be written (RFC 5545, 3.2).

    Nor a caret that every program takes for one (RFC 6868).
    """
    name = " ".join(clean(params.pop("CN")).translate(_UNQUOTED).split())
    address = quote("".join(clean(email).split()), safe=_ADDRESS_LETTERS)
    return vCalAddress(f"mailto:{address}", params=({"CN": name} if name else {}) | params)


def _uri(text: str, params: dict[str, str] | None = None) -> vUri:
    whole = _STRAY_PERCENT.sub("%25", "".join(clean(text).split("\n")).strip())
    return vUri(quote(whole, safe=_URI_LETTERS), params=params)
