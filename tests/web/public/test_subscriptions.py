"""The page on which people choose a calendar: every one that there is, and every way to subscribe to it."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import events
from eventhub.models.directory import WorkingGroup
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event

PLACES = (
    "/calendar.ics",
    "/milestones.ics",
    "/next-steps.ics",
    "/series/exchanges.ics",
    "/working-groups/twg-atd.ics",
    "/kinds/briefing.ics",
    "/themes/children-and-families.ics",
)


@pytest.fixture
def page(app: Flask, visitor: Visitor) -> str:
    """The page as it opens, where one event stands in every calendar, and a series is not announced."""
    now = clock.now()
    a_coming_event(
        kind="briefing",
        series=events.add_series("Exchanges", by="account:1", now=now),
        working_group=WorkingGroup(slug="twg-atd", name="Alternatives to Detention"),
        theme="Children and families",
    )
    a_coming_event(series=events.add_series("Not announced", by="account:1", now=now), is_published=False)
    session.add(WorkingGroup(slug="idle", name="Idle group"))
    session.commit()
    return unescape(visitor.get("/calendars").text)


def test_every_calendar_there_is_can_be_subscribed_to_and_is_there(page: str, visitor: Visitor):
    for path in PLACES:
        assert f'href="webcal://localhost{path}"' in page, path
        assert f'<option value="{path}"' in page or f'<option selected value="{path}"' in page, path
        assert visitor.get(path).status_code == 200
    assert "Not announced" not in page
    assert "Idle group" not in page


def test_it_opens_with_all_events_and_every_way(page: str):
    assert 'value="http://localhost/calendar.ics"' in page
    query = "url=http%3A%2F%2Flocalhost%2Fcalendar.ics&name=All%20events"
    for way in (
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fcalendar.ics",
        f"https://outlook.live.com/calendar/0/addfromweb?{query}",
        f"https://outlook.office.com/calendar/0/addfromweb?{query}",
    ):
        assert way in page
    for program in ("Outlook", "Google Calendar", "Apple Calendar", "Thunderbird"):
        assert f"<bdi>{program}</bdi>" in page or f">{program}<" in page


@pytest.mark.parametrize("path", PLACES)
def test_a_calendar_and_a_language_are_chosen_by_address(page: str, visitor: Visitor, path: str):
    chosen = visitor.get(f"/calendars?calendar={path}&language=fr").text

    assert f'value="http://localhost/fr{path}"' in chosen
    assert visitor.get(f"/fr{path}").status_code == 200


def test_what_is_not_on_offer_shows_all_events(page: str, visitor: Visitor):
    for query in ("calendar=/series/none.ics", "calendar=%00&language=xx", "calendar=https://elsewhere.example"):
        assert 'value="http://localhost/calendar.ics"' in visitor.get(f"/calendars?{query}").text


def test_programme_and_event_page_lead_there(page: str, visitor: Visitor):
    (event,) = [each for each in events.all_events() if each.is_public]

    assert 'href="/calendars"' in visitor.get("/").text
    assert "/calendars?calendar=/series/exchanges.ics" in visitor.get("/?series=exchanges").text
    assert "/calendars?calendar=/series/exchanges.ics" in visitor.get(f"/events/{event.slug}").text
