"""The letter as mail programs take it apart."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base.text import one_line
from eventhub.mail.letters import CalendarPart, CannotBeReached, Letter, deliverable

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Échange\r\nEND:VCALENDAR\r\n".encode()


def a_letter(**details: Any) -> Letter:
    own = {
        "label": "1-registration-confirmed",
        "message_id": "0123456789abcdef",
        "sender": Address("EventHub", addr_spec="events@eventhub.example"),
        "recipient": "amina@diplomatie.ma.example",
        "subject": "You are registered: Échange",
        "text": "Dear Ms. Amina El Idrissi,\n",
        "html": "<p>Dear Ms. Amina El Idrissi,</p>\n",
        "language": "fr",
        "written_at": datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
    }
    return Letter(**own | details)


def parsed(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.as_bytes(), policy=policy.default)


def test_an_invitation_is_mixed_of_three_alternatives_and_the_attachment():
    message = parsed(a_letter(calendar=CalendarPart("REQUEST", ICS)))

    alternatives, attachment = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    assert alternatives.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in alternatives.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "invite.ics"


def test_the_calendar_part_says_its_method_is_base64_and_is_no_attachment():
    message = parsed(a_letter(calendar=CalendarPart("CANCEL", ICS)))

    (calendar,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "CANCEL"
    assert calendar.get_param("component") == "VEVENT"
    assert calendar.get_param("charset") == "UTF-8"
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_payload(decode=True) == ICS


def test_calendar_part_and_attachment_are_the_same_bytes():
    message = parsed(a_letter(calendar=CalendarPart("REQUEST", ICS)))

    contents = [
        part.get_payload(decode=True)
        for part in message.walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    ]
    assert contents == [ICS, ICS]


def test_without_a_calendar_there_are_two_alternatives():
    message = parsed(a_letter())

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_headers_say_who_writes_to_whom_and_that_nobody_need_answer():
    message = parsed(a_letter())

    assert message["From"] == "EventHub <events@eventhub.example>"
    assert message["Reply-To"] == "events@eventhub.example"
    assert message["To"] == "amina@diplomatie.ma.example"
    assert message["Message-ID"] == "<0123456789abcdef@eventhub.example>"
    assert message["Date"].datetime == datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "fr"
    assert message["Subject"] == "You are registered: Échange"


def test_an_ascii_letter_needs_no_eight_bit_line():
    letter = a_letter(text="Zürich, " * 300 + "\n", calendar=CalendarPart("REQUEST", ICS))

    assert letter.as_bytes().isascii()
    assert max(len(line) for line in letter.as_bytes().split(b"\r\n")) <= 998


def test_a_domain_beyond_ascii_is_written_as_servers_know_it():
    letter = a_letter(recipient="jens@straße.example")

    assert parsed(letter)["To"] == "jens@xn--strae-oqa.example"
    assert not letter.needs_smtputf8


def test_a_name_beyond_ascii_before_the_at_needs_smtputf8():
    letter = a_letter(recipient="jürgen@example.org")

    assert letter.needs_smtputf8
    assert "To: jürgen@example.org\r\n".encode() in letter.as_bytes()


@pytest.mark.parametrize("address", ["", "amina", "amina@", "a b@example.org", "a@b.example\r\nBcc: eve@example.org"])
def test_what_is_no_address_cannot_be_reached(address: str):
    with pytest.raises(CannotBeReached):
        deliverable(address)


@given(st.text(min_size=1), st.text())
def test_no_subject_or_site_name_adds_a_header(subject: str, site: str):
    honest = parsed(a_letter())
    message = parsed(a_letter(subject=subject, sender=Address(one_line(site), addr_spec="events@eventhub.example")))

    assert set(message.keys()) - {"Subject"} == set(honest.keys()) - {"Subject"}
    assert message["To"] == "amina@diplomatie.ma.example"
