"""What a calendar shows of an event, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from eventhub.base.i18n import format_weekday, speaking
from eventhub.domain import calendars, lifecycle
from eventhub.models.events import Milestone, Modality
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

THURSDAY = format_weekday(date(2027, 4, 15), "en")
PAGE = "https://events.example.org/events/exchange"


def a_milestone(starts_on: str, ends_on: str | None = None, **details: object) -> Milestone:
    return Milestone(
        key="imrf", uid="u", title="Review Forum", starts_on=starts_on, ends_on=ends_on, changed_at=NOW, **details
    )


def test_a_public_entry_tells_instants_and_says_the_local_time_in_words():
    entry = calendars.public_entry(an_event(), page=PAGE)

    assert entry.starts_at == datetime(2027, 4, 15, 12, 0, tzinfo=UTC)
    assert entry.ends_at == datetime(2027, 4, 15, 14, 0, tzinfo=UTC)
    assert entry.description is not None
    assert entry.description.startswith(f"{THURSDAY}, 14:00-16:00, Europe/Zurich (UTC+02:00)")


def test_an_event_past_midnight_names_both_days():
    event = an_event(
        starts_at=datetime(2027, 4, 15, 22, 0), ends_at=datetime(2027, 4, 16, 1, 0), timezone="Pacific/Auckland"
    )

    assert calendars.local_time(event) == (
        f"{THURSDAY}, 22:00 - {format_weekday(date(2027, 4, 16), 'en')}, 01:00, Pacific/Auckland (UTC+12:00)"
    )


def test_zones_west_of_greenwich_and_of_half_hours_are_written_right():
    west = an_event(timezone="America/St_Johns")

    assert calendars.local_time(west).endswith("America/St_Johns (UTC-02:30)")


def test_a_venue_that_is_named_stands_in_public_and_personal_entries_alike():
    event = an_event(venue="Palais des Nations, Room XX")

    assert calendars.public_entry(event, page=PAGE).location == "Palais des Nations, Room XX"
    assert calendars.personal_entry(event, page=PAGE).location == "Palais des Nations, Room XX"
    assert calendars.public_entry(an_event(), page=PAGE).location == "Online"


def test_a_public_entry_never_holds_the_way_in():
    entry = calendars.public_entry(an_event(description="All are welcome."), page=PAGE)

    assert entry.conference is None
    assert "meet.example" not in repr(entry)


def test_a_personal_entry_holds_the_way_in_three_times_over_because_programs_differ():
    entry = calendars.personal_entry(an_event(), page=PAGE)

    assert entry.conference == entry.location == "https://meet.example/exchange-3"
    assert entry.description is not None
    assert "Join the meeting: https://meet.example/exchange-3" in entry.description


def test_a_person_s_own_link_takes_the_place_of_the_event_s():
    entry = calendars.personal_entry(an_event(), page=PAGE, join="https://events.example.org/registrations/1.x/join")

    assert "meet.example" not in repr(entry)
    assert entry.conference == "https://events.example.org/registrations/1.x/join"


def test_whoever_comes_to_a_room_is_shown_the_room():
    event = an_event(modality=Modality.HYBRID, venue="Palais des Nations, Room XX")

    assert calendars.personal_entry(event, page=PAGE).location == "Palais des Nations, Room XX"
    assert calendars.public_entry(event, page=PAGE).location == "Palais des Nations, Room XX"


def test_a_meeting_in_person_has_no_link_even_where_one_is_noted():
    event = an_event(modality=Modality.IN_PERSON, venue="Geneva")

    assert "meet.example" not in repr(calendars.personal_entry(event, page=PAGE))


def test_a_cancelled_event_says_so_to_everybody_and_keeps_its_title_in_its_cancellation():
    event = an_event(title="Briefing")
    lifecycle.cancel(event, by="account:1", now=NOW)

    public, personal = calendars.public_entry(event, page=PAGE), calendars.personal_entry(event, page=PAGE)

    assert (public.title, public.status) == ("Cancelled: Briefing", "CANCELLED")
    assert (personal.title, personal.status) == ("Briefing", "CANCELLED")


def test_a_long_text_is_cut_in_feeds_between_words_and_kept_whole_in_invitations():
    event = an_event(description="Alternatives to detention. " * 80)

    public, personal = calendars.public_entry(event, page=PAGE), calendars.personal_entry(event, page=PAGE)

    assert public.description is not None
    assert personal.description is not None
    shown = public.description.split("\n\n")[1]
    assert len(shown) <= calendars.DESCRIPTION_LENGTH + 2
    assert shown.removesuffix(" …") + " " in event.description
    assert event.description.strip() in personal.description


def test_a_long_text_without_spaces_is_cut_where_it_must():
    entry = calendars.public_entry(an_event(description="关于拘留替代办法" * 200), page=PAGE)

    assert entry.description is not None
    assert len(entry.description.split("\n\n")[1]) == calendars.DESCRIPTION_LENGTH + 2


def test_words_of_ours_follow_the_language():
    event = an_event()

    with speaking("fr"):
        assert calendars.local_time(event).startswith("jeudi 15 avril 2027")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days"),
    [
        ("2027-06-24", None, (date(2027, 6, 24), date(2027, 6, 25))),
        ("2027-05-17", "2027-05-20", (date(2027, 5, 17), date(2027, 5, 21))),
        ("2027-07", None, (date(2027, 7, 1), date(2027, 8, 1))),
        ("2028-02", None, (date(2028, 2, 1), date(2028, 3, 1))),
        ("2027-11", "2027-12", (date(2027, 11, 1), date(2028, 1, 1))),
    ],
)
def test_a_milestone_takes_whole_days_with_the_end_excluded(
    starts_on: str, ends_on: str | None, days: tuple[date, date]
):
    assert calendars.milestone_days(a_milestone(starts_on, ends_on)) == days


def test_a_milestone_known_to_the_month_keeps_its_title_and_says_what_is_not_known():
    entry = calendars.milestone_entry(a_milestone("2027-07", is_tentative=True), page=PAGE)

    assert (entry.title, entry.status) == ("Review Forum", "TENTATIVE")
    assert entry.description == f"July 2027; the days are not fixed.\n\n{PAGE}"


def test_an_event_over_a_night_in_which_clocks_change_names_both_offsets():
    event = an_event(starts_at=datetime(2027, 3, 27, 22, 0), ends_at=datetime(2027, 3, 28, 4, 0))

    assert calendars.local_time(event).endswith("Europe/Zurich (UTC+01:00, UTC+02:00)")
    assert event.ends_at_utc - event.starts_at_utc == timedelta(hours=5)


def test_whoever_is_no_longer_admitted_is_shown_no_way_in():
    entry = calendars.personal_entry(an_event(), page=PAGE, is_admitted=False)

    assert "meet.example" not in repr(entry)
    assert entry.location == "Online"


def test_a_reminder_is_for_personal_entries():
    event = an_event(calendar_reminder=15)

    assert calendars.personal_entry(event, page=PAGE).reminder == timedelta(minutes=15)
    assert calendars.public_entry(event, page=PAGE).reminder is None
