"""Who came to the events of a series: to any, and to each."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.domain import presences
from eventhub.domain.statistics import series as statistics
from tests.domain.past_meetings import a_meeting, expected, officials, people, three_meetings
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")

SERIES = {"id": "pathways", "name": "Pathways exchange"}


def figures(name: str) -> dict[str, Any]:
    presences.refresh(now=NOW)
    return statistics.of_series(statistics.get_series(name)).as_json()


def test_the_two_exchanges_give_the_published_figures():
    three_meetings()

    found = figures("atd-exchange")

    assert {name: found[name] for name in expected()["series"]} == expected()["series"]
    assert figures("ATD global peer learning exchange") == found


def test_events_to_come_are_planned_and_do_not_lower_who_attended_each():
    a_meeting([*officials("KEN", "PRT"), *people("observer_state", 1, country="VAT")], id="one", series=SERIES)
    a_meeting([], id="two", series=SERIES, starts_at="2027-05-01T10:00:00")

    found = figures("pathways")

    assert (found["events"], found["events_planned"], found["attendances"]) == (1, 2, 3)
    assert (found["countries_any"], found["countries_both"], found["attended_both"]) == (3, 0, 0)


def test_a_series_without_attendance_is_all_zeros():
    a_meeting([], series=SERIES)

    found = figures("pathways")

    assert {value for name, value in found.items() if name not in {"series", "events_planned"}} == {0}


def test_an_unknown_series_is_refused():
    with pytest.raises(statistics.NoSuchSeries, match="There is no series “nowhere”"):
        statistics.get_series("nowhere")
