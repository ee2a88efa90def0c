"""Organisers open delegations, see how many places are used, and mail or end links."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event as database_event

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.domain import delegations, officials, outbox, uploads
from eventhub.models.events import Event
from eventhub.models.registrations import Delegation
from tests.domain.delegates import HASSAN, an_official
from tests.domain.test_delegations import PDF
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event

FOCAL_POINT = {"focal_point_name": "Hassan Berrada", "focal_point_email": HASSAN.email, "language": "fr"}


def issued(event: Event, country: str = "MAR", quota: int | None = None) -> Delegation:
    return delegations.issue(event, HASSAN, country=country, quota=quota, by="account:1", now=clock.now())


def enter(delegation: Delegation, *numbers: int) -> None:
    rows = [an_official(number, email=f"{delegation.country}{number}@mfa.example") for number in numbers]
    officials.enter(delegation, rows, by="focal_point", now=clock.now())


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/delegations"


@pytest.fixture
def event(app: Flask) -> Event:
    return a_coming_event()


def test_a_delegation_is_opened_and_its_focal_point_is_written_to(organiser: Visitor, event: Event):
    assert "No delegation is open yet." in organiser.get(a_page(event)).get_data(as_text=True)

    response = organiser.post(f"{a_page(event)}/new", FOCAL_POINT | {"country": "MAR", "quota": "5"})

    page = organiser.follow(response).get_data(as_text=True)
    assert re.search(r"Morocco.*Hassan Berrada.*0 of 5", page, re.DOTALL)
    (message,) = outbox.find_by_event(event)
    assert (message.kind, message.recipient, message.language) == ("delegation-link", HASSAN.email, "fr")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Choose a country or enter the name of an organisation."),
        ({"country": "PRT"}, "This State or organisation has a delegation already."),
        ({"country": "MAR", "focal_point_email": "hassan"}, "Enter an e-mail address"),
        ({"country": "MAR", "focal_point_email": ""}, "Enter the e-mail address of the focal point."),
        ({"country": "MAR", "quota": "-1"}, "Enter a whole number from 0"),
    ],
)
def test_what_cannot_be_opened_is_refused_at_its_field(
    organiser: Visitor, event: Event, wrong: dict[str, str], sentence: str
):
    issued(event, "PRT")

    response = organiser.post(f"{a_page(event)}/new", FOCAL_POINT | wrong)

    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True)
    assert len(delegations.find_all(event)) == 1


def test_the_list_is_filtered_by_words_and_by_what_is_wanting(organiser: Visitor, event: Event):
    morocco, portugal = issued(event, quota=1), issued(event, "PRT", quota=2)
    enter(morocco, 1)
    delegations.hand_in_note(portugal, uploads.check("note.pdf", PDF), by="focal_point", now=clock.now())

    def shown(query: str) -> tuple[bool, bool]:
        page = organiser.get(f"{a_page(event)}?{query}").get_data(as_text=True)
        return ">Morocco</bdi>" in page, ">Portugal</bdi>" in page

    assert shown("") == (True, True)
    assert shown("q=portu") == (False, True)
    assert shown("wanting=nobody") == (False, True)
    assert shown("wanting=head") == (True, False)
    assert shown("wanting=note") == (True, False)
    assert shown("wanting=places") == (True, False)
    assert shown("wanting=nonsense") == (True, True)
    assert "No delegation fits these filters." in organiser.get(f"{a_page(event)}?q=zz").get_data(as_text=True)


def test_a_note_verbale_opens_from_the_list(organiser: Visitor, event: Event):
    delegations.hand_in_note(issued(event), uploads.check("note.pdf", PDF), by="focal_point", now=clock.now())

    page = organiser.get(a_page(event)).get_data(as_text=True)

    link = re.search(r'href="([^"]*/files/[^"]+)"', page)
    assert link
    assert organiser.get(link[1]).data == PDF


def test_places_and_focal_point_are_settled_and_the_history_tells(organiser: Visitor, event: Event):
    delegation = issued(event)
    enter(delegation, 1)
    own = f"{a_page(event)}/{delegation.id}"

    page = organiser.follow(organiser.post(own, FOCAL_POINT | {"quota": "3"})).get_data(as_text=True)

    assert "1 of 3 places used" in page
    assert "changed a delegation" in page
    assert organiser.post(own, FOCAL_POINT | {"focal_point_email": ""}).status_code == 422


def test_links_are_mailed_again_renewed_and_ended(organiser: Visitor, event: Event):
    delegation = issued(event)
    own = f"{a_page(event)}/{delegation.id}"
    version = delegation.key_version

    organiser.post(f"{own}/send", form_at=own)
    assert delegation.key_version == version
    organiser.post(f"{own}/renew", form_at=own)
    assert delegation.key_version == version + 1
    page = organiser.follow(organiser.post(f"{own}/revoke", form_at=own)).get_data(as_text=True)

    assert "No link is in use." in page
    assert [mail.kind for mail in outbox.find_by_event(event)] == ["delegation-link"] * 3


def test_a_reader_sees_delegations_and_changes_nothing(reader: Visitor, event: Event):
    delegation = issued(event)

    page = reader.get(f"{a_page(event)}/{delegation.id}").get_data(as_text=True)

    assert "Link of the focal point" in page
    assert "Mail the link again" not in page
    assert "Open a delegation" not in reader.get(a_page(event)).get_data(as_text=True)


def test_delegations_of_another_event_are_not_found(organiser: Visitor, event: Event):
    delegation = issued(a_coming_event(title="Another"))

    assert organiser.get(f"{a_page(event)}/{delegation.id}").status_code == 404


def test_the_list_asks_the_database_as_often_for_three_delegations_as_for_one(organiser: Visitor, event: Event):
    statements: list[str] = []
    database_event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def queries(*countries: str) -> int:
        for country in countries:
            delegation = issued(event, country)
            enter(delegation, 1)
            delegations.hand_in_note(delegation, uploads.check("note.pdf", PDF), by="self", now=clock.now())
        db.session.commit()
        statements.clear()
        organiser.get(a_page(event))
        return len(statements)

    assert queries("MAR") == queries("PRT", "KEN")
