"""Check-ins: each a row that can be undone, and evidence of presence that never counts anybody twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.base.db import session
from eventhub.domain import (
    attendance,
    audit,
    checkins,
    corrections,
    counts,
    erasure,
    events,
    registrations,
    retention,
    sessions,
)
from eventhub.domain.checkins import AlreadyUndone, NoName, NotExpected, NotTakingPlace, TooEarly
from eventhub.domain.matching import Basis
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, EventStatus
from eventhub.models.people import Category, Person
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.domain import at_once
from tests.domain.meetings import a_meeting, a_record
from tests.world import AMINA, an_event, an_official, register

GRACE = {"given_name": "Grace", "family_name": "Akoto", "country": "GHA", "category": Category.MEMBER_STATE}


def of(event: Event, family_name: str) -> Registration:
    return next(each for each in registrations.find_all(event) if each.family_name == family_name)


def let_in(registration: Registration, mode: Mode = Mode.IN_PERSON, **more: Any) -> checkins.Arrival:
    now = registration.event.starts_at_utc + timedelta(minutes=2)
    return checkins.check_in(registration, **{"door": Door.QR, "mode": mode, "by": "account:1", "now": now} | more)


def figures(event: Event) -> tuple[int, int | None, int | None, int]:
    session.flush()
    found = counts.count(event)
    return found.participants, found.in_person, found.online, found.no_shows


@pytest.mark.both_databases
def test_whoever_is_in_the_room_and_connected_is_one_and_counts_in_both(app: Flask):
    event = a_meeting()
    a_record(event, ("Amina El Idrissi", "amina.elidrissi@diplomatie.ma.example"), "A stranger")
    assert figures(event) == (2, 0, 2, 3)

    let_in(of(event, "El Idrissi"))
    let_in(of(event, "Pacheco"), Mode.ONLINE)

    assert figures(event) == (3, 1, 3, 2)
    found = {each.name: each for each in attendance.establish(event).counted}
    assert found["Amina El Idrissi"].modes == {Mode.IN_PERSON, Mode.ONLINE}
    assert found["Amina El Idrissi"].seconds_present == 7200
    assert (found["Tiago Pacheco"].basis, found["Tiago Pacheco"].seconds_present) == (Basis.CHECK_IN, None)
    assert [each.name for each in counts.rows_behind(event, "in_person")] == ["Amina El Idrissi"]
    assert attendance.recorded_events() == {event.id}


@pytest.mark.both_databases
def test_a_second_check_in_tells_of_the_first_and_undoing_takes_it_back(app: Flask):
    event = a_meeting()
    first = let_in(of(event, "Pacheco"))
    again = let_in(of(event, "Pacheco"), door=Door.CODE, by="door")

    assert (first.is_new, again.is_new, again.check_in) == (True, False, first.check_in)
    checkins.undo(first.check_in, by="account:1", now=event.ends_at_utc)
    assert figures(event) == (0, 0, 0, 4)
    with pytest.raises(AlreadyUndone):
        checkins.undo(first.check_in, by="account:1", now=event.ends_at_utc)
    assert let_in(of(event, "Pacheco")).is_new
    assert len(session.scalars(select(CheckIn)).all()) == 2
    told = [each.action for each in audit.find_by_event(event, limit=10) if each.action.startswith("check-in")]
    assert sorted(told) == ["check-in:enter", "check-in:enter", "check-in:undo"]


def test_a_part_of_the_event_has_check_ins_of_its_own_and_the_person_stays_one(app: Flask):
    event = a_meeting()
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    part = sessions.add(event, {"title": "Working session", **times}, by="account:1", now=event.created_at)
    amina = of(event, "El Idrissi")
    let_in(amina)
    let_in(amina, part=part)

    assert figures(event) == (1, 1, 0, 3)
    assert (checkins.count(event), checkins.count(event, part=part)) == (1, 1)
    assert checkins.undo_all(amina, part=part, by="account:1", now=event.ends_at_utc) == 1
    session.flush()
    assert (checkins.count(event), checkins.count(event, part=part)) == (1, 0)


def test_who_has_no_place_is_not_let_in_unless_somebody_says_so_and_then_is_a_walk_in(app: Flask):
    event = an_event(capacity=1)
    register(event, AMINA)
    waiting = register(event, an_official(1))
    with pytest.raises(NotExpected) as refusal:
        let_in(waiting)
    assert "waiting list" in str(refusal.value)

    let_in(waiting, is_let_in=True)

    found = counts.count(event)
    assert (found.participants, found.walk_ins, waiting.status) == (1, 1, RegistrationStatus.WAITLISTED)


def test_a_walk_in_is_present_and_known_again_by_name_among_the_connections(app: Flask):
    event = a_meeting()
    a_record(event, "Grace Akoto (Ghana)")
    with pytest.raises(NoName):
        checkins.admit_walk_in(event, GRACE | {"given_name": " "}, by="account:1", now=event.starts_at_utc)

    checkins.admit_walk_in(event, GRACE, by="account:1", now=event.starts_at_utc)

    assert figures(event) == (1, 1, 1, 4)
    assert counts.count(event).member_states == ["GHA"]
    assert counts.count(event).walk_ins == 1


def test_a_registered_person_entered_as_a_walk_in_comes_by_their_place(app: Flask):
    event = a_meeting()
    arrival = checkins.admit_walk_in(event, AMINA.details, by="account:1", now=event.starts_at_utc)
    assert arrival.check_in.registration is of(event, "El Idrissi")
    assert counts.count(event).walk_ins == 0


def test_nobody_is_checked_in_days_before_or_for_what_does_not_take_place(app: Flask):
    event = a_meeting()
    with pytest.raises(TooEarly):
        let_in(of(event, "Vogt"), now=event.starts_at_utc - timedelta(hours=25))
    event.status = EventStatus.CANCELLED
    with pytest.raises(NotTakingPlace):
        let_in(of(event, "Vogt"))


@pytest.mark.both_databases
def test_the_database_itself_keeps_a_person_from_standing_twice(app: Flask):
    event = a_meeting()
    let_in(of(event, "Vogt"))
    session.flush()
    row = {"door": Door.HAND, "mode": Mode.IN_PERSON, "at": event.starts_at_utc, "by": "account:1"}
    session.add(CheckIn(event=event, person=of(event, "Vogt").person, **row))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.both_databases
def test_two_doors_at_once_check_a_person_in_once(app: Flask, database: str, tmp_path: Path):
    slug = a_meeting().slug
    session.commit()
    session.remove()

    new = at_once.race(database, "let in", tmp_path / "race", runners=2, is_locked=True)

    assert sum(map(int, new)) == 4
    assert len(checkins.standing(events.get(slug))) == 4


STEPS = st.lists(
    st.tuples(st.sampled_from(["El Idrissi", "Pacheco", "Vogt", "Akoto"]), st.sampled_from([*Mode, None])), max_size=12
)


def test_whatever_the_order_doubled_or_undone_the_figures_are_those_of_who_stands(app: Flask):
    event = a_meeting()
    a_record(event, ("Lena Vogt", "lvogt@iom.example"))
    session.commit()
    slug = event.slug

    @given(STEPS)
    def walk(steps: list[tuple[str, Mode | None]]) -> None:
        event, stands = events.get(slug), set()
        for name, mode in steps:
            if mode is None:
                for each in [each for each in checkins.standing(event) if each.person.family_name == name]:
                    checkins.undo(each, by="account:1", now=event.ends_at_utc)
                stands = {one for one in stands if one[0] != name}
            elif name == "Akoto":
                details = GRACE | {"email": "grace@mfa.gh.example"}
                checkins.admit_walk_in(event, details, mode=mode, by="door", now=event.starts_at_utc)
                stands.add((name, mode))
            else:
                let_in(of(event, name), mode)
                stands.add((name, mode))
            session.flush()
        online = {name for name, mode in stands if mode is Mode.ONLINE} | {"Vogt"}
        in_room = {name for name, mode in stands if mode is Mode.IN_PERSON}
        everybody = online | in_room
        assert figures(event) == (len(everybody), len(in_room), len(online), 4 - len(everybody - {"Akoto"}))
        session.rollback()

    walk()


def test_a_substitute_checked_in_is_present_and_the_one_replaced_is_no_no_show(app: Flask):
    event = a_meeting()
    tiago = of(event, "Pacheco")
    tiago.status, tiago.status_reason = RegistrationStatus.WITHDRAWN, "substitution"
    substitute = register(event, an_official(7))
    substitute.replaces_id = tiago.id

    let_in(substitute)

    assert figures(event) == (1, 1, 0, 3)
    assert tiago not in counts.no_shows(event)


def test_forgetting_everybody_keeps_the_figures_and_no_name_even_of_walk_ins(app: Flask):
    event = a_meeting()
    checkins.admit_walk_in(event, GRACE, by="account:1", now=event.starts_at_utc)
    corrections.register_new_walk_in(event, GRACE | {"given_name": "Efua"}, by="account:1", now=event.starts_at_utc)
    let_in(of(event, "Pacheco"))
    session.flush()
    before = figures(event)

    erasure.erase(of(event, "Pacheco"), by="self", now=event.ends_at_utc)
    assert figures(event) == before
    retention.take(event, retention.Stage.NAMES, by="worker", now=event.ends_at_utc)

    assert figures(event) == before
    assert {each.family_name for each in session.scalars(select(Person))} == {""}
