"""Answers in any order: the newest by (SEQUENCE, DTSTAMP) is what stands."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.base.db import session
from eventhub.domain import incoming, invitations, lifecycle, replies
from eventhub.domain.incoming import Arrival
from eventhub.formats.itip import Reply
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome
from tests.world import AMINA, NOW, an_event, register

LATER = NOW + timedelta(days=30)
NUMBERS = count()

PLACES = ("Palais Wilson", "Palais des Nations")


@pytest.fixture
def amina(app: Flask) -> Registration:
    """Registered, and told of two changes since: SEQUENCE is 2."""
    registration = register(an_event(), AMINA)
    for place in PLACES:
        lifecycle.change(registration.event, {"venue": place}, by="account:1", now=NOW)
    return registration


def answer(registration: Registration, word: str, sequence: int, minute: int) -> IncomingMessage:
    arrival = Arrival(str(next(NUMBERS)), str(registration.email))
    reply = Reply(
        registration.event.uid, str(registration.email), None, word, sequence, NOW + timedelta(minutes=minute)
    )
    return replies.answer(arrival, reply, now=LATER)


WORDS = st.sampled_from(["ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED"])
ANSWERS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), WORDS), min_size=1, max_size=8, unique_by=lambda a: a[:2]
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS)
def test_in_any_order_the_newest_answer_stands(amina: Registration, answers: list[tuple[int, int, str]]):
    held = invitations.find(amina)
    assert held is not None
    held.reply = held.reply_sequence = held.reply_stamp = None

    for sequence, minute, word in answers:
        answer(amina, word, sequence, minute)

    sequence, minute, word = max(answers)
    assert (held.reply, held.reply_sequence, held.reply_stamp) == (word, sequence, NOW + timedelta(minutes=minute))
    stands = sequence == 2 and word != "DELEGATED"
    assert invitations.answer(held) == (word if stands else None)


def test_an_answer_counts_once_the_same_again_or_older_does_not(amina: Registration):
    outcomes = [answer(amina, "ACCEPTED", 2, minute).outcome for minute in (1, 1, 0, 2)]

    assert outcomes == [Outcome.ANSWERED, Outcome.OVERTAKEN, Outcome.OVERTAKEN, Outcome.ANSWERED]


def test_the_counts_are_of_what_stands_now(amina: Registration):
    answer(amina, "ACCEPTED", 2, 1)
    assert replies.count_answers(amina.event)["ACCEPTED"] == 1

    answer(amina, "TENTATIVE", 2, 2)
    assert replies.count_answers(amina.event) == dict.fromkeys(replies.ANSWERS, 0) | {"TENTATIVE": 1}

    lifecycle.change(amina.event, {"venue": "Bâtiment E"}, by="account:1", now=LATER)
    assert replies.count_answers(amina.event)[replies.UNANSWERED] == 1


def test_what_is_settled_says_nothing_of_whom_it_came_from(amina: Registration):
    taken = answer(amina, "ACCEPTED", 2, 1)
    delegated = answer(amina, "DELEGATED", 2, 2)

    assert (taken.sender, taken.particulars, taken.settled_by) == (None, {}, "worker")
    assert (delegated.sender, delegated.settled_at) == (amina.email, None)


def test_old_messages_are_forgotten(amina: Registration):
    answer(amina, "ACCEPTED", 2, 1)
    session.commit()
    just_kept = LATER + incoming.KEPT
    assert (incoming.has_old(now=just_kept), incoming.has_old(now=just_kept + timedelta(seconds=1))) == (False, True)

    incoming.forget_old(now=just_kept + timedelta(seconds=1))

    assert not incoming.has_old(now=just_kept + timedelta(days=1))
