"""Taking mail in: answers change what they may, everything else waits for somebody, and nothing is taken twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import audit, incoming
from eventhub.mail.receiving import receive
from eventhub.models.registrations import Registration
from eventhub.models.replies import Outcome
from tests.mail.answering import invitation_of, mailed, thunderbird
from tests.world import AMINA, NOW, an_event, register

LATER = NOW + timedelta(days=1)


@pytest.fixture
def amina(app: Flask) -> Registration:
    registration = register(an_event(capacity=1), AMINA)
    session.commit()
    return registration


def answered(registration: Registration, participation: str = "ACCEPTED", **details: object) -> Outcome | None:
    sender = details.pop("sender", registration.email)
    message_id = details.pop("message_id", "<answer@mail.example>")
    headers = details.pop("headers", ())
    calendar = thunderbird(registration, participation, **details)
    return receive(mailed(calendar, sender, message_id=message_id, headers=headers), now=LATER)


@pytest.mark.parametrize("word", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_what_thunderbird_answers_is_taken(amina: Registration, word: str):
    assert answered(amina, word) is Outcome.ANSWERED

    held = invitation_of(amina)
    assert (held.reply, held.reply_sequence, held.reply_stamp) == (word, 0, NOW)
    (entry,) = [each for each in audit.find_by_subject(amina) if each.action == "registration:answer"]
    assert (entry.by, entry.difference) == ("calendar", {"reply": [None, word], "sequence": 0})
    assert incoming.find_waiting(amina.event) == []
