"""Zoom's participant lists of 2020 and 2021, and what happens to them on the way."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport, Row
from tests.formats.attendance.exports import ZOOM_BLOCK, ZOOM_HEADING, read, sample, zoom

FATOU = [
    "Fatou N'Diaye (Sénégal)",
    "fatou@gouv.sn.example",
    "05/04/2022 02:58:10 PM",
    "05/04/2022 04:00:00 PM",
    "62",
    "Yes",
    "Y",
]
CALLER = ["221776***55", "", "05/04/2022 03:01:00 PM", "05/04/2022 03:31:00 PM", "30", "Yes", ""]


def test_the_connections_and_the_meeting_are_read():
    reading = read(sample("zoom_participants_2021_with_meeting_data.csv"), date(2021, 6, 29))

    assert reading.platform == "zoom-participants/old"
    assert reading.meeting_title == "Second global online peer learning exchange on ATD"
    assert (reading.starts_at, reading.ends_at) == (datetime(2021, 6, 29, 14), datetime(2021, 6, 29, 16, 0, 41))
    assert len(reading.rows) == 22
    assert reading.rows[2] == Row(
        position=2,
        display_name="Okoumba, Pierre (UNHCR)",
        joined_at=datetime(2021, 6, 29, 13, 57, 18),
        left_at=datetime(2021, 6, 29, 14, 53, 44),
    )


def test_a_list_of_unique_users_has_people_and_no_times():
    reading = read(sample("zoom_participants_2021_unique_users.csv"), date(2021, 6, 29))

    assert reading.platform == "zoom-participants/unique-users"
    assert len(reading.rows) == 8
    assert all(row.joined_at is row.left_at is row.seconds is None for row in reading.rows)


def test_whole_minutes_are_rounded_up_and_so_never_taken_for_seconds():
    assert all(row.seconds is None for row in read(zoom(FATOU).encode()).rows)


def test_rows_of_the_waiting_room_are_counted_and_left_out():
    reading = read(sample("zoom_participants_2024_waiting_room.csv"), date(2024, 5, 22))

    assert (len(reading.rows), reading.waiting_room_rows) == (11, 3)
    assert "Unknown Guest" not in {row.display_name for row in reading.rows}


@pytest.mark.parametrize(
    "block",
    [
        None,
        ZOOM_BLOCK.format(topic="Briefing", start="05/04/2022 03:00:00 PM", end="05/04/2022 04:01:00 PM"),
        "\r\n\r\n",
    ],
)
def test_the_meeting_block_may_be_absent(block: str | None):
    assert [row.display_name for row in read(zoom(FATOU, CALLER, block=block).encode()).rows] == [FATOU[0], CALLER[0]]


@pytest.mark.parametrize("topic", ["Rights, duties, and data", '"Rights, duties, and data"'])
def test_a_topic_may_hold_commas_quoted_or_not(topic: str):
    block = ZOOM_BLOCK.format(topic=topic, start="05/04/2022 03:00:00 PM", end="05/04/2022 04:01:00 PM")

    reading = read(zoom(FATOU, block=block).encode())

    assert reading.meeting_title == "Rights, duties, and data"
    assert (reading.starts_at, reading.ends_at) == (datetime(2022, 5, 4, 15), datetime(2022, 5, 4, 16, 1))


def test_columns_may_stand_in_another_order_and_some_be_absent():
    heading = ["Join Time", "Leave Time", "User Email", "Name (Original Name)"]
    row = [FATOU[2], FATOU[3], FATOU[1], FATOU[0]]

    (read_row,) = read(zoom(row, heading=heading).encode()).rows

    assert read_row == read(zoom(FATOU).encode()).rows[0]


def test_what_excel_saved_reads_as_what_zoom_wrote():
    saved = zoom(FATOU, CALLER, delimiter=";", block=None).replace("\r\n", "\r\n;;;;;;\r\n", 1)

    assert read(saved.encode("cp1252")).rows == read(zoom(FATOU, CALLER, block=None).encode()).rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_and_order_of_day_and_month_do_not_matter(encoding: str):
    day_first = [
        [cell.replace("05/04/2022", "04/05/2022").replace("02:58:10 PM", "14:58:10") for cell in row]
        for row in (FATOU,)
    ]
    text = zoom(*day_first, block=None).replace("04:00:00 PM", "16:00:00")

    assert read(text.encode(encoding)).rows == read(zoom(FATOU, block=None).encode()).rows


def test_a_name_with_a_line_break_is_one_name():
    assert read(zoom(["Fatou\r\nN'Diaye", *FATOU[1:]]).encode()).rows[0].display_name == "Fatou N'Diaye"


def test_a_time_that_is_missing_is_unknown():
    (row,) = read(zoom([*FATOU[:3], "", "", "", ""]).encode()).rows
    assert (row.joined_at, row.left_at, row.seconds) == (datetime(2022, 5, 4, 14, 58, 10), None, None)


@pytest.mark.usefixtures("app")
def test_a_time_that_is_none_is_named_with_its_line():
    with pytest.raises(NotAnExport) as refusal:
        read(zoom(FATOU, [*CALLER[:2], "half past three", *CALLER[3:]]).encode())
    assert str(refusal.value) == "Line 6: “half past three” is not a time."


@pytest.mark.usefixtures("app")
def test_the_block_alone_tells_that_a_list_of_unique_users_is_of_another_day():
    with pytest.raises(NotAnExport) as refusal:
        read(sample("zoom_participants_2021_unique_users.csv"), date(2021, 7, 29))
    assert "29 June 2021" in str(refusal.value)


@pytest.mark.usefixtures("app")
def test_a_heading_without_rows_lists_nobody():
    with pytest.raises(NotAnExport) as refusal:
        read(zoom(heading=ZOOM_HEADING).encode())
    assert str(refusal.value) == "This export lists nobody."
