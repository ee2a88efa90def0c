"""Organisers see what calendars answered, and deal with what nobody could place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import incoming, lifecycle, outbox, unreachable
from eventhub.domain.incoming import Arrival
from eventhub.mail.receiving import receive
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.replies import IncomingMessage, Outcome
from tests.mail.answering import mailed, thunderbird
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

LATER = NOW + timedelta(days=1)


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/replies"


def take(registration: Registration, word: str, **details: Any) -> None:
    session.commit()
    sender = details.pop("sender", str(registration.email))
    answer = mailed(thunderbird(registration, word, **details), sender, message_id=f"<{registration.id}@{word}>")
    receive(answer, now=LATER)


def test_everybody_is_listed_with_what_their_calendar_answers(app: Flask, organiser: Visitor):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    register(event, an_official(1))
    take(amina, "ACCEPTED")
    take(tiago, "DECLINED")

    page = organiser.get(a_page(event)).get_data(as_text=True)
    declined = organiser.get(f"{a_page(event)}?answer=DECLINED").get_data(as_text=True)

    for words in ("All (3)", "Accepted (1)", "Declined (1)", "Not answered (1)"):
        assert words in page
    assert ("Pacheco" in declined, "El Idrissi" in declined) == (True, False)
    assert "To look at" not in page


def test_after_a_reschedule_everybody_is_asked_anew_and_a_late_answer_is_to_an_earlier_time(
    app: Flask, organiser: Visitor
):
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    take(amina, "ACCEPTED")
    lifecycle.change(event, {"venue": "Palais Wilson"}, by="account:1", now=NOW)
    take(tiago, "DECLINED", sequence=0)

    page = organiser.get(a_page(event)).get_data(as_text=True)

    assert "Accepted (0)" in page
    assert "An earlier time (1)" in page
    assert "Answers an earlier time or place, not the present one." in page


def test_a_forged_answer_waits_and_is_dismissed(app: Flask, organiser: Visitor):
    event = an_event()
    take(register(event, AMINA), "DECLINED", sender="sam@stranger.example")

    page = organiser.get(a_page(event)).get_data(as_text=True)
    assert "it is not certain that it comes from them" in page
    assert "sam@stranger.example" in page
    message = session.scalars(select(IncomingMessage)).one()

    response = organiser.post(f"{a_page(event)}/{message.id}/settle", form_at=a_page(event))

    assert response.location == a_page(event)
    session.refresh(message)
    assert (message.sender, message.subject, message.particulars) == (None, None, {})
    assert incoming.find_waiting(event) == []
    again = organiser.post(f"{a_page(event)}/{message.id}/settle", form_at=a_page(event))
    assert "Somebody has settled this message already." in organiser.follow(again).get_data(as_text=True)


def test_whoever_named_a_substitute_passes_the_place_on(app: Flask, organiser: Visitor):
    event = an_event(capacity=1)
    amina = register(event, AMINA)
    session.commit()
    calendar = thunderbird(amina).replace(
        b"PARTSTAT=ACCEPTED", b'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:salma@diplomatie.ma.example"'
    )
    receive(mailed(calendar, str(amina.email)), now=LATER)
    message = session.scalars(select(IncomingMessage)).one()
    own = f"{a_page(event)}/{message.id}/substitute"
    assert "salma@diplomatie.ma.example" in organiser.get(a_page(event)).get_data(as_text=True)
    assert 'value="salma@diplomatie.ma.example"' in organiser.get(own).get_data(as_text=True)

    assert organiser.post(own, {"given_name": "", "family_name": "", "email": ""}).status_code == 422
    named = {"given_name": "Salma", "family_name": "Bennani", "email": "salma@diplomatie.ma.example"}
    assert organiser.post(own, named).status_code == 303

    standing = {each.family_name: each.status for each in session.scalars(select(Registration))}
    assert standing == {"El Idrissi": RegistrationStatus.WITHDRAWN, "Bennani": RegistrationStatus.CONFIRMED}
    assert incoming.find_waiting(event) == []


def test_the_place_of_whoever_does_not_come_passes_on(app: Flask, organiser: Visitor):
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    incoming.keep(Arrival("one", str(amina.email)), Outcome.LETTER, now=NOW, event=event, registration=amina)
    message = session.scalars(select(IncomingMessage)).one()

    organiser.post(f"{a_page(event)}/{message.id}/free", form_at=a_page(event))

    session.refresh(tiago)
    assert tiago.status is RegistrationStatus.CONFIRMED


def test_a_proposal_of_another_time_is_turned_down_at_the_press_of_a_button(app: Flask, organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    session.commit()
    proposal = thunderbird(amina).replace(b"METHOD:REPLY", b"METHOD:COUNTER")
    receive(mailed(proposal, str(amina.email), method="COUNTER"), now=LATER)
    message = session.scalars(select(IncomingMessage)).one()
    own = f"{a_page(event)}/{message.id}/decline"
    assert f'action="{own}"' in organiser.get(a_page(event)).get_data(as_text=True)

    response = organiser.post(own, form_at=a_page(event))

    assert "The proposal is turned down" in organiser.follow(response).get_data(as_text=True)
    told = outbox.find_by_event(event)[0]
    assert (told.kind, told.registration_id) == ("counter-declined", amina.id)
    assert incoming.find_waiting(event) == []
    again = organiser.follow(organiser.post(own, form_at=a_page(event))).get_data(as_text=True)
    assert "Decline the proposal" not in again
    assert len([each for each in outbox.find_by_event(event) if each.kind == "counter-declined"]) == 1


def test_what_fits_no_event_stands_on_a_page_of_its_own(app: Flask, organiser: Visitor):
    event = an_event()
    session.commit()
    receive(b"From: sam@stranger.example\nSubject: Parking\n\nWhere?\n", now=NOW)

    start = organiser.get("/organiser/").get_data(as_text=True)
    page = organiser.get("/organiser/incoming").get_data(as_text=True)
    assert "1 message has come by mail that fits no event." in start
    assert "Parking" in page
    assert "Parking" not in organiser.get(a_page(event)).get_data(as_text=True)
    message = session.scalars(select(IncomingMessage)).one()
    assert organiser.post(f"{a_page(event)}/{message.id}/settle", form_at=a_page(event)).status_code == 404

    organiser.post(f"/organiser/incoming/{message.id}/settle", form_at="/organiser/incoming")
    assert "Nothing waits here." in organiser.get("/organiser/incoming").get_data(as_text=True)


def test_an_address_that_takes_no_mail_is_shown_and_let_go_again(app: Flask, organiser: Visitor):
    event = an_event()
    amina = register(event, AMINA)
    unreachable.mark(str(amina.email), "550 5.1.1 No such user", now=NOW)
    session.commit()
    own = f"/organiser/events/{event.slug}/registrations/{amina.id}"
    assert "550 5.1.1 No such user" in organiser.get(own).get_data(as_text=True)
    assert "Mail comes back" in organiser.get(a_page(event)).get_data(as_text=True)

    organiser.post(f"{own}/reach", form_at=own)

    assert "550 5.1.1" not in organiser.get(own).get_data(as_text=True)
    assert unreachable.find(str(amina.email)) is None


@pytest.mark.parametrize("path", ["{slug}/replies/1/free", "{slug}/replies/1/settle", "{slug}/replies/1/substitute"])
def test_an_unknown_message_is_not_found(app: Flask, organiser: Visitor, path: str):
    event = an_event()
    where = f"/organiser/events/{path.format(slug=event.slug)}"

    assert organiser.post(where, form_at=a_page(event)).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_people(app: Flask, organiser: Visitor):
    def cost(number: int) -> int:
        event = an_event(title=f"Exchange {number}")
        for each in range(number):
            official = register(event, an_official(each))
            incoming.keep(
                Arrival(f"{number}.{each}", str(official.email)),
                Outcome.LETTER,
                now=NOW,
                event=event,
                registration=official,
            )
        return count_queries(organiser, a_page(event))

    assert cost(1) == cost(4)
