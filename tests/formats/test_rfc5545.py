"""The linter finds what it is there to find: each rule once broken in a calendar that is right otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eventhub.formats import ical
from tests.formats import rfc5545
from tests.formats.test_ical import ENTRY, feed, invitation

DAYS = replace(ENTRY, starts_at=date(2027, 5, 17), ends_at=date(2027, 5, 21))
REMINDED = replace(ENTRY, reminder=timedelta(hours=1))

IN_FEEDS = {
    "a byte order mark": (b"BEGIN:VCALENDAR\r\nVERSION", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION"),
    "an empty line": (b"SEQUENCE:2\r\n", b"SEQUENCE:2\r\n\r\n"),
    "octets in a line": (b"SEQUENCE:2\r\n", b"SEQUENCE:2\r\nURL:https://events.example.org/" + b"a" * 60 + b"\r\n"),
    "a control character": (b"SEQUENCE:2", b"SEQUENCE:2\x07"),
    "a line break of its own": (b"LOCATION:", "LOCATION:\u2028".encode()),
    "a fold inside a character": (b"LOCATION:", b"LOCATION:\xc3\r\n \xa9"),
    "is not escaped": (b"LOCATION:", b"LOCATION:Room 5; "),
    "an empty": (b"SEQUENCE:2", b"SEQUENCE:"),
    "VERSION:1.0": (b"VERSION:2.0", b"VERSION:1.0"),
    "VCALENDAR with UID": (b"CALSCALE", b"UID:6a1f0c52-9b1e-4c55-8a51-3f6f1f3f8f11\r\nCALSCALE"),
    "VCALENDAR without PRODID": (b"PRODID:-//EventHub//EventHub//EN\r\n", b""),
    "after a component": (b"END:VCALENDAR", b"COLOR:teal\r\nEND:VCALENDAR"),
    "VEVENT with SEQUENCE twice": (b"SEQUENCE:2", b"SEQUENCE:2\r\nSEQUENCE:2"),
    "VEVENT without SEQUENCE": (b"SEQUENCE:2\r\n", b""),
    "VEVENT without DTEND": (b"DTEND:20270415T140000Z\r\n", b""),
    "VEVENT with DURATION": (b"DTEND:20270415T140000Z", b"DURATION:PT2H"),
    "it ends at": (b"DTEND:20270415T140000Z", b"DTEND:20270415T120000Z"),
    "of two kinds": (b"DTEND:20270415T140000Z", b"DTEND;VALUE=DATE:20270416"),
    "is no UTC instant": (b"DTSTART:20270415T120000Z", b"DTSTART:20270415T120000"),
    "DTSTART with TZID": (b"DTSTART:20270415T120000Z", b"DTSTART;TZID=Europe/Zurich:20270415T140000"),
    "is no lower-case UUID": (b"UID:6a1f0c52-9b1e-4c55-8a51-3f6f1f3f8f10", b"UID:7@events.example.org"),
    "DTSTAMP is not LAST-MODIFIED": (b"DTSTAMP:20270201T080000Z", b"DTSTAMP:20270201T080001Z"),
    "REFRESH-INTERVAL without VALUE": (b"REFRESH-INTERVAL;VALUE=DURATION:", b"REFRESH-INTERVAL:"),
    "X-PUBLISHED-TTL is no duration": (b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:1:00:00"),
    "CONFERENCE without VALUE": (b"CONFERENCE;FEATURE=VIDEO;VALUE=URI:", b"CONFERENCE:"),
    "is no URI": (b"URL:https://events.example.org/events/a", b"URL:https://events.example.org/\xc3\xa9"),
    "ATTENDEE without METHOD": (b"SEQUENCE:2", b"SEQUENCE:2\r\nATTENDEE:mailto:a@example.org"),
    "VALARM without METHOD": (b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
    "VEVENT with RRULE": (b"SEQUENCE:2", b"SEQUENCE:2\r\nRRULE:FREQ=SECONDLY"),
    "RELATED-TO with VALUE": (
        b"SEQUENCE:2",
        b"SEQUENCE:2\r\nRELATED-TO;VALUE=UID:6a1f0c52-9b1e-4c55-8a51-3f6f1f3f8f11",
    ),
    "STATUS:MOVED": (b"STATUS:CONFIRMED", b"STATUS:MOVED"),
    "END:VTODO closes VEVENT": (b"END:VEVENT", b"END:VTODO"),
}

IN_REQUESTS = {
    "0 ATTENDEE": (b"ATTENDEE", b"X-ATTENDEE"),
    "is no bare mailto": (b"mailto:events@eventhub.example", b"https://eventhub.example/"),
    "a REQUEST with STATUS:CANCELLED": (b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
    "an ATTENDEE with": (b"RSVP=TRUE", b"RSVP=YES"),
    "METHOD:PUBLISH": (b"METHOD:REQUEST", b"METHOD:PUBLISH"),
    "a parameter of RFC 6868": (b"CN=EventHub", b"CN=Event^'Hub"),
    "TRIGGER is no duration": (b"TRIGGER:-PT1H", b"TRIGGER:-1:00:00"),
}


@pytest.mark.parametrize(("fault", "change"), IN_FEEDS.items(), ids=IN_FEEDS)
def test_a_fault_in_a_feed_is_found(fault: str, change: tuple[bytes, bytes]):
    _found_after(feed(ENTRY), fault, change)


@pytest.mark.parametrize(("fault", "change"), IN_REQUESTS.items(), ids=IN_REQUESTS)
def test_a_fault_in_a_request_is_found(fault: str, change: tuple[bytes, bytes]):
    _found_after(invitation(REMINDED), fault, change)


def test_a_fault_in_whole_days_and_in_a_cancellation_is_found():
    _found_after(feed(DAYS), "take time", (b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE"))
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\nEND:VEVENT"
    _found_after(invitation(method="CANCEL"), "a CANCEL with an alarm", (b"END:VEVENT", alarm))


def test_two_entries_of_one_uid_or_in_one_message_are_found():
    assert any("twice" in fault for fault in rfc5545.faults(feed(ENTRY, ENTRY)))
    two = invitation().replace(b"END:VCALENDAR\r\n", ical.vevent_bytes(ENTRY) + b"END:VCALENDAR\r\n")
    assert "a message of more than one entry, or of none" in rfc5545.faults(two)


def _found_after(stream: bytes, fault: str, change: tuple[bytes, bytes]) -> None:
    assert rfc5545.faults(stream) == []
    before, after = change
    assert before in stream
    found = rfc5545.faults(stream.replace(before, after, 1))
    assert [each for each in found if fault in each], found
