"""What publishing, rescheduling, cancelling and reinstating entail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as sql_events

from eventhub.base.db import db, session
from eventhub.base.zones import NoSuchTime
from eventhub.domain import events, invitations, lifecycle, openings, outbox, registrations
from eventhub.models.events import Event, EventStatus, RegistrationMode
from eventhub.models.registrations import RegistrationStatus
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)


def last(event: Event, number: int = 1) -> list[tuple[str, str | None, int | None]]:
    return [
        (message.kind, message.particulars.get("method"), message.particulars.get("sequence"))
        for message in reversed(outbox.find_by_event(event)[:number])
    ]


def test_a_reschedule_reaches_every_calendar_with_a_higher_sequence():
    event = an_event(capacity=1)
    register(event, AMINA)
    register(event, TIAGO)

    lifecycle.change(
        event, {"starts_at": datetime(2027, 4, 15, 15, 0), "ends_at": datetime(2027, 4, 15, 17, 0)}, by="a", now=LATER
    )

    assert event.sequence == 1
    assert last(event, 2) == [("event-rescheduled", "REQUEST", 1), ("event-rescheduled", None, None)]
    assert outbox.find_by_event(event)[0].particulars["was_starts_at"] == "2027-04-15T14:00:00"


def test_a_new_meeting_link_reaches_every_calendar():
    event = an_event()
    register(event, AMINA)

    lifecycle.change(event, {"join_url": "https://meet.example/other"}, by="a", now=LATER)

    assert last(event) == [("event-changed", "REQUEST", 1)]


def test_a_word_changed_in_the_description_reaches_nobody():
    event = an_event()
    register(event, AMINA)
    before = event.revision

    lifecycle.change(event, {"description": "Now with case studies."}, by="a", now=LATER)

    assert (event.sequence, event.revision) == (0, before + 1)
    assert last(event) == [("registration-confirmed", "REQUEST", 0)]


def test_saving_without_a_change_changes_nothing():
    event = an_event()
    before = event.revision, event.changed_at

    assert lifecycle.change(event, {"title": event.title, "starts_at": event.starts_at}, by="a", now=LATER) == {}
    assert (event.revision, event.changed_at) == before


def test_a_drafts_times_move_freely():
    event = an_event(is_published=False)

    lifecycle.change(event, {"starts_at": datetime(2027, 4, 15, 13, 0)}, by="a", now=LATER)

    assert event.sequence == 0


@pytest.mark.both_databases
def test_cancelling_takes_the_event_out_of_every_calendar_and_reinstating_brings_it_back():
    event = an_event()
    amina = register(event, AMINA)

    lifecycle.cancel(event, by="a", now=LATER, reason="The chair is ill.")

    assert event.status is EventStatus.CANCELLED
    assert last(event) == [("event-cancelled", "CANCEL", 1)]
    assert invitations.holders(event) == []

    lifecycle.reinstate(event, by="a", now=LATER + timedelta(days=1))

    assert event.status is EventStatus.PUBLISHED
    assert last(event) == [("event-reinstated", "REQUEST", 2)]
    assert invitations.holders(event) == [amina]


def test_only_a_published_event_can_be_cancelled_and_only_a_draft_published():
    draft, published = an_event(is_published=False), an_event()

    with pytest.raises(lifecycle.NotPublished):
        lifecycle.cancel(draft, by="a", now=NOW)
    with pytest.raises(lifecycle.AlreadyPublished):
        lifecycle.publish(published, by="a", now=NOW)
    with pytest.raises(lifecycle.NotCancelled):
        lifecycle.reinstate(published, by="a", now=NOW)


def test_an_event_must_end_after_it_starts():
    with pytest.raises(events.EndsBeforeStart):
        an_event(ends_at=datetime(2027, 4, 15, 14, 0))


def test_a_time_the_clocks_skip_is_refused():
    with pytest.raises(NoSuchTime):
        an_event(starts_at=datetime(2027, 3, 28, 2, 30), ends_at=datetime(2027, 3, 28, 5, 0))


def test_titles_that_are_alike_get_addresses_of_their_own():
    assert [an_event(title="Café, 2027").slug for _ in range(3)] == ["cafe-2027", "cafe-2027-2", "cafe-2027-3"]


def test_cancelling_reaches_whoever_holds_the_entry_though_the_registration_fell_away_elsewhere():
    event = an_event()
    amina = register(event, AMINA)
    amina.status = RegistrationStatus.DECLINED  # as an archive may bring it, without a word to her calendar

    lifecycle.cancel(event, by="a", now=LATER)

    assert last(event) == [("event-cancelled", "CANCEL", 1)]
    assert invitations.holders(event) == []


def test_a_date_corrected_into_the_past_reaches_every_calendar_too():
    event = an_event()
    register(event, AMINA)

    lifecycle.change(
        event, {"starts_at": datetime(2027, 2, 1, 14), "ends_at": datetime(2027, 2, 1, 16)}, by="a", now=LATER
    )

    assert last(event) == [("event-rescheduled", "REQUEST", 1)]


def test_a_reminder_in_the_calendar_is_set_without_a_word_to_anybody():
    event = an_event()
    register(event, AMINA)

    lifecycle.change(event, {"calendar_reminder": 60}, by="a", now=LATER)

    assert event.sequence == 0
    assert last(event) == [("registration-confirmed", "REQUEST", 0)]


def test_the_second_of_two_times_that_the_clocks_show_alike_is_another_instant():
    night = {"starts_at": datetime(2027, 10, 31, 2, 30), "ends_at": datetime(2027, 10, 31, 2, 45)}
    event = an_event(**night)
    register(event, AMINA)
    assert event.starts_at_utc == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    lifecycle.change(event, {"starts_second": True, "ends_second": True}, by="a", now=LATER)

    assert event.starts_at_utc == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert last(event) == [("event-rescheduled", "REQUEST", 1)]
    assert lifecycle.retime(event, by="a", now=LATER) is False


def test_nobody_is_invited_to_an_event_that_is_called_off():
    event = an_event(registration_mode=RegistrationMode.APPROVAL)
    amina = register(event, AMINA)
    lifecycle.cancel(event, by="a", now=LATER)

    with pytest.raises(openings.EventCancelled):
        registrations.approve(amina, by="a", now=LATER)


def test_many_are_told_by_as_many_statements_as_few():
    slugs = {2: an_event(title="Few").slug, 6: an_event(title="Many").slug}
    for number, slug in slugs.items():
        for n in range(number):
            register(events.get(slug), an_official(n))
    session.commit()

    def statements(slug: str, rule: Callable[[Event], object]) -> int:
        seen: list[str] = []
        event = events.get(slug)
        sql_events.listen(db.engine, "before_cursor_execute", lambda *rest: seen.append(rest[2]), named=False)
        rule(event)
        session.commit()
        return len(seen)

    def move(event: Event) -> None:
        lifecycle.change(event, {"starts_at": event.starts_at - timedelta(hours=1)}, by="a", now=LATER)

    for rule in (move, lambda event: lifecycle.cancel(event, by="a", now=LATER)):
        assert statements(slugs[2], rule) == statements(slugs[6], rule)
    assert len(outbox.find_by_event(events.get(slugs[6]))) == 3 * 6
