"""The figures of an event, and the rows behind each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from eventhub.base import countries
from eventhub.base.db import session
from eventhub.domain import attendance, corrections, counts, events, registrations
from eventhub.domain.counts import NoSuchFigure
from eventhub.formats.attendance import registry
from eventhub.models.directory import Championship
from eventhub.models.people import Category, Level
from tests.conftest import SECRET
from tests.domain.archives import scenario, take_in
from tests.domain.meetings import EXPECTED, SAMPLES, Row, a_meeting, a_record
from tests.world import AMINA, NOW, an_official, register

pytestmark = pytest.mark.usefixtures("app")

CONTRACT = [
    "participants",
    "government_officials",
    "member_states",
    "observer_states",
    "member_state_count",
    "country_count",
    "by_category",
    "un_network_by_level",
    "officials_per_country",
]


def record(slug: str) -> None:
    """Read the platform's export of a scenario and correct it as its organisers did."""
    event = events.get(slug)
    data = (SAMPLES / "scenarios" / EXPECTED[slug]["raw_export"]).read_bytes()
    reading = registry.read(data, event)
    attendance.record(
        event, reading.rows, platform=reading.platform, sha256=slug, filename=None, by="command", now=NOW, secret=SECRET
    )
    corrections.apply(event, EXPECTED[slug]["corrections"], by="command", now=NOW, secret=SECRET)
    session.flush()


def differences(slug: str) -> dict[str, Any]:
    """Return every figure that is not as published, with both values."""
    counted = counts.count(events.get(slug)).as_json()
    known = EXPECTED[slug].keys() & counted.keys()
    assert known.issuperset(CONTRACT)
    return {name: (EXPECTED[slug][name], counted[name]) for name in known if EXPECTED[slug][name] != counted[name]}


def test_every_published_figure_follows_from_the_exports_and_corrections():
    take_in(scenario("before"))
    for slug in EXPECTED:
        record(slug)
        assert differences(slug) == {}


def test_an_archive_with_attendance_gives_the_same_figures_with_and_without_the_exports():
    take_in(scenario("after"))
    assert {slug: differences(slug) for slug in EXPECTED} == {slug: {} for slug in EXPECTED}
    for slug in EXPECTED:
        record(slug)
    assert {slug: differences(slug) for slug in EXPECTED} == {slug: {} for slug in EXPECTED}


def test_the_answer_begins_with_the_figures_programs_rely_on():
    assert list(counts.count(a_meeting()).as_json())[: len(CONTRACT)] == CONTRACT


def test_an_observer_state_is_a_country_and_no_member_state():
    event = a_meeting()
    a_record(event, "Nunzio Ferri", "Amina El Idrissi")

    counted = counts.count(event)

    assert (counted.member_states, counted.observer_states) == (["MAR"], ["VAT"])
    assert (counted.member_state_count, counted.country_count, counted.government_officials) == (1, 2, 2)
    assert counted.officials_per_country == {"VAT": 1, "MAR": 1}
    assert counted.by_category == {"member_state": 1, "observer_state": 1}


def test_the_duty_country_of_a_network_colleague_is_not_a_state_present():
    event = a_meeting()
    register(event, an_official(1, category=Category.UN_NETWORK, level=Level.COUNTRY, family_name="Otieno"))
    a_record(event, "Wanjiru 1 Otieno")

    counted = counts.count(event)

    assert (counted.participants, counted.country_count) == (1, 0)
    assert counted.un_network_by_level == {"headquarters": 0, "regional": 0, "country": 1}


def test_champions_are_those_of_the_day_of_the_event():
    event = a_meeting()
    for country, day in (("MAR", date(2027, 4, 15)), ("PRT", date(2027, 4, 16))):
        session.add(Championship(country=country, step="confirmed", happened_by=day, recorded_at=NOW))
    a_record(event, "Amina El Idrissi", "Tiago Pacheco")

    counted = counts.count(event)

    assert (counted.includes_champions, counted.champion_states_present) == (True, ["MAR"])


def test_nobody_is_lost_between_the_figures():
    event = a_meeting()
    registrations.withdraw(register(event, an_official(1)), by="self", now=NOW)
    a_record(event, "Amina El Idrissi", "Wanjiru 1 Kamotho", "Amina", "Olga Moroz", "iPhone", "Interpreter FR")

    counted = counts.count(event)

    assert counted.participants == 5
    assert (counted.registered, counted.no_shows, counted.no_show_states) == (4, 3, ["VAT", "PRT"])
    assert (counted.walk_ins, counted.needs_review, counted.not_registered, counted.unidentified) == (1, 1, 1, 1)
    come = counted.registered - counted.no_shows
    assert counted.participants == come + counted.walk_ins + counted.needs_review + counted.not_registered + 1
    assert [each.family_name for each in counts.no_shows(event)] == ["Pacheco", "Vogt", "Ferri"]


def test_every_figure_leads_to_as_many_rows_as_it_says():
    take_in(scenario("before"))
    slug = "atd-ple-2"
    record(slug)
    event = events.get(slug)
    counted = counts.count(event)

    def rows(figure: str) -> int:
        return len(counts.rows_behind(event, figure))

    for name in ("participants", "government_officials", "walk_ins", "unidentified", "not_registered", "needs_review"):
        assert rows(name) == getattr(counted, name)
    for category, number in counted.by_category.items():
        assert rows(f"category:{category}") == number
    for level, number in counted.un_network_by_level.items():
        assert rows(f"level:{level}") == number
    for country, number in counted.officials_per_country.items():
        assert rows(f"country:{country}") == number
    for figure, codes in (("member_states", counted.member_states), ("observer_states", counted.observer_states)):
        behind = {each.details.country for each in counts.rows_behind(event, figure) if each.details}
        assert countries.sort_codes(code for code in behind if code) == codes
    assert rows("technical") == 2


@pytest.mark.parametrize(
    "figure", ["", "people", "category:", "category:kings", "country:XXX", "level:moon", "shape:round"]
)
def test_an_unknown_figure_is_refused(figure: str):
    with pytest.raises(NoSuchFigure):
        counts.rows_behind(a_meeting(), figure)


def test_whoever_was_there_too_briefly_is_present_and_no_participant():
    event = a_meeting()
    short = datetime(2027, 4, 15, 14, 0), datetime(2027, 4, 15, 14, 9, 59)
    a_record(
        event,
        Row(0, "Amina El Idrissi", joined_at=short[0], left_at=short[1]),
        Row(1, "Lena Vogt", joined_at=short[0]),
        Row(2, "Olga Moroz", joined_at=short[0], left_at=short[1]),
    )
    assert counts.count(event).participants == 3

    attendance.ask_minutes(event, 10, by="account:1", now=NOW)

    figures = counts.count(event)
    assert (figures.participants, figures.too_brief, figures.not_registered) == (1, 2, 0)
    assert [each.name for each in counts.rows_behind(event, "too_brief")] == ["Amina El Idrissi", "Olga Moroz"]
    assert "El Idrissi" not in {each.family_name for each in counts.no_shows(event)}
    attendance.ask_minutes(event, 9, by="account:1", now=NOW)
    assert counts.count(event).participants == 3
    with pytest.raises(attendance.WrongMinutes):
        attendance.ask_minutes(event, 0, by="account:1", now=NOW)


def test_states_present_are_those_of_exports_too_where_any_was_read():
    event = a_meeting()
    assert counts.states_present(event) == []
    a_record(event, ("Amina", str(AMINA.details["email"])), ("Nunzio", "n.ferri@holysee.example"))
    assert counts.states_present(event) == ["VAT", "MAR"]
