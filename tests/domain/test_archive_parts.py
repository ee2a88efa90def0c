"""What hangs on events and stands beside them: known again, added to, never doubled."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import people
from eventhub.domain.archive import whole
from eventhub.models.attendance import AttendanceImport
from eventhub.models.cosponsorships import CoSponsorship
from eventhub.models.people import RoleName
from tests.domain.archives import LATER, NOW, Document, a_meeting, take_in


def given(key: str) -> Any:
    return whole.give_out()["events"][0][key]


def moved(document: Document) -> None:
    """Import, and again, and see that the second time added nothing."""
    take_in(document)
    again = take_in(document, now=LATER)
    assert (dict(again.added), dict(again.changed)) == ({}, {})


def test_a_sponsor_confirmed_withdrawn_and_confirmed_on_one_day_stays_confirmed(app: Flask) -> None:
    steps = [{"date": "2027-03-01", "status": status} for status in ("confirmed", "withdrawn", "confirmed")]

    moved(a_meeting(co_sponsorships=[{"country": "PRT", "history": steps}]))

    assert session.scalars(select(CoSponsorship)).one().status == "confirmed"
    assert [step["status"] for step in given("co_sponsorships")[0]["history"]] == [
        "confirmed",
        "withdrawn",
        "confirmed",
    ]


def test_a_later_archive_adds_a_step_and_a_sponsor(app: Flask) -> None:
    offered, confirmed = {"date": "2027-03-01", "status": "offered"}, {"date": "2027-03-05", "status": "confirmed"}
    take_in(a_meeting(co_sponsorships=[{"organisation": "Réseau des villes", "history": [offered]}]))

    take_in(a_meeting(co_sponsorships=[{"organisation": "RESEAU DES VILLES", "history": [confirmed]}]), now=LATER)

    sponsor = given("co_sponsorships")[0]
    assert [step["status"] for step in sponsor["history"]] == ["offered", "confirmed"]
    assert [step["by"] for step in sponsor["history"]] == ["archive", "archive"]


def test_who_took_a_step_is_known_again_by_their_address(app: Flask) -> None:
    people.add_account("sam@example.org", RoleName.READER, by="command", now=NOW)
    session.commit()
    step = {"date": "2027-03-01", "status": "confirmed", "by": "account:ines@example.org"}
    accounts = {"accounts": [{"email": "ines@example.org", "roles": ["organiser"]}]}

    take_in(a_meeting(co_sponsorships=[{"country": "PRT", "history": [step]}]) | accounts)

    account = people.find_account("ines@example.org")
    assert account is not None
    assert session.scalars(select(CoSponsorship)).one().steps[0].by == f"account:{account.id}"
    assert given("co_sponsorships")[0]["history"][0]["by"] == "account:ines@example.org"


def test_an_outcome_is_known_by_kind_and_text_and_twice_the_same_are_two(app: Flask) -> None:
    outcome = {"kind": "next_step", "text": "circulate the draft"}
    moved(a_meeting(outcomes=[outcome, outcome]))

    take_in(a_meeting(outcomes=[outcome | {"status": "done"}]), now=LATER)

    assert [row["status"] for row in given("outcomes")] == ["done", None]


def test_interventions_without_order_stand_in_the_order_told(app: Flask) -> None:
    floor = [{"kind": "champion", "country": "MAR"}, {"kind": "network_response", "organisation": "IOM"}]

    moved(a_meeting(interventions=floor))

    assert [(row["order"], row["country"], row["organisation"]) for row in given("interventions")] == [
        (1, "MAR", None),
        (2, None, "IOM"),
    ]


def test_who_supports_a_point_is_what_the_last_archive_says(app: Flask) -> None:
    point = {"id": "roadmap", "text": "looked forward to the roadmap"}
    take_in(a_meeting(discussion_points=[point | {"supported_by": ["CAN", "PRT", "MAR"]}]))

    take_in(a_meeting(discussion_points=[point | {"supported_by": ["MAR", "CAN", "GHA"]}]), now=LATER)
    take_in(a_meeting(discussion_points=[point]), now=LATER)

    assert given("discussion_points")[0]["supported_by"] == ["MAR", "CAN", "GHA"]


def test_co_leads_are_those_the_last_archive_names(app: Flask) -> None:
    group = {"id": "twg-atd", "co_leads": ["UNHCR", "UNICEF"]}
    take_in(a_meeting() | {"working_groups": [group]})

    take_in(a_meeting() | {"working_groups": [group | {"co_leads": ["UNICEF", "IDC"]}]}, now=LATER)

    told = whole.give_out()["working_groups"][0]
    assert (told["name"], told["co_leads"]) == ("twg-atd", ["UNICEF", "IDC"])


def test_a_champions_confirmation_and_other_steps_are_each_one_row(app: Flask) -> None:
    directory = {
        "champions": [{"country": "KEN", "confirmed_on": "2021-05", "confirmed_by": None}],
        "champion_steps": [
            {"country": "KEN", "step": "identified", "happened_on": "2020"},
            {"country": "KEN", "step": "ended", "happened_on": "2022-01-01"},
            {"country": "KEN", "step": "confirmed", "happened_on": "2023-02"},
        ],
    }
    moved(a_meeting() | directory)

    take_in(a_meeting() | {"champions": [{"country": "KEN", "confirmed_by": "2021-05-26"}]}, now=LATER)

    told = whole.give_out()
    assert told["champions"][0] | {"confirmed_on": "2021-05", "confirmed_by": "2021-05-26"} == told["champions"][0]
    assert [(row["step"], row["happened_on"]) for row in told["champion_steps"]] == [
        ("identified", "2020"),
        ("ended", "2022-01-01"),
        ("confirmed", "2023-02"),
    ]


@pytest.mark.parametrize("connections", [{}, {"connections": []}, {"connections": None}, {"connections": [{}]}])
def test_a_person_without_a_connection_was_present_for_an_unknown_time(app: Flask, connections: dict[str, Any]) -> None:
    moved(a_meeting(attendance=[{"person": "amina", **connections}]))

    assert given("attendance") == [
        {
            "person": "amina",
            "connections": [{"display_name": "Amina El Idrissi", "email": None, "joined_at": None, "left_at": None}],
        }
    ]


def test_a_person_known_to_be_connected_needs_no_other_word(app: Flask) -> None:
    take_in(a_meeting(attendance=[{"person": "amina", "connections": [{"display_name": "Morocco 1"}]}]))

    take_in(a_meeting(attendance=[{"person": "amina"}]), now=LATER)

    assert [row["display_name"] for row in given("attendance")[0]["connections"]] == ["Morocco 1"]


def test_a_time_that_the_clocks_show_twice_is_told_with_its_offset(app: Flask) -> None:
    first = {"display_name": "Amina", "joined_at": "2027-10-31T02:10:00", "left_at": "2027-10-31T02:50:00"}
    second = {"display_name": "Amina", "joined_at": "2027-10-31T02:10:00+01:00", "left_at": "2027-10-31T03:10:00"}
    night = {"starts_at": "2027-10-31T01:00:00", "duration_minutes": 240}

    moved(a_meeting(attendance=[{"person": "amina", "connections": [first, second]}], **night))

    assert given("attendance")[0]["connections"] == [first | {"email": None}, second | {"email": None}]


def test_two_rows_alike_are_two_connections_and_a_third_is_added(app: Flask) -> None:
    row = {"display_name": "Amina", "joined_at": "2027-04-15T14:00:00", "left_at": "2027-04-15T14:10:00"}
    moved(a_meeting(attendance=[{"person": "amina", "connections": [row, row], "badge": 4}]))

    taken = take_in(a_meeting(attendance=[{"person": "amina", "connections": [row, row, row]}]), now=LATER)

    assert dict(taken.added) == {"connection": 1}
    assert given("attendance")[0]["badge"] == 4


def test_a_platforms_export_is_known_by_its_hash_and_corrections_are_a_log(app: Flask) -> None:
    export = {
        "platform": "zoom-participants/old",
        "sha256": "ab" * 32,
        "waiting_room_rows": 2,
        "connections": [
            {"display_name": "+2126…12", "phone_digest": "d1", "seconds": 600},
            {"display_name": "Amina", "joined_at": "2027-04-15T14:00:00", "person": "amina", "position": 7},
        ],
    }
    identify = {"action": "identify", "display_name": "+2126…12", "person": "tiago", "phone_digest": "d1"}
    moved(a_meeting(attendance_imports=[export], corrections=[identify]))

    undone = identify | {"undone_at": "2027-04-16T08:00:00Z", "undone_by": "self"}
    other = identify | {"phone_digest": "d2"}
    take_in(a_meeting(corrections=[other, undone, identify]), now=LATER)
    take_in(a_meeting(corrections=[identify, other]), now=LATER)

    assert len(session.scalars(select(AttendanceImport)).all()) == 1
    assert given("attendance") == []
    assert [row["person"] for row in given("attendance_imports")[0]["connections"]] == [None, "amina"]
    assert [row["position"] for row in given("attendance_imports")[0]["connections"]] == [1, 7]
    assert [(row["phone_digest"], row.get("undone_at")) for row in given("corrections")] == [
        ("d1", "2027-04-16T08:00:00Z"),
        ("d2", None),
        ("d1", None),
    ]


def test_a_summarys_versions_are_never_altered_and_an_old_archive_unpublishes_nothing(app: Flask) -> None:
    draft = {"number": 1, "stage": "draft", "document": {"title": "Draft"}, "figures": {"participants": 89}}
    final = {"number": 2, "stage": "published", "document": {"title": "Summary"}, "figures": {"participants": 89}}
    final["basis"] = {"opening": "They met."}
    published = {"stage": "published", "published_at": "2027-05-01T08:00:00Z", "versions": [draft, final]}
    working = {"document": {"title": "Typed"}, "basis": {}}
    typed = {"working": working, "working_by": "account:ines@eventhub.example", "working_at": "2027-04-30T08:00:00Z"}
    moved(a_meeting(summary={"stage": "draft", "versions": [draft], **typed}))
    moved(a_meeting(summary=published))

    altered = draft | {"document": {"title": "Another"}}
    take_in(a_meeting(summary={"stage": "draft", "versions": [altered]}), now=LATER)

    told = given("summary")
    assert (told["stage"], told["published_at"]) == ("published", "2027-05-01T08:00:00Z")
    assert "working" not in told
    assert [version["document"]["title"] for version in told["versions"]] == ["Draft", "Summary"]


def test_a_version_older_than_what_is_known_fills_the_gap_and_no_more(app: Flask) -> None:
    version = {"stage": "draft", "document": {}, "figures": {}}
    take_in(a_meeting(summary={"stage": "published", "versions": [version | {"number": 2, "stage": "published"}]}))

    take_in(a_meeting(summary={"stage": "draft", "versions": [version | {"number": 1}]}), now=LATER)

    assert (given("summary")["stage"], [row["number"] for row in given("summary")["versions"]]) == ("published", [1, 2])
