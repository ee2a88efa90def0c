"""Wall-clock times and instants."""

from __future__ import annotations

from datetime import UTC, datetime

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
