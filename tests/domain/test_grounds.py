"""Every number of a summary leads to the rows behind it."""

from __future__ import annotations

from datetime import date

import pytest

from eventhub.domain import events, grounds
from eventhub.domain.counts import NoSuchFigure
from eventhub.domain.drafting.document import draft
from tests.domain.past_meetings import a_meeting, people, three_meetings

pytestmark = pytest.mark.usefixtures("app")


def test_each_number_of_the_three_summaries_has_its_rows():
    meetings = three_meetings()
    for event in meetings.values():
        for number in draft(event).numbers():
            about = events.get(number.event)
            found = grounds.behind(about, number.figure, day=event.starts_at.date())
            assert found.participants or found.rows, number
            if number.text.partition(" ")[0].isdigit() and found.participants and number.figure.startswith("category"):
                assert len(found.participants) == int(number.text.partition(" ")[0])


def test_people_come_with_what_made_them_count():
    champions = three_meetings()["champions-2021-05"]

    found = grounds.behind(champions, "participants")

    assert len(found.participants) == 89
    assert found.imports
    assert {each.name for each in grounds.behind(champions, "speaking_states").rows} >= {"Morocco", "Thailand"}


def test_a_cell_of_several_categories_holds_the_people_of_each():
    event = a_meeting([*people("media", 2), *people("youth", 1), {"category": None}])

    assert len(grounds.behind(event, "category:media,youth").participants) == 3
    assert len(grounds.behind(event, "category:youth,not_identified").participants) == 2


def test_offers_are_those_of_the_day():
    exchange = three_meetings()["atd-ple-2"]

    assert len(grounds.behind(exchange, "co_sponsorships_under_way", day=date(2021, 5, 26)).rows) == 10
    assert [each.name for each in grounds.behind(exchange, "co_sponsorships_under_way").rows] == ["Nigeria"]


@pytest.mark.parametrize(
    "figure",
    ["weather", "category:pilots", "support:nothing", "focus:nothing", "topic:nothing", "key_figure:nothing", ""],
)
def test_an_unknown_figure_is_refused(figure: str):
    event = three_meetings()["champions-2021-05"]

    with pytest.raises(NoSuchFigure):
        grounds.behind(event, figure)
