"""Wall-clock times and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import zones


def test_a_local_time_becomes_its_instant():
    assert zones.to_utc(datetime(2021, 6, 29, 14, 0), "Europe/Zurich") == datetime(2021, 6, 29, 12, 0, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_refused():
    with pytest.raises(zones.NoSuchTime):
        zones.to_utc(datetime(2027, 3, 28, 2, 30), "Europe/Zurich")


def test_a_time_that_comes_twice_means_the_first():
    assert zones.to_utc(datetime(2027, 10, 31, 2, 30), "Europe/Zurich") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_zone_rules_are_the_packages_not_the_machines():
    """British Columbia stays on summer time from 2026: rules that older machines do not know."""
    assert zones.to_utc(datetime(2026, 12, 1, 9, 0), "America/Vancouver") == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "europe/zurich "])
def test_what_is_no_zone_is_refused(name: str):
    with pytest.raises(zones.UnknownZone):
        zones.get_zone(name)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(["Europe/Zurich", "Asia/Kathmandu", "America/Bogota"]),
)
def test_there_and_back_is_the_same(instant: datetime, zone: str):
    aware = instant.replace(tzinfo=UTC, microsecond=0, fold=0)
    local = zones.to_local(aware, zone)

    assert zones.to_local(zones.to_utc(local, zone), zone).replace(fold=0) == local.replace(fold=0)


def test_places_are_where_people_live_and_utc_and_each_is_a_zone():
    assert {"UTC", "Europe/Kyiv", "Asia/Kathmandu", "America/Coyhaique"} <= set(zones.places())
    assert set(zones.places()) < zones.names()
    assert not {"US/Eastern", "Europe/Kiev", "Etc/GMT+5", "Factory"} & set(zones.places())


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Europe/Zurich", date(2027, 3, 28), datetime(2027, 3, 27, 23, 0)),
        ("Asia/Kathmandu", date(2027, 3, 28), datetime(2027, 3, 27, 18, 15)),
        ("Asia/Beirut", date(2027, 3, 28), datetime(2027, 3, 27, 22, 0)),  # midnight is skipped: the day begins at one
        ("America/Havana", date(2027, 11, 7), datetime(2027, 11, 7, 4, 0)),  # midnight comes twice: the first
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, 0)),  # a day that never was
    ],
)
def test_a_day_begins_at_the_first_instant_its_clocks_show(zone: str, day: date, begins: datetime):
    assert zones.day_begins(day, zone) == begins.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "is_twice"),
    [
        ("Europe/Zurich", datetime(2027, 10, 31, 2, 0), True),
        ("Europe/Zurich", datetime(2027, 10, 31, 2, 59), True),
        ("Europe/Zurich", datetime(2027, 10, 31, 3, 0), False),
        ("Europe/Zurich", datetime(2027, 3, 28, 2, 30), False),  # never
        ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 45), True),
        ("Africa/Casablanca", datetime(2026, 2, 15, 2, 30), True),  # Ramadan begins
        ("UTC", datetime(2027, 10, 31, 2, 30), False),
    ],
)
def test_a_time_that_comes_twice_is_known(zone: str, local: datetime, is_twice: bool):
    assert zones.comes_twice(local, zone) is is_twice


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Asia/Kolkata", datetime(2027, 4, 15, 14, 0), datetime(2027, 4, 15, 8, 30)),
        ("Pacific/Chatham", datetime(2027, 4, 15, 14, 0), datetime(2027, 4, 15, 1, 15)),
        ("Pacific/Kiritimati", datetime(2027, 4, 15, 9, 0), datetime(2027, 4, 14, 19, 0)),
        ("Pacific/Pago_Pago", datetime(2027, 4, 15, 14, 0), datetime(2027, 4, 16, 1, 0)),
        ("Africa/Casablanca", datetime(2026, 3, 18, 14, 0), datetime(2026, 3, 18, 14, 0)),
        ("Africa/Casablanca", datetime(2026, 3, 25, 14, 0), datetime(2026, 3, 25, 13, 0)),
    ],
)
def test_quarters_of_an_hour_the_date_line_and_ramadan_are_known(zone: str, local: datetime, instant: datetime):
    assert zones.to_utc(local, zone) == instant.replace(tzinfo=UTC)
    assert zones.to_local(instant.replace(tzinfo=UTC), zone) == local
