"""Delivery through a real SMTP server: what is sent, tried again, refused, and never sent twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import audit, outbox
from eventhub.mail import carriers, sending
from eventhub.mail.sending import Delivered, deliver
from eventhub.mail.traffic import Traffic
from eventhub.models.outbox import Message, MessageState
from tests.mail.postbox import CERTIFICATE, Postbox, serve
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

AMINA_ADDRESS = AMINA.details["email"]
TIAGO_ADDRESS = TIAGO.details["email"]


@pytest.fixture
def two_messages(app: Flask) -> list[int]:
    """Amina and Tiago are to be told that they are registered."""
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)
    session.commit()
    return list(session.scalars(select(Message.id).order_by(Message.id)))


def message(number: int) -> Message:
    session.expire_all()
    found = outbox.find(number)
    assert found is not None
    return found


@contextmanager
def server(app: Flask, box: Postbox, **options) -> Iterator[None]:
    """Deliver to a server of another kind for a while."""
    running = serve(box, **options)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=running.port)
    try:
        yield
    finally:
        running.stop()


@pytest.mark.both_databases
def test_what_is_due_is_sent_once_over_one_connection(postbox: Postbox, two_messages: list[int]):
    assert deliver(now=NOW) == Delivered(sent=2)
    assert not deliver(now=NOW + timedelta(days=1))

    assert postbox.recipients == [AMINA_ADDRESS, TIAGO_ADDRESS]
    assert postbox.connections == 1
    assert [message(number).state for number in two_messages] == [MessageState.SENT, MessageState.SENT]
    assert message(two_messages[0]).sent_at == NOW


def test_the_message_id_is_the_rows_own_in_the_senders_domain(postbox: Postbox, two_messages: list[int]):
    deliver(now=NOW)

    expected = [f"<{message(number).message_id}@eventhub.example>" for number in two_messages]
    assert [letter["Message-ID"] for letter in postbox.letters] == expected


def test_a_refused_recipient_is_refused_and_the_others_get_their_mail(postbox: Postbox, two_messages: list[int]):
    postbox.rcpt_answers[AMINA_ADDRESS] = "550 5.1.1 No such user here"

    assert deliver(now=NOW) == Delivered(sent=1, refused=1)

    refused = message(two_messages[0])
    assert (refused.state, refused.last_error) == (MessageState.REFUSED, "550 5.1.1 No such user here")
    assert postbox.recipients == [TIAGO_ADDRESS]
    assert not deliver(now=NOW + timedelta(days=9))


def test_a_temporary_refusal_is_tried_again_later_and_later(postbox: Postbox, two_messages: list[int]):
    postbox.rcpt_answers[AMINA_ADDRESS] = "450 4.2.1 Greylisted, come back later"
    now, waits = NOW, []
    assert deliver(now=now) == Delivered(sent=1, failed=1)
    while message(two_messages[0]).state is MessageState.QUEUED:
        waits.append(message(two_messages[0]).due_at - now)
        assert not deliver(now=now + waits[-1] - timedelta(seconds=1))
        now += waits[-1]
        deliver(now=now)

    assert tuple(waits) == outbox.BACK_OFF
    assert message(two_messages[0]).last_error == "450 4.2.1 Greylisted, come back later"


def test_a_temporary_refusal_that_ends_is_forgotten(postbox: Postbox, two_messages: list[int]):
    postbox.data_answers[AMINA_ADDRESS] = "451 4.3.0 Disk full"
    deliver(now=NOW)
    del postbox.data_answers[AMINA_ADDRESS]

    assert deliver(now=NOW + timedelta(minutes=1)) == Delivered(sent=1)

    assert message(two_messages[0]).last_error is None


def test_contents_refused_after_data_are_refused_for_good(postbox: Postbox, two_messages: list[int]):
    postbox.data_answers[AMINA_ADDRESS] = "554 5.7.1 We do not like this"

    assert deliver(now=NOW) == Delivered(sent=1, refused=1)


def test_a_server_that_hangs_up_after_accepting_has_accepted(postbox: Postbox, two_messages: list[int]):
    postbox.hangs_up_after_accepting = True

    assert deliver(now=NOW) == Delivered(sent=2)

    assert len(postbox.taken) == 2


def test_a_server_that_hangs_up_before_answering_is_tried_again_under_the_same_message_id(
    postbox: Postbox, two_messages: list[int]
):
    postbox.hangs_up_before_answering = True
    assert deliver(now=NOW) == Delivered(failed=2)
    postbox.hangs_up_before_answering = False

    assert deliver(now=NOW + timedelta(minutes=1)) == Delivered(sent=2)

    assert postbox.letters[0]["Message-ID"] == f"<{message(two_messages[0]).message_id}@eventhub.example>"


def test_a_slow_goodbye_takes_nothing_back_and_is_not_waited_for(
    postbox: Postbox, two_messages: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(carriers, "GOODBYE_TIMEOUT", 0.1)
    postbox.goodbye_takes = 3.0
    began = time.monotonic()

    assert deliver(now=NOW) == Delivered(sent=2)

    assert time.monotonic() - began < 2


def test_a_server_that_does_not_answer_is_given_up_in_time(
    postbox: Postbox, two_messages: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(carriers, "TIMEOUT", 0.2)
    postbox.data_takes = 1.0

    assert deliver(now=NOW) == Delivered(failed=2)

    assert message(two_messages[0]).last_error == "Connection unexpectedly closed: timed out"


def test_without_anybody_listening_everything_waits(app: Flask, two_messages: list[int]):
    with server(app, Postbox()):
        pass  # the port is closed again

    assert deliver(now=NOW) == Delivered(failed=2)

    waiting = message(two_messages[1])
    assert waiting.state is MessageState.QUEUED
    assert "Connection refused" in (waiting.last_error or "")


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_certificate_nobody_vouches_for_gets_no_mail(app: Flask, two_messages: list[int], tls: str):
    box = Postbox()
    app.config.update(MAIL_USE_TLS=tls == "starttls", MAIL_USE_SSL=tls == "ssl")
    with server(app, box, tls=tls):
        assert deliver(now=NOW) == Delivered(failed=2)

    assert "CERTIFICATE_VERIFY_FAILED" in (message(two_messages[0]).last_error or "")
    assert not box.taken


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_certificate_that_is_trusted_does(
    app: Flask, two_messages: list[int], tls: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    box = Postbox()
    app.config.update(MAIL_USE_TLS=tls == "starttls", MAIL_USE_SSL=tls == "ssl")
    with server(app, box, tls=tls):
        assert deliver(now=NOW) == Delivered(sent=2)


def test_no_mail_goes_out_in_the_clear_when_starttls_is_asked_for(app: Flask, two_messages: list[int]):
    box = Postbox()
    app.config.update(MAIL_USE_TLS=True)
    with server(app, box):
        assert deliver(now=NOW) == Delivered(failed=2)

    assert not box.taken


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the server's; its password is no secret
def test_a_wrong_password_is_ours_to_mend_and_refuses_no_message(app: Flask, two_messages: list[int]):
    box = Postbox()
    with server(app, box, password="right"):
        app.config.update(MAIL_USERNAME="eventhub", MAIL_PASSWORD="wrong")
        assert deliver(now=NOW) == Delivered(failed=2)
        app.config.update(MAIL_PASSWORD="")
        assert deliver(now=NOW + timedelta(minutes=1)) == Delivered(failed=2)
        app.config.update(MAIL_PASSWORD="right")
        assert deliver(now=NOW + timedelta(minutes=10)) == Delivered(sent=2)


@pytest.mark.parametrize("knows_utf8", [True, False])
def test_letters_beyond_ascii_before_the_at_need_a_server_that_knows_them(app: Flask, knows_utf8: bool):
    register(an_event(), an_official(1, email="jürgen@münchen.example"))
    session.commit()
    box = Postbox()
    with server(app, box, enable_SMTPUTF8=knows_utf8):
        assert deliver(now=NOW) == (Delivered(sent=1) if knows_utf8 else Delivered(refused=1))

    assert box.recipients == (["jürgen@xn--mnchen-3ya.example"] if knows_utf8 else [])


def test_without_a_server_mail_becomes_files_that_only_the_owner_reads(app: Flask, two_messages: list[int]):
    assert deliver(now=NOW) == Delivered(sent=2)

    files = sorted((Path(app.instance_path) / "mail").iterdir())
    assert [file.name for file in files] == [
        "20270301T090000Z-000001-registration-confirmed.eml",
        "20270301T090000Z-000002-registration-confirmed.eml",
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_folder_that_cannot_be_written_lets_mail_wait(app: Flask, two_messages: list[int]):
    (Path(app.instance_path) / "mail").write_text("a file where the folder should be")

    assert deliver(now=NOW) == Delivered(failed=2)


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(
    postbox: Postbox, two_messages: list[int], caplog: pytest.LogCaptureFixture
):
    message(two_messages[0]).kind = "no-such-kind"
    session.commit()

    assert deliver(now=NOW) == Delivered(sent=1, failed=1)

    assert postbox.recipients == [TIAGO_ADDRESS]
    assert "could not be written" in caplog.text


def test_an_address_that_is_none_is_refused_with_the_reason(postbox: Postbox, two_messages: list[int]):
    message(two_messages[0]).recipient = "amina at diplomatie"
    session.commit()

    assert deliver(now=NOW) == Delivered(sent=1, refused=1)

    assert "@" in (message(two_messages[0]).last_error or "")


def test_a_worker_asked_to_stop_gives_back_what_it_has_claimed(postbox: Postbox, two_messages: list[int]):
    stop = Flag()
    stop.set()
    assert not deliver(now=NOW, stop=stop)
    assert message(two_messages[0]).attempts == 0

    assert deliver(now=NOW) == Delivered(sent=2)


def test_a_lease_that_runs_short_is_given_back_before_it_ends(
    postbox: Postbox, two_messages: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sending, "UNTOUCHED", outbox.LEASE - timedelta(seconds=0.1))
    postbox.data_takes = 0.3

    assert deliver(now=NOW) == Delivered(sent=1)

    assert deliver(now=NOW) == Delivered(sent=1)
    assert postbox.recipients == [AMINA_ADDRESS, TIAGO_ADDRESS]


def test_what_was_claimed_and_not_sent_is_taken_up_when_the_lease_has_run_out(
    postbox: Postbox, two_messages: list[int]
):
    outbox.claim(now=NOW)
    session.commit()  # and here the worker dies

    assert not deliver(now=NOW + outbox.LEASE - timedelta(seconds=1))
    assert deliver(now=NOW + outbox.LEASE) == Delivered(sent=2)


def test_a_worker_that_slept_through_its_lease_sends_nothing(postbox: Postbox, two_messages: list[int]):
    outbox.claim(now=NOW)
    session.commit()  # here the machine is suspended, and wakes when another worker has taken over
    outbox.claim(now=NOW + outbox.LEASE)
    session.commit()

    assert not sending._deliver(two_messages, now=NOW, stop=Flag(), traffic=Traffic())

    assert not postbox.taken


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    postbox: Postbox, two_messages: list[int], monkeypatch: pytest.MonkeyPatch
):
    open_transactions = []
    hand_over = carriers.Connection.send

    def watched(connection, letter, *rest):
        open_transactions.append(session().in_transaction())
        hand_over(connection, letter, *rest)

    monkeypatch.setattr(carriers.Connection, "send", watched)
    deliver(now=NOW)

    assert open_transactions == [False, False]


def test_delivery_seals_the_audit_entries(postbox: Postbox, two_messages: list[int]):
    assert audit.is_any_unsealed()

    deliver(now=NOW)

    assert not audit.is_any_unsealed()
    assert not list(audit.faults())
