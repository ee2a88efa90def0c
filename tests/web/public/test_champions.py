"""The Champion countries, as of any day."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.models.directory import Championship
from tests.visitors import Visitor
from tests.world import NOW


@pytest.fixture
def champions(app: Flask) -> None:
    for country, on, by in (("MAR", "2020-07", None), ("CIV", None, date(2020, 9, 3)), ("KEN", "2021-05-27", None)):
        session.add(Championship(country=country, step="confirmed", happened_on=on, happened_by=by, recorded_at=NOW))


def read(visitor: Visitor, day: str) -> str:
    return " ".join(visitor.get(f"/champions?as_of={day}").get_data(as_text=True).split())


@pytest.mark.usefixtures("champions")
def test_champions_are_listed_as_of_the_day_asked_for(visitor: Visitor):
    page = read(visitor, "2020-09-03")

    assert "2 Champion countries as of 3 September 2020" in page
    assert page.index("Côte d&#39;Ivoire") < page.index("Morocco")
    assert "no later than 3 September 2020" in page
    assert "July 2020" in page
    assert "Kenya" not in page


@pytest.mark.usefixtures("champions")
def test_before_the_first_confirmation_there_is_none(visitor: Visitor):
    assert "No country had been confirmed by this day." in read(visitor, "2020-07-30")


def test_what_is_no_day_is_answered_with_a_sentence(visitor: Visitor):
    response = visitor.get("/champions?as_of=soon")

    assert response.status_code == 422
    assert "Enter a date as year, month and day" in response.get_data(as_text=True)
