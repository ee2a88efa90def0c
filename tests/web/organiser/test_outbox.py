"""Organisers see what became of each message, and send a refused one again."""

from __future__ import annotations

from flask import Flask

from eventhub.base.db import session
from eventhub.domain import audit, outbox
from eventhub.models.events import Event
from eventhub.models.outbox import Message, MessageState
from eventhub.web.organiser.outbox import KINDS
from tests.architecture.house import ROOT
from tests.visitors import Visitor
from tests.world import AMINA, TIAGO, an_event, register


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/mail"


def a_refused_message(event: Event) -> Message:
    register(event, AMINA)
    message = outbox.find_by_event(event)[0]
    outbox.record_refused(message, "550 5.1.1 No such mailbox")
    return message


def test_every_message_is_listed_with_its_state_and_its_last_error(organiser: Visitor):
    event = an_event()
    a_refused_message(event)
    register(event, TIAGO)

    page = organiser.get(a_page(event)).get_data(as_text=True)

    assert page.index("amina.elidrissi") < page.index("tiago.pacheco"), "what was refused stands first"
    assert "550 5.1.1 No such mailbox" in page
    assert "Registration confirmed" in page


def test_the_page_says_when_no_mail_server_is_configured(app: Flask, organiser: Visitor):
    event = an_event()
    assert "No mail server is configured." in organiser.get(a_page(event)).get_data(as_text=True)

    app.config["MAIL_SERVER"] = "mail.example"
    assert "No mail server is configured." not in organiser.get(a_page(event)).get_data(as_text=True)


def test_a_refused_message_is_sent_again_by_hand(organiser: Visitor):
    event = an_event()
    message = a_refused_message(event)

    response = organiser.post(f"{a_page(event)}/{message.id}/retry", form_at=a_page(event))

    assert (response.status_code, response.location) == (303, a_page(event))
    session.refresh(message)
    assert (message.state, message.attempts, message.last_error) == (MessageState.QUEUED, 0, None)
    assert audit.find_by_event(event)[0].action == "message:retry"


def test_a_message_on_its_way_is_not_sent_twice(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    message = outbox.find_by_event(event)[0]

    response = organiser.post(f"{a_page(event)}/{message.id}/retry", form_at=f"/organiser/events/{event.slug}")

    assert "was not refused" in organiser.follow(response).get_data(as_text=True)


def test_a_message_of_another_event_is_not_found(organiser: Visitor):
    message = a_refused_message(an_event())
    other = an_event(title="A briefing")

    token = organiser.csrf_token(f"/organiser/events/{other.slug}")
    assert organiser.post(f"{a_page(other)}/{message.id}/retry", {"csrf_token": token}).status_code == 404


def test_every_kind_of_mail_about_an_event_has_a_name():
    shared = {"layout", "event", "session", "session-letter", "standing", "why"}
    written = {template.stem for template in (ROOT / "templates" / "mail").glob("*.txt")} - shared - {"sign-in"}

    assert set(KINDS) == written
