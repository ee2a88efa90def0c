"""A State or an organisation comes forward to co-sponsor an event."""

from __future__ import annotations

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.domain import cosponsorships, lifecycle
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event


def colombia(**changes: str) -> dict[str, str]:
    filled = {
        "country": "COL",
        "organisation": "Ministry of Foreign Affairs",
        "contact_name": "Lucía Restrepo",
        "contact_email": "lucia.restrepo@cancilleria.co.example",
        "status": "offered",
        "statement": "We would open the session.",
    }
    return {name: value for name, value in (filled | changes).items() if value}


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


@pytest.mark.both_databases
@pytest.mark.parametrize("status", ["considering", "offered"])
def test_a_state_comes_forward_and_is_not_yet_named(visitor: Visitor, app: Flask, status: str):
    event = a_coming_event()

    response = visitor.post(f"/events/{event.slug}/co-sponsor", colombia(status=status))

    assert response.status_code == 303
    assert "The organisers have been told" in visitor.follow(response).get_data(as_text=True)
    (sponsorship,) = cosponsorships.find_by_event(event)
    assert sponsorship.status is CoSponsorshipStatus(status)
    assert "Colombia" not in visitor.get(f"/events/{event.slug}").get_data(as_text=True)


def test_an_organisation_alone_can_come_forward(visitor: Visitor, event: Event):
    form = colombia(country="", organisation="International Detention Coalition", statement="")

    assert visitor.post(f"/events/{event.slug}/co-sponsor", form).status_code == 303


def test_a_repeat_gets_the_same_answer_and_moves_nothing(visitor: Visitor, event: Event):
    path = f"/events/{event.slug}/co-sponsor"
    first = visitor.post(path, colombia())
    again = visitor.post(path, colombia(status="considering", contact_email="somebody@example.org"))

    assert (again.status_code, again.location) == (first.status_code, first.location)
    (sponsorship,) = cosponsorships.find_by_event(event)
    assert sponsorship.status is CoSponsorshipStatus.OFFERED
    assert sponsorship.contact_email == "lucia.restrepo@cancilleria.co.example"


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("country", {"country": "", "organisation": ""}, "Choose a country or enter the name of your organisation."),
        ("country", {"country": "XXX"}, "Choose a country from the list."),
        ("contact_name", {"contact_name": ""}, "Enter the name of a contact."),
        ("contact_email", {"contact_email": "nobody"}, "Enter an e-mail address in the form"),
        ("status-0", {"status": ""}, "Choose whether you are considering or offering."),
        ("status-0", {"status": "confirmed"}, "Choose whether you are considering or offering."),
    ],
)
def test_a_wrong_field_is_named_and_all_else_is_kept(
    visitor: Visitor, event: Event, field: str, changes: dict[str, str], sentence: str
):
    response = visitor.post(f"/events/{event.slug}/co-sponsor", colombia(**changes))
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert sentence in page
    assert f'<a href="#{field}">' in page
    assert f'id="{field}"' in page
    assert "We would open the session." in page
    assert cosponsorships.find_by_event(event) == []


def test_an_event_that_has_begun_or_is_called_off_takes_no_sponsors(visitor: Visitor, app: Flask):
    cancelled = a_coming_event()
    lifecycle.cancel(cancelled, by="account:1", now=clock.now())
    token = visitor.csrf_token("/account/sign-in")

    for event in (cancelled, a_coming_event(days=-2)):
        path = f"/events/{event.slug}/co-sponsor"
        for response in (visitor.get(path), visitor.post(path, colombia(csrf_token=token))):
            assert response.status_code == 409
            assert "not open for co-sponsorship" in response.get_data(as_text=True)
        assert cosponsorships.find_by_event(event) == []


def test_an_unknown_event_and_a_forged_form_are_refused(visitor: Visitor, event: Event):
    assert visitor.get("/events/none/co-sponsor").status_code == 404
    assert visitor.get("/events/none/co-sponsor/received").status_code == 404
    assert visitor.post(f"/events/{event.slug}/co-sponsor", colombia(csrf_token="forged")).status_code == 400
    assert visitor.post(f"/events/{event.slug}/co-sponsor/received", {"csrf_token": "x"}).status_code in {400, 405}
