"""Whom an invited list holds, and which rows of a table cannot be taken."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import guest_lists
from eventhub.domain.guest_lists import Guest
from eventhub.formats.vocabulary import field_of
from eventhub.models.directory import Championship, CoLead, Organisation, WorkingGroup
from tests.world import NOW


def read(table: list[list[str]]) -> guest_lists.Reading:
    """Read a table as spreadsheets number its rows."""
    header, *rows = table
    return guest_lists.read([field_of(word) for word in header], enumerate(rows, 2))


HEADER = ["Name", "E-mail", "Country", "Organisation", "Language"]


def test_champions_are_those_of_the_day(app: Flask):
    for country, step, day in (("COL", "confirmed", "2021-05-26"), ("KEN", "confirmed", "2021-07-01")):
        session.add(Championship(country=country, step=step, happened_on=day, recorded_at=NOW))
    session.flush()

    assert guest_lists.champions(date(2021, 5, 25)) == []
    assert guest_lists.champions(date(2021, 6, 30)) == [Guest(country="COL")]
    assert guest_lists.champions(date(2021, 7, 1)) == [Guest(country="COL"), Guest(country="KEN")]


def test_all_member_states_are_193_without_the_observers():
    states = {guest.country for guest in guest_lists.member_states()}

    assert len(states) == 193
    assert not states & {"VAT", "PSE"}


def test_entities_of_the_network_are_its_organisations_and_co_leads_each_once(app: Flask):
    session.add(Organisation(name="UNHCR"))
    group = WorkingGroup(slug="detention", name="Alternatives to Detention")
    group.co_leads = [CoLead(position=1, name="unhcr"), CoLead(position=2, name="International Detention Coalition")]
    session.add(group)
    session.flush()

    named = [guest.organisation for guest in guest_lists.network(NOW.date())]

    assert [name.casefold() for name in named if name] == ["international detention coalition", "unhcr"]


def test_a_table_is_read_by_its_header_in_any_order():
    table = [
        ["Courriel", "Pays", "Nom", "Langue"],
        ["a.diallo@diplomatie.sn.example", "Sénégal", "Awa DIALLO", "Français"],
        ["kojo@mfa.gh.example", "GHA", "Kojo Ofori-Atta", ""],
    ]

    reading = read(table)

    assert reading.faults == []
    assert reading.guests == [
        Guest("Awa DIALLO", "a.diallo@diplomatie.sn.example", "SEN", None, "fr"),
        Guest("Kojo Ofori-Atta", "kojo@mfa.gh.example", "GHA", None, "en"),
    ]


def test_a_name_may_stand_in_two_columns():
    reading = read([["Given name", "Family name", "Email"], ["Amina", "El Idrissi", "a@mfa.ma.example"]])

    assert reading.guests == [Guest("Amina El Idrissi", "a@mfa.ma.example")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "ana@uni.example", "", "", ""], "The name is missing."),
        (["Ana Silva", "", "", "", ""], "The e-mail address is missing."),
        (["Ana Silva", "ana at home", "", "", ""], "“ana at home” is no e-mail address."),
        (["Ana Silva", "ana@uni.example", "Atlantis", "", ""], "“Atlantis” is no State"),
        (["Ana Silva", "ana@uni.example", "", "", "Klingon"], "“Klingon” is none of the six languages"),
        (["Ana Silva", "AMINA@mfa.ma.example", "", "", ""], "The same e-mail address stands in row 2."),
        (["A" * 251, "ana@uni.example", "", "", ""], "A cell is longer than 250 letters."),
        (["Ana Silva"], "The e-mail address is missing."),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(app: Flask, row: list[str], reason: str):
    reading = read([HEADER, ["Amina El Idrissi", "amina@mfa.ma.example", "Morocco", "", "fr"], row])

    assert [fault.row for fault in reading.faults] == [3]
    assert reading.faults[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        ([HEADER], guest_lists.NoTable),
        ([["Name", "Country"], ["Ana", "PRT"]], guest_lists.NoAddressColumn),
        ([["E-mail"], ["ana@uni.example"]], guest_lists.NoNameColumn),
        ([["Name", "Email", "Mail"], ["Ana", "a@uni.example", "b@uni.example"]], guest_lists.SameColumnTwice),
    ],
)
def test_a_table_that_cannot_be_a_list_of_people_is_refused(table: list[list[str]], refusal: type[Refused]):
    with pytest.raises(refusal):
        read(table)


@given(st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=6))
def test_any_table_is_read_or_refused_in_words(rows: list[list[str]]):
    try:
        reading = read([HEADER, *rows])
    except Refused:
        return
    assert len(reading.guests) <= len(rows)
