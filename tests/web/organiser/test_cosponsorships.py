"""Organisers decide who stands beside an event, and see who stood where on which day."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import cosponsorships, outbox
from eventhub.models.cosponsorships import CoSponsorship, CoSponsorshipStatus
from eventhub.models.events import Event
from tests.visitors import Visitor
from tests.world import NOW, an_event

Status = CoSponsorshipStatus


def an_offer(event: Event, country: str = "COL", *, now: datetime = NOW) -> CoSponsorship:
    """Colombia's offer through its mission."""
    return cosponsorships.sign_up(
        event,
        country=country,
        organisation="Permanent Mission in Geneva",
        contact_name="Luz Marina Ospina",
        contact_email=f"{country.lower()}@mission.example",
        status=Status.OFFERED,
        statement="We have piloted community-based alternatives since 2019.",
        now=now,
    )


def a_page(event: Event) -> str:
    return f"/organiser/events/{event.slug}/co-sponsors"


def test_offers_stand_first_with_their_dated_steps(organiser: Visitor):
    event = an_event()
    colombia = an_offer(event)
    cosponsorships.move(colombia, Status.CONFIRMED, by="account:1", now=NOW + timedelta(days=9))
    an_offer(event, "PRT")

    page = organiser.get(a_page(event)).get_data(as_text=True)

    assert page.index("Portugal") < page.index("Colombia")
    assert "1 March 2027" in page
    assert "10 March 2027" in page
    assert "col@mission.example" in page


def test_the_page_shows_who_stood_where_on_an_earlier_day(organiser: Visitor):
    event = an_event()
    cosponsorships.move(an_offer(event), Status.CONFIRMED, by="account:1", now=NOW + timedelta(days=9))

    def shown(day: str) -> tuple[bool, bool]:
        page = organiser.get(f"{a_page(event)}?as_of={day}").get_data(as_text=True)
        return 'id="offered"' in page, 'id="confirmed"' in page

    assert shown("2027-02-28") == (False, False)
    assert shown("2027-03-09") == (True, False)
    assert shown("2027-03-10") == (False, True)


def test_a_day_that_is_none_is_said_at_its_field(organiser: Visitor):
    event = an_event()
    an_offer(event)

    page = organiser.get(f"{a_page(event)}?as_of=yesterday").get_data(as_text=True)

    assert "Enter a date as year, month and day" in page
    assert "Colombia" in page


def test_confirming_names_the_sponsor_in_public_and_tells_the_contact(organiser: Visitor, visitor: Visitor):
    event = an_event()
    colombia = an_offer(event)
    assert "Colombia" not in visitor.get(f"/events/{event.slug}").get_data(as_text=True).split("<main")[1]

    response = organiser.post(f"{a_page(event)}/{colombia.id}/confirmed")

    assert (response.status_code, response.location) == (303, a_page(event))
    assert "Colombia" in visitor.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "co-sponsorship-confirmed" in [message.kind for message in outbox.find_by_event(event)]


def test_declining_keeps_the_note(organiser: Visitor):
    event = an_event()
    colombia = an_offer(event)

    organiser.post(f"{a_page(event)}/{colombia.id}/declined", {"note": "The list is complete."})

    session.refresh(colombia)
    assert (colombia.status, colombia.steps[-1].note) == (Status.DECLINED, "The list is complete.")
    assert "The list is complete." in organiser.get(a_page(event)).get_data(as_text=True)


def test_a_step_that_cannot_follow_is_refused_in_words(organiser: Visitor):
    event = an_event()
    colombia = an_offer(event)
    cosponsorships.move(colombia, Status.CONFIRMED, by="account:1", now=NOW)

    response = organiser.post(f"{a_page(event)}/{colombia.id}/considering")

    assert "cannot take this step" in organiser.follow(response).get_data(as_text=True)


def test_a_sponsor_is_entered_by_hand_and_nobody_is_mailed(organiser: Visitor):
    event = an_event()
    before = len(outbox.find_by_event(event))

    response = organiser.post(
        f"{a_page(event)}/new", {"country": "THA", "status": "confirmed", "note": "Letter of 2 March 2027"}
    )

    assert response.status_code == 303
    thailand = cosponsorships.confirmed(event)[0]
    assert (thailand.country, thailand.steps[0].note) == ("THA", "Letter of 2 March 2027")
    assert len(outbox.find_by_event(event)) == before


def test_entering_a_sponsor_twice_is_refused_at_the_country(organiser: Visitor):
    event = an_event()
    an_offer(event)

    response = organiser.post(f"{a_page(event)}/new", {"country": "COL", "status": "offered"})

    assert response.status_code == 422
    assert 'id="country-error"' in response.get_data(as_text=True)


def test_a_sponsor_needs_a_name(organiser: Visitor):
    response = organiser.post(f"{a_page(an_event())}/new", {"status": "offered"})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("Choose a country or enter the name of an organisation.") == 2


def test_an_unknown_sponsor_is_not_found(organiser: Visitor):
    assert organiser.get(f"{a_page(an_event())}/4711/confirmed").status_code == 404
