"""Who was a Champion on which day."""

from __future__ import annotations

from datetime import date

import pytest

from eventhub.base.db import session
from eventhub.domain import directory
from eventhub.models.directory import Championship
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")


def confirmed(country: str, on: str | None = None, by: date | None = None, step: str = "confirmed") -> None:
    session.add(Championship(country=country, step=step, happened_on=on, happened_by=by, recorded_at=NOW))


@pytest.mark.parametrize(
    ("partial", "last"),
    [
        ("2020-07", date(2020, 7, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2019", date(2019, 12, 31)),
        ("2021-05-26", date(2021, 5, 26)),
    ],
)
def test_a_partial_date_counts_from_its_last_day(partial: str, last: date):
    assert directory.last_day(partial) == last


def test_champions_are_asked_for_as_of_a_day_inclusive():
    confirmed("TUR", by=date(2021, 5, 26))
    confirmed("BGD", on="2020-07", by=date(2020, 9, 3))
    confirmed("KEN", on="2021-05")
    confirmed("CIV", on="2021-05-26")

    assert directory.champions_as_of(date(2020, 7, 30)) == []
    assert directory.champions_as_of(date(2020, 7, 31)) == ["BGD"]
    assert directory.champions_as_of(date(2021, 5, 26)) == ["BGD", "CIV", "TUR"]
    assert directory.champions_as_of(date(2021, 5, 31)) == ["BGD", "CIV", "KEN", "TUR"]


def test_a_championship_that_ended_no_longer_counts():
    confirmed("MAR", on="2020")
    confirmed("MAR", on="2023-06-30", step="ended")

    assert directory.champions_as_of(date(2023, 6, 29)) == ["MAR"]
    assert directory.champions_as_of(date(2023, 6, 30)) == []
