"""Whatever happens, in whatever order, and whenever mail goes out: a calendar that follows its mail ends up right."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import entries, erasure, lifecycle, outbox, registrations
from eventhub.mail.writing import write
from eventhub.models.events import EventStatus, RegistrationMode
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.formats import rfc5545
from tests.world import NOW, an_event, an_official, register

PEOPLE = st.integers(0, 2)
LANGUAGES = ("en", "ar", "zh")
DEEDS = (*LANGUAGES, "withdraw", "decline", "approve", "substitute")
ZONES = ("Europe/Zurich", "Pacific/Chatham", "America/St_Johns", "Africa/Casablanca", "UTC", "Australia/Lord_Howe")
LINKS = ("https://meet.example/a", "https://meet.example/b")
TITLES = st.text(min_size=1, max_size=12).filter(str.strip)
FIRST, LAST = datetime(2027, 3, 20), datetime(2028, 3, 20)


class Calendar:
    """A calendar program that follows RFC 5546, 2.1.5: older words than those it has heard are nothing to it."""

    def __init__(self) -> None:
        self.heard = (-1, "")
        self.uids: set[str] = set()
        self.entry: tuple[str, ...] | None = None

    def read(self, stream: bytes) -> None:
        """Take in one message."""
        assert rfc5545.faults(stream) == []
        word = int(rfc5545.values(stream, "SEQUENCE")[0]), rfc5545.values(stream, "DTSTAMP")[0]
        self.uids |= set(rfc5545.values(stream, "UID"))
        if word <= self.heard:
            return
        self.heard = word
        is_held = rfc5545.values(stream, "METHOD") == ["REQUEST"]
        self.entry = tuple(_only(stream, name) for name in ("DTSTART", "DTEND", "CONFERENCE")) if is_held else None


class Life(RuleBasedStateMachine):
    """People come, go, stand in for one another and are turned away, while the organiser changes everything."""

    @initialize(title=TITLES, capacity=st.sampled_from([None, 1, 2]), mode=st.sampled_from(["open", "approval"]))
    def plan(self, title: str, capacity: int | None, mode: str) -> None:
        self.now = NOW
        self.event = an_event(title=title, capacity=capacity, registration_mode=RegistrationMode(mode))
        self.calendars: dict[str, Calendar] = {}
        self.waiting: list[Message] = []
        self.seen: set[str] = set()
        self.spoken: dict[str, tuple[int, str]] = {}

    @rule(number=PEOPLE, deeds=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6), which=st.integers(0, 9))
    def come_and_go(self, number: int, deeds: list[str], which: int) -> None:
        """Let one person come, leave, be turned away, let in again under any registration they ever made, replaced."""
        for deed in deeds:
            mine = [each for each in registrations.find_all(self.event) if each.email == _address(number)]
            standing = entries.find_standing(self.event, _address(number))
            if deed in LANGUAGES:
                self._try(register, self.event, replace(an_official(number), language=deed))
            elif deed == "approve" and mine:
                self._try(registrations.approve, mine[which % len(mine)], by="account:1")
            elif standing and deed == "substitute":
                self._try(registrations.substitute, standing, an_official(which % 3), by="self")
            elif standing and deed in {"withdraw", "decline"}:
                self._try(getattr(registrations, deed), standing, by="account:1")

    @rule(number=PEOPLE)
    def erase(self, number: int) -> None:
        self._read_outbox()
        if standing := entries.find_standing(self.event, _address(number)):
            self._try(erasure.erase, standing, by="self")
            kept = {each.id for each in outbox.find_by_event(self.event)}
            self.waiting = [each for each in self.waiting if each.id in kept]  # what was not sent is gone with the data

    @rule(
        starts=st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(second=0, microsecond=0)),
        minutes=st.integers(1, 60 * 24 * 4),
        zone=st.sampled_from(ZONES),
        second=st.booleans(),
    )
    def move(self, starts: datetime, minutes: int, zone: str, second: bool) -> None:
        ends = starts + timedelta(minutes=minutes)
        times = {"starts_at": starts, "ends_at": ends, "timezone": zone, "starts_second": second, "ends_second": second}
        self._try(lifecycle.change, self.event, times, by="account:1")

    @rule(title=TITLES, text=st.text(max_size=40), link=st.sampled_from(LINKS))
    def reword(self, title: str, text: str, link: str) -> None:
        self._try(lifecycle.change, self.event, {"title": title, "description": text, "join_url": link}, by="account:1")

    @rule(often=st.integers(0, 3))
    def cancel_or_reinstate(self, often: int) -> None:
        if often and self.event.status is EventStatus.PUBLISHED:
            return
        is_public = self.event.status is EventStatus.PUBLISHED
        self._try(lifecycle.cancel if is_public else lifecycle.reinstate, self.event, by="account:1")

    @rule(seconds=st.integers(-2, 3))
    def let_time_pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: hasattr(self, "event"))
    @rule(data=st.data())
    def deliver_one(self, data: Any) -> None:
        """Send any message that none before it to the same registration holds up."""
        self._read_outbox()
        first = {each.registration_id: each for each in reversed(self.waiting)}
        if first:
            self._deliver(data.draw(st.sampled_from(sorted(first.values(), key=lambda each: each.id))))

    def teardown(self) -> None:
        try:
            if hasattr(self, "event"):
                self._read_outbox()
                for message in list(self.waiting):
                    self._deliver(message)
                self._compare()
        finally:
            session.rollback()

    def _compare(self) -> None:
        """Every calendar holds the event as it stands if its owner holds a confirmed place, and nothing otherwise."""
        confirmed = {each.email for each in registrations.find_all(self.event) if self._is_in(each)}
        entry = (
            self.event.starts_at_utc.strftime("%Y%m%dT%H%M%SZ"),
            self.event.ends_at_utc.strftime("%Y%m%dT%H%M%SZ"),
            self.event.join_url,
        )
        for address, calendar in self.calendars.items():
            assert calendar.entry == (entry if address in confirmed else None), address
            assert calendar.uids <= {self.event.uid}
        assert confirmed <= set(self.calendars)

    def _is_in(self, registration: Registration) -> bool:
        return registration.status is RegistrationStatus.CONFIRMED and self.event.status is EventStatus.PUBLISHED

    def _try(self, rule: Any, *arguments: Any, **options: Any) -> None:
        """Let something happen, if the rules let it."""
        self.now += timedelta(milliseconds=300)
        session.flush()
        with suppress(Refused), session.begin_nested():
            rule(*arguments, now=self.now, **options)

    def _read_outbox(self) -> None:
        """Take up what was queued since; to each address SEQUENCE never falls and DTSTAMP rises."""
        session.flush()
        for message in reversed(outbox.find_by_event(self.event)):
            if message.message_id in self.seen or "method" not in message.particulars:
                continue
            self.seen.add(message.message_id)
            self.waiting.append(message)
            sequence, stamp = message.particulars["sequence"], message.particulars["stamp"]
            before = self.spoken.get(message.recipient, (-1, ""))
            assert sequence >= before[0], "SEQUENCE fell"
            is_said_again = message.kind == "registration-erased"  # in place of a letter that was never sent
            assert stamp > before[1] or is_said_again, "DTSTAMP did not rise"
            self.spoken[message.recipient] = sequence, stamp

    def _deliver(self, message: Message) -> None:
        self.waiting.remove(message)
        letter = message_from_bytes(write(message).as_bytes(), policy=policy.default)
        (part,) = (part for part in letter.walk() if part.get_content_type() == "text/calendar")
        self.calendars.setdefault(message.recipient, Calendar()).read(part.get_payload(decode=True))
        outbox.record_sent(message, now=self.now)


def _address(number: int) -> str:
    return str(an_official(number).details["email"])


def _only(stream: bytes, name: str) -> str:
    return next(iter(rfc5545.values(stream, name)), "")


@pytest.mark.usefixtures("app")
def test_the_last_word_a_calendar_heard_is_the_truth(app: Flask):
    thorough = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=thorough)
