"""A reader picks a time zone without script, and times stand beside the event's own in it."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.app import create_app
from eventhub.base import i18n, zones
from eventhub.domain import registrations
from eventhub.models.events import Event
from eventhub.web.time_zones import OWN_PATH
from tests.conftest import SECRET
from tests.visitors import Visitor
from tests.world import AMINA, an_event, register

COOKIE = "eventhub-zone"


def choose(visitor: Visitor, zone: str, back: str = "/") -> None:
    """Pick a zone as a reader does, and come back."""
    response = visitor.post("/time-zone", {"zone": zone, "back": back})
    assert (response.status_code, response.location) == (303, back)
    visitor.follow(response)  # what was to be told is told


def text(visitor: Visitor, path: str) -> str:
    """Return the words of a page as they are read."""
    main = visitor.get(path).get_data(as_text=True).split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def when(visitor: Visitor, event: Event) -> str:
    """Return what the event's page says of its time, in the facts."""
    found = re.search(r" When and where When (.+?) Other time zone", text(visitor, f"/events/{event.slug}"))
    assert found
    return found[1]


def test_the_chosen_zone_stands_beside_the_event_s_own_instead_of_utc(visitor: Visitor):
    event = an_event()
    assert when(visitor, event) == "Thursday 15 April 2027, 14:00 – 16:00 Zurich time 12:00–14:00 UTC"

    choose(visitor, "Europe/Lisbon")

    assert when(visitor, event) == "Thursday 15 April 2027, 14:00 – 16:00 Zurich time 13:00–15:00 Lisbon time"


def test_the_event_s_own_time_alone_comes_back_and_the_cookie_goes(visitor: Visitor):
    event = an_event()
    choose(visitor, "Europe/Lisbon")
    choose(visitor, "")

    assert visitor.client.get_cookie(COOKIE) is None
    assert "12:00–14:00 UTC" in when(visitor, event)


def test_whoever_is_at_home_where_the_event_is_reads_its_time_once(visitor: Visitor):
    event = an_event()
    choose(visitor, "Europe/Zurich")

    assert when(visitor, event) == "Thursday 15 April 2027, 14:00 – 16:00 Zurich time"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Kathmandu", "17:45–19:45 Kathmandu time"),
        ("Asia/Kolkata", "17:30–19:30 Kolkata time"),
        ("Pacific/Kiritimati", "16 April 2027, 02:00–04:00 Kiritimati time"),
        ("Pacific/Auckland", "16 April 2027, 00:00–02:00 Auckland time"),
        ("America/St_Johns", "09:30–11:30 St John’s time"),
        ("Asia/Tokyo", "21:00–23:00 Tokyo time"),
        ("Australia/Sydney", "15 April 2027, 22:00 – 16 April 2027, 00:00 Sydney time"),
    ],
)
def test_a_zone_of_half_hours_or_beyond_midnight_is_told_with_its_day(visitor: Visitor, zone: str, told: str):
    event = an_event()
    choose(visitor, zone)

    assert when(visitor, event).endswith(f"Zurich time {told}")


def test_morocco_goes_back_an_hour_for_ramadan(visitor: Visitor):
    """Ramadan of 2026 ended on 20 March; on the 22nd Casablanca went from UTC back to UTC+1, Zurich a week later."""
    fasting = an_event(starts_at=datetime(2026, 3, 18, 14, 0), ends_at=datetime(2026, 3, 18, 16, 0))
    after = an_event(starts_at=datetime(2026, 3, 25, 14, 0), ends_at=datetime(2026, 3, 25, 16, 0))
    choose(visitor, "Africa/Casablanca")

    assert when(visitor, fasting).endswith("13:00–15:00 Casablanca time")
    assert when(visitor, after).endswith("14:00–16:00 Casablanca time")


def test_an_event_over_a_night_in_which_clocks_change_is_told_by_each_clock_as_it_is_then(visitor: Visitor):
    event = an_event(starts_at=datetime(2027, 3, 27, 9, 0), ends_at=datetime(2027, 3, 29, 12, 0))
    choose(visitor, "Asia/Tokyo")

    assert when(visitor, event) == (
        "Saturday 27 March 2027, 09:00 – Monday 29 March 2027, 12:00 Zurich time "
        "27 March 2027, 17:00 – 29 March 2027, 19:00 Tokyo time"
    )


def test_a_time_that_the_clocks_show_twice_says_which_is_meant(visitor: Visitor):
    event = an_event(starts_at=datetime(2027, 10, 31, 2, 30), ends_at=datetime(2027, 10, 31, 4, 0))

    assert when(visitor, event) == "Sunday 31 October 2027, 02:30 – 04:00 Zurich time (UTC+02:00) 00:30–03:00 UTC"


def test_programme_and_own_registration_show_it_too(app: Flask, visitor: Visitor):
    event = an_event()
    token = registrations.link_token(register(event, AMINA), secret=app.config["SECRET_KEY"])
    assert "12:00–14:00 UTC" not in text(visitor, "/?when=all")

    choose(visitor, "Europe/Lisbon", back=f"/registrations/{token}")

    assert "13:00–15:00 Lisbon time" in text(visitor, "/?when=all")
    assert "13:00–15:00 Lisbon time" in text(visitor, f"/registrations/{token}")


def test_a_kept_page_is_not_shown_to_readers_of_another_zone(app: Flask):
    event = an_event()
    amina, tiago, sam = Visitor(app), Visitor(app), Visitor(app)
    choose(amina, "Asia/Kathmandu")
    choose(tiago, "Europe/Lisbon")

    for _twice in range(2):
        assert "17:45–19:45 Kathmandu time" in when(amina, event)
        assert "13:00–15:00 Lisbon time" in when(tiago, event)
        assert "12:00–14:00 UTC" in when(sam, event)


def test_answers_that_depend_on_the_zone_vary_by_cookie_and_others_do_not_ask(app: Flask, visitor: Visitor):
    event = an_event()

    for path in ("/", f"/events/{event.slug}"):
        assert "Cookie" in visitor.get(path).headers["Vary"]
    assert "Cookie" not in visitor.get("/calendar.ics").headers.get("Vary", "")


def test_the_browser_remembers_the_name_of_a_zone_for_a_year_and_nothing_else(visitor: Visitor):
    response = visitor.post("/time-zone", {"zone": "Asia/Kathmandu", "back": "/"})
    (cookie,) = (each for each in response.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    parts = set(cookie.split("; "))

    assert f"{COOKIE}=Asia/Kathmandu" in parts
    assert {"Max-Age=31536000", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


def test_over_https_the_cookie_is_bound_to_the_host(database: str, tmp_path: Path):
    settings = {"SQLALCHEMY_DATABASE_URI": database, "SECRET_KEY": SECRET, "BASE_URL": "https://events.example.org"}
    app = create_app({**settings, "WTF_CSRF_ENABLED": False}, instance=tmp_path / "instance")
    response = app.test_client().post("/time-zone", data={"zone": "Asia/Kathmandu", "back": "/"})
    (cookie,) = (each for each in response.headers.getlist("Set-Cookie") if "zone" in each.partition("=")[0])

    assert cookie.startswith("__Host-eventhub-zone=Asia/Kathmandu; ")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Factory", "Europe/Lisbon\r\nSet-Cookie: a=b"])
def test_what_is_no_zone_is_refused_and_never_remembered(visitor: Visitor, zone: str):
    response = visitor.post("/time-zone", {"zone": zone, "back": "/"})

    assert response.status_code == 422
    assert visitor.client.get_cookie(COOKIE) is None


def test_a_cookie_that_names_no_zone_is_as_none(visitor: Visitor):
    event = an_event()
    visitor.client.set_cookie(COOKIE, "Mars/Olympus")

    assert "12:00–14:00 UTC" in when(visitor, event)


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example", ""]
)
def test_the_way_back_never_leads_elsewhere(visitor: Visitor, back: str):
    shown = visitor.get("/time-zone", query_string={"back": back}).get_data(as_text=True)
    response = visitor.post("/time-zone", {"zone": "", "back": back})

    assert "elsewhere" not in shown
    assert response.location == "/events"


@given(st.text(st.sampled_from("/\\:.?#@\t\n ae%"), max_size=12))
def test_an_own_path_stays_on_this_site_in_every_browser(address: str):
    """Browsers drop tabs and line breaks and read a backslash as a slash before they look for a host (WHATWG URL)."""
    seen = re.sub(r"[\t\r\n]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")

    if OWN_PATH.fullmatch(address):
        assert seen.startswith("/")
        assert not seen.startswith("//")


def test_the_list_is_by_region_and_by_the_reader_s_alphabet_with_today_s_hours(visitor: Visitor):
    page = visitor.get("/time-zone").get_data(as_text=True)
    regions = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    cities = {region: re.findall(r">([^<(]+) \(UTC", options) for region, options in regions}

    assert [region for region, _options in regions] == sorted(cities)
    assert cities["Africa"][:2] == ["Abidjan", "Accra"]
    assert "Kathmandu (UTC+05:45)" in page
    assert sum(map(len, cities.values())) == len(zones.places()) - 1


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_no_two_places_of_a_region_read_the_same_in_any_language(app: Flask, language: str):
    named = [(zone.partition("/")[0], i18n.format_city(zone, language)) for zone in zones.places() if "/" in zone]

    assert len(set(named)) == len(named)
