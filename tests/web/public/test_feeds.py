"""What public feeds never tell, what they tell when, and what a change costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.http import parse_date

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.i18n import LANGUAGES, format_month
from eventhub.domain import calendars, events, lifecycle, outcomes, summaries
from eventhub.formats import ical
from eventhub.models.calendars import FeedMark
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, Milestone, Series
from tests.formats import rfc5545
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA, register

PLACES = (
    "/calendar.ics",
    "/series/exchanges.ics",
    "/working-groups/twg-atd.ics",
    "/kinds/briefing.ics",
    "/themes/children.ics",
    "/milestones.ics",
    "/next-steps.ics",
)
FEEDS = [f"{language}{path}" for path in PLACES for language in ("", "/fr", "/ar")]
EARLIER = datetime.now(UTC) - timedelta(days=400)


@pytest.fixture
def exchange(app: Flask) -> Event:
    """A briefing that stands in every feed, somebody who comes to it, and one that was held, with a next step."""
    series = events.add_series("Exchanges", by="account:1", now=EARLIER)
    group = WorkingGroup(slug="twg-atd", name="Alternatives to Detention")
    month = f"{clock.now().year + 1}-05"
    session.add_all([group, Milestone(key="imrf", title="Review Forum", starts_on=month, changed_at=EARLIER)])
    own = {"kind": "briefing", "series": series, "working_group": group, "theme": "Children"}
    exchange = a_coming_event(title="Exchange", **own)
    register(exchange, AMINA, now=clock.now())
    held = a_coming_event(title="Held", days=-20, **own)
    step = {"kind": "next_step", "text": "Letter to capitals", "due": month, "owner": "Amina El Idrissi", "items": []}
    outcomes.write(held, None, step, by="account:1", now=clock.now() - timedelta(days=10))
    summaries.publish(held, by="account:1", now=clock.now() - timedelta(days=5), reason="Agreed by telephone.")
    session.commit()
    return exchange


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_what_it_says_and_two_other_readers_find_the_same(
    exchange: Event, client: FlaskClient, path: str
):
    shown = client.get(path).data
    calendar = icalendar.Calendar.from_ical(shown)

    assert rfc5545.faults(shown) == []
    uids = rfc5545.values(shown, "UID")
    assert uids
    assert [str(each["uid"]) for each in calendar.walk("VEVENT")] == uids
    assert [each.uid.value for each in vobject.readOne(shown.decode()).vevent_list] == uids
    assert rfc5545.values(shown, "REFRESH-INTERVAL") == rfc5545.values(shown, "X-PUBLISHED-TTL") == ["PT1H"]
    assert rfc5545.values(shown, "SOURCE") == [f"http://localhost{path}"]
    assert all(each.startswith("http") for each in rfc5545.values(shown, "URL"))
    assert b"METHOD" not in shown
    assert b"VALARM" not in shown


@pytest.mark.parametrize("path", FEEDS)
def test_no_feed_tells_the_way_in_or_a_name_or_what_is_not_announced(exchange: Event, client: FlaskClient, path: str):
    same = {name: getattr(exchange, name) for name in ("kind", "series", "working_group", "theme")}
    draft = a_coming_event(title="Unannounced", is_published=False, **same)
    step = {"kind": "next_step", "text": "Unannounced step", "due": "2030-01", "items": []}
    outcomes.write(draft, None, step, by="account:1", now=EARLIER)
    outcomes.write(exchange, None, step, by="account:1", now=clock.now())
    session.commit()

    shown = client.get(path).data.replace(b"\r\n ", b"").decode()

    for secret in ("meet.example", "Unannounced", "Amina", "El Idrissi", "diplomatie", "ATTENDEE", "CONFERENCE"):
        assert secret not in shown, secret


def test_next_steps_are_whole_days_that_take_nobody_s_time(exchange: Event, client: FlaskClient):
    shown = client.get("/next-steps.ics").data
    (entry,) = icalendar.Calendar.from_ical(shown).walk("VEVENT")

    assert (entry["summary"], entry["transp"], entry["status"]) == (
        "Due: Letter to capitals",
        "TRANSPARENT",
        "CONFIRMED",
    )
    assert (entry["dtstart"].dt.day, entry["dtend"].dt.month) == (1, 6)
    assert entry["url"] == "http://localhost/events/held/summary"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feed_is_there_in_every_language_by_its_address(exchange: Event, client: FlaskClient, language: str):
    for path in PLACES:
        response = client.get(f"/{language}{path}")
        assert response.status_code == 200, path
        assert response.headers["ETag"] != client.get(path).headers["ETag"]
    month = format_month(datetime(clock.now().year + 1, 5, 1), language)
    told = rfc5545.text(rfc5545.values(client.get(f"/{language}/milestones.ics").data, "DESCRIPTION")[1])
    assert month in told
    assert client.get(f"/{language}/series/unknown.ics").status_code == 404


@pytest.mark.parametrize("path", ["/calendar.ics", "/series/exchanges.ics", "/milestones.ics", "/next-steps.ics"])
def test_last_modified_moves_when_the_content_does_and_only_then(exchange: Event, client: FlaskClient, path: str):
    first = client.get(path)
    session.execute(update(FeedMark).values(changed_at=EARLIER))
    session.commit()
    known = client.get(path).headers
    since = {"If-Modified-Since": known["Last-Modified"]}

    a_coming_event(title="In no series", is_published=path != "/calendar.ics")
    session.commit()
    for headers in (since, {"If-None-Match": known["ETag"]}):
        assert client.get(path, headers=headers).status_code == 304
    assert client.get(path).headers["Last-Modified"] == known["Last-Modified"]
    assert first.headers["ETag"] == known["ETag"]

    _change(path, exchange)
    after = client.get(path, headers=since)
    assert after.status_code == 200
    assert after.headers["ETag"] != known["ETag"]
    assert parse_date(after.headers["Last-Modified"]) > parse_date(known["Last-Modified"])
    assert client.get(path, headers={"If-Modified-Since": after.headers["Last-Modified"]}).status_code == 304


def test_an_event_that_goes_to_another_series_is_a_change_of_the_one_it_left(exchange: Event, client: FlaskClient):
    other = Series(slug="other", name="Other")
    client.get("/series/exchanges.ics")
    session.execute(update(FeedMark).values(changed_at=EARLIER))
    events.change(exchange, {"series": other}, by="account:1", now=clock.now())
    session.commit()

    assert rfc5545.values(client.get("/series/exchanges.ics").data, "SUMMARY") == ["Held"]
    assert parse_date(client.get("/series/exchanges.ics").headers["Last-Modified"]) > EARLIER
    assert rfc5545.values(client.get("/series/other.ics").data, "SUMMARY") == ["Exchange"]


def test_a_cancelled_event_says_so_for_a_year_and_then_goes(exchange: Event, client: FlaskClient):
    lifecycle.cancel(exchange, by="account:1", now=clock.now())
    for days, is_shown in ((-360, True), (-370, False)):
        starts = datetime.now().replace(microsecond=0) + timedelta(days=days)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        events.change(exchange, times, by="account:1", now=clock.now())
        session.commit()

        statuses = rfc5545.values(client.get("/series/exchanges.ics").data, "STATUS")
        assert ("CANCELLED" in statuses) is is_shown


def test_a_change_in_one_event_is_written_once_for_all_feeds_of_a_language(
    exchange: Event, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    written, write = [], ical.vevent_bytes

    def counted(entry: Any, **how: Any) -> bytes:
        written.append(entry.title)
        return write(entry, **how)

    monkeypatch.setattr(ical, "vevent_bytes", counted)
    paths = ("/calendar.ics", "/series/exchanges.ics", "/kinds/briefing.ics", "/themes/children.ics")

    def read_all() -> list[str]:
        written.clear()
        for path in paths:
            client.get(path)
        return sorted(written)

    assert read_all() == ["Exchange", "Held"]
    assert read_all() == []
    events.change(exchange, {"title": "Exchange on care"}, by="account:1", now=clock.now())
    session.commit()
    assert read_all() == ["Exchange on care"]


def test_a_poll_writes_nothing(exchange: Event, client: FlaskClient):
    for path in FEEDS:
        client.get(path)
    marks = session.execute(select(FeedMark.feed, FeedMark.fingerprint, FeedMark.changed_at)).all()
    session.rollback()
    for path in FEEDS:
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304

    assert session.execute(select(FeedMark.feed, FeedMark.fingerprint, FeedMark.changed_at)).all() == marks
    assert {re.sub(":.*", "", feed) for feed, _fingerprint, _at in marks} == {
        *("events", "series_id", "working_group_id", "kind", "theme", "milestones", "next-steps"),
    }


def _change(path: str, exchange: Event) -> None:
    """Let the content of this feed change."""
    if path == "/milestones.ics":
        calendars.note_change(session.scalars(select(Milestone)).one(), {"starts_on"}, now=clock.now())
    elif path == "/next-steps.ics":
        held = events.get("held")
        for step in outcomes.find_all(held):
            outcomes.remove(step, by="account:1", now=clock.now())
    else:
        events.change(exchange, {"title": "Moved"}, by="account:1", now=clock.now())
    session.commit()
