"""Regions, sessions, first-timers and minutes follow from who was there, and each figure leads to its rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eventhub.base.db import session
from eventhub.domain import attendance, breakdowns, checkins, counts, events, presences, sessions
from eventhub.domain.counts import NoSuchFigure
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event
from tests.domain.archives import scenario, take_in
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

MINE = {"by": "account:1", "now": NOW}


def come(event: Event, *minutes: int) -> None:
    """Let Amina, Tiago and Wanjiru in so many minutes after the start."""
    for application, late in zip((AMINA, TIAGO, an_official(1)), minutes, strict=False):
        registration = register(event, application)
        at = event.starts_at_utc + timedelta(minutes=late)
        checkins.check_in(registration, door=Door.QR, mode=Mode.IN_PERSON, by="door", now=at)


def counted(event: Event) -> breakdowns.Breakdowns:
    return breakdowns.count(attendance.establish(event))


def behind(event: Event, figure: str) -> list[str | None]:
    rows = breakdowns.rows_behind(attendance.establish(event), figure)
    return [each.details.country if each.details else None for each in rows]


def test_regions_and_sessions_lead_to_their_people():
    event = an_event()
    own = {"title": "Opening", "starts_at": datetime(2027, 4, 15, 14, 0), "ends_at": datetime(2027, 4, 15, 15, 0)}
    opening = sessions.add(event, own, **MINE)
    come(event, 0, 3, 5)
    amina = attendance.establish(event).counted[0].registration
    assert amina is not None
    checkins.check_in(amina, part=opening, door=Door.QR, mode=Mode.IN_PERSON, by="door", now=event.starts_at_utc)

    found = counted(event)

    assert (found.states_by_region, found.officials_by_region) == ({"Africa": 2, "Europe": 1},) * 2
    assert found.by_session == {opening.uid: 1}
    assert behind(event, "region:Africa") == ["MAR", "KEN"]
    assert behind(event, f"session:{opening.uid}") == ["MAR"]
    assert behind(event, "participants") == ["MAR", "PRT", "KEN"]
    assert (found.first_timers, found.minutes_median, found.minutes_known_of) == (None, None, 0)
    for name in ("first_timers", "session:none", "colour"):
        with pytest.raises(NoSuchFigure):
            behind(event, name)


def test_who_comes_again_in_a_series_is_told_from_who_comes_first_whether_kept_or_not():
    series = events.add_series("Exchanges", **MINE)
    first, second = (an_event(series=series, starts_at=at, ends_at=at + timedelta(hours=2)) for at in TWO_DAYS)
    come(first, 0, 3)
    come(second, 0, 3, 5)
    assert (counted(first).first_timers, counted(first).returning) == (2, 0)
    for _kept in range(2):
        assert (counted(second).first_timers, counted(second).returning) == (1, 2)
        assert (behind(second, "first_timers"), behind(second, "returning")) == (["KEN"], ["MAR", "PRT"])
        presences.refresh(now=NOW)


TWO_DAYS = (datetime(2027, 4, 15, 14, 0), datetime(2027, 5, 20, 14, 0))


def test_arrivals_rise_to_everybody_whose_time_is_known():
    event = an_event()
    come(event, 0, 0, 5)

    assert [(minutes, number) for minutes, _at, number in breakdowns.arrivals(attendance.establish(event))] == [
        *((0, 2), (1, 2), (2, 2), (3, 2), (4, 2)),
        (5, 3),
    ]
    assert breakdowns.arrivals(attendance.establish(an_event())) == []


def test_the_published_meetings_are_whole_in_every_breakdown():
    take_in(scenario("after"))
    for event in events.all_events():
        established = attendance.establish(event)
        figures, more = counts.count_attendance(established), breakdowns.count(established)
        assert sum(more.states_by_region.values()) == figures.country_count
        assert sum(more.officials_by_region.values()) == figures.government_officials
        assert more.civil_society == figures.by_category.get("civil_society", 0)
        for region, number in more.officials_by_region.items():
            assert len(breakdowns.rows_behind(established, f"region:{region}")) == number
        assert set(figures.champion_states_present) <= set(more.champions)
    session.rollback()
