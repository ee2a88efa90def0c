"""Webex's attendance of events and meetings."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import delimited, read, sample

HEADING = [
    *("Meeting Name", "Meeting Start Time", "Meeting End Time", "Display Name", "First Name", "Last Name", "Role"),
    *("Attendee Email", "Join Time", "Leave Time", "Attendance Duration", "Connection Type", "Session Name"),
]


def wrapped(text: str) -> str:
    return f'="{text}"' if text else ""


def row(
    name: str, joined: str, left: str, session: str = "Main Session", email: str = "", meeting: str = "Briefing"
) -> list[str]:
    times = [wrapped(f"2022-05-04 {text}") if text else "" for text in ("15:00:00", "16:00:00", joined, left)]
    return [meeting, *times[:2], name, "", "", "Attendee", email, *times[2:], "61 mins", "Desktop app", session]


def export(*rows: list[str], delimiter: str = "\t", encoding: str = "utf-16") -> bytes:
    return delimited([HEADING, *rows], delimiter).encode(encoding)


NADIA = row("Nadia", "14:58:00", "16:00:00", email="nadia@mae.sn.example")


def test_times_wrapped_as_formulas_are_read():
    reading = read(sample("webex_2021_event_utf16.csv"), date(2021, 6, 24))

    assert (reading.platform, reading.meeting_title) == ("webex/event", "Briefing for Member States")
    assert (reading.starts_at, reading.ends_at) == (datetime(2021, 6, 24, 15), datetime(2021, 6, 24, 16, 30, 20))
    assert reading.rows[0].joined_at == datetime(2021, 6, 24, 14, 57, 58)
    assert all(each.seconds is None for each in reading.rows)


@pytest.mark.parametrize(("delimiter", "encoding"), [("\t", "utf-16"), (",", "utf-8-sig"), (";", "cp1252")])
def test_a_meeting_is_read_however_it_was_saved(delimiter: str, encoding: str):
    reading = read(export(NADIA, delimiter=delimiter, encoding=encoding))

    assert (reading.platform, reading.meeting_title) == ("webex/meeting", "Briefing")
    assert (reading.rows[0].display_name, reading.rows[0].email) == ("Nadia", "nadia@mae.sn.example")
    assert (reading.rows[0].joined_at, reading.rows[0].left_at) == (
        datetime(2022, 5, 4, 14, 58),
        datetime(2022, 5, 4, 16),
    )


def test_a_breakout_room_repeats_time_except_for_whoever_was_nowhere_else():
    rows = [
        NADIA,
        row("Nadia", "15:10:00", "15:30:00", "Breakout session 1", "nadia@mae.sn.example"),
        row("Omar", "15:10:00", "15:30:00", "Breakout session 2"),
    ]
    assert [each.display_name for each in read(export(*rows)).rows] == ["Nadia", "Omar"]


def test_who_has_not_left_was_there_for_an_unknown_time():
    (found,) = read(export(row("Nadia", "14:58:00", ""))).rows
    assert (found.left_at, found.seconds) == (None, None)


def test_a_name_that_looks_like_a_formula_stays_text():
    formula = "=cmd|' /C calc'!A0"
    assert read(export(row(formula, "14:58:00", "16:00:00"))).rows[0].display_name == formula


def test_only_first_and_last_name_are_a_name_too():
    nameless = NADIA.copy()
    nameless[3:6] = ["", "Nadia", "Diallo"]
    assert read(export(nameless)).rows[0].display_name == "Nadia Diallo"


@pytest.mark.usefixtures("app")
def test_two_meetings_in_one_file_are_refused():
    with pytest.raises(NotAnExport) as refusal:
        read(export(NADIA, row("Omar", "15:00:00", "16:00:00", meeting="Another briefing")))
    assert "two meetings" in str(refusal.value)
