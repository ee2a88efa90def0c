"""When registration opens and closes: by the event's own clocks, to the second, across their changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventhub.base import zones
from eventhub.domain import editions, events, openings
from eventhub.models.events import Event
from tests.world import AMINA, an_event, register

pytestmark = pytest.mark.usefixtures("app")

SECOND = timedelta(seconds=1)


def opening(local: datetime, **details: object) -> Event:
    """An event at the end of the year in Zurich that opens at a wall-clock time."""
    own = {"starts_at": datetime(2027, 12, 1, 14), "ends_at": datetime(2027, 12, 1, 16), "registration_opens_at": local}
    return an_event(**own | details)


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        (datetime(2027, 3, 27, 9, 0), datetime(2027, 3, 27, 8, 0, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 3, 29, 9, 0), datetime(2027, 3, 29, 7, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_registration_opens_at_the_instant_and_not_a_second_before(local: datetime, instant: datetime):
    event = opening(local)

    with pytest.raises(openings.RegistrationNotOpen):
        register(event, AMINA, now=instant - SECOND)
    assert register(event, AMINA, now=instant).id


def test_a_time_that_the_clocks_skip_is_refused_at_its_field():
    with pytest.raises(zones.NoSuchTime) as refusal:
        opening(datetime(2027, 3, 28, 2, 30))

    assert refusal.value.field == "registration_opens_at"


def test_registration_closes_at_the_instant_across_a_change_of_the_clocks():
    event = an_event(
        starts_at=datetime(2027, 11, 2, 14),
        ends_at=datetime(2027, 11, 2, 16),
        registration_closes_at=datetime(2027, 10, 31, 18, 0),
    )
    closes = datetime(2027, 10, 31, 17, 0, tzinfo=UTC)

    openings.refuse_unless_open(event, now=closes - SECOND)
    with pytest.raises(openings.RegistrationClosed) as refusal:
        openings.refuse_unless_open(event, now=closes)
    assert str(refusal.value) == "Registration for this event closed on 31 October 2027, 18:00 Zurich time."


def test_the_refusal_names_the_time_in_the_event_s_zone():
    event = opening(datetime(2027, 4, 1, 9, 0), timezone="Asia/Kathmandu")

    with pytest.raises(openings.RegistrationNotOpen) as refusal:
        openings.refuse_unless_open(event, now=datetime(2027, 4, 1, 3, 14, 59, tzinfo=UTC))

    assert str(refusal.value) == "Registration for this event opens on 1 April 2027, 09:00 Kathmandu time."
    openings.refuse_unless_open(event, now=datetime(2027, 4, 1, 3, 15, tzinfo=UTC))


def test_a_kept_page_that_says_in_3_days_turns_at_the_event_s_midnight_and_at_the_opening():
    event = opening(datetime(2027, 3, 29, 9, 0))
    opens = events.registration_opens(event)
    assert opens is not None

    eve = datetime(2027, 3, 26, 12, 0, tzinfo=UTC)
    turns = [eve]
    while turns[-1] < opens:
        turns.append(editions.holds_until(event, now=turns[-1]))

    midnights = [datetime(2027, 3, day, hour, 0, tzinfo=UTC) for day, hour in ((26, 23), (27, 23), (28, 22))]
    assert [turn for turn in turns if turn in midnights] == midnights
    assert opens - timedelta(hours=1) in turns
    assert turns[-1] == opens
