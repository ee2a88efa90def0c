"""States and organisations come forward, step by dated step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eventhub.domain import cosponsorships, outbox, people
from eventhub.domain.cosponsorships import Status
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.events import Event
from eventhub.models.people import RoleName
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")


def sign_up(event: Event, *, now: datetime = NOW, **details: Any) -> CoSponsorship:
    own = {
        "country": "COL",
        "organisation": None,
        "contact_name": "Ximena Zúñiga",
        "contact_email": "ximena.zuniga@mission.co.example",
        "status": Status.OFFERED,
        "statement": None,
    }
    return cosponsorships.sign_up(event, **(own | details), now=now)


@pytest.mark.both_databases
def test_co_sponsors_as_of_a_day_are_read_from_the_dated_steps():
    event = an_event()
    colombia = sign_up(event)
    morocco = sign_up(event, country="MAR", status=Status.CONSIDERING, now=NOW + timedelta(days=1))
    cosponsorships.move(colombia, Status.CONFIRMED, by="account:1", now=NOW + timedelta(days=3))
    cosponsorships.move(morocco, Status.WITHDRAWN, by="account:1", now=NOW + timedelta(days=5))

    def standing(day: date) -> dict[str, list[str]]:
        found = cosponsorships.as_of(event, day)
        return {status: [cosponsorships.name(each) for each in each_of] for status, each_of in found.items() if each_of}

    assert standing(date(2027, 2, 28)) == {}
    assert standing(date(2027, 3, 1)) == {"offered": ["Colombia"]}
    assert standing(date(2027, 3, 4)) == {"considering": ["Morocco"], "confirmed": ["Colombia"]}
    assert standing(date(2027, 3, 6)) == {"confirmed": ["Colombia"], "withdrawn": ["Morocco"]}
    assert set(cosponsorships.as_of(event)) == set(Status)


def test_a_step_is_dated_by_the_events_own_calendar():
    event = an_event(timezone="Pacific/Auckland")

    sponsorship = sign_up(event, now=datetime(2027, 3, 1, 12, 0, tzinfo=UTC))

    assert sponsorship.steps[0].on == date(2027, 3, 2)


def test_a_second_sign_up_moves_nothing_and_tells_the_organisers():
    people.add_account("ines@example.org", RoleName.ORGANISER, by="command", now=NOW)
    event = an_event()
    first = sign_up(event)
    cosponsorships.move(first, Status.CONFIRMED, by="account:1", now=NOW)

    again = sign_up(event, contact_name="Mallory", contact_email="mallory@example.org", status=Status.CONSIDERING)

    assert again is first
    assert (again.status, again.contact_name) == (Status.CONFIRMED, "Ximena Zúñiga")
    assert [message.kind for message in outbox.find_by_event(event)[:2]] == [
        "organiser-co-sponsorship",
        "co-sponsorship-repeated",
    ]


def test_an_organisation_is_one_sponsor_however_it_is_spelled():
    event = an_event()
    first = sign_up(event, country=None, organisation="International Detention Coalition")

    assert sign_up(event, country=None, organisation=" international  DETENTION coalition") is first


def test_neither_country_nor_organisation_is_refused():
    with pytest.raises(cosponsorships.NoSponsor, match="Choose a country"):
        sign_up(an_event(), country=None, organisation="  ")


def test_nobody_confirms_themselves():
    with pytest.raises(cosponsorships.WrongStep):
        sign_up(an_event(), status=Status.CONFIRMED)


def test_sponsors_come_forward_until_the_event_starts():
    event = an_event()

    with pytest.raises(cosponsorships.NotOpenForSponsors):
        sign_up(event, now=event.starts_at_utc)


def test_a_confirmed_sponsor_cannot_be_confirmed_again():
    sponsorship = sign_up(an_event())
    cosponsorships.move(sponsorship, Status.CONFIRMED, by="account:1", now=NOW)

    with pytest.raises(cosponsorships.WrongStep):
        cosponsorships.move(sponsorship, Status.CONFIRMED, by="account:1", now=NOW)


def test_only_the_confirmed_are_named_in_state_order_then_organisations():
    event = an_event()
    for details in (
        {"country": "TUR"},
        {"country": "CIV"},
        {"country": None, "organisation": "Act Alliance"},
        {"country": "CRI"},
        {"country": "TUN"},
    ):
        sponsorship = sign_up(event, **details)
        cosponsorships.move(sponsorship, Status.CONFIRMED, by="account:1", now=NOW)
    sign_up(event, country="AZE")

    names = cosponsorships.confirmed_names([event])[event.id]

    assert names == ["Costa Rica", "Côte d'Ivoire", "Tunisia", "Türkiye", "Act Alliance"]
