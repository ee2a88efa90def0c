"""Whoever is erased is nowhere any more, and every figure stays."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from eventhub.base.db import Model, session
from eventhub.domain import attendance, audit, counts, erasure, lifecycle, outbox, registrations
from eventhub.domain.archive import whole
from eventhub.domain.erasure import AlreadyErased
from eventhub.models.outbox import Message
from eventhub.models.people import Person
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.domain.past_meetings import three_meetings
from tests.world import AMINA, NOW, TIAGO, an_event, register


def everything() -> str:
    """All that the database says, as one text."""
    tables = (session.execute(text(f'SELECT * FROM "{table.name}"')).all() for table in Model.metadata.sorted_tables)
    return json.dumps([[list(map(str, row)) for row in rows] for rows in tables], ensure_ascii=False)


def test_who_is_erased_before_the_event_gives_the_seat_back_and_leaves_no_word_behind(app: Flask):
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    registrations.correct(amina, {"accessibility_needs": "a hearing loop", "function": "Adviser"}, by="self", now=NOW)
    session.commit()

    erasure.erase(amina, by="self", now=NOW)
    session.commit()

    assert (amina.status, tiago.status) == (RegistrationStatus.WITHDRAWN, RegistrationStatus.CONFIRMED)
    (letter,) = session.scalars(select(Message).where(Message.registration_id == amina.id)).all()
    assert (letter.kind, letter.particulars["method"]) == ("registration-erased", "CANCEL")
    outbox.record_sent(letter, now=NOW)
    session.commit()
    kept = everything()
    assert [word for word in ("Amina", "El Idrissi", AMINA.details["email"], "hearing loop") if word in kept] == []
    assert TIAGO.details["family_name"] in kept
    assert list(audit.faults()) == []


def test_a_last_letter_that_no_server_takes_forgets_its_reader_and_is_not_sent_again(app: Flask):
    amina = register(an_event(), AMINA)
    erasure.erase(amina, by="self", now=NOW)
    (letter,) = session.scalars(select(Message).where(Message.registration_id == amina.id)).all()

    outbox.record_refused(letter, f"550 5.1.1 <{AMINA.details['email']}>: no such user")
    session.commit()

    assert AMINA.details["email"] not in everything()
    with pytest.raises(outbox.ReaderErased):
        outbox.retry(letter, by="account:1", now=NOW)


def test_what_is_counted_of_an_erased_person_stays(app: Flask):
    amina = register(an_event(), AMINA)

    erasure.erase(amina, by="self", now=NOW)

    assert (amina.country, amina.category, amina.level) == tuple(
        AMINA.details[name] for name in ("country", "category", "level")
    )
    assert amina.anonymised_at == NOW


def test_nobody_is_erased_twice(app: Flask):
    amina = register(an_event(), AMINA)
    erasure.erase(amina, by="self", now=NOW)

    with pytest.raises(AlreadyErased):
        erasure.erase(amina, by="self", now=NOW)


def test_one_event_may_forget_somebody_whom_another_still_expects(app: Flask):
    first, second = register(an_event(), AMINA), register(an_event(slug="another"), AMINA)

    erasure.erase(first, by="self", now=NOW)

    assert (first.name, second.given_name) == ("", AMINA.details["given_name"])
    assert session.scalars(select(Person.given_name)).all() == [AMINA.details["given_name"]]


def test_somebody_erased_everywhere_is_forgotten_as_a_person(app: Flask):
    first, second = register(an_event(), AMINA), register(an_event(slug="another"), AMINA)

    erased = erasure.erase(first, by="self", now=NOW, everywhere=True)

    assert erased == [first, second]
    assert session.scalars(select(Person.family_name)).all() == [""]


@pytest.mark.parametrize("slug", ["champions-2021-05", "atd-ple-1", "atd-ple-2"])
def test_erasing_whoever_came_changes_no_figure_of_a_real_meeting(app: Flask, slug: str):
    event = three_meetings()[slug]
    before = counts.count(event)
    came = [each.registration for each in attendance.establish(event).counted if each.registration]
    people = [(each.name, each.email) for each in came[::3]]

    for registration in came[::3]:
        erasure.erase(registration, by="self", now=event.ends_at_utc + timedelta(days=1))

    assert len(people) > 20
    assert counts.count(event) == before
    rows = " ".join(f"{each.display_name} {each.email}" for each in attendance.evidence.find_connections(event))
    assert [name for name, address in people if name in rows or (address and address in rows)] == []


def test_an_archive_of_whom_we_have_forgotten_can_be_taken_in_again(app: Flask):
    amina = register(an_event(), AMINA)
    erasure.erase(amina, by="self", now=NOW)
    session.commit()
    document = whole.give_out([])

    whole.take_in(document, by="archive", now=NOW)

    assert session.scalars(select(Registration.given_name)).all() == [""]


def test_a_calendar_that_was_still_to_let_the_event_go_is_told_so_by_the_last_letter(app: Flask):
    event = an_event()
    amina = register(event, AMINA)
    outbox.record_sent(outbox.find_by_event(event)[0], now=NOW)
    lifecycle.cancel(event, by="account:1", now=NOW)

    erasure.erase(amina, by="self", now=NOW)

    last, invitation = outbox.find_by_event(event)
    assert (last.kind, last.particulars["method"], last.particulars["sequence"]) == ("registration-erased", "CANCEL", 1)
    assert (invitation.kind, invitation.particulars) == ("registration-confirmed", {})


def test_whoever_was_erased_and_comes_again_is_invited_above_what_their_calendar_heard(app: Flask):
    event = an_event()
    erasure.erase(register(event, AMINA), by="self", now=NOW)

    again = register(event, AMINA)

    assert outbox.find_by_event(event)[0].registration_id == again.id
    assert outbox.find_by_event(event)[0].particulars["sequence"] == 2
