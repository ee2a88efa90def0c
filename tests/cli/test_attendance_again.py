"""The same facts, in other files: no count changes with the order of rows, rows given twice, or a file read again."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from eventhub.domain import attendance, events
from tests.cli.test_attendance import ANSWERS, a_meeting_of_the_registrants, read, run
from tests.domain.archives import take_in
from tests.domain.meetings import SAMPLES

ZOOM = "zoom_participants_2021_with_meeting_data.csv"
MEET = "google_meet_attendance_en-US.csv"
WEBEX = "webex_2021_event_utf16.csv"
HEADINGS = {ZOOM: 4, MEET: 1, WEBEX: 1}
"""Lines above the first person."""

Rows = list[list[str]]


def shuffled(rows: Rows) -> list[Rows]:
    return [random.Random(7).sample(rows, len(rows))]


def doubled(rows: Rows) -> list[Rows]:
    return [[*rows, *rows]]


def parted(rows: Rows) -> list[Rows]:
    """Somebody who came back may stand in both files."""
    return [rows[::2], rows[1::2]]


def repeated(rows: Rows) -> list[Rows]:
    return [rows, shuffled(rows)[0]]


def overlapping(rows: Rows) -> list[Rows]:
    return [[*rows, *(row for row in rows if len(row) > 3)], rows[:3]]


def lines_of(name: str) -> Rows:
    text = (SAMPLES / "attendance" / name).read_bytes()
    decoded = text.decode("utf-16" if name == WEBEX else "utf-8-sig")
    return list(csv.reader(io.StringIO(decoded, newline=""), delimiter="\t" if name == WEBEX else ","))


def written(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("change", [shuffled, doubled, parted, repeated, overlapping])
@pytest.mark.parametrize("name", HEADINGS)
def test_no_count_depends_on_how_the_rows_came(
    app: Flask, tmp_path: Path, name: str, change: Callable[[Rows], list[Rows]]
):
    right, lines, top = ANSWERS[name], lines_of(name), HEADINGS[name]
    take_in(a_meeting_of_the_registrants(right))
    for number, rows in enumerate(change(lines[top:])):
        read(app, "meeting", written(tmp_path / f"{number}.csv", lines[:top] + rows))

    figures = json.loads(run(app, "counts", "meeting", "--json").stdout)
    present = attendance.establish(events.get("meeting")).counted

    assert figures["participants"] == right["expected"]["unique_participants"]
    assert set(figures["member_states"]) == set(right["expected"]["member_states"])
    assert figures["needs_review"] == right["expected"]["needs_review"]
    tolerance = right.get("tolerance_seconds_per_person", 0) * len(present)
    seconds = sum(each.seconds_present or 0 for each in present)
    assert abs(seconds - right["expected"]["total_seconds_present"]) <= tolerance


def test_a_file_far_too_large_is_refused_after_as_much_as_an_export_may_have(app: Flask, tmp_path: Path):
    take_in(a_meeting_of_the_registrants(ANSWERS[ZOOM]))
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    refused = run(app, "import", "meeting", str(tmp_path / "large.csv"))

    assert refused.exit_code == 1
    assert refused.stderr == "Error: This file is too large: an export may have 32 megabytes.\n"
