"""What is kept of people goes when its time is up, stage by stage, and the figures stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import attendance, audit, counts, delegations, presences, registrations, retention, uploads
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.retention import Periods, Stage
from eventhub.domain.statistics import series as statistics
from eventhub.models.attendance import Connection
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.uploads import StoredFile
from tests.domain.delegates import a_delegation, an_official, enter
from tests.domain.past_meetings import three_meetings
from tests.domain.test_erasure import everything
from tests.files import a_pdf
from tests.world import AMINA, NOW, an_event, register

PERIODS = Periods(months=24, sensitive_days=30, attendance_months=6)


def purge(now, periods: Periods = PERIODS) -> list[Stage]:
    """Take every step that is due; return their stages."""
    steps = retention.due(periods, now=now)
    for step in steps:
        retention.take(step.event, step.stage, by="command", now=now)
    session.commit()
    return [step.stage for step in steps]


def test_needs_go_first_then_records_then_names(app: Flask):
    event = an_event()
    amina = register(event, AMINA)
    registrations.correct(amina, {"accessibility_needs": "a hearing loop"}, by="self", now=NOW)
    end = event.ends_at_utc

    assert purge(end + timedelta(days=29)) == []
    assert purge(end + timedelta(days=31)) == [Stage.SENSITIVE]
    assert (amina.accessibility_needs, amina.given_name) == (None, "Amina")
    assert "hearing loop" not in everything()
    assert purge(end + timedelta(days=729)) == []
    assert purge(end + timedelta(days=732)) == [Stage.NAMES]
    assert [word for word in ("Amina", "El Idrissi", AMINA.details["email"]) if word in everything()] == []
    assert purge(end + timedelta(days=900)) == []
    assert list(audit.faults()) == []


def test_an_event_with_a_shorter_time_of_its_own_takes_everything_along(app: Flask):
    event = an_event()
    event.retention_months = 1
    register(event, AMINA)

    assert PERIODS.due(event, Stage.NAMES) == PERIODS.due(event, Stage.ATTENDANCE)
    assert purge(event.ends_at_utc + timedelta(days=32)) == [Stage.NAMES]


def test_a_preview_changes_nothing(app: Flask):
    event = an_event()
    register(event, AMINA)
    session.commit()
    before = everything()

    (step,) = retention.due(PERIODS, now=event.ends_at_utc + timedelta(days=1000))

    assert (step.event, step.stage) == (event, Stage.NAMES)
    assert step.rows >= 1
    assert everything() == before


@pytest.mark.parametrize("slug", ["champions-2021-05", "atd-ple-1", "atd-ple-2"])
def test_the_figures_of_a_real_meeting_outlive_its_names(app: Flask, slug: str):
    meetings = three_meetings()
    event: Event = meetings[slug]
    presences.refresh(now=NOW)
    before, series = counts.count(event), statistics.of_series(event.series) if event.series else None

    assert Stage.ATTENDANCE in purge(event.ends_at_utc + timedelta(days=250))
    names = set(session.scalars(select(Connection.display_name).join(Connection.attendance_import)))
    assert counts.count(event) == before
    purge(event.ends_at_utc + timedelta(days=5000))

    assert counts.count(event) == before
    assert names
    assert not any(each.given_name for each in session.scalars(select(Registration)))
    if series is not None:
        presences.refresh(now=NOW)
        assert statistics.of_series(event.series) == series
    assert attendance.establish(event).counted


def test_delegations_forget_who_spoke_for_them_and_stay_as_many(app: Flask):
    delegation = a_delegation()
    event = delegation.event
    ngo = delegations.issue(
        event, FocalPoint("Ana Silva", "ana@ngo.example"), organisation="Sea Watch", by="account:1", now=NOW
    )
    written = {"organisation": "Ministère des Affaires étrangères", "address": "7 avenue F. Roosevelt, Rabat"}
    delegations.describe(delegation, written, by="focal_point", now=NOW)
    delegations.hand_in_note(delegation, uploads.check("note.pdf", a_pdf()), by="focal_point", now=NOW)
    enter(delegation, an_official(1, is_head=True), an_official(2))
    session.commit()
    figures = counts.count(event)

    assert purge(event.ends_at_utc + timedelta(days=31)) == [Stage.SENSITIVE]
    assert (delegation.note_verbale, session.scalars(select(StoredFile)).all()) == (None, [])
    assert "Rabat" in everything()
    assert purge(event.ends_at_utc + timedelta(days=1000)) == [Stage.NAMES]

    gone = ("Hassan", "h.berrada", "Affaires", "Rabat", "note.pdf", "Khadija", "k.benali", "Ana Silva", "ana@ngo")
    assert [word for word in gone if word in everything()] == []
    assert counts.count(event) == figures
    assert [(each.country, each.organisation) for each in (delegation, ngo)] == [("MAR", None), (None, "Sea Watch")]
    assert [each.delegation_id for each in registrations.find_all(event)] == [delegation.id] * 2
    assert retention.due(PERIODS, now=event.ends_at_utc + timedelta(days=2000)) == []


def test_two_workers_that_come_at_once_forget_once(app: Flask):
    event = an_event()
    register(event, AMINA)
    late = event.ends_at_utc + timedelta(days=1000)
    first, second = retention.due(PERIODS, now=late), retention.due(PERIODS, now=late)

    taken = [retention.take(step.event, step.stage, by="worker", now=late) > 0 for step in (*first, *second)]

    assert taken == [True, False]
    assert [entry.action for entry in audit.find_by_event(event)].count("retention:names") == 1


@given(st.integers(0, 60), st.integers(0, 400))
def test_months_are_counted_as_a_calendar_does(months: int, days: int):
    start = NOW + timedelta(days=days)

    later = retention._months_after(start, months)

    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day <= start.day
