"""Dates, lists and numbers as readers expect them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from eventhub.base import i18n


def test_a_date_is_written_day_month_year():
    assert i18n.format_day(date(2021, 5, 26), "en") == "26 May 2021"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2021, 7, 12), date(2021, 7, 13), "12-13 July 2021"),
        (date(2021, 6, 30), date(2021, 7, 2), "30 June-2 July 2021"),
        (date(2021, 12, 30), date(2022, 1, 2), "30 December 2021-2 January 2022"),
        (date(2021, 7, 12), date(2021, 7, 12), "12 July 2021"),
    ],
)
def test_a_range_is_as_brief_as_it_stays_clear(first: date, last: date, written: str):
    assert i18n.format_days(first, last, "en") == written


def test_a_list_has_no_serial_comma():
    assert i18n.format_list(["Canada", "Portugal", "Thailand"], "en") == "Canada, Portugal and Thailand"
    assert i18n.format_list(["Portugal", "Thailand"], "fr") == "Portugal et Thailand"


def test_months_stand_alone():
    assert i18n.format_month(date(2020, 11, 17), "en") == "November 2020"


def test_arabic_reads_from_the_right():
    assert [i18n.direction(code) for code in ("ar", "en", "zh")] == ["rtl", "ltr", "ltr"]


@pytest.mark.parametrize(
    ("zone", "cities"),
    [
        ("Europe/Lisbon", ["Lisbon", "Lisbonne", "Лиссабон", "لشبونة"]),
        ("Europe/Kyiv", ["Kyiv", "Kiev", "Киев", "كييف"]),
        ("Asia/Kathmandu", ["Kathmandu", "Katmandou", "Катманду", "كاتماندو"]),
        ("America/Argentina/Ushuaia", ["Ushuaia", "Ushuaïa", "Ушуая", "أشوا"]),
    ],
)
def test_a_zone_is_called_by_its_city_also_where_the_zone_was_renamed(zone: str, cities: list[str]):
    assert [i18n.format_city(zone, language) for language in ("en", "fr", "ru", "ar")] == cities


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "UTC"), (345, "UTC+05:45"), (-210, "UTC−03:30"), (840, "UTC+14:00"), (-660, "UTC−11:00")],
)
def test_an_offset_is_written_with_hours_and_minutes(minutes: int, written: str):
    assert i18n.format_offset(timedelta(minutes=minutes)) == written


def test_how_far_off_something_is_takes_the_unit_it_is_given():
    assert [i18n.format_relative(number, "day", "en") for number in (13, 2, -2)] == [
        "in 13 days",
        "in 2 days",
        "2 days ago",
    ]
    assert i18n.format_relative(-3, "month", "ru") == "3 месяца назад"
