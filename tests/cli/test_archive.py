"""`eventhub import` and `eventhub export`, as an operator runs them."""

from __future__ import annotations

import io
import json
import os
import pty
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.cli import answers
from eventhub.domain.archive import whole
from eventhub.formats import archive
from eventhub.models.people import Person

SCENARIOS = Path(__file__).parents[1] / "samples" / "scenarios"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def count_people() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_import_says_what_it_did_and_a_second_time_nothing(app: Flask) -> None:
    first = run(app, "import", str(SCENARIOS / "before.json"))
    second = run(app, "import", str(SCENARIOS / "before.json"), "--json")

    assert (first.exit_code, first.stdout) == (0, "633 rows added, 0 changed.\n")
    assert (second.exit_code, json.loads(second.stdout)) == (0, {"added": {}, "changed": {}})
    assert count_people() == 221


def test_export_writes_the_document_and_nothing_else(app: Flask) -> None:
    run(app, "import", str(SCENARIOS / "after.json"))

    result = run(app, "export")

    assert result.exit_code == 0
    assert [event["id"] for event in json.loads(result.stdout)["events"]] == [
        "atd-ple-1",
        "champions-2021-05",
        "atd-ple-2",
    ]
    assert "Cárdenas" in result.stdout
    assert result.stderr == ""


def test_export_writes_chosen_events_to_a_file_that_import_takes(app: Flask, tmp_path: Path) -> None:
    run(app, "import", str(SCENARIOS / "after.json"))
    file = tmp_path / "archive.json"

    written = run(app, "export", "atd-ple-2", "atd-ple-1", "--output", str(file))
    read = run(app, "import", str(file))

    assert (written.exit_code, written.stdout) == (0, "")
    assert [event["id"] for event in json.loads(file.read_text(encoding="utf-8"))["events"]] == [
        "atd-ple-1",
        "atd-ple-2",
    ]
    assert (read.exit_code, read.stdout) == (0, "0 rows added, 0 changed.\n")


def test_a_fault_refuses_the_whole_file_and_names_its_place(app: Flask, tmp_path: Path) -> None:
    document = json.loads((SCENARIOS / "before.json").read_text(encoding="utf-8"))
    document["events"][2]["registrations"][14]["person"] = "P999"
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    result = run(app, "import", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: events[2].registrations[14].person: no such person\n"
    assert count_people() == 0


def test_a_contradiction_with_what_is_there_refuses_the_whole_file(app: Flask, tmp_path: Path) -> None:
    run(app, "import", str(SCENARIOS / "before.json"))
    document = json.loads((SCENARIOS / "before.json").read_text(encoding="utf-8"))
    document["people"][0]["family_name"] = "Changed"
    document["events"] = [
        document["events"][0] | {"id": "another", "registrations": document["events"][0]["registrations"][:1]}
    ]
    document["milestones"] = document["materials"] = document["key_figures"] = []
    file = tmp_path / "contradiction.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    result = run(app, "import", str(file))

    assert result.exit_code == 1
    assert result.stderr == "Error: events[0].registrations[0].id: the registration belongs to another event\n"
    assert session.scalar(select(Person.family_name).where(Person.key == "P001")) != "Changed"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["import", "nowhere.json"], 1, "Error: nowhere.json: No such file or directory\n"),
        (["import", "."], 1, "Error: .: Is a directory\n"),
        (["export", "nowhere"], 1, "Error: There is no event “nowhere”.\n"),
        (
            ["export", "--output", "/nowhere/archive.json"],
            1,
            "Error: /nowhere/archive.json: No such file or directory\n",
        ),
        (["import"], 2, "Error: Missing argument 'FILE'.\n"),
        (["export", "--colour"], 2, "Error: No such option"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    app: Flask, arguments: list[str], code: int, sentence: str
) -> None:
    result = run(app, *arguments)

    assert result.exit_code == code
    assert result.stdout == ""
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_no_text_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff")

    result = run(app, "import", str(file))

    assert (result.exit_code, result.stderr) == (1, "Error: the file is not UTF-8 text (byte 0)\n")


def test_an_import_says_how_far_it_is_to_whoever_watches(app: Flask) -> None:
    document = archive.read((SCENARIOS / "before.json").read_bytes())
    heard: list[int] = []

    whole.take_in(document, by="command", now=clock.now(), tick=heard.append)

    assert sum(heard) == whole.count_steps(document) == 221 + 2 * 321
    assert len(heard) > 221


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, answers.progress(2, "Importing", terminal) as tick:
        tick(2)
    drawn = os.read(ours, 10_000).decode()
    os.close(ours)
    paper = io.StringIO()
    with answers.progress(2, "Importing", paper) as tick:
        tick(2)

    assert "Importing" in drawn
    assert "100%" in drawn
    assert paper.getvalue() == ""
