"""Whatever strangers send: one line in the log, one for the organiser, no crash, and nothing changes."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import incoming
from eventhub.formats import itip
from eventhub.mail import reading
from eventhub.mail.receiving import receive
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.replies import IncomingMessage, Outcome
from tests.mail.answering import RETURNED, SAMPLES, invitation_of, mailed, recorded, thunderbird
from tests.world import AMINA, NOW, an_event, register

LATER = NOW + timedelta(days=1)

BOMB = b"RRULE:FREQ=SECONDLY;INTERVAL=1\r\n"


@pytest.fixture
def amina(app: Flask) -> Registration:
    registration = register(an_event(), AMINA)
    session.commit()
    return registration


def in_vevent(calendar: bytes, line: bytes) -> bytes:
    return calendar.replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\n" + line)


def twice(calendar: bytes) -> bytes:
    start, end = calendar.index(b"BEGIN:VEVENT"), calendar.index(b"END:VCALENDAR")
    return calendar[:end] + calendar[start:end] + calendar[end:]


CALENDARS = {
    "two VEVENTs": twice,
    "two calendars": lambda calendar: calendar + calendar,
    "a bomb": lambda calendar: in_vevent(calendar, BOMB),
    "one date of a series": lambda calendar: in_vevent(calendar, b"RECURRENCE-ID:20270415T120000Z\r\n"),
    "two attendees": lambda calendar: in_vevent(calendar, b"ATTENDEE;PARTSTAT=DECLINED:mailto:sam@x.example\r\n"),
    "no UID": lambda calendar: calendar.replace(b"UID:", b"X-UID:"),
    "no attendee": lambda calendar: calendar.replace(b"ATTENDEE;", b"X-ATTENDEE;"),
    "an attendee without address": lambda calendar: calendar.replace(b"mailto:amina", b"mailto: , amina x"),
    "no stamp": lambda calendar: calendar.replace(b"DTSTAMP:", b"X-DTSTAMP:"),
    "a stamp of no time": lambda calendar: calendar.replace(b"DTSTAMP:2027", b"DTSTAMP:99999"),
    "no answer": lambda calendar: calendar.replace(b"PARTSTAT=DECLINED", b"PARTSTAT=NEEDS-ACTION"),
    "a word of their own": lambda calendar: calendar.replace(b"PARTSTAT=DECLINED", b"PARTSTAT=MAYBE"),
    "a sequence below zero": lambda calendar: calendar.replace(b"SEQUENCE:0", b"SEQUENCE:-1"),
    "a sequence without end": lambda calendar: calendar.replace(b"SEQUENCE:0", b"SEQUENCE:" + b"9" * 5000),
    "a task": lambda calendar: calendar.replace(b"VEVENT", b"VTODO"),
    "cut off": lambda calendar: calendar[: calendar.index(b"END:VEVENT")],
    "a hundred thousand lines": lambda calendar: in_vevent(calendar, b"X-A:b\r\n" * 100_000),
    "a thousand zones": lambda calendar: calendar.replace(
        b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE\r\n" * 1000 + b"BEGIN:VEVENT"
    ),
}


def assert_put_aside(amina: Registration, caplog: pytest.LogCaptureFixture) -> IncomingMessage:
    """Nothing has changed, one line is logged, and one message waits."""
    assert invitation_of(amina).reply is None
    assert amina.status is RegistrationStatus.CONFIRMED
    assert session.scalars(select(Message.kind)).all() == ["registration-confirmed"]
    assert len([each for each in caplog.records if each.name.startswith("eventhub")]) == 1
    waiting = [*incoming.find_waiting(None), *incoming.find_waiting(amina.event)]
    assert len(waiting) == 1
    return waiting[0]


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_that_is_no_single_whole_answer_is_put_aside(
    amina: Registration, caplog: pytest.LogCaptureFixture, name: str
):
    broken = CALENDARS[name](thunderbird(amina, "DECLINED"))

    assert receive(mailed(broken, str(amina.email)), now=LATER) is Outcome.UNREADABLE

    kept = assert_put_aside(amina, caplog)
    assert kept.sender == amina.email
    assert kept.particulars["fault"]


def test_a_bomb_in_a_zone_is_not_even_looked_at(amina: Registration):
    calendar = thunderbird(amina, "DECLINED").replace(b"FREQ=YEARLY", b"FREQ=SECONDLY")

    assert receive(mailed(calendar, str(amina.email)), now=LATER) is Outcome.ANSWERED


MAILS = {
    "no mail": b"\x00\x01\x02 nothing that anybody could call a message",
    "a header without an end": b"From: amina" + b"a" * 10_000,
    "two senders": b"From: a@x.example\r\nFrom: b@x.example\r\n\r\nHello",
    "an unknown charset": b"From: a@x.example\r\nSubject: =?klingon?q?Qapla'?=\r\n\r\nHello",
    "a broken encoding": b"From: a@x.example\r\nContent-Type: text/calendar; method=REPLY\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n%%%%",
    "no boundary": b"From: a@x.example\r\nContent-Type: multipart/mixed\r\n\r\n--x\r\n",
    "a report of nothing": b"From: a@x.example\r\nContent-Type: multipart/report; report-type=delivery-status\r\n\r\n",
    "a thousand parts within one another": b"From: a@x.example\r\n"
    + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1000)),
}


@pytest.mark.parametrize("name", MAILS)
def test_what_is_no_whole_mail_is_put_aside(amina: Registration, caplog: pytest.LogCaptureFixture, name: str):
    outcome = receive(MAILS[name], now=LATER)

    assert outcome in {Outcome.UNREADABLE, Outcome.LETTER}
    assert_put_aside(amina, caplog)


def test_of_fifty_megabytes_sender_and_subject_are_kept(amina: Registration, caplog: pytest.LogCaptureFixture):
    huge = mailed(thunderbird(amina, "DECLINED"), str(amina.email)) + b"x" * 50_000_000

    assert receive(huge, now=LATER) is Outcome.TOO_LARGE

    kept = assert_put_aside(amina, caplog)
    assert (kept.sender, kept.subject) == (amina.email, "Accepted: exchange")


def test_the_command_takes_a_message_from_standard_input(app: Flask, amina: Registration):
    runner = app.test_cli_runner()
    answer = mailed(thunderbird(amina, "TENTATIVE"), str(amina.email))

    taken = runner.invoke(args=["mail", "receive"], input=BytesIO(answer))
    aside = runner.invoke(args=["mail", "receive"], input=b"\xff\xfe no mail")
    nothing = runner.invoke(args=["mail", "receive"], input=b" \n")

    assert (taken.exit_code, taken.output, aside.exit_code, aside.output) == (0, "", 0, "")
    assert (nothing.exit_code, nothing.output) == (1, "Error: There is no message on standard input.\n")
    assert invitation_of(amina).reply == "TENTATIVE"


def test_without_a_database_the_mail_server_is_told_to_come_again(app: Flask, tmp_path: Path):
    session.execute(IncomingMessage.__table__.delete())
    session.connection().exec_driver_sql("ALTER TABLE incoming_message RENAME TO elsewhere")
    session.commit()

    result = app.test_cli_runner().invoke(args=["mail", "receive"], input=b"From: a@x.example\n\nHello")

    assert (result.exit_code, result.output.count("\n")) == (75, 1)


PIECES = [
    *(file.read_bytes() for folder in (SAMPLES, RETURNED) for file in sorted(folder.glob("*.*"))),
    mailed(recorded("reply_tb_ACCEPTED.ics"), "zoe@example.net"),
]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A recorded message with some of its bytes cut out, doubled or replaced."""
    whole = draw(st.sampled_from(PIECES))
    for _number in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        end = draw(st.integers(start, min(len(whole), start + 400)))
        put = draw(
            st.binary(max_size=20)
            | st.just(whole[start:end] * 2)
            | st.sampled_from([b"\r\n\r\n", b"\0", b"\xff", BOMB])
        )
        whole = whole[:start] + put + whole[end:]
    return whole


@given(st.binary(max_size=400) | mangled())
def test_any_bytes_are_read_as_something(raw: bytes):
    message = reading.read(raw)

    assert len(message.fingerprint) == 64
    f"{message.sender}{message.subject}".encode()
    assert "\n" not in message.subject


@given(st.binary(max_size=300) | mangled())
def test_any_bytes_are_an_answer_or_none(content: bytes):
    with suppress(itip.NotReadable):
        assert "@" in itip.read(content).attendee


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=mangled())
def test_any_bytes_are_taken_without_changing_anybody(amina: Registration, raw: bytes):
    receive(raw, now=LATER)

    assert invitation_of(amina).reply is None
