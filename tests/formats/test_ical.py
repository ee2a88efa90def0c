"""Calendar bytes, judged by a linter of our own and by two parsers that others wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain.calendars import CalendarEntry
from eventhub.formats import ical
from tests.formats import rfc5545

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="6a1f0c52-9b1e-4c55-8a51-3f6f1f3f8f10",
    sequence=2,
    title="Peer learning exchange; detention, and its alternatives",
    starts_at=datetime(2027, 4, 15, 12, 0, tzinfo=UTC),
    ends_at=datetime(2027, 4, 15, 14, 0, tzinfo=UTC),
    created=datetime(2027, 1, 4, 8, 30, 15, 123456, tzinfo=UTC),
    changed=datetime(2027, 2, 1, 8, 0, tzinfo=UTC),
    description="Thursday 15 April 2027, 14:00-16:00, Europe/Zurich (UTC+02:00)\n\nhttps://events.example.org/events/a",
    location="Palais des Nations, Geneva",
    url="https://events.example.org/events/a",
    conference="https://meet.example/j/81?pwd=a;b,c",
)
HEADER = ical.Header(
    name="EventHub, all; events",
    description="Events\nand changes",
    source="https://events.example.org/calendar.ics",
    url="https://events.example.org/",
)
AMINA = ical.Attendee("Amina El Idrissi", "amina@diplomatie.ma.example")
ORGANISER = ical.Organiser("EventHub", "events@eventhub.example")

TEXTS = {
    "Arabic": "التبادل العالمي الثالث بشأن بدائل الاحتجاز، جنيف " * 9,
    "Chinese": "关于拘留替代办法的第三次全球同行学习交流会" * 12,
    "emoji": "👩‍👩‍👧‍👦🇲🇦" * 30,
    "two thousand letters": "word, " * 334,
    "backslashes": r"C:\new\N\\ \; \, and a ^caret^ " * 5,
    "quotation marks": "\"quoted\" ‘single’ 'plain'",
    "colon at the start": ":;,=",
}


class _Reader(HTMLParser):
    """Reads HTML as a browser does: which elements stand in it, and which words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def feed(*entries: CalendarEntry) -> bytes:
    return ical.calendar(map(ical.vevent_bytes, entries), header=HEADER)


def invitation(entry: CalendarEntry = ENTRY, method: ical.Method = "REQUEST", **changes: Any) -> bytes:
    details = {"attendee": AMINA, "organiser": ORGANISER, "sequence": 5, "stamp": NOW}
    return ical.invitation(entry, method=method, **details | changes)


def only_event(stream: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(stream).walk("VEVENT")
    return event


def test_a_feed_says_what_it_is_twice_for_old_programs_and_new():
    stream = feed(ENTRY)

    assert rfc5545.faults(stream) == []
    assert rfc5545.values(stream, "NAME") == rfc5545.values(stream, "X-WR-CALNAME") == [r"EventHub\, all\; events"]
    assert rfc5545.values(stream, "REFRESH-INTERVAL") == rfc5545.values(stream, "X-PUBLISHED-TTL") == ["PT1H"]
    assert rfc5545.values(stream, "SOURCE") == [HEADER.source]


@pytest.mark.parametrize("absent", ["METHOD", "ATTENDEE", "ORGANIZER", "VTIMEZONE", "VALARM"])
def test_a_feed_has_nothing_that_makes_it_a_message(absent: str):
    assert absent.encode() not in feed(ENTRY)


def test_a_feed_has_no_uid_of_its_own():
    assert rfc5545.values(feed(ENTRY), "UID") == [ENTRY.uid]


def test_without_method_the_stamp_is_the_last_change():
    stream = feed(ENTRY)

    assert rfc5545.values(stream, "DTSTAMP") == rfc5545.values(stream, "LAST-MODIFIED") == ["20270201T080000Z"]


def test_instants_are_utc_whatever_their_zone():
    tonga = timezone(timedelta(hours=13))

    stream = feed(replace(ENTRY, starts_at=ENTRY.starts_at.astimezone(tonga), ends_at=ENTRY.ends_at.astimezone(tonga)))

    assert rfc5545.values(stream, "DTSTART") == ["20270415T120000Z"]
    assert rfc5545.values(stream, "DTEND") == ["20270415T140000Z"]


def test_a_floating_time_is_refused():
    with pytest.raises(ValueError, match="needs a zone"):
        feed(replace(ENTRY, starts_at=datetime(2027, 4, 15, 12), ends_at=datetime(2027, 4, 15, 14)))


def test_an_empty_feed_is_still_a_calendar():
    stream = feed()

    assert rfc5545.faults(stream) == []
    assert [each.name for each in icalendar.Calendar.from_ical(stream).subcomponents] == ["VTIMEZONE"]
    assert vobject.readOne(stream.decode()).vtimezone.tzid.value == "Etc/UTC"


def test_joined_pieces_are_what_the_library_would_have_written():
    whole = icalendar.Calendar.from_ical(feed(ENTRY, replace(ENTRY, uid="b")))

    assert whole.to_ical() == feed(ENTRY, replace(ENTRY, uid="b"))


def test_a_file_has_no_name_so_that_it_opens_as_an_appointment():
    stream = ical.calendar([ical.vevent_bytes(ENTRY)])

    assert rfc5545.faults(stream) == []
    assert b"NAME" not in stream


def test_a_cancelled_event_takes_nobody_s_time():
    stream = feed(replace(ENTRY, status="CANCELLED"))

    assert rfc5545.values(stream, "STATUS") == ["CANCELLED"]
    assert rfc5545.values(stream, "TRANSP") == ["TRANSPARENT"]


def test_whole_days_end_on_the_day_after_and_take_nobody_s_time():
    stream = feed(replace(ENTRY, starts_at=date(2027, 5, 17), ends_at=date(2027, 5, 21), status="TENTATIVE"))

    assert rfc5545.faults(stream) == []
    assert b"DTSTART;VALUE=DATE:20270517\r\nDTEND;VALUE=DATE:20270521\r\n" in stream
    assert rfc5545.values(stream, "TRANSP") == ["TRANSPARENT"]
    assert rfc5545.values(stream, "STATUS") == ["TENTATIVE"]


def test_what_is_not_known_is_not_written():
    bare = replace(ENTRY, description=None, location="", url=None, conference=None, created=None)

    names = {
        line.partition(":")[0].partition(";")[0] for line in rfc5545.lines(ical.calendar([ical.vevent_bytes(bare)]))
    }

    assert names.isdisjoint({"DESCRIPTION", "LOCATION", "URL", "CONFERENCE", "CATEGORIES", "CREATED"})


def test_categories_stand_in_one_property():
    stream = feed(replace(ENTRY, categories=("Exchange, global", "Detention")))

    assert rfc5545.values(stream, "CATEGORIES") == [r"Exchange\, global,Detention"]
    assert only_event(stream).categories == ["Exchange, global", "Detention"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_comes_back_as_written(text: str):
    text = text.strip()
    stream = ical.calendar([ical.vevent_bytes(replace(ENTRY, title=text, description=text, location=text))])

    assert rfc5545.faults(stream) == []
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert [rfc5545.text(value) for value in rfc5545.values(stream, name)] == [text]
    assert only_event(stream)["summary"] == text
    assert vobject.readOne(stream.decode()).vevent.description.value == text


@given(st.text(min_size=1), st.text(), st.text())
def test_no_text_breaks_a_line_or_is_lost(title: str, description: str, name: str):
    entry = replace(ENTRY, title=title, description=description, url=f"https://events.example.org/events/{title}")
    stream = invitation(entry, attendee=ical.Attendee(name, AMINA.email))

    assert rfc5545.faults(stream) == []
    kept = ical.clean(title)
    assert [rfc5545.text(value) for value in rfc5545.values(stream, "SUMMARY")] == ([kept] if kept.strip() else [])


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("م 会议😀é<>&\"'\n,;\\", max_size=400))
def test_the_same_in_html_is_ours_alone_whatever_was_typed(description: str):
    written = ical.vevent_bytes(replace(ENTRY, description=description), is_rich=True)

    assert rfc5545.faults(ical.calendar([written])) == []
    for html in rfc5545.values(written, "X-ALT-DESC"):
        reader = _Reader()
        reader.feed(rfc5545.text(html))
        assert reader.tags <= {"html", "body", "p", "br", "a"}
        assert "".join(reader.text.split()) == "".join(ical.clean(description).split())


def test_paragraphs_stay_paragraphs_and_addresses_become_links_in_html():
    text = "Join: https://events.example.org/registrations/1.x/join?a=1&b=2.\n\nأهلا\n<b>会议</b> 😀"
    written = ical.vevent_bytes(replace(ENTRY, description=text), is_rich=True)

    assert rfc5545.parameters(written, "X-ALT-DESC") == {"FMTTYPE": "text/html"}
    link = "https://events.example.org/registrations/1.x/join?a=1&amp;b=2"
    assert rfc5545.text(rfc5545.values(written, "X-ALT-DESC")[0]) == (
        f'<html><body><p>Join: <a href="{link}">{link}</a>.</p><p>أهلا<br>&lt;b&gt;会议&lt;/b&gt; 😀</p></body></html>'
    )
    assert b"X-ALT-DESC" not in ical.vevent_bytes(ENTRY)


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_one(mark: str):
    assert ical.clean(f"one{mark}two") == "one\ntwo"


def test_what_cannot_be_shown_is_left_out():
    assert ical.clean("a\x00b\x07c\x7fd\ud800e\ufefff\tg") == "abcdef\tg"


def test_addresses_that_are_no_uris_become_ones():
    stream = feed(replace(ENTRY, url="https://events.example.org/é vénement\r\nX-EVIL:1", conference=None))

    assert rfc5545.faults(stream) == []
    assert "X-EVIL" not in {line.partition(":")[0] for line in rfc5545.lines(stream)}


def test_a_request_asks_one_person_to_answer():
    stream = invitation()

    assert rfc5545.faults(stream) == []
    assert rfc5545.values(stream, "METHOD") == ["REQUEST"]
    assert rfc5545.values(stream, "ATTENDEE") == ["mailto:amina@diplomatie.ma.example"]
    assert rfc5545.parameters(stream, "ATTENDEE") == {
        "CN": "Amina El Idrissi",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert rfc5545.values(stream, "ORGANIZER") == ["mailto:events@eventhub.example"]
    assert rfc5545.values(stream, "STATUS") == ["CONFIRMED"]
    assert rfc5545.values(stream, "X-MICROSOFT-DISALLOW-COUNTER") == ["TRUE"]


def test_a_message_carries_its_own_sequence_and_stamp():
    stream = invitation(sequence=7, stamp=NOW + timedelta(microseconds=5))

    assert rfc5545.values(stream, "SEQUENCE") == ["7"]
    assert rfc5545.values(stream, "DTSTAMP") == ["20270301T090000Z"]
    assert rfc5545.values(stream, "LAST-MODIFIED") == ["20270201T080000Z"]
    assert rfc5545.values(stream, "UID") == [ENTRY.uid]


def test_an_answer_already_given_is_kept_and_not_asked_for_again():
    stream = invitation(attendee=replace(AMINA, participation="ACCEPTED"))

    assert rfc5545.parameters(stream, "ATTENDEE")["PARTSTAT"] == "ACCEPTED"
    assert rfc5545.parameters(stream, "ATTENDEE")["RSVP"] == "FALSE"


def test_the_way_in_is_a_uri_of_its_own():
    stream = invitation()

    assert rfc5545.values(stream, "CONFERENCE") == [ENTRY.conference]
    assert rfc5545.parameters(stream, "CONFERENCE") == {"FEATURE": "VIDEO", "VALUE": "URI"}


def test_a_cancellation_to_one_person_has_no_status():
    stream = invitation(method="CANCEL")

    assert rfc5545.faults(stream) == []
    assert rfc5545.values(stream, "METHOD") == ["CANCEL"]
    assert rfc5545.values(stream, "STATUS") == []
    assert rfc5545.values(stream, "DTSTART") == ["20270415T120000Z"]
    assert rfc5545.values(stream, "ATTENDEE") == ["mailto:amina@diplomatie.ma.example"]


def test_a_cancelled_event_s_cancellation_says_so():
    assert rfc5545.values(invitation(replace(ENTRY, status="CANCELLED"), "CANCEL"), "STATUS") == ["CANCELLED"]


def test_a_request_never_says_cancelled():
    assert rfc5545.values(invitation(replace(ENTRY, status="CANCELLED")), "STATUS") == ["CONFIRMED"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('Amina "Mina" El Idrissi', "Amina 'Mina' El Idrissi"),
        ("El Idrissi, Amina; Ms.", "El Idrissi, Amina; Ms."),
        ("Amina\r\nATTENDEE:mailto:x@example.org", "Amina ATTENDEE:mailto:x@example.org"),
        ("أمينة الإدريسي", "أمينة الإدريسي"),
    ],
)
def test_names_stand_in_a_parameter_as_well_as_they_can(name: str, written: str):
    stream = invitation(attendee=ical.Attendee(name, AMINA.email))

    assert rfc5545.faults(stream) == []
    assert rfc5545.parameters(stream, "ATTENDEE")["CN"] == written


def test_a_nameless_attendee_has_no_empty_name():
    assert "CN" not in rfc5545.parameters(invitation(attendee=ical.Attendee(" ", AMINA.email)), "ATTENDEE")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_other_parsers_read_the_same_message(method: ical.Method):
    stream = invitation(method=method)

    other = vobject.readOne(stream.decode())
    event = only_event(stream)

    assert other.method.value == method
    assert other.vevent.dtstart.value == event.start == ENTRY.starts_at
    assert other.vevent.summary.value == event["summary"] == ENTRY.title
    assert other.vevent.attendee.value == str(event["attendee"]) == "mailto:amina@diplomatie.ma.example"


def test_the_bytes_are_the_same_in_every_process():
    program = "from tests.formats.test_ical import *; sys.stdout.buffer.write(feed(ENTRY) + invitation())"

    written = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert written == {feed(ENTRY) + invitation()}


def test_bytes_and_renderer_move_together():
    """Bytes are kept per renderer: when this fails, raise the number in ical.RENDERER and write the new bytes here."""
    assert ical.RENDERER.split()[0] == "2"
    assert ical.vevent_bytes(replace(ENTRY, categories=("Detention",), conference=None)) == (
        b"BEGIN:VEVENT\r\n"
        b"SUMMARY:Peer learning exchange\\; detention\\, and its alternatives\r\n"
        b"DTSTART:20270415T120000Z\r\n"
        b"DTEND:20270415T140000Z\r\n"
        b"DTSTAMP:20270201T080000Z\r\n"
        b"UID:6a1f0c52-9b1e-4c55-8a51-3f6f1f3f8f10\r\n"
        b"SEQUENCE:2\r\n"
        b"CATEGORIES:Detention\r\n"
        b"CLASS:PUBLIC\r\n"
        b"CREATED:20270104T083015Z\r\n"
        b"DESCRIPTION:Thursday 15 April 2027\\, 14:00-16:00\\, Europe/Zurich (UTC+02:0\r\n"
        b" 0)\\n\\nhttps://events.example.org/events/a\r\n"
        b"LAST-MODIFIED:20270201T080000Z\r\n"
        b"LOCATION:Palais des Nations\\, Geneva\r\n"
        b"STATUS:CONFIRMED\r\n"
        b"TRANSP:OPAQUE\r\n"
        b"URL:https://events.example.org/events/a\r\n"
        b"END:VEVENT\r\n"
    )


def test_a_reminder_stands_in_a_request_alone():
    reminded = replace(ENTRY, reminder=timedelta(hours=1))

    assert b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:" in invitation(reminded)
    assert rfc5545.faults(invitation(reminded)) == []
    assert rfc5545.values(invitation(reminded), "TRIGGER") == ["-PT1H"]
    assert b"VALARM" not in invitation(reminded, "CANCEL")
    assert b"VALARM" not in feed(reminded)
    assert b"VALARM" not in invitation(ENTRY)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("jürgen@xn--mnchen-3ya.example", "mailto:j%C3%BCrgen@xn--mnchen-3ya.example"),
        ("a%b/c?d=e&f#g@example.org", "mailto:a%25b%2Fc%3Fd%3De%26f%23g@example.org"),
        ("o'neill+events@example.org", "mailto:o'neill+events@example.org"),
    ],
)
def test_an_address_is_a_uri(address: str, written: str):
    stream = invitation(attendee=ical.Attendee("Jürgen", address))

    assert rfc5545.faults(stream) == []
    assert rfc5545.values(stream, "ATTENDEE") == [written]
