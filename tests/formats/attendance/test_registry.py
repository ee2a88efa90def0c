"""Files are known by what is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.reading import NotAnExport, Reading
from tests.formats.attendance.exports import DAY, read, sample, zoom

OTHER_KINDS = (
    "registrants.csv",
    "webex_2021_event_utf16.csv",
    "google_meet_attendance_en-US.csv",
    "bbb_learning_dashboard.csv",
    "teams_2020_event_log_en-GB.csv",
    "teams_2021_meeting_summary_en-US.csv",
    "zoom_webinar_attendee_report_2023.csv",
    "answers.json",
)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", OTHER_KINDS)
def test_a_kind_we_cannot_read_is_refused_rather_than_misread(name: str):
    with pytest.raises(NotAnExport) as refusal:
        read(sample(name))
    assert str(refusal.value) == "This file is not an attendance export of a kind that we can read."


def test_each_kind_we_read_is_recognised_by_one_reader_only():
    for name in ("zoom_participants_2021_with_meeting_data.csv", "teams_2022_three_sections_en-GB.csv"):
        table = registry.read_table(sample(name))
        assert sum(reader.recognises(table) for reader in registry.READERS) == 1


def attempt(data: bytes) -> Reading | None:
    try:
        return registry.read(data, first_day=DAY, last_day=DAY)
    except NotAnExport:
        return None


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(data: bytes):
    attempt(data)


CELLS = st.text(alphabet="0123456789/:., APMh\t\"';-()éж@", max_size=24)


@given(st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=6))
def test_no_cells_whatever_break_the_zoom_reader(rows: list[list[str]]):
    attempt(zoom(*rows).encode())


@given(st.lists(st.lists(CELLS, min_size=0, max_size=9), min_size=1, max_size=6), st.sampled_from([2, 3]))
def test_no_cells_whatever_break_the_teams_reader(rows: list[list[str]], number: int):
    lines = ["1. Summary", "Title\tx", f"{number}. People", "Name\tJoin\tLeave\tEmail"]
    lines += ["\t".join(row) for row in rows]
    attempt("\n".join(lines).encode("utf-16"))
