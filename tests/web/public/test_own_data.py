"""People decide about their own data by their private link, and nobody learns who is registered."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import registrations
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.conftest import SECRET
from tests.visitors import Visitor
from tests.world import AMINA, an_event, register


def the_page(registration: Registration) -> str:
    return f"/registrations/{registrations.link_token(registration, secret=SECRET)}"


def test_a_consent_is_given_taken_back_and_logged(app: Flask, visitor: Visitor):
    amina = register(an_event(), AMINA)
    page = the_page(amina)

    visitor.post(f"{page}/consents", {"participant_list": "y", "mailings": "y"})
    visitor.post(f"{page}/consents", {"mailings": "y"})

    amina = session.get_one(Registration, amina.id)
    assert (amina.consents_to("participant_list"), amina.consents_to("mailings")) == (False, True)
    log = visitor.get(f"{page}/consents").text
    assert log.count("on the list of participants.") == 3  # the switch, and yes, and no
    assert 'href="/privacy/2026-12"' in log


def test_who_erases_themselves_finds_nothing_left_and_is_not_expected(app: Flask, visitor: Visitor):
    amina = register(an_event(), AMINA)
    page = the_page(amina)
    assert "cannot be undone" in visitor.get(f"{page}/erase").text

    visitor.post(f"{page}/erase", {})

    shown = visitor.get(page).text
    assert "Your data are erased" in shown
    assert "Amina" not in shown
    assert session.get_one(Registration, amina.id).status is RegistrationStatus.WITHDRAWN
    for further in ("correct", "withdraw", "erase", "consents", "data.json", "join"):
        assert visitor.get(f"{page}/{further}").status_code == 410


def test_erasing_may_take_in_the_other_events(app: Flask, visitor: Visitor):
    first, second = register(an_event(), AMINA), register(an_event(slug="another"), AMINA)
    numbers = [first.id, second.id]

    visitor.post(f"{the_page(first)}/erase", {"everywhere": "y"})

    found = session.scalars(select(Registration).where(Registration.id.in_(numbers))).all()
    assert [each.email for each in found] == [None, None]


def test_a_get_erases_nothing(app: Flask, visitor: Visitor):
    amina = register(an_event(), AMINA)

    visitor.get(f"{the_page(amina)}/erase")

    assert session.get_one(Registration, amina.id).given_name == "Amina"


def test_the_link_is_sent_again_to_who_is_registered_and_the_answer_tells_nobody_who_is(app: Flask, visitor: Visitor):
    event = an_event()
    register(event, AMINA)
    address = f"/events/{event.slug}/link"

    known = visitor.post(address, {"email": AMINA.details["email"]})
    unknown = visitor.post(address, {"email": "sam@example.org"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    letters = session.scalars(select(Message.kind).where(Message.kind == "registration-link")).all()
    assert letters == ["registration-link"]
    assert visitor.get(known.location).status_code == 200


def test_an_empty_address_is_refused_at_its_field(app: Flask, visitor: Visitor):
    response = visitor.post(f"/events/{an_event().slug}/link", {"email": ""})

    assert response.status_code == 422
    assert "Enter the e-mail address you registered with." in response.text


def test_the_notice_under_which_somebody_registered_stays_readable(app: Flask, visitor: Visitor):
    assert "As long as the organisers need it" in visitor.get("/privacy/2026-11").text
    assert "24 months" in visitor.get("/privacy").text
    assert visitor.get("/privacy/1999-01").status_code == 404
