"""Organisers put mails in own words, look at them, remind, thank, and write to a group."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as listening

from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import letters, outbox, reminders
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register


def address(event: Event, rest: str = "") -> str:
    return f"/organiser/events/{event.slug}/mail{rest}"


def page_of(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def past_event() -> Event:
    yesterday = (clock.now() - timedelta(days=1)).replace(tzinfo=None)
    event = an_event(title="Exchange of yesterday")
    for application in (AMINA, TIAGO):
        register(event, application)
    event.starts_at, event.ends_at = yesterday, yesterday + timedelta(hours=2)
    event.starts_at_utc, event.ends_at_utc = clock.now() - timedelta(hours=20), clock.now() - timedelta(hours=18)
    session.commit()
    return event


@pytest.fixture
def event(organiser: Visitor) -> Event:
    return an_event(title="Exchange")


def test_words_are_looked_at_saved_and_given_up(organiser: Visitor, event: Event):
    path = address(event, "/texts/registration-confirmed/fr")
    words = {"subject": "Bienvenue : {event}", "body": "Chère {given_name}"}
    assert "a seat is reserved for you" in page_of(organiser, path)

    looked = organiser.post(path, words | {"preview": "yes"})
    assert looked.status_code == 200
    assert "<p>Chère Amina</p>" in looked.get_data(as_text=True)
    assert letters.find(event, "registration-confirmed", "fr") is None

    assert organiser.post(path, words).status_code == 303
    assert "Chère {given_name}" in page_of(organiser, path)
    assert ">Français</a>" in page_of(organiser, address(event, "/texts"))
    assert organiser.post(path + "/drop", form_at=path).status_code == 303
    assert letters.find(event, "registration-confirmed", "fr") is None


def test_a_wrong_placeholder_is_refused_at_its_field_and_nothing_is_kept(organiser: Visitor, event: Event):
    path = address(event, "/texts/reminder/en")

    refused = organiser.post(path, {"subject": "{event}", "body": "Dear {firstname}"})

    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "There is no placeholder {firstname} here." in page
    assert 'href="#body"' in page
    assert letters.find(event, "reminder", "en") is None


@pytest.mark.parametrize("rest", ["/texts/sign-in/en", "/texts/reminder/de", "/texts/reminder/en/drop"])
def test_what_has_no_words_is_not_found(organiser: Visitor, event: Event, rest: str):
    token = organiser.csrf_token(address(event, "/texts/reminder/en"))

    assert organiser.post(address(event, rest), {"csrf_token": token}).status_code == 404


def test_readers_look_and_change_nothing(reader: Visitor, event: Event):
    for rest in ("", "/texts", "/texts/reminder/en", "/reminders", "/thanks", "/new"):
        assert reader.get(address(event, rest)).status_code == 200
    token = reader.csrf_token(address(event, "/texts/reminder/en"))
    for rest in ("/texts/reminder/en", "/reminders", "/thanks", "/new"):
        assert reader.post(address(event, rest), {"csrf_token": token}).status_code == 403


def test_reminders_are_set_with_an_own_number(organiser: Visitor, event: Event):
    path = address(event, "/reminders")

    assert organiser.post(path, {"hours": ["168", "2"], "own": "36"}).status_code == 303

    assert [each.hours_before for each in reminders.find_by_event(event)] == [168, 36, 2]
    page = page_of(organiser, path)
    assert "1 week before" in page
    assert "36 hours before" in page
    assert "To come" in page


@pytest.mark.parametrize("own", ["soon", "1.5", "0", "99999999999", "-3", "²"])
def test_hours_that_are_no_number_are_refused(organiser: Visitor, event: Event, own: str):
    refused = organiser.post(address(event, "/reminders"), {"own": own})

    assert refused.status_code == 422
    assert "whole number of hours" in refused.get_data(as_text=True)


def test_thanks_are_sent_once_to_as_many_as_were_shown(organiser: Visitor):
    event = past_event()
    path = address(event, "/thanks")
    assert "Thank 2 people" in page_of(organiser, path)

    answer = organiser.post(path, {"expected": "2"})

    assert "2 people are being thanked." in organiser.follow(answer).get_data(as_text=True)
    assert "Thank 2 people" not in page_of(organiser, path)
    refused = organiser.post(path, {"expected": "2", "csrf_token": organiser.csrf_token(address(event, "/new"))})
    assert "have been sent already" in organiser.follow(refused).get_data(as_text=True)


def test_thanks_wait_for_the_end(organiser: Visitor, event: Event):
    assert "once the event is over" in page_of(organiser, address(event, "/thanks"))


def test_a_letter_is_looked_at_with_its_first_reader_and_sent_to_the_filtered_group(organiser: Visitor, event: Event):
    register(event, AMINA)
    register(event, TIAGO)
    path = address(event, "/new?country=PRT")
    words = {"subject": "Papers", "body": "Here they are, {given_name}."}

    looked = organiser.post(path, words).get_data(as_text=True)
    assert "Here they are, Tiago." in looked
    assert "Send it to 1 person" in looked
    answer = organiser.post(path, words | {"expected": "1"})

    assert "on its way to 1 person" in organiser.follow(answer).get_data(as_text=True)
    sent = [each.recipient for each in outbox.find_by_event(event) if each.kind == "mailing"]
    assert sent == [TIAGO.details["email"]]


def test_the_same_letter_asks_again(organiser: Visitor, event: Event):
    register(event, AMINA)
    sent = {"subject": "Papers", "body": "Here.", "expected": "1"}
    assert organiser.post(address(event, "/new"), sent).status_code == 303

    again = organiser.post(address(event, "/new"), sent)
    assert again.status_code == 422
    assert "this very letter" in again.get_data(as_text=True)
    assert 'name="is_repeat_meant"' in again.get_data(as_text=True)

    assert organiser.post(address(event, "/new"), sent | {"is_repeat_meant": "y"}).status_code == 303


def test_a_letter_that_nobody_would_get_says_so(organiser: Visitor, event: Event):
    assert "Nobody who fits these filters" in page_of(organiser, address(event, "/new"))
    refused = organiser.post(address(event, "/new"), {"subject": "A", "body": "B", "expected": "0", "csrf_token": ""})
    assert refused.status_code in {400, 422}


def test_the_outbox_is_filtered_and_a_message_is_read_without_its_private_link(organiser: Visitor, event: Event):
    register(event, AMINA)
    register(event, TIAGO)
    outbox.record_refused(outbox.find_by_event(event)[0], "550 no such user")
    session.commit()

    page = page_of(organiser, address(event, "?state=refused"))
    assert "tiago.pacheco" in page
    assert "amina.elidrissi" not in page
    assert "amina.elidrissi" in page_of(organiser, address(event, "?q=AMINA&kind=registration-confirmed"))
    assert "No message fits" in page_of(organiser, address(event, "?q=%25"))

    number = outbox.find_by_event(event)[1].id
    shown = page_of(organiser, address(event, f"/{number}"))
    assert "You are registered: Exchange" in shown
    assert "/registrations/…" in shown
    assert 'href="http://127.0.0.1:5000/registrations' not in shown


def test_a_message_of_somebody_erased_shows_no_address_and_is_not_retried(organiser: Visitor, event: Event):
    register(event, AMINA)
    message = outbox.find_by_event(event)[0]
    outbox.record_refused(message, "550 no such user")
    message.recipient = ""
    session.commit()

    assert "erased" in page_of(organiser, address(event))
    assert "Try again" not in page_of(organiser, address(event))
    assert "reader has been erased" in page_of(organiser, address(event, f"/{message.id}"))


def count_queries(visitor: Visitor, path: str) -> int:
    statements: list[Any] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    with visitor.app.app_context():
        engine = db.engine
    listening.listen(engine, "before_cursor_execute", note)
    try:
        assert visitor.get(path).status_code == 200
    finally:
        listening.remove(engine, "before_cursor_execute", note)
    return len(statements)


@pytest.mark.parametrize("rest", ["", "/texts", "/reminders", "/new"])
def test_a_list_asks_as_many_questions_for_three_as_for_one(organiser: Visitor, event: Event, rest: str):
    def add(number: int) -> None:
        register(event, an_official(number))
        kind = list(letters.ALLOWED)[number]
        letters.put(event, kind, "en", subject="A", body="{position} {when}" if number == 2 else "B", by="x", now=NOW)
        reminders.plan(event, range(1, number + 2), by="x", now=NOW)
        session.commit()

    add(0)
    page_of(organiser, address(event, rest))
    at_one = count_queries(organiser, address(event, rest))
    add(1)
    add(2)
    page_of(organiser, address(event, rest))  # after a change the tags are looked for once

    assert count_queries(organiser, address(event, rest)) == at_one


def test_an_invitation_in_own_words_keeps_its_link(organiser: Visitor, event: Event):
    looked = organiser.post(
        address(event, "/texts/invitation/en"), {"subject": "Come", "body": "To {event}.", "preview": "yes"}
    ).get_data(as_text=True)

    assert "<p>To Exchange.</p>" in looked
    assert "/invitations/…" in looked
