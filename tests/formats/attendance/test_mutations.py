"""What happens to files on the way: they come out the same, or are refused, and never as something else."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.decoding import decode
from eventhub.formats.attendance.reading import NotAnExport, Reading
from tests.formats.attendance.exports import ANSWERS, Meeting, sample

NAMES = sorted(ANSWERS)
FACTS = {name: ANSWERS[name]["meeting"] for name in NAMES}
MEETINGS = {name: Meeting(*(datetime.fromisoformat(FACTS[name][key]) for key in ("start", "end"))) for name in NAMES}
UNMUTATED = {name: registry.read(sample(name), MEETINGS[name]) for name in NAMES}
names = st.sampled_from(NAMES)
TABS = ("teams", "webex")
WHO_WAITED = ("zoom_participants_2024_waiting_room.csv", 7)
"""A column that exports of other years do not have, so nobody can miss it."""


def attempt(name: str, data: bytes) -> Reading | None:
    try:
        return registry.read(data, MEETINGS[name])
    except NotAnExport:
        return None


def text_of(name: str) -> str:
    return decode(sample(name))


def cells_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(name), newline=""), delimiter="\t" if name.startswith(TABS) else ","))


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def known(rows: Any) -> set[tuple[Any, ...]]:
    """Return what rows say without their places."""
    return {(row.display_name, row.email, row.joined_at, row.left_at, row.seconds) for row in rows}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_change_nothing(name: str, encoding: str, delimiter: str):
    data = written(cells_of(name), delimiter).encode(encoding)
    assert attempt(name, data) == UNMUTATED[name]


@given(names, st.data())
def test_a_file_cut_short_has_only_rows_of_the_whole_or_is_refused(name: str, data: st.DataObject):
    whole = sample(name)
    reading = attempt(name, whole[: data.draw(st.integers(0, len(whole) - 1))])
    if reading is None:
        return
    if name.startswith(("teams_2020", "teams_2022")):
        # A list of events knows of a leaving only later; and totals stand before the connections that replace them.
        return
    stays = {row[2:] for row in known(UNMUTATED[name].rows)}
    assert {row[2:] for row in known(reading.rows)} <= stays
    assert {row.display_name for row in reading.rows} <= {row.display_name for row in UNMUTATED[name].rows}


@given(names, st.integers(0, 12))
def test_a_column_left_out_is_refused_or_only_unknown(name: str, column: int):
    rows = [[cell for at, cell in enumerate(row) if at != column] for row in cells_of(name)]
    reading = attempt(name, written(rows).encode())
    if reading is None or (name, column) == WHO_WAITED:
        return
    whole = UNMUTATED[name].rows
    assert {row.joined_at for row in reading.rows} <= {None, *(row.joined_at for row in whole)}
    assert {row.email for row in reading.rows} <= {None, *(row.email for row in whole)}


@given(names, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_row(name: str, random: Any):
    rows = cells_of(name)
    place = max(at for at, row in enumerate(rows) if "name" in " ".join(row[:2]).casefold()) + 1
    below = rows[place:]
    random.shuffle(below)
    reading = attempt(name, written(rows[:place] + below).encode())
    assert reading is not None
    assert known(reading.rows) == known(UNMUTATED[name].rows)


@given(names, st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_bytes_changed_anywhere_break_nothing(name: str, data: st.DataObject):
    changed = bytearray(sample(name))
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), min_size=1, max_size=8)):
        changed[at] = data.draw(st.integers(0, 255))
    attempt(name, bytes(changed))


CELL = st.one_of(
    st.text(alphabet="0123456789/:., APMhmsZ+-\t\"';=()éж@TRUEFALS", max_size=24),
    st.sampled_from(["", "-", "--", "TRUE", "Yes", "Left", "1h 2m 3s", "00:01:02", "5/4/2022, 2:58:00 PM", "2:58 PM"]),
    st.sampled_from(["1. Summary", "2. Participants", "Topic", "Attended", "31/12/9999 23:59:59", "0/0/0 0:0"]),
)


@given(names, st.lists(st.lists(CELL, max_size=13), max_size=6), st.booleans())
def test_no_cells_whatever_break_any_reader(name: str, rows: list[list[str]], first: bool):
    own = cells_of(name)
    attempt(name, written(rows + own if first else own + rows).encode())


@given(names, st.integers(0, 400), st.integers(0, 12), CELL)
def test_no_cell_whatever_breaks_any_reader(name: str, line: int, column: int, cell: str):
    rows = cells_of(name)
    row = rows[line % len(rows)]
    if row:
        row[column % len(row)] = cell
    attempt(name, written(rows).encode())
