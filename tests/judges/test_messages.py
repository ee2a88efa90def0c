"""Every letter of an invitation's life, judged by programs that others wrote."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.formats import rfc5545
from tests.judges import judges, thunderbird
from tests.judges.life import calendar_of, tell

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def letters(app: Flask) -> list[EmailMessage]:
    """Every letter that carries a calendar, in the order of the outbox."""
    return tell()


def is_entry(calendar: bytes) -> bool:
    """Tell whether a calendar holds an entry as it stands, and does not only turn a proposal down."""
    return rfc5545.values(calendar, "METHOD") != ["DECLINECOUNTER"]


def test_the_linter_finds_no_fault(letters: list[EmailMessage]):
    assert len(letters) > 40
    assert {letter: rfc5545.faults(calendar_of(letter)) for letter in letters} == {letter: [] for letter in letters}


def test_mail_programs_find_what_makes_them_offer_an_answer(letters: list[EmailMessage]):
    for letter in letters:
        calendar = calendar_of(letter)
        (organizer,), attendees = rfc5545.values(calendar, "ORGANIZER"), rfc5545.values(calendar, "ATTENDEE")
        assert organizer == f"mailto:{parseaddr(letter['From'])[1]}" == f"mailto:{letter['Reply-To']}"
        assert attendees == ([f"mailto:{letter['To']}"] if is_entry(calendar) else [])
        assert (letter["Cc"], letter["Bcc"], letter["Auto-Submitted"]) == (None, None, "auto-generated")
        assert letter.get_content_type() == "multipart/mixed"
        alternatives, attached = letter.iter_parts()
        *_words, part = alternatives.iter_parts()
        assert [each.get_content_type() for each in _words] == ["text/plain", "text/html"]
        assert (part.get_content_type(), part["Content-Transfer-Encoding"]) == ("text/calendar", "base64")
        assert (part.get_param("method"), part.get_param("charset")) == (
            rfc5545.values(calendar, "METHOD")[0],
            "UTF-8",
        )
        assert part["Content-Disposition"] is None
        assert (attached.get_content_type(), attached.get_payload(decode=True)) == ("application/ics", calendar)


def test_icalendar_vobject_and_libical_read_what_is_meant(letters: list[EmailMessage]):
    for calendar in map(calendar_of, letters):
        of_entries = (judges.icalendar, judges.vobject) if is_entry(calendar) else ()
        for read in (*of_entries, judges.libical()):
            assert read(calendar) == rfc5545.readings(calendar)


def test_ical_js_reads_what_is_meant(letters: list[EmailMessage], browser: Browser):
    calendars = [calendar for letter in letters if is_entry(calendar := calendar_of(letter))]

    assert judges.ical_js(browser, calendars) == [rfc5545.readings(calendar) for calendar in calendars]


def test_thunderbird_reads_what_is_meant(letters: list[EmailMessage], tmp_path: Path):
    calendars = [calendar for letter in letters if is_entry(calendar := calendar_of(letter))]

    with thunderbird.running(tmp_path) as copy:
        assert copy.read(calendars) == [rfc5545.readings(calendar) for calendar in calendars]
