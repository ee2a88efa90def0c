"""What is kept of who was present is what would be established now, whoever changed whatever, by whichever way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from eventhub.base.db import db, session
from eventhub.domain import attendance, checkins, corrections, counts, erasure, presences, registrations, retention
from eventhub.domain.archive import whole
from eventhub.domain.retention import Stage
from eventhub.models.attendance import Connection
from eventhub.models.checkins import Door, Mode
from eventhub.models.directory import Organisation
from eventhub.models.events import Event
from eventhub.models.people import Category, Person
from eventhub.models.presences import WATCHED, KeptAttendance, Presence
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.domain.meetings import a_meeting, a_person, a_record
from tests.statements import noted
from tests.world import NOW

COLUMNS = ("event_id", "person_id", "category", "level", "country", "seconds")


def kept(event: Event) -> tuple[Any, list[tuple[Any, ...]]]:
    """What is kept of an event after whatever is not good was established anew."""
    presences.refresh(now=NOW)
    rows = session.execute(select(*(getattr(Presence, name) for name in COLUMNS)).where(Presence.event_id == event.id))
    figures = session.scalar(select(KeptAttendance.counts).where(KeptAttendance.event_id == event.id))
    return figures, sorted(map(tuple, rows), key=repr)


def fresh(event: Event) -> tuple[Any, list[tuple[Any, ...]]]:
    """The same, established now."""
    session.flush()
    draft = presences.establish(event.id)
    assert draft is not None
    return draft.counts, sorted((tuple(row[name] for name in COLUMNS) for row in draft.rows), key=repr)


def by_name(name: str) -> Registration:
    """The registration of somebody who may have been renamed, in the order of entry."""
    place = ["Amina", "Tiago", "Lena", "Nunzio"].index(name)
    return session.scalars(select(Registration).order_by(Registration.id)).all()[place]


def correct(event: Event, **entry: Any) -> None:
    """Make a correction where it can be made."""
    shown = session.scalars(select(Connection.display_name)).all()
    if "display_name" not in entry or entry["display_name"] in shown:
        corrections.apply(event, [entry], by="account:1", now=NOW)


def undo(event: Event) -> None:
    """Take the latest correction back."""
    if standing := corrections.standing(event):
        corrections.undo(standing[-1], by="account:1", now=NOW)


def discard(event: Event) -> None:
    """Forget the latest export."""
    if read := attendance.imports(event):
        attendance.discard(read[-1], by="account:1", now=NOW)


def rename(event: Event, **details: Any) -> None:
    """Put a registration right, as its person does."""
    if (mine := by_name("Tiago")).status.is_standing and not mine.anonymised_at:
        registrations.correct(mine, details, by="self", now=NOW)


def move_by_the_unit_of_work(event: Event) -> None:
    """Change a registration as any rule might."""
    by_name("Nunzio").status = RegistrationStatus.DECLINED


def move_by_a_bare_statement(event: Event) -> None:
    """Change registrations past the unit of work."""
    session.execute(update(Registration).where(Registration.country == "PRT").values(country="KEN"))


def erase(event: Event) -> None:
    """Erase somebody."""
    if not (mine := by_name("Amina")).anonymised_at:
        erasure.erase(mine, by="self", now=event.ends_at_utc + timedelta(days=1))


def know_better(event: Event) -> None:
    """Change a person who is known for this meeting by a correction only."""
    session.execute(update(Person).where(Person.key == "p-omar").values(category=Category.ACADEMIA, country="EGY"))


def check_in(event: Event) -> None:
    """Let somebody in at the door."""
    if (mine := by_name("Nunzio")).status is RegistrationStatus.CONFIRMED:
        checkins.check_in(mine, door=Door.HAND, mode=Mode.IN_PERSON, by="account:1", now=event.starts_at_utc)


def know_another_name(_event: Event) -> None:
    """Let an organisation be known by another name, by which it may stand beside somebody's own."""
    session.add(Organisation(name="International Organization for Migration", aliases=["IOM", "OIM"]))


CHANGES: dict[str, Callable[[Event], object]] = {
    "record": lambda event: a_record(event, "Amina El Idrissi", "iPhone", "Lena Vogt (OIM)"),
    "record another": lambda event: a_record(event, ("T. P.", "tiago.pacheco@mne.pt.example"), "Lena", sha256="two"),
    "discard": discard,
    "identify": lambda event: correct(event, action="identify", display_name="iPhone", person_id="p-omar"),
    "merge": lambda event: correct(event, action="merge", display_name="Lena", person_id="p-omar"),
    "technical": lambda event: correct(event, action="mark_technical", display_name="iPhone"),
    "walk in": lambda event: correct(event, action="register_walk_in", person_id="p-omar"),
    "undo": undo,
    "rename": lambda event: rename(event, family_name="Pinto", country="BRA"),
    "withdraw": lambda event: (
        registrations.withdraw(by_name("Lena"), by="self", now=NOW) if by_name("Lena").status.is_standing else None
    ),
    "unit of work": move_by_the_unit_of_work,
    "bare statement": move_by_a_bare_statement,
    "person": know_better,
    "check in": check_in,
    "check out": lambda event: checkins.undo_all(by_name("Nunzio"), by="account:1", now=NOW),
    "organisation": lambda event: None if session.scalars(select(Organisation)).first() else know_another_name(event),
    "erase": erase,
    "forget the records": lambda event: retention.take(event, Stage.ATTENDANCE, by="worker", now=NOW),
    "archive": lambda _event: whole.take_in(whole.give_out(), by="command", now=NOW),
}


@pytest.mark.both_databases
@given(drawn=st.lists(st.sampled_from(list(CHANGES)), min_size=1, max_size=9), data=st.data())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_what_is_kept_is_what_would_be_established_after_any_changes(app: Flask, drawn: list[str], data: st.DataObject):
    event = a_meeting()
    a_person("p-omar", "Omar", "Hassan", category=Category.MEMBER_STATE, country="KEN")
    a_record(event, "Lena Vogt", "Amina El Idrissi")
    try:
        kept(event)
        for name in drawn:
            CHANGES[name](event)
            session.flush()
            if data.draw(st.booleans(), label=f"asked after {name}"):
                assert kept(event) == fresh(event), name
                assert not presences.outdated()
        assert kept(event) == fresh(event)
        assert kept(event)[0] == {
            name: value for name, value in counts.count(event).as_json().items() if name not in presences.CHAMPIONS
        }
    finally:
        session.rollback()


@pytest.mark.both_databases
def test_whatever_an_attendance_is_read_from_is_watched(app: Flask):
    event = a_meeting()
    a_record(event, "Amina El Idrissi", "iPhone")
    session.commit()
    session.expire_all()

    with noted() as statements:
        presences.establish(event.id)
    read = set(re.findall(r'(?:FROM|JOIN) "?(\w+)', " ".join(statements)))

    of_its_own = {"kept_attendance", "attendance_change"}
    no_matter = {"event", "championship"}  # a name, a date; which States were Champions is not kept
    assert read - of_its_own - no_matter <= set(WATCHED)
    assert {"connection", "registration", "person", "correction"} <= read
    standing = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    if db.engine.dialect.name == "postgresql":
        standing = "SELECT 3 * count(*) FROM pg_trigger WHERE tgname LIKE 'note_change%'"
    assert session.scalar(text(standing)) == 3 * len(WATCHED)


@pytest.mark.both_databases
def test_what_changed_while_it_was_established_is_not_kept_as_good(app: Flask):
    event = a_meeting()
    a_record(event, "Amina El Idrissi")
    session.commit()
    slow, quick = presences.establish(event.id), presences.establish(event.id)
    assert slow
    assert quick

    session.rollback()
    with db.engine.begin() as another:
        another.execute(update(Connection).values(display_name="Tiago Pacheco"))

    assert not presences.keep(slow, now=NOW)
    session.commit()
    assert presences.outdated() == [event.id]
    newer = presences.establish(event.id)
    assert newer
    assert presences.keep(newer, now=NOW)
    assert not presences.keep(quick, now=NOW)
    assert kept(event) == fresh(event)


def test_another_reading_of_the_records_voids_what_is_kept(app: Flask, monkeypatch: pytest.MonkeyPatch):
    event = a_meeting()
    a_record(event, "Amina El Idrissi")
    presences.refresh(now=NOW)
    assert not presences.outdated()

    monkeypatch.setattr(presences, "rule", lambda: "of the next release")

    assert presences.outdated() == [event.id]
