"""The outbox: what is claimed, by whom, when it is tried again and when it is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.domain import audit, outbox, registrations
from eventhub.models.outbox import Message, MessageState
from tests.world import AMINA, NOW, TIAGO, an_event, register

pytestmark = pytest.mark.both_databases


def a_message(**particulars: object) -> Message:
    message = outbox.queue("registration-link", " amina@example.org ", now=NOW, **particulars)
    session.commit()
    return message


def test_a_message_is_queued_with_the_change_it_tells_of_or_not_at_all(app: Flask):
    event = an_event()
    session.commit()
    register(event, AMINA)
    session.rollback()

    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_message_knows_the_event_of_its_registration(app: Flask):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)

    assert [message.event_id for message in outbox.find_by_event(event)] == [event.id, event.id]


def test_each_message_has_an_identity_of_its_own_and_a_clean_address(app: Flask):
    first, second = a_message(method="REQUEST"), a_message()

    assert first.message_id != second.message_id
    assert first.recipient == "amina@example.org"
    assert first.particulars == {"method": "REQUEST"}


def test_messages_are_claimed_oldest_first_and_only_once(app: Flask):
    messages = [a_message() for _ in range(3)]

    assert list(outbox.claim(now=NOW, limit=2)) == messages[:2]
    session.commit()
    assert list(outbox.claim(now=NOW)) == messages[2:]
    session.commit()
    assert not outbox.is_anything_due(now=NOW)
    assert not outbox.claim(now=NOW)


def test_what_is_not_due_yet_is_left(app: Flask):
    outbox.queue("registration-link", "amina@example.org", now=NOW + timedelta(hours=1))
    session.commit()

    assert not outbox.claim(now=NOW)
    assert not outbox.is_anything_due(now=NOW)
    assert outbox.claim(now=NOW + timedelta(hours=1))


def test_a_lease_that_ran_out_may_be_claimed_again(app: Flask):
    message = a_message()
    outbox.claim(now=NOW)
    session.commit()

    assert list(outbox.claim(now=NOW + outbox.LEASE)) == [message]
    assert message.attempts == 2


def test_a_released_message_counts_as_not_tried(app: Flask):
    message = a_message()
    outbox.claim(now=NOW)

    outbox.release(message)
    session.commit()

    assert (message.attempts, message.leased_until) == (0, None)
    assert list(outbox.claim(now=NOW)) == [message]


def test_failures_back_off_and_after_the_last_wait_the_message_counts_as_refused(app: Flask):
    message, now = a_message(), NOW
    for wait in outbox.BACK_OFF:
        assert list(outbox.claim(now=now)) == [message]
        outbox.record_failed(message, "451 later", now=now)
        session.commit()
        assert not outbox.is_anything_due(now=now + wait - timedelta(seconds=1))
        now += wait
    outbox.claim(now=now)
    outbox.record_failed(message, "451 later", now=now)

    assert (message.state, message.last_error) == (MessageState.REFUSED, "451 later")
    assert now - NOW >= timedelta(days=4)


def test_a_person_may_have_a_refused_message_sent_again(app: Flask):
    message = a_message()
    outbox.claim(now=NOW)
    outbox.record_refused(message, "550 no such user")
    session.commit()
    assert not outbox.is_anything_due(now=NOW + timedelta(days=30))

    outbox.retry(message, by="account:1", now=NOW)
    session.commit()

    assert list(outbox.claim(now=NOW)) == [message]
    assert (message.attempts, message.last_error) == (1, None)
    assert audit.is_any_unsealed()


def test_what_was_sent_is_not_sent_again(app: Flask):
    message = a_message()
    outbox.record_sent(message, now=NOW)
    session.commit()

    with pytest.raises(outbox.NothingToRetry):
        outbox.retry(message, by="account:1", now=NOW)
    assert not outbox.claim(now=NOW + timedelta(days=30))


@pytest.mark.both_databases
def test_news_to_one_registration_never_overtakes_older_news(app: Flask):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    registrations.withdraw(amina, by="self", now=NOW)
    session.commit()

    claimed = outbox.claim(now=NOW)
    assert [(each.kind, each.registration_id) for each in claimed] == [
        ("registration-confirmed", amina.id),
        ("registration-confirmed", tiago.id),
    ]
    outbox.record_failed(claimed[0], "451 try later", now=NOW)
    outbox.record_sent(claimed[1], now=NOW)
    session.commit()
    assert not outbox.is_anything_due(now=NOW)

    later = NOW + outbox.BACK_OFF[0]
    (again,) = outbox.claim(now=later)
    outbox.record_sent(again, now=later)
    session.commit()

    assert [each.kind for each in outbox.claim(now=later)] == ["registration-withdrawn"]
