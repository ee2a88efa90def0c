"""Dates, lists and numbers as readers expect them."""

from __future__ import annotations

from datetime import date

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
