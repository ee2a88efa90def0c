"""The mailbox of answers, on a real IMAP server: read once, moved aside, never lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.domain import mailboxes
from eventhub.mail import receiving
from eventhub.mail.mailbox import InUse, NoMailbox, Unreachable, poll, read
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage
from tests.mail.answering import invitation_of, mailed, thunderbird
from tests.mail.imap import Mailbox, serving
from tests.world import AMINA, NOW, an_event, register

LATER = NOW + timedelta(days=1)


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with serving(app) as box:
        yield box


@pytest.fixture
def amina(app: Flask) -> Registration:
    registration = register(an_event(), AMINA)
    session.commit()
    return registration


def letter(number: int) -> bytes:
    return f"From: tiago@mne.pt.example\r\nMessage-ID: <{number}@x>\r\nSubject: Hello\r\n\r\nHello.\r\n".encode()


def taken() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(IncomingMessage)) or 0


def test_an_answer_is_taken_from_the_mailbox_and_moved_aside(mailbox: Mailbox, amina: Registration):
    mailbox.put(mailed(thunderbird(amina, "TENTATIVE"), str(amina.email)), letter(1))

    assert read(now=LATER) == 2

    assert invitation_of(amina).reply == "TENTATIVE"
    assert (mailbox.count(), mailbox.count("EventHub")) == (0, 2)
    assert read(now=LATER) == 0
    watch = mailboxes.find()
    assert watch is not None
    assert (watch.read_at, watch.trouble) == (LATER, None)


def test_a_reader_killed_before_it_moved_a_message_loses_none_and_takes_none_twice(
    mailbox: Mailbox, amina: Registration
):
    answer = mailed(thunderbird(amina), str(amina.email))
    mailbox.put(answer, letter(1))
    receiving.receive(answer, now=LATER)  # and here the power went

    assert read(now=LATER) == 2

    assert taken() == 2
    assert (mailbox.count(), mailbox.count("EventHub")) == (0, 2)


def test_one_worker_reads_at_a_time_and_one_that_was_killed_holds_nobody_up_for_long(mailbox: Mailbox):
    mailbox.put(letter(1))
    mailboxes.take(now=NOW)
    session.commit()

    assert poll(now=NOW) == 0
    with pytest.raises(InUse):
        read(now=NOW)

    assert poll(now=NOW + mailboxes.LEASE) == 1


def test_many_workers_read_it_once_a_minute_together(mailbox: Mailbox):
    assert read(now=NOW) == 0
    mailbox.put(letter(1))

    assert [poll(now=NOW + timedelta(seconds=seconds)) for seconds in (1, 20, 49, 60, 61)] == [0, 0, 0, 1, 0]


def test_of_fifty_megabytes_only_the_head_is_read(mailbox: Mailbox):
    mailbox.put(letter(1) + b"x" * 50_000_000)

    assert read(now=LATER) == 1

    (kept,) = session.scalars(select(IncomingMessage))
    assert (kept.outcome, kept.sender, kept.subject) == ("too_large", "tiago@mne.pt.example", "Hello")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"IMAP_PASSWORD": "wrong"}, "cannot be read"),
        ({"IMAP_PORT": 1}, "refused"),
        ({"IMAP_FOLDER": "No such"}, "cannot be read"),
        ({"IMAP_ENCRYPTION": "starttls"}, "cannot be read"),
        ({"IMAP_ENCRYPTION": "tls"}, "cannot be read"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_one_line_and_tried_again(
    app: Flask, mailbox: Mailbox, caplog: pytest.LogCaptureFixture, wrong: dict[str, object], words: str
):
    mailbox.put(letter(1))
    right = {name: app.config[name] for name in wrong}
    app.config.update(wrong)

    assert poll(now=NOW) == 0

    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert words in line.getMessage()
    assert "\n" not in line.getMessage()
    watch = mailboxes.find()
    assert watch is not None
    assert watch.trouble
    with pytest.raises(Unreachable):
        read(now=NOW)
    app.config.update(right)
    assert poll(now=LATER) == 1


def test_without_a_mailbox_nothing_is_polled_and_the_command_says_so(app: Flask):
    assert poll(now=NOW) == 0
    with pytest.raises(NoMailbox):
        read(now=NOW)
    result = app.test_cli_runner().invoke(args=["mail", "poll"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_the_command_reads_it_once_and_says_how_much(app: Flask, mailbox: Mailbox):
    mailbox.put(letter(1))

    result = app.test_cli_runner().invoke(args=["mail", "poll"])

    assert (result.exit_code, result.stdout) == (0, "1 message read.\n")
