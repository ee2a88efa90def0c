"""What a person's calendar is told over time: its SEQUENCE and DTSTAMP only rise, whatever happens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from eventhub.base.db import session
from eventhub.domain import entries, events, invitations, lifecycle, outbox, registrations
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Registration
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Rules are called as a command would call them."""


def moved(event: Event, *, hour: int = 15) -> None:
    times = {"starts_at": datetime(2027, 4, 15, hour), "ends_at": datetime(2027, 4, 15, hour + 2)}
    events.change(event, times, by="account:1", now=LATER)


def test_an_invitation_starts_at_the_event_s_own_sequence():
    event = an_event()
    moved(event)

    amina = register(event, AMINA)

    invitation = invitations.find(amina)
    assert invitation is not None
    assert (invitation.sequence, invitation.last_method) == (1, "REQUEST")


def test_the_particulars_say_method_sequence_stamp_and_participation():
    amina = register(an_event(), AMINA)

    told = invitations.request(amina, now=LATER.replace(microsecond=250_000))

    assert told == {
        "method": "REQUEST",
        "sequence": 0,
        "stamp": "2027-03-02T09:00:00+00:00",
        "participation": "NEEDS-ACTION",
    }


def test_two_messages_within_a_second_carry_two_stamps_because_dtstamp_counts_seconds():
    amina = register(an_event(), AMINA)

    first, second = (invitations.request(amina, now=NOW.replace(microsecond=n)) for n in (10, 20))

    assert (first["stamp"], second["stamp"]) == ("2027-03-01T09:00:01+00:00", "2027-03-01T09:00:02+00:00")


def test_a_clock_set_back_does_not_set_the_stamp_back():
    amina = register(an_event(), AMINA)

    told = invitations.request(amina, now=NOW - timedelta(hours=1))

    assert told["stamp"] == "2027-03-01T09:00:01+00:00"


def test_a_text_edit_keeps_the_sequence_and_the_calendar_s_answer():
    amina = register(an_event(), AMINA)
    answered(amina, "ACCEPTED")

    told = invitations.request(amina, now=LATER)

    assert (told["sequence"], told["participation"]) == (0, "ACCEPTED")


def test_a_reschedule_raises_the_sequence_and_asks_again():
    event = an_event()
    amina = register(event, AMINA)
    answered(amina, "ACCEPTED")
    moved(event)

    told = invitations.request(amina, now=LATER)

    assert (told["sequence"], told["participation"]) == (1, "NEEDS-ACTION")


def test_a_cancellation_to_one_person_raises_theirs_alone():
    event = an_event()
    amina, tiago = register(event, AMINA), register(event, TIAGO)

    told = invitations.cancel(amina, now=LATER)

    assert told is not None
    assert (told["method"], told["sequence"]) == ("CANCEL", 1)
    assert event.sequence == 0
    assert invitations.request(tiago, now=LATER)["sequence"] == 0


def test_whoever_holds_no_entry_is_sent_no_cancellation():
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO)

    assert invitations.cancel(tiago, now=LATER) is None
    assert invitations.cancel(amina, now=LATER) is not None
    assert invitations.cancel(amina, now=LATER) is None


def test_a_reschedule_after_a_re_invitation_still_rises():
    event = an_event()
    amina = register(event, AMINA)
    invitations.cancel(amina, now=LATER)
    again = invitations.request(amina, now=LATER)
    moved(event)

    told = invitations.request(amina, now=LATER)

    assert again["sequence"] == 2
    assert event.sequence == 1
    assert told["sequence"] == 3


def test_whoever_withdraws_and_registers_again_is_invited_above_their_cancellation():
    event = an_event()
    before = register(event, AMINA)
    registrations.withdraw(before, by="self", now=NOW)

    after = register(event, AMINA)

    cancelled, invited = invitations.find(before), invitations.find(after)
    assert cancelled is not None
    assert invited is not None
    assert after is not before
    assert (cancelled.sequence, invited.sequence) == (1, 2)
    assert invited.last_stamp > cancelled.last_stamp


def test_another_person_s_cancellation_is_no_matter_of_mine():
    event = an_event()
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)

    invitation = invitations.find(register(event, TIAGO))

    assert invitation is not None
    assert invitation.sequence == 0


def test_holders_are_those_whose_calendar_holds_the_event():
    event, other = an_event(), an_event(title="Another exchange")
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    register(other, an_official(1))
    invitations.cancel(tiago, now=LATER)

    assert invitations.holders(event) == [amina]


@pytest.mark.both_databases
def test_an_invitation_is_one_row_on_both_databases():
    amina = register(an_event(), AMINA)
    invitations.request(amina, now=LATER)
    session.commit()

    invitation = invitations.find(amina)

    assert invitation is not None
    assert invitation.last_stamp == LATER


def answered(registration: Registration, reply: str) -> None:
    invitation = invitations.find(registration)
    assert invitation is not None
    invitation.reply = reply


class OneCalendar:
    """A calendar program: it follows RFC 5546 and notes what it would have to ignore."""

    def __init__(self) -> None:
        self.sequence = -1
        self.stamp = ""
        self.holds_event = False
        self.starts_at: datetime | None = None
        self.uids: set[str] = set()

    def read(self, particulars: dict[str, Any], event: Event) -> None:
        assert particulars["stamp"] > self.stamp, "DTSTAMP did not rise"
        if particulars["method"] == "CANCEL" or not self.holds_event or self.starts_at != event.starts_at:
            assert particulars["sequence"] > self.sequence, "this change had to raise SEQUENCE"
        assert particulars["sequence"] >= max(self.sequence, event.sequence), "SEQUENCE fell"
        self.sequence, self.stamp = particulars["sequence"], particulars["stamp"]
        self.holds_event = particulars["method"] == "REQUEST"
        self.starts_at = event.starts_at
        self.uids.add(event.uid)


class Invitations(RuleBasedStateMachine):
    """Officials come and go while the organiser moves, words, cancels and reinstates the event."""

    people = Bundle("people")

    @initialize()
    def plan(self) -> None:
        self.event = an_event()
        self.now = NOW
        self.calendars: dict[str, OneCalendar] = {}

    @rule(target=people, number=st.integers(0, 2))
    def come(self, number: int) -> str | None:
        address = an_official(number).details["email"]
        if self.event.status is EventStatus.PUBLISHED and not entries.find_standing(self.event, address):
            self.calendars.setdefault(address, OneCalendar())
            register(self.event, an_official(number), now=self._tick())
        return address

    @rule(address=consumes(people))
    def go(self, address: str) -> None:
        if standing := entries.find_standing(self.event, address):
            registrations.withdraw(standing, by="self", now=self._tick())

    @rule(hour=st.integers(8, 18))
    def move(self, hour: int) -> None:
        times = {"starts_at": datetime(2027, 4, 15, hour), "ends_at": datetime(2027, 4, 15, hour + 1)}
        lifecycle.change(self.event, times, by="account:1", now=self._tick())

    @rule(text=st.text(max_size=5))
    def reword(self, text: str) -> None:
        lifecycle.change(self.event, {"description": text}, by="account:1", now=self._tick())

    @rule()
    def cancel_or_reinstate(self) -> None:
        is_public = self.event.status is EventStatus.PUBLISHED
        (lifecycle.cancel if is_public else lifecycle.reinstate)(self.event, by="account:1", now=self._tick())

    @rule(seconds=st.integers(-2, 3))
    def let_time_pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def every_calendar_followed(self) -> None:
        if not hasattr(self, "event"):
            return
        for message in self._unread():
            self.calendars[message.recipient].read(message.particulars, self.event)
        holders = {each.email for each in invitations.holders(self.event)}
        assert holders == {address for address, each in self.calendars.items() if each.holds_event}
        assert all(each.uids <= {self.event.uid} for each in self.calendars.values())

    def _unread(self) -> list[Any]:
        found = [each for each in reversed(outbox.find_by_event(self.event)) if "method" in each.particulars]
        unread, self.read_until = found[getattr(self, "read_until", 0) :], len(found)
        return unread

    def _tick(self) -> datetime:
        self.now += timedelta(milliseconds=300)
        return self.now

    def teardown(self) -> None:
        session.rollback()


def test_no_order_of_events_forks_a_calendar_entry():
    thorough = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Invitations, settings=thorough)


def test_whoever_is_let_in_again_under_an_older_registration_is_invited_above_the_newer_one():
    event = an_event()
    older = register(event, AMINA)
    registrations.decline(older, by="account:1", now=NOW)
    newer = register(event, AMINA)
    registrations.decline(newer, by="account:1", now=NOW)
    last = invitations.find(newer)
    assert last is not None

    registrations.approve(older, by="account:1", now=NOW)

    again = invitations.find(older)
    assert again is not None
    assert (again.sequence, last.sequence) == (4, 3)
    assert again.last_stamp > last.last_stamp
