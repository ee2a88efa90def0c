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
from eventhub.domain import agendas, choices, entries, erasure, lifecycle, outbox, registrations, sessions
from eventhub.mail.writing import write
from eventhub.models.events import Event, EventStatus, RegistrationMode, Session
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
        hour = self.event.starts_at
        times = [(hour, hour + timedelta(minutes=20)), (hour + timedelta(minutes=10), hour + timedelta(minutes=40))]
        self.sessions = [
            sessions.add(
                self.event,
                {"title": f"{title} {place}", "starts_at": start, "ends_at": end, "is_elective": True, "capacity": 2},
                by="account:1",
                now=NOW,
            )
            for place, (start, end) in enumerate(times)
        ]
        session.flush()
        self.calendars: dict[tuple[str, str], Calendar] = {}
        self.waiting: list[Message] = []
        self.seen: set[str] = set()
        self.spoken: dict[tuple[str, int | None], tuple[int, str]] = {}

    @rule(number=PEOPLE, deeds=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6), which=st.integers(0, 9))
    def come_and_go(self, number: int, deeds: list[str], which: int) -> None:
        """Let one person come, leave, be turned away, let in again under any registration they ever made, replaced."""
        for deed in deeds:
            mine = [each for each in registrations.find_all(self.event) if each.email == _address(number)]
            standing = entries.find_standing(self.event, _address(number))
            if deed in LANGUAGES:
                chosen = [own.id for place, own in enumerate(self.sessions) if which >> place & 1]
                self._try(register, self.event, replace(an_official(number), language=deed, sessions=chosen))
            elif deed == "approve" and mine:
                self._try(registrations.approve, mine[which % len(mine)], by="account:1")
            elif standing and deed == "substitute":
                self._try(registrations.substitute, standing, an_official(which % 3), by="self")
            elif standing and deed in {"withdraw", "decline"}:
                self._try(getattr(registrations, deed), standing, by="account:1")

    @rule(number=PEOPLE, which=st.integers(0, 3))
    def choose(self, number: int, which: int) -> None:
        if standing := entries.find_standing(self.event, _address(number)):
            chosen = [own.id for place, own in enumerate(self.sessions) if which >> place & 1]
            self._try(choices.choose, standing, chosen, by="self")

    @rule(place=st.integers(0, 1), minutes=st.integers(-15, 15), deed=st.integers(0, 5), link=st.sampled_from(LINKS))
    def change_session(self, place: int, minutes: int, deed: int, link: str) -> None:
        """Move a session, give it a link of its own or none, call it off or let it take place after all."""
        own = self.sessions[place]
        if deed == 0:
            self._try(agendas.cancel if own.cancelled_at is None else agendas.reinstate, own, by="account:1")
        elif deed == 1:
            self._try(agendas.change, own, {"join_url": None if own.join_url else link}, by="account:1")
        elif own.starts_at is not None and own.ends_at is not None:
            by = timedelta(minutes=minutes)
            times = {"starts_at": own.starts_at + by, "ends_at": own.ends_at + by}
            self._try(agendas.change, own, times, by="account:1")

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
        """Every calendar holds the event as it stands if its owner holds a confirmed place, and nothing otherwise.

        So it is with each session that the owner of such a place chose, while it takes place.
        """
        coming = [each for each in registrations.find_all(self.event) if self._is_in(each)]
        held = {(str(each.email), self.event.uid) for each in coming}
        held |= {(str(each.email), own.uid) for each in coming for own in self._chosen(each)}
        entries_of = {self.event.uid: _entry(self.event, self.event.join_url)}
        entries_of |= {own.uid: _entry(own, own.join_url or self.event.join_url) for own in self.sessions}
        for (address, uid), calendar in self.calendars.items():
            assert calendar.entry == (entries_of[uid] if (address, uid) in held else None), (address, uid)
            assert calendar.uids <= {uid}
        assert held <= set(self.calendars)

    def _chosen(self, registration: Registration) -> list[Session]:
        chosen = choices.chosen(registration)
        return [own for own in self.sessions if own.id in chosen and own.takes_place]

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
            about = message.recipient, message.particulars.get("session")
            before = self.spoken.get(about, (-1, ""))
            assert sequence >= before[0], "SEQUENCE fell"
            is_said_again = message.kind == "registration-erased"  # in place of a letter that was never sent
            assert stamp > before[1] or is_said_again, "DTSTAMP did not rise"
            self.spoken[about] = sequence, stamp

    def _deliver(self, message: Message) -> None:
        self.waiting.remove(message)
        letter = message_from_bytes(write(message).as_bytes(), policy=policy.default)
        (part,) = (part for part in letter.walk() if part.get_content_type() == "text/calendar")
        stream = part.get_payload(decode=True)
        (uid,) = rfc5545.values(stream, "UID")
        self.calendars.setdefault((message.recipient, uid), Calendar()).read(stream)
        outbox.record_sent(message, now=self.now)


def _entry(meeting: Event | Session, link: str | None) -> tuple[Any, ...]:
    times = meeting.starts_at_utc, meeting.ends_at_utc
    return *(f"{each:%Y%m%dT%H%M%SZ}" for each in times), link


def _address(number: int) -> str:
    return str(an_official(number).details["email"])


def _only(stream: bytes, name: str) -> str:
    return next(iter(rfc5545.values(stream, name)), "")


@pytest.mark.usefixtures("app")
def test_the_last_word_a_calendar_heard_is_the_truth(app: Flask):
    thorough = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=thorough)
