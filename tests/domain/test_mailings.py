"""Letters to a group: who gets them, once each, and not twice by mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import audit, mailings, outbox, registrations
from eventhub.domain.rosters import Selection
from eventhub.models.events import Event
from eventhub.models.letters import Mailing
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

EVERYBODY = Selection()


def send(event: Event, selection: Selection = EVERYBODY, *, expected: int, **more: Any) -> Mailing:
    own = {"subject": "Papers for {event}", "body": "They are at {event_page}", "by": "account:1", "now": NOW} | more
    return mailings.send(event, selection, expected=expected, **own)


def readers(event: Event) -> list[str]:
    return sorted(each.recipient for each in outbox.find_by_event(event) if each.kind == "mailing")


@pytest.mark.both_databases
def test_a_letter_goes_to_each_of_a_group_once_and_is_remembered(app: Flask):
    event = an_event(capacity=250)
    for number in range(205):  # more than a batch
        register(event, an_official(number))
    register(event, AMINA)

    mailing = send(event, Selection(country="KEN"), expected=205)
    session.commit()

    assert len(readers(event)) == len(set(readers(event))) == 205
    assert (mailing.readers, mailing.selection["country"]) == (205, "KEN")
    assert audit.find_by_event(event)[0].action == "mailing:send"


def test_whoever_withdrew_gets_it_only_where_that_status_is_chosen(app: Flask):
    event = an_event()
    register(event, AMINA)
    registrations.withdraw(register(event, TIAGO), by="self", now=NOW)

    send(event, expected=1)
    assert readers(event) == [AMINA.details["email"]]
    send(event, Selection(status="withdrawn"), expected=1)
    assert readers(event) == [AMINA.details["email"], TIAGO.details["email"]]


def test_one_address_gets_it_once(app: Flask):
    event = an_event()
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)

    assert len(mailings.find_readers(event, Selection(status="withdrawn"))) == 1


def test_the_same_letter_within_the_hour_has_to_be_meant(app: Flask):
    event = an_event()
    register(event, AMINA)
    send(event, expected=1)

    with pytest.raises(mailings.SentAlready):
        send(event, Selection(country="MAR"), expected=1)
    send(event, expected=1, body="Other words.")
    send(event, expected=1, is_repeat_meant=True)
    send(event, expected=1, now=NOW + mailings.PAUSE + timedelta(minutes=1))

    assert len(readers(event)) == 4


def test_the_same_letter_to_others_is_no_repeat(app: Flask):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)
    send(event, Selection(country="MAR"), expected=1)

    send(event, Selection(country="PRT"), expected=1)

    assert len(readers(event)) == 2


@pytest.mark.parametrize(
    ("expected", "details", "refusal"),
    [
        (2, {}, mailings.ListMoved),
        (1, {"selection": Selection(country="FRA")}, mailings.Nobody),
        (1, {"body": "{position}"}, Refused),
    ],
)
def test_a_letter_is_refused_whole(app: Flask, expected: int, details: dict[str, Any], refusal: type[Refused]):
    event = an_event()
    register(event, AMINA)

    with pytest.raises(refusal):
        send(event, expected=expected, **details)

    assert readers(event) == []
    assert session.scalar(select(Mailing)) is None
