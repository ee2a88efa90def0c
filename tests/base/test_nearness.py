"""How far off a meeting is: the words, on the calendar of its own zone, and until when they are right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import i18n, nearness, zones

ZONES = (
    "Europe/Zurich",
    "America/New_York",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
    "Asia/Beirut",
    "America/Havana",
    "UTC",
)
"""Among them clocks that skip midnight, go back through it, change by half an hour, or on account of Ramadan."""


def words(starts_at: str, now: str, *, zone: str = "Europe/Zurich", minutes: int = 120) -> str:
    """Say how near a meeting is; both times are wall-clock times of its zone."""
    local = datetime.fromisoformat(starts_at)
    starts = zones.to_utc(local, zone)
    present = zones.to_utc(datetime.fromisoformat(now), zone)
    return nearness.of(starts, starts + timedelta(minutes=minutes), zone, now=present).words(local, zone)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2024-01-26 15:00", "in 3 years"),
        ("2027-01-12 09:00", "in 3 months"),
        ("2027-02-13 09:00", "in 2 months"),
        ("2027-02-20 09:00", "in 8 weeks"),
        ("2027-03-31 09:00", "in 2 weeks"),
        ("2027-04-02 09:00", "in 13 days"),
        ("2027-04-12 23:59", "in 3 days"),
        ("2027-04-14 00:00", "tomorrow"),
        ("2027-04-14 23:59", "tomorrow"),
        ("2027-04-15 00:00", "today at 15:00 Zurich time"),
        ("2027-04-15 13:59", "today at 15:00 Zurich time"),
        ("2027-04-15 14:00", "in 60 minutes"),
        ("2027-04-15 14:20", "in 40 minutes"),
        ("2027-04-15 14:59", "in 1 minute"),
        ("2027-04-15 15:00", "starting now"),
        ("2027-04-15 15:10", "started 10 minutes ago"),
        ("2027-04-15 16:59", "started 1 hour ago"),
        ("2027-04-15 17:00", "ended just now"),
        ("2027-04-15 17:30", "ended 30 minutes ago"),
        ("2027-04-15 18:00", "earlier today"),
        ("2027-04-16 00:00", "yesterday"),
        ("2027-04-18 12:00", "3 days ago"),
        ("2027-04-29 12:00", "2 weeks ago"),
        ("2027-07-15 12:00", "3 months ago"),
        ("2029-04-15 12:00", "2 years ago"),
    ],
)
@pytest.mark.usefixtures("app")
def test_it_is_said_as_people_say_it(now: str, said: str):
    assert words("2027-04-15 15:00", now) == said


@pytest.mark.usefixtures("app")
def test_days_are_the_calendar_s_not_twenty_four_hours():
    assert words("2027-04-15 09:00", "2027-04-14 23:00") == "tomorrow"
    assert words("2027-04-15 23:30", "2027-04-15 00:30") == "today at 23:30 Zurich time"
    assert words("2027-04-15 00:30", "2027-04-14 22:00") == "tomorrow"
    assert words("2027-04-15 00:30", "2027-04-14 23:45") == "in 45 minutes"


@pytest.mark.usefixtures("app")
def test_a_night_of_twenty_three_or_twenty_five_hours_is_one_night():
    assert words("2027-03-28 09:00", "2027-03-27 09:30") == "tomorrow"
    assert words("2027-10-31 09:00", "2027-10-30 08:30") == "tomorrow"
    assert words("2027-03-30 09:00", "2027-03-27 23:30") == "in 3 days"


@pytest.mark.usefixtures("app")
def test_a_meeting_of_several_days_started_on_a_day_and_one_that_ends_at_midnight_was_that_day():
    week = 4 * 24 * 60
    assert words("2027-04-12 09:00", "2027-04-13 08:00", minutes=week) == "started 23 hours ago"
    assert words("2027-04-12 09:00", "2027-04-13 10:00", minutes=week) == "started yesterday"
    assert words("2027-04-12 09:00", "2027-04-15 08:00", minutes=week) == "started 3 days ago"
    assert words("2027-04-12 22:00", "2027-04-13 12:00", minutes=120) == "yesterday"


def test_the_day_is_the_meeting_s_on_either_side_of_the_date_line(app: Flask):
    """At 11:30 UTC on the 14th it is past midnight on Kiritimati, and still the 14th on Pago Pago."""
    now = datetime(2027, 4, 14, 11, 30, tzinfo=UTC)
    starts = {"Pacific/Kiritimati": datetime(2027, 4, 15, 9, 0), "Pacific/Pago_Pago": datetime(2027, 4, 15, 9, 0)}

    said = {}
    for zone, local in starts.items():
        start = zones.to_utc(local, zone)
        said[zone] = nearness.of(start, start + timedelta(hours=1), zone, now=now).words(local, zone)

    assert said == {
        "Pacific/Kiritimati": "today at 09:00 Kiritimati time",
        "Pacific/Pago_Pago": "tomorrow",
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "خلال 3 أيام"),
        ("zh", "3天后"),
        ("fr", "dans 3 jours"),
        ("ru", "через 3 дня"),
        ("es", "dentro de 3 días"),
    ],
)
def test_each_language_counts_in_its_own_way(app: Flask, language: str, said: str):
    with i18n.speaking(language):
        assert words("2027-04-15 15:00", "2027-04-12 09:00") == said


moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
spans = st.one_of(
    st.timedeltas(timedelta(0), timedelta(minutes=90)),
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.timedeltas(timedelta(0), timedelta(days=900)),
)


@given(now=moments, ahead=spans, behind=st.booleans(), length=spans, zone=st.sampled_from(ZONES), part=st.floats(0, 1))
def test_the_words_hold_until_they_say_and_no_longer_matter_before(
    now: datetime, ahead: timedelta, behind: bool, length: timedelta, zone: str, part: float
):
    starts = now - ahead if behind else now + ahead
    ends = starts + length + timedelta(minutes=1)
    found = nearness.of(starts, ends, zone, now=now)
    later = now + (found.until - now) * part

    assert found.until > now
    if later < found.until:
        assert nearness.of(starts, ends, zone, now=later) == found


@given(now=moments, ahead=spans, zone=st.sampled_from(ZONES))
def test_whatever_is_said_changes_within_a_day_or_so(now: datetime, ahead: timedelta, zone: str):
    found = nearness.of(now + ahead, now + ahead + timedelta(hours=1), zone, now=now)

    assert found.until - now <= timedelta(hours=25)
