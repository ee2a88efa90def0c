"""Attendance from the command line, on the platforms' own files."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.models.attendance import AttendanceImport, Connection, Correction
from tests.domain.archives import scenario, take_in
from tests.domain.meetings import EXPECTED, SAMPLES

ANSWERS: dict[str, Any] = json.loads((SAMPLES / "attendance" / "answers.json").read_text(encoding="utf-8"))["files"]
ZOOM = "zoom_participants_2021_with_meeting_data.csv"
TEAMS = "teams_2022_three_sections_en-GB.csv"


def a_meeting_of_the_registrants(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an archive of one meeting for which all registrants of the samples are confirmed."""
    with (SAMPLES / "attendance" / "registrants.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    people = [
        {
            "id": f"P-{row['registration_id']}",
            "form_of_address": row["title"],
            "given_name": row["first_name"],
            "family_name": row["last_name"],
            "email": row["email"],
            "alternative_email": row["alt_email"] or None,
            "organisation": row["organisation"],
            "country": row["country_iso3"] or None,
            "category": row["category"],
            "level": row["level"],
        }
        for row in listed
    ]
    event = {
        "id": "meeting",
        "title": answer["meeting"]["title"],
        "kind": "briefing",
        "starts_at": answer["meeting"]["start"],
        "duration_minutes": 120,
        "timezone": answer["meeting"]["timezone_to_assume"],
        "registrations": [
            {"id": row["registration_id"], "person": f"P-{row['registration_id']}", "status": "confirmed"}
            for row in listed
        ],
    }
    return {"format": "eventhub-archive", "version": 1, "people": people, "events": [event]}


def run(app: Flask, *arguments: str) -> Any:
    """Run a command as a shell would."""
    return app.test_cli_runner().invoke(args=["attendance", *arguments])


def read(app: Flask, slug: str, file: Path, *options: str) -> dict[str, Any]:
    """Import a file and return the JSON answer."""
    result = run(app, "import", slug, str(file), "--json", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


COMPARED = (
    *("registration_id", "registrant", "country", "category", "level", "match_status", "review_candidates"),
    *("counted", "connections"),
)


def by_names(participant: dict[str, Any]) -> tuple[list[str], list[str]]:
    return sorted(participant["display_names"]), sorted(participant["emails"])


def near(one: float | None, other: float | None, tolerance: int) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) <= tolerance)


def seconds_of(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None


@pytest.mark.parametrize("name", ANSWERS)
def test_each_file_is_answered_as_it_should_be(app: Flask, name: str):
    right = ANSWERS[name]
    take_in(a_meeting_of_the_registrants(right))

    answer = read(app, "meeting", SAMPLES / "attendance" / name)

    tolerance = right.get("tolerance_seconds_per_person", 0)
    exact = right["expected"].keys() - {"total_seconds_present"}
    assert {key: answer[key] for key in exact} == {key: right["expected"][key] for key in exact}
    assert near(answer["total_seconds_present"], right["expected"]["total_seconds_present"], tolerance * 5)
    assert answer["platform"] == right["format"]
    assert answer["meeting"]["title"] == right["meeting"]["title"]
    assert answer["meeting"]["start"] == right["meeting"]["start"]
    mine, theirs = (sorted(each["participants"], key=by_names) for each in (answer, right))
    for found, expected in zip(mine, theirs, strict=True):
        assert {key: found[key] for key in COMPARED} == {key: expected[key] for key in COMPARED}
        assert sorted(found["emails"]) == sorted(expected["emails"])
        assert near(found["seconds_present"], expected["seconds_present"], tolerance)
        for key in ("first_join", "last_leave"):
            assert near(*(seconds_of(each[key]) for each in (found, expected)), tolerance)


def test_the_same_file_again_stores_nothing_and_answers_the_same(app: Flask):
    name = ZOOM
    take_in(a_meeting_of_the_registrants(ANSWERS[name]))

    first = read(app, "meeting", SAMPLES / "attendance" / name)
    again = read(app, "meeting", SAMPLES / "attendance" / name)

    assert again == first | {"already_imported": True}
    assert session.scalar(select(func.count()).select_from(AttendanceImport)) == 1


def test_a_trial_answers_the_same_and_stores_nothing(app: Flask):
    name = TEAMS
    take_in(a_meeting_of_the_registrants(ANSWERS[name]))

    trial = read(app, "meeting", SAMPLES / "attendance" / name, "--dry-run")

    assert session.scalar(select(func.count()).select_from(Connection)) == 0
    assert read(app, "meeting", SAMPLES / "attendance" / name) == trial | {"dry_run": False}


def test_the_command_shows_a_telephone_number_and_the_database_does_not(app: Flask):
    name = TEAMS
    take_in(a_meeting_of_the_registrants(ANSWERS[name]))

    answer = read(app, "meeting", SAMPLES / "attendance" / name)

    shown = {each for participant in answer["participants"] for each in participant["display_names"]}
    stored = set(session.scalars(select(Connection.display_name)))
    assert "+41 22 555 01 47 (Unverified)" in shown
    assert shown - stored == {"+41 22 555 01 47 (Unverified)"}


def test_the_published_figures_follow_by_command(app: Flask, tmp_path: Path):
    take_in(scenario("before"))
    for slug, expected in EXPECTED.items():
        answer = read(app, slug, SAMPLES / "scenarios" / expected["raw_export"])
        if "raw_import" in expected:
            assert answer["unique_participants"] == expected["raw_import"]["unique_people_before_corrections"]
            assert answer["excluded_technical"] == expected["raw_import"]["technical_excluded"]
            found = (answer["matched_to_registrants"], answer["not_registered"], answer["unidentified"])
            assert found == (86, 2, 2)
        file = tmp_path / "corrections.json"
        file.write_text(json.dumps(expected["corrections"]), encoding="utf-8")
        for _time in (1, 2):
            assert run(app, "correct", slug, str(file)).exit_code == 0
        figures = json.loads(run(app, "counts", slug, "--json").stdout)
        assert {key: figures[key] for key in figures if key in expected} == {
            key: expected[key] for key in figures if key in expected
        }
    assert session.scalar(select(func.count()).select_from(Correction)) == 4


def test_without_json_it_says_what_was_understood_and_whom_to_look_at(app: Flask):
    take_in(scenario("before"))
    slug = "champions-2021-05"

    said = run(app, "import", slug, str(SAMPLES / "scenarios" / EXPECTED[slug]["raw_export"])).stdout

    assert said.splitlines()[0] == "GCM Champions meeting (zoom-participants/old)"
    assert "  Participants: 90" in said
    assert "  Not registered: 2\n    Claire Lachance | IOM\n    Folake Ibekwe (Nigeria)\n" in said
    figures = run(app, "counts", slug).stdout
    assert "participants: 90" in figures
    assert "includes_champions: yes" in figures


REFUSALS = [
    (("import", "nowhere", "x.csv"), "There is no event “nowhere”."),
    (("counts", "nowhere"), "There is no event “nowhere”."),
    (("correct", "nowhere", "x.json"), "There is no event “nowhere”."),
    (("import", "atd-ple-1", "no/such/file.csv"), "no/such/file.csv: No such file or directory"),
    (("import", "atd-ple-1", str(SAMPLES)), f"{SAMPLES}: Is a directory"),
    (
        ("import", "atd-ple-1", str(SAMPLES / "attendance" / "registrants.csv")),
        "This file is not an attendance export of a kind that we can read: its columns are “registration_id”, “title”,"
        " “first_name”, “last_name”, “email”, “alt_email”, ….",
    ),
    (
        ("import", "atd-ple-1", str(SAMPLES / "scenarios" / "atd-ple-2_teams.csv")),
        "The times in this file are of 29 June 2021, but the event is on 17 November 2020.",
    ),
    (
        ("correct", "atd-ple-1", str(SAMPLES / "attendance" / "registrants.csv")),
        "The file of corrections is not JSON.",
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSALS)
def test_what_cannot_be_done_is_refused_in_one_sentence(app: Flask, arguments: tuple[str, ...], sentence: str):
    take_in(scenario("before"))

    refused = run(app, *arguments)

    assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", f"Error: {sentence}\n")


def test_one_fault_in_a_list_of_corrections_refuses_them_all(app: Flask, tmp_path: Path):
    take_in(scenario("before"))
    slug = "champions-2021-05"
    read(app, slug, SAMPLES / "scenarios" / EXPECTED[slug]["raw_export"])
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps([*EXPECTED[slug]["corrections"], {"action": "mark_technical", "display_name": "Ghost"}]))

    refused = run(app, "correct", slug, str(file))

    assert refused.exit_code == 1
    assert refused.stderr == "Error: corrections[4].display_name: nobody connected under this name\n"
    assert session.scalar(select(func.count()).select_from(Correction)) == 0


def test_wrong_usage_is_told_apart(app: Flask):
    assert run(app, "import", "atd-ple-1").exit_code == 2
    assert run(app, "counts").exit_code == 2
    assert run(app, "--help").exit_code == 0
