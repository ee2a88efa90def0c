"""Calendars over HTTP: what is served to whom, when it is served again, and what is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.http import parse_date
from werkzeug.test import TestResponse

from eventhub.base.db import session
from eventhub.base.i18n import format_weekday
from eventhub.domain import events, lifecycle
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, Milestone
from tests.formats import rfc5545
from tests.statements import noted
from tests.visitors import Visitor

NOW = datetime.now(UTC)
EARLIER = NOW - timedelta(days=1)
SOON = (NOW + timedelta(days=40)).replace(tzinfo=None, hour=14, minute=0, second=0, microsecond=0)
FEEDS = [
    "/calendar.ics",
    "/fr/calendar.ics",
    "/ar/calendar.ics",
    "/series/exchanges.ics",
    "/working-groups/twg-atd.ics",
    "/kinds/peer_learning_exchange.ics",
    "/themes/children-and-families.ics",
]
ALL = [*FEEDS, "/milestones.ics", "/events/exchange.ics"]


@pytest.fixture
def event(app: Flask) -> Event:
    """An exchange that stands in every feed, and a milestone."""
    group = WorkingGroup(slug="twg-atd", name="Alternatives to Detention")
    day = SOON.date().isoformat()
    uid = "3d0f6a3e-2c43-4d0c-9a59-0f4f0a7f2b11"
    session.add_all([group, Milestone(key="imrf", uid=uid, title="Review Forum", starts_on=day, changed_at=NOW)])
    exchange = an_exchange(
        title="Exchange",
        description="Открыто; для всех, 😀",
        series=events.add_series("Exchanges", by="account:1", now=NOW),
        working_group=group,
        theme="Children and families",
    )
    session.commit()
    return exchange


def an_exchange(*, is_published: bool = True, **details: Any) -> Event:
    """An exchange some weeks ahead of today, announced yesterday: the pages under test read the real clock."""
    own = {
        "title": "Briefing",
        "kind": "peer_learning_exchange",
        "starts_at": SOON,
        "ends_at": SOON + timedelta(hours=2),
        "timezone": "Europe/Zurich",
        "join_url": "https://meet.example/exchange-3",
    }
    planned = events.plan(own | details, by="account:1", now=EARLIER)
    if is_published:
        lifecycle.publish(planned, by="account:1", now=EARLIER)
    session.flush()
    return planned


def test_every_feed_is_a_calendar_that_shows_the_event(event: Event, client: FlaskClient):
    for path in FEEDS:
        response = client.get(path)

        assert response.status_code == 200, path
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert rfc5545.faults(response.data) == [], path
        assert rfc5545.values(response.data, "UID") == [event.uid]
        assert rfc5545.values(response.data, "SOURCE") == [f"http://localhost{path}"]


def test_a_file_holds_one_event_as_the_feed_has_it_and_is_named_after_it(event: Event, client: FlaskClient):
    feed, file = client.get("/calendar.ics"), client.get("/events/exchange.ics")

    assert file.headers["Content-Disposition"] == "attachment; filename=exchange.ics"
    assert rfc5545.faults(file.data) == []
    assert rfc5545.values(file.data, "UID") == [event.uid]
    in_file, in_feed = _events(file)[0], _events(feed)[0]
    assert rfc5545.parameters(file.data, "X-ALT-DESC") == {"FMTTYPE": "text/html"}
    assert "X-ALT-DESC" not in in_feed  # it would double the feed, and some programs lose events beyond a megabyte
    del in_file["X-ALT-DESC"]
    assert in_file.to_ical() == in_feed.to_ical()


def test_milestones_are_whole_days(event: Event, client: FlaskClient):
    response = client.get("/milestones.ics")

    assert rfc5545.faults(response.data) == []
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}\r\n".encode() in response.data


def test_no_calendar_gives_away_the_way_in(event: Event, client: FlaskClient):
    assert all(b"meet.example" not in client.get(path).data for path in ALL)


@pytest.mark.parametrize("path", ALL)
def test_two_downloads_are_the_same_bytes_under_the_same_tag(event: Event, client: FlaskClient, path: str):
    first, second = client.get(path), client.get(path)

    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["ETag"].startswith('"')


@pytest.mark.parametrize("path", ALL)
def test_whoever_has_it_is_told_so_and_sent_nothing(event: Event, client: FlaskClient, path: str):
    full = client.get(path)
    tag, date = full.headers["ETag"], full.headers["Last-Modified"]

    for asked in [
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", {tag}'},
        {"If-None-Match": f"W/{tag}"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": date},
        {"If-None-Match": tag, "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ]:
        response = client.get(path, headers=asked)
        assert (response.status_code, response.data) == (304, b""), asked
        assert response.headers["ETag"] == tag
        assert response.headers["Cache-Control"] == "public, max-age=900"
        assert "Content-Type" not in response.headers


@pytest.mark.parametrize("path", ALL)
def test_whoever_has_an_older_one_is_sent_the_new_one(event: Event, client: FlaskClient, path: str):
    full = client.get(path)
    before = parse_date(full.headers["Last-Modified"]) - timedelta(seconds=1)

    for asked in [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": f"{before:%a, %d %b %Y %H:%M:%S} GMT"},
        {"If-None-Match": '"other"', "If-Modified-Since": full.headers["Last-Modified"]},
        {"If-Modified-Since": "yesterday"},
    ]:
        response = client.get(path, headers=asked)
        assert (response.status_code, response.data) == (200, full.data), asked


@pytest.mark.parametrize("path", ALL)
def test_head_has_the_headers_of_get_and_no_body(event: Event, client: FlaskClient, path: str):
    got, asked = client.get(path), client.head(path)

    assert asked.data == b""
    assert _undated(asked) == _undated(got)
    assert int(asked.headers["Content-Length"]) == len(got.data)


@pytest.mark.parametrize("path", ALL)
def test_other_methods_are_refused_by_name(event: Event, client: FlaskClient, path: str):
    for method in ("POST", "PUT", "DELETE"):
        response = client.open(path, method=method)

        assert response.status_code == 405
        assert {"GET", "HEAD"} <= {each.strip() for each in response.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ALL)
def test_calendars_are_for_everybody_and_look_at_no_cookie(event: Event, app: Flask, path: str):
    stranger = app.test_client().get(path)
    organiser = Visitor(app).sign_in()

    response = organiser.client.get(path, headers={"Authorization": "Bearer something"})

    assert response.status_code == 200
    assert _undated(response) == _undated(stranger)
    assert response.data == stranger.data
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/calendar.ics", "/milestones.ics"])
def test_the_readers_language_changes_nothing_but_the_address_does(event: Event, client: FlaskClient, path: str):
    assert client.get(path, headers={"Accept-Language": "fr"}).data == client.get(path).data
    french = rfc5545.values(client.get("/fr/calendar.ics").data, "DESCRIPTION")[1]
    assert french.startswith(format_weekday(SOON.date(), "fr"))


@pytest.mark.parametrize(
    "path",
    [
        "/events/unknown.ics",
        "/series/unknown.ics",
        "/working-groups/unknown.ics",
        "/kinds/unknown.ics",
        "/themes/unknown.ics",
        "/xx/calendar.ics",
    ],
)
def test_what_is_unknown_is_not_found(event: Event, visitor: Visitor, path: str):
    assert visitor.get(path).status_code == 404


def test_a_draft_has_no_file(app: Flask, client: FlaskClient):
    draft = an_exchange(is_published=False)
    session.commit()

    assert client.get(f"/events/{draft.slug}.ics").status_code == 404
    assert _events(client.get("/calendar.ics")) == []


def test_an_installation_without_events_serves_an_empty_calendar(app: Flask, client: FlaskClient):
    for path in ("/calendar.ics", "/milestones.ics"):
        response = client.get(path)

        assert rfc5545.faults(response.data) == []
        assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/calendar.ics", "/series/exchanges.ics", "/events/exchange.ics"])
def test_the_tag_changes_with_the_content_and_only_then(event: Event, client: FlaskClient, path: str):
    seen = [client.get(path)]

    def after(change: Any) -> None:
        change()
        session.commit()
        seen.append(client.get(path, headers={"If-None-Match": seen[-1].headers["ETag"]}))

    after(lambda: events.change(event, {"title": "Exchange on detention"}, by="account:1", now=NOW))
    after(lambda: events.change(event, {"starts_at": SOON - timedelta(hours=1)}, by="account:1", now=NOW))
    after(lambda: lifecycle.cancel(event, by="account:1", now=NOW))
    assert [each.status_code for each in seen] == [200] * 4
    assert len({each.headers["ETag"] for each in seen}) == len({each.data for each in seen}) == 4

    after(lambda: an_exchange(title="A draft", is_published=False))
    assert seen[-1].status_code == 304


def test_a_cancelled_event_stays_with_a_higher_sequence_and_says_so(event: Event, client: FlaskClient):
    lifecycle.cancel(event, by="account:1", now=NOW)
    session.commit()

    for path in ("/calendar.ics", "/events/exchange.ics"):
        content = client.get(path).data
        assert rfc5545.values(content, "SUMMARY") == ["Cancelled: Exchange"]
        assert rfc5545.values(content, "STATUS") == ["CANCELLED"]
        assert rfc5545.values(content, "TRANSP") == ["TRANSPARENT"]
        assert rfc5545.values(content, "SEQUENCE") == ["1"]
        assert rfc5545.values(content, "UID") == [event.uid]


@pytest.mark.parametrize("path", ALL)
def test_nothing_new_costs_at_most_two_queries(event: Event, client: FlaskClient, path: str):
    tag = client.get(path).headers["ETag"]

    asked = _queries(lambda: client.get(path, headers={"If-None-Match": tag}))

    assert len(asked) <= 2, asked


def test_the_number_of_queries_does_not_grow_with_the_events(event: Event, client: FlaskClient):
    client.get("/calendar.ics")
    few = _queries(lambda: client.get("/calendar.ics"))
    for number in range(5):
        an_exchange(title=f"Exchange {number}")
    session.commit()
    client.get("/calendar.ics")

    many = _queries(lambda: client.get("/calendar.ics"))

    assert len(_events(client.get("/calendar.ics"))) == 6
    assert len(many) == len(few) == 2


def test_kept_bytes_are_what_would_be_written_anew(event: Event, client: FlaskClient):
    kept = [client.get("/calendar.ics").data, client.get("/calendar.ics").data]
    session.execute(text("delete from calendar_bytes"))
    session.commit()

    assert {client.get("/calendar.ics").data, *kept} == {kept[0]}


def test_a_feed_is_served_when_its_bytes_cannot_be_kept(event: Event, client: FlaskClient):
    session.execute(
        text("create trigger full before insert on calendar_bytes begin select raise(abort, 'disk full'); end")
    )
    session.commit()

    response = client.get("/calendar.ics")

    assert response.status_code == 200
    assert rfc5545.values(response.data, "UID") == [event.uid]
    assert client.get("/calendar.ics").data == response.data


@pytest.mark.both_databases
def test_feeds_are_the_same_on_both_databases(event: Event, client: FlaskClient):
    first, second = client.get("/calendar.ics"), client.get("/calendar.ics")

    assert first.data == second.data
    assert rfc5545.values(first.data, "UID") == [event.uid]
    assert client.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_addresses_follow_the_installation_s_own_and_so_does_the_tag(event: Event, app: Flask, client: FlaskClient):
    before = client.get("/calendar.ics")
    app.config["BASE_URL"] = "https://events.example.org"

    after = client.get("/calendar.ics")

    assert rfc5545.values(after.data, "URL")[1] == "https://events.example.org/events/exchange"
    assert rfc5545.values(after.data, "SOURCE") == ["https://events.example.org/calendar.ics"]
    assert b"localhost" not in after.data
    assert after.headers["ETag"] != before.headers["ETag"]


def test_two_processes_serve_the_same_bytes_under_the_same_tag(
    event: Event, client: FlaskClient, app: Flask, tmp_path: Path
):
    program = (
        "from eventhub.app import create_app; c = create_app().test_client(); r = c.get('/calendar.ics');"
        "import sys; sys.stdout.buffer.write(r.headers['ETag'].encode() + r.data)"
    )
    here = client.get("/calendar.ics")
    session.execute(text("delete from calendar_bytes"))
    session.commit()
    for seed in ("1", "2"):
        settings = {
            "PYTHONHASHSEED": seed,
            "EVENTHUB_INSTANCE_PATH": str(tmp_path / seed),
            "EVENTHUB_SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
        }
        there = subprocess.run(
            [sys.executable, "-c", program], env=os.environ | settings, capture_output=True, check=True
        )
        assert there.stdout == here.headers["ETag"].encode() + here.data


def test_last_modified_is_no_later_than_the_answer(event: Event, client: FlaskClient):
    events.change(event, {"title": "Once"}, by="account:1", now=datetime.now(UTC) + timedelta(minutes=1))
    session.commit()

    response = client.get("/calendar.ics")

    assert parse_date(response.headers["Last-Modified"]) <= datetime.now(UTC)


def _events(response: TestResponse) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(response.data).walk("VEVENT")


def _undated(response: TestResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "Date"}


def _queries(ask: Any) -> list[str]:
    session.rollback()
    with noted() as statements:
        ask()
    return [each for each in statements if each != "BEGIN"]
