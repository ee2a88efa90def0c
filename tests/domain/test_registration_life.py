"""Every order of arrivals, departures, decisions and changed rules seats exactly whom the published order seats."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import events, lifecycle, registrations, seats, waitlists
from eventhub.domain.entries import Application
from eventhub.models.audit import Entry
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.events import RegistrationMode
from eventhub.models.outbox import Message
from eventhub.models.registrations import Delegation, RegisteredBy, Registration, RegistrationStatus
from tests.domain.queueing import Queue, Somebody
from tests.world import NOW, an_event, an_official

COUNTRIES = ("KEN", "MAR", "PRT")
CLOSING = datetime(2027, 4, 1, 12, 0)
TELLING = {
    *(f"registration-{word}" for word in ("confirmed", "pending", "waitlisted", "promoted", "declined", "withdrawn")),
    "registration-substituted",
    "delegation-registered",
}
"""The messages that tell of a new status."""

some_country = st.sampled_from(COUNTRIES)
limits = st.one_of(st.none(), st.integers(0, 4))


class Life(RuleBasedStateMachine):
    """Officials of three countries come, alone and in delegations, and go; the organiser changes rules and mind."""

    @initialize(
        capacity=st.integers(2, 6),
        set_aside=st.integers(0, 2),
        mode=st.sampled_from([RegistrationMode.OPEN, RegistrationMode.APPROVAL]),
    )
    def plan(self, capacity: int, set_aside: int, mode: RegistrationMode) -> None:
        self.event = an_event(
            capacity=capacity, sponsor_seats=set_aside, registration_mode=mode, registration_closes_at=CLOSING
        )
        self.queue = Queue(capacity, set_aside=set_aside)
        self.now, self.arrived = NOW, 0
        self.delegations: dict[str, Delegation] = {}
        self.sponsorships: dict[str, Any] = {}
        self.sponsor("KEN")

    @rule(country=some_country)
    def come_alone(self, country: str) -> None:
        (application,) = self._applications(country, 1)
        self._do(
            self._takes_visitors,
            lambda: registrations.register(self.event, application, now=self._tick()),
            lambda: self.queue.join({application.details["email"]: Somebody(country)}),
        )

    @rule(country=some_country)
    def be_added(self, country: str) -> None:
        (application,) = self._applications(country, 1)
        kind = {"by": "account:1", "registered_by": RegisteredBy.ORGANISER}
        self._do(
            not self.queue.is_cancelled,
            lambda: registrations.register(self.event, application, now=self._tick(), **kind),
            lambda: self.queue.join({application.details["email"]: Somebody(country)}, by_organiser=True),
        )

    @rule(country=some_country, number=st.integers(1, 3), together=st.booleans())
    def come_as_delegation(self, country: str, number: int, together: bool) -> None:
        delegation = self._delegation(country, together=together)
        group = country if delegation.waits_together else None
        applications = self._applications(country, number)
        arrivals = {each.details["email"]: Somebody(country, group) for each in applications}
        self._do(
            self._takes_visitors,
            lambda: registrations.register_all(self.event, applications, delegation=delegation, now=self._tick()),
            lambda: self.queue.join(arrivals),
        )

    @precondition(lambda self: self.queue.people)
    @rule(data=st.data(), way=st.sampled_from([registrations.withdraw, registrations.decline]))
    def leave(self, data: st.DataObject, way: Any) -> None:
        address = self._somebody(data)
        self._do(
            True,
            lambda: way(self._registration(address), by="account:1", now=self._tick()),
            lambda: self.queue.leave(address),
        )

    @precondition(lambda self: self.queue.people)
    @rule(data=st.data())
    def be_approved(self, data: st.DataObject) -> None:
        address = self._somebody(data)
        somebody, registration = self.queue.people[address], self._registration(address)
        seated = [one for one in (somebody,) if not one.is_seated]
        has_seat = self.queue.has_seats([one.country for one in seated]) if seated else True

        def seat() -> None:
            somebody.is_seated = True
            self.queue.settle()

        self._do(
            not self.queue.is_cancelled and registration.status is not RegistrationStatus.CONFIRMED and has_seat,
            lambda: registrations.approve(registration, by="account:1", now=self._tick()),
            seat,
        )

    @precondition(lambda self: self.queue.people)
    @rule(data=st.data(), country=some_country)
    def let_another_come(self, data: st.DataObject, country: str) -> None:
        address = self._somebody(data)
        (application,) = self._applications(country, 1)
        self._do(
            not self.queue.is_cancelled and country == self.queue.people[address].country,
            lambda: registrations.substitute(
                self._registration(address), application, by="focal_point", now=self._tick()
            ),
            lambda: self.queue.replace(address, application.details["email"]),
        )

    @precondition(lambda self: self.queue.people)
    @rule(data=st.data(), country=some_country)
    def turn_out_to_be_of(self, data: st.DataObject, country: str) -> None:
        address = self._somebody(data)
        somebody = self.queue.people[address]
        was, somebody.country = somebody.country, country
        if somebody.is_seated and was != country:
            somebody.is_seated = False
            over = self.queue.capacity is not None and self.queue.seats_of() >= self.queue.capacity
            may = self.queue.is_within_limit(country, [country]) and (over or self.queue.has_seats([country]))
            somebody.is_seated = True
        else:
            may = True
        somebody.country = was

        def move() -> None:
            somebody.country = country
            self.queue.settle()

        self._do(
            may,
            lambda: registrations.correct(
                self._registration(address), {"country": country}, by="self", now=self._tick()
            ),
            move,
        )

    @rule(capacity=st.one_of(st.none(), st.integers(1, 6)), per_country=limits, set_aside=st.integers(0, 3))
    def change_rules(self, capacity: int | None, per_country: int | None, set_aside: int) -> None:
        set_aside = min(set_aside, capacity or 0)
        details = {"capacity": capacity, "seats_per_delegation": per_country, "sponsor_seats": set_aside}

        def change() -> None:
            self.queue.capacity, self.queue.per_country, self.queue.set_aside = capacity, per_country, set_aside
            self.queue.settle()

        self._do(True, lambda: lifecycle.change(self.event, details, by="account:1", now=self._tick()), change)

    @rule(country=some_country, quota=limits)
    def change_quota(self, country: str, quota: int | None) -> None:
        delegation = self._delegation(country, together=False)
        events.lock(self.event)
        delegation.quota = quota
        waitlists.promote(self.event, now=self._tick())
        self.queue.quotas.pop(country, None)
        if quota is not None:
            self.queue.quotas[country] = quota
        self.queue.settle()

    @rule(country=some_country)
    def sponsor(self, country: str) -> None:
        is_confirmed = country in self.queue.sponsors
        status = CoSponsorshipStatus.WITHDRAWN if is_confirmed else CoSponsorshipStatus.CONFIRMED
        if country in self.sponsorships:
            lifecycle.move_sponsor(self.sponsorships[country], status, by="account:1", now=self._tick())
        else:
            self.sponsorships[country] = lifecycle.enter_sponsor(
                self.event, country=country, organisation=None, status=status, by="account:1", now=self._tick()
            )
        self.queue.sponsors ^= {country}
        self.queue.settle()

    @rule()
    def cancel_or_reinstate(self) -> None:
        way = lifecycle.reinstate if self.queue.is_cancelled else lifecycle.cancel
        way(self.event, by="account:1", now=self._tick())
        self.queue.is_cancelled = not self.queue.is_cancelled
        self.queue.settle()

    @precondition(lambda self: not self.queue.is_closed)
    @rule()
    def close(self) -> None:
        self.now = max(self.now, CLOSING.replace(tzinfo=NOW.tzinfo))
        lifecycle.close_registrations(now=self.now)
        self.queue.is_closed = True
        self.queue.settle()

    @invariant()
    def those_are_seated_whom_the_published_order_seats(self) -> None:
        standing = {each.email: each for each in registrations.find_all(self.event) if each.status.is_standing}
        assert {address for address, each in standing.items() if each.status.holds_seat} == {
            address for address, one in self.queue.people.items() if one.is_seated
        }
        assert standing.keys() == self.queue.people.keys()
        waiting = {a: each for a, each in standing.items() if each.status is RegistrationStatus.WAITLISTED}
        places = {address: self.queue.place(address) for address in waiting}
        assert {address: waitlists.position(each) for address, each in waiting.items()} == places
        assert waitlists.positions(self.event) == {waiting[address].id: place for address, place in places.items()}

    @invariant()
    def the_count_of_seats_is_what_is_seated(self) -> None:
        assert seats.count(self.event) == self.queue.seats_of()

    @invariant()
    def every_step_is_recorded_and_told(self) -> None:
        told = Counter(
            session.scalars(select(Message.registration_id).where(Message.kind.in_(TELLING)).order_by(Message.id))
        )
        taken: dict[str, list[list[str]]] = {}
        for entry in session.scalars(select(Entry).where(Entry.subject.startswith("registration:")).order_by(Entry.id)):
            if "status" in (entry.difference or {}):
                taken.setdefault(entry.subject, []).append(entry.difference["status"])
        for registration in registrations.find_all(self.event):
            steps = taken[f"registration:{registration.id}"]
            assert [before for before, _after in steps] == [None, *(after for _before, after in steps[:-1])]
            assert steps[-1][1] == registration.status
            assert told[registration.id] == len(steps)

    @invariant()
    def calendars_are_never_taken_back(self) -> None:
        heard: dict[str, tuple[int, str]] = {}
        for message in session.scalars(select(Message).where(Message.event_id == self.event.id).order_by(Message.id)):
            if "method" in message.particulars:
                word = (message.particulars["sequence"], message.particulars["stamp"])
                assert word > heard.get(message.recipient, (-1, ""))
                heard[message.recipient] = word

    def teardown(self) -> None:
        session.rollback()

    @property
    def _takes_visitors(self) -> bool:
        return not self.queue.is_cancelled and not self.queue.is_closed

    def _do(self, is_possible: bool, act: Any, follow: Any) -> None:
        """Do something that should be possible and follow in the queue; or see that it is refused without a trace."""
        if is_possible:
            act()
            follow()
        else:
            with pytest.raises(Refused), session.begin_nested():
                act()
            session.expire_all()

    def _applications(self, country: str, number: int) -> list[Application]:
        self.arrived += number
        return [an_official(n, country=country) for n in range(self.arrived - number, self.arrived)]

    def _delegation(self, country: str, *, together: bool) -> Delegation:
        if country not in self.delegations:
            self.delegations[country] = Delegation(
                event_id=self.event.id, country=country, waits_together=together, created_at=self.now
            )
            session.add(self.delegations[country])
        return self.delegations[country]

    def _somebody(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.queue.people)))

    def _registration(self, address: str) -> Registration:
        standing = [each for each in registrations.find_all(self.event) if each.status.is_standing]
        return next(each for each in standing if each.email == address)

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.mark.both_databases
def test_no_order_of_events_oversells_forgets_or_passes_over_anybody(app: Flask) -> None:
    thorough = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=thorough)
