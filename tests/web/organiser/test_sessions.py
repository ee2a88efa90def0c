"""Organisers lay down sessions; people see them, choose among them, and find each in their calendars."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import choices, events, lifecycle, personal_calendars, registrations
from eventhub.models.events import Event, Session
from eventhub.models.registrations import Registration
from tests.conftest import SECRET
from tests.formats import rfc5545
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event
from tests.web.public.scenes import amina as amina_form
from tests.world import AMINA, register


def address(event: Event, rest: str = "") -> str:
    return f"/organiser/events/{event.slug}/sessions{rest}"


def sent(event: Event, **fields: Any) -> dict[str, Any]:
    """Return the form of a session as a browser sends it: the first half hour of the event, to be chosen."""
    own = {"title": "Housing", "starts_on": f"{event.starts_at:%Y-%m-%d}", "is_elective": "y"}
    own |= {"starts_at": f"{event.starts_at:%H:%M}", "ends_at": f"{event.starts_at:%H}:30"}
    return own | fields


@pytest.fixture
def event(organiser: Visitor) -> Event:
    return a_coming_event(title="Exchange")


def add(organiser: Visitor, event: Event, **fields: Any) -> Session:
    assert organiser.post(address(event, "/new"), sent(event, **fields)).status_code == 303
    session.expire_all()
    return events.get(event.slug).sessions[-1]


def test_a_session_is_laid_down_changed_put_in_order_and_called_off(organiser: Visitor, event: Event):
    own = add(organiser, event)
    add(organiser, event, title="Plenary", is_elective="", starts_at="", ends_at="")

    assert organiser.post(address(event, f"/{own.id}"), sent(event, venue="Room XII")).status_code == 303
    organiser.post(address(event, f"/{own.id}/down"), form_at=address(event))
    organiser.post(address(event, f"/{own.id}/cancel"), form_at=address(event))
    page = organiser.get(address(event)).text
    assert page.index("Plenary") < page.index("Housing")
    assert "Room XII" in page
    assert "Reinstate" in page
    assert organiser.get(address(event, "/999")).status_code == 404
    organiser.post(address(event, f"/{own.id}/reinstate"), form_at=address(event))
    organiser.post(address(event, f"/{events.get(event.slug).sessions[0].id}/remove"), form_at=address(event))
    assert [each.title for each in events.get(event.slug).sessions] == ["Housing"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Enter a title."),
        ({"ends_at": ""}, "Enter both when the session starts and when it ends."),
        ({"starts_on": "2001-01-01"}, "The session must lie within the time of the event."),
        ({"join_url": "javascript:alert(1)"}, "Enter the whole address, beginning with https://."),
        ({"is_elective": "", "capacity": "3"}, "Places can be counted only in a session that people choose."),
        ({"attribution_rule": "gossip"}, "valid"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_stored(
    organiser: Visitor, event: Event, fields: dict[str, str], sentence: str
):
    answer = organiser.post(address(event, "/new"), sent(event, **fields))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert events.get(event.slug).sessions == []


def test_amina_form_asks_only_where_there_is_something_to_choose(organiser: Visitor, visitor: Visitor, event: Event):
    page = f"/events/{event.slug}"
    assert 'name="sessions"' not in visitor.get(f"{page}/register").text
    own = add(organiser, event)
    other = add(organiser, event, title="Health", capacity="1")

    assert 'name="sessions"' in visitor.get(f"{page}/register").text
    assert "Housing" in visitor.get(page).text
    assert visitor.post(f"{page}/register", amina_form()).status_code == 303
    tiago = amina_form(email="tiago.pacheco@mne.pt.example", sessions=[str(own.id), str(other.id)])
    assert visitor.post(f"{page}/register", tiago).status_code == 303
    full = visitor.post(f"{page}/register", amina_form(email="sam@example.org", sessions=[str(other.id)]))

    assert full.status_code == 422
    assert "The session “Health” is full" in full.text
    assert "(full)" in full.text
    assert visitor.post(f"{page}/register", amina_form(email="x@example.org", sessions=["999"])).status_code == 422
    first, second = registrations.find_all(event)
    assert (choices.chosen(first), choices.chosen(second)) == (set(), {own.id, other.id})


@pytest.fixture
def amina(organiser: Visitor, event: Event) -> Registration:
    add(organiser, event, join_url="https://meet.example/housing")
    registration = register(events.get(event.slug), AMINA, now=clock.now())
    session.commit()
    return registration


def test_people_change_their_choice_and_find_it_in_their_calendar(
    organiser: Visitor, visitor: Visitor, event: Event, amina: Registration
):
    own = f"/registrations/{registrations.link_token(amina, secret=SECRET)}"
    number = str(events.get(event.slug).sessions[0].id)
    assert "You have chosen none yet." in visitor.get(own).text

    assert visitor.post(f"{own}/sessions", {"sessions": [number]}).status_code == 303

    assert "https://meet.example/housing" in visitor.get(own).text
    calendar = personal_calendars.find(amina)
    assert calendar is not None
    path = f"/calendar/{personal_calendars.link_token(calendar, secret=SECRET)}.ics"
    mine = visitor.get(path)
    assert rfc5545.faults(mine.data) == []
    assert rfc5545.values(mine.data, "RELATED-TO") == [event.uid]
    assert "https://meet.example/housing" in rfc5545.values(mine.data, "CONFERENCE")

    visitor.post(f"{own}/sessions", {"sessions": []})
    again = visitor.get(path, headers={"If-None-Match": mine.headers["ETag"]})
    assert again.status_code == 200
    assert rfc5545.values(again.data, "STATUS") == ["CONFIRMED", "CANCELLED"]


def test_public_calendars_hold_each_session_without_its_link_and_one_events_file_the_event_alone(
    organiser: Visitor, visitor: Visitor, event: Event, amina: Registration
):
    feed, file = visitor.get("/calendar.ics").data, visitor.get(f"/events/{event.slug}.ics").data

    assert len(rfc5545.values(feed, "UID")) == 2
    assert rfc5545.values(feed, "RELATED-TO") == [event.uid]
    assert b"meet.example" not in feed
    assert rfc5545.values(file, "UID") == [event.uid]
    lifecycle.cancel(events.get(event.slug), by="account:1", now=clock.now())
    session.commit()
    assert rfc5545.values(visitor.get("/calendar.ics").data, "STATUS") == ["CANCELLED", "CANCELLED"]


def test_statements_do_not_grow_with_sessions(organiser: Visitor, visitor: Visitor, event: Event):
    add(organiser, event)
    one = count_queries(organiser, address(event))
    feed = count_queries(visitor, "/calendar.ics")
    for title in ("Health", "Work"):
        add(organiser, event, title=title)

    assert count_queries(organiser, address(event)) == one
    assert count_queries(visitor, "/calendar.ics") == feed


def test_organisers_list_and_export_who_chose_what(organiser: Visitor, event: Event, amina: Registration):
    number = events.get(event.slug).sessions[0].id
    people = f"/organiser/events/{event.slug}/registrations"
    assert "El Idrissi" not in organiser.get(f"{people}?session={number}").text

    choices.choose(registrations.find_all(events.get(event.slug))[0], [number], by="self", now=clock.now())
    session.commit()

    assert "El Idrissi" in organiser.get(f"{people}?session={number}").text
    assert "El Idrissi" in organiser.get(f"{people}?session=nonsense").text
    assert "Housing" in organiser.get(f"{people}/{amina.id}").text
