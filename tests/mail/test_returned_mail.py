"""Mail that comes back stops further mail to its address, until somebody says that it works again."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import audit, erasure, incoming, outbox, steps, unreachable
from eventhub.mail import links
from eventhub.mail.receiving import receive
from eventhub.mail.sending import deliver
from eventhub.models.outbox import Message, MessageState
from eventhub.models.registrations import Registration
from eventhub.models.replies import Outcome, UnreachableAddress
from tests.mail.answering import returned
from tests.mail.postbox import Postbox
from tests.visitors import Visitor
from tests.world import AMINA, NOW, an_event, register

LATER = NOW + timedelta(hours=1)
SERVERS = ("postfix.eml", "exim.eml", "exchange.eml", "gmail.eml")


@pytest.fixture
def amina(app: Flask) -> Registration:
    registration = register(an_event(), AMINA)
    session.commit()
    number = registration.id
    deliver(now=NOW)
    return session.get_one(Registration, number)


def sent() -> Message:
    session.expire_all()
    return session.scalars(select(Message).order_by(Message.id)).all()[0]


def come_back(amina: Registration, name: str = "postfix.eml") -> Outcome | None:
    return receive(returned(name, sent(), amina), now=LATER)


@pytest.mark.parametrize("server", SERVERS)
def test_a_report_of_any_server_refuses_the_message_and_marks_the_address(amina: Registration, server: str):
    assert come_back(amina, server) is Outcome.BOUNCED

    message = sent()
    assert message.state is MessageState.REFUSED
    assert "550" in str(message.last_error)
    marked = unreachable.find(str(amina.email))
    assert marked is not None
    assert marked.reason == message.last_error
    assert [entry.by for entry in audit.find_by_subject(amina) if entry.action == "address:mark"] == ["mail server"]
    assert incoming.find_waiting(amina.event) == []


@pytest.mark.both_databases
def test_nothing_more_is_sent_to_the_address_but_what_somebody_waits_for(amina: Registration, postbox: Postbox):
    steps.mail("reminder", amina, now=NOW)
    session.commit()
    come_back(amina)
    steps.mail("event-changed", amina, now=LATER)
    steps.mail("registration-link", amina, now=LATER)
    session.commit()

    while deliver(now=LATER):
        pass

    told = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(each.kind, each.state.value) for each in told[1:]] == [
        ("reminder", "refused"),
        ("event-changed", "refused"),
        ("registration-link", "sent"),
    ]
    assert str(told[1].last_error).startswith("Not sent, because earlier mail to this address came back: 550")
    assert len(postbox.taken) == 1


def test_what_is_delayed_is_noted_only(amina: Registration):
    assert come_back(amina, "postfix_delayed.eml") is Outcome.DELAYED

    message = sent()
    assert (message.state, "timed out" in str(message.last_error)) == (MessageState.SENT, True)
    assert unreachable.find(str(amina.email)) is None


def test_a_server_that_gave_up_for_now_refuses_the_message_and_not_the_address(amina: Registration):
    report = returned("postfix.eml", sent(), amina).replace(b"Status: 5.1.1", b"Status: 4.4.7")

    assert receive(report, now=LATER) is Outcome.BOUNCED

    assert sent().state is MessageState.REFUSED
    assert unreachable.find(str(amina.email)) is None


def test_trying_again_clears_the_mark(amina: Registration):
    come_back(amina)

    outbox.retry(sent(), by="account:1", now=LATER)

    assert unreachable.find(str(amina.email)) is None
    assert "address:clear" in [entry.action for entry in audit.find_by_subject(amina)]


def test_a_report_that_names_the_reader_only_is_believed_for_as_long_as_servers_try(amina: Registration):
    nameless = returned("exim.eml", sent(), amina).replace(sent().message_id.encode(), b"another")

    assert receive(nameless.replace(b"E1tABCD", b"E1"), now=NOW + timedelta(days=20)) is Outcome.UNKNOWN_RECIPIENT
    assert receive(nameless, now=LATER) is Outcome.BOUNCED


@pytest.mark.parametrize(
    "cut",
    [(b"Final-Recipient", b"X-Recipient"), (b"message/delivery-status", b"text/plain")],
)
def test_a_report_without_an_address_waits_and_changes_nothing(
    amina: Registration, caplog: pytest.LogCaptureFixture, cut: tuple[bytes, bytes]
):
    report = returned("postfix.eml", sent(), amina).replace(b"Original-Recipient", b"X-Original").replace(*cut)
    caplog.set_level(logging.INFO, "eventhub.mail.receiving")

    assert receive(report, now=LATER) is Outcome.UNREADABLE

    assert sent().state is MessageState.SENT
    assert session.scalars(select(UnreachableAddress)).all() == []
    (kept,) = incoming.find_waiting(None)
    assert kept.particulars == {"fault": "The report names no address."}
    assert len(caplog.records) == 1


def test_a_receipt_for_delivered_mail_is_ignored(amina: Registration):
    report = returned("postfix.eml", sent(), amina).replace(b"Action: failed", b"Action: delivered")

    assert receive(report, now=LATER) is Outcome.AUTOMATIC
    assert sent().state is MessageState.SENT


def test_an_out_of_office_reply_is_ignored(amina: Registration, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "eventhub.mail.receiving")

    assert come_back(amina, "out_of_office.eml") is Outcome.AUTOMATIC

    assert incoming.find_waiting(None) == incoming.find_waiting(amina.event) == []
    assert len(caplog.records) == 1


def test_people_say_on_their_own_page_that_mail_works_again(amina: Registration, visitor: Visitor, app: Flask):
    own = links.own_page(amina).removeprefix(links.home())
    come_back(amina)
    assert "Our messages do not reach you." in visitor.get(own).get_data(as_text=True)

    visitor.post(f"{own}/reach", form_at=own)

    assert "Our messages do not reach you." not in visitor.get(own).get_data(as_text=True)


def test_an_erased_person_s_address_is_forgotten_with_them(amina: Registration):
    come_back(amina)
    erasure.erase(amina, by="self", now=LATER)
    session.commit()

    assert session.scalars(select(UnreachableAddress)).all() == []
