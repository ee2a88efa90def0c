"""The order of speaking has neither gaps nor ties, whoever is moved or removed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import interventions
from eventhub.models.directory import Championship
from tests.world import NOW, an_event

MINE = {"by": "account:1", "now": NOW}


@pytest.mark.both_databases
def test_moving_and_removing_keep_the_positions_whole(app: Flask):
    event = an_event()
    for country in ("MAR", "MEX", "PHL", "PRT"):
        interventions.add(event, country=country, organisation=None, **MINE)
    morocco, mexico, *_rest = interventions.find_all(event)

    interventions.move(mexico, earlier=True, **MINE)
    interventions.move(mexico, earlier=True, **MINE)
    interventions.remove(morocco, **MINE)
    interventions.move(mexico, earlier=False, **MINE)

    assert [(each.position, each.country) for each in interventions.find_all(event)] == [
        (1, "PHL"),
        (2, "MEX"),
        (3, "PRT"),
    ]


def test_a_state_speaks_as_what_it_is_on_the_day(app: Flask):
    event = an_event()
    session.add(Championship(country="MAR", step="confirmed", happened_by=date(2021, 5, 26), recorded_at=NOW))
    session.add(Championship(country="PRT", step="confirmed", happened_on="2028", recorded_at=NOW))

    assert interventions.capacity("MAR", event) == "champion"
    assert interventions.capacity("PRT", event) == "member_state"
    assert interventions.capacity("VAT", event) == "observer_state"


def test_a_state_that_speaks_twice_is_heard_once(app: Flask):
    event = an_event()
    for country in ("MAR", "MEX", "MAR"):
        interventions.add(event, country=country, organisation=None, **MINE)

    assert interventions.states_heard(event) == ["MAR", "MEX"]


def test_somebody_takes_the_floor(app: Flask):
    with pytest.raises(interventions.NobodySpoke):
        interventions.add(an_event(), country=None, organisation="", **MINE)
