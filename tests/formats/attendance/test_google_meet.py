"""Google Meet's reports: totals, and times of day without a day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import Meeting, delimited, read, sample

HEADING = ["First name", "Last name", "Email", "Duration", "Time joined", "Time exited"]
NADIA = ["Nadia", "Diallo", "nadia@mae.sn.example", "1 hr 2 min", "2:58 PM", "4:00 PM"]


def test_the_day_is_the_event_s_and_the_total_counts():
    reading = read(sample("google_meet_attendance_en-US.csv"), date(2021, 6, 15))
    assert reading.platform == "google-meet"

    (found,) = read(delimited([HEADING, NADIA]).encode()).rows
    assert (found.display_name, found.email) == ("Nadia Diallo", "nadia@mae.sn.example")
    assert (found.joined_at, found.left_at) == (datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16))
    assert found.seconds == 62 * 60


def test_who_came_back_was_there_for_less_than_from_first_to_last():
    (found,) = read(delimited([HEADING, [*NADIA[:3], "44 min", *NADIA[4:]]]).encode()).rows
    assert found.seconds == 44 * 60


def test_two_devices_are_no_longer_than_the_stay():
    (found,) = read(delimited([HEADING, [*NADIA[:3], "2 hr 4 min", *NADIA[4:]]]).encode()).rows
    assert found.seconds == 63 * 60


def test_without_a_length_the_times_tell():
    (found,) = read(delimited([HEADING, [*NADIA[:3], "", *NADIA[4:]]]).encode()).rows
    assert (found.seconds, found.left_at) == (None, datetime(2022, 5, 4, 16))


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Vorname,Nachname,E-Mail,Dauer,Beitrittszeit,Uhrzeit des Verlassens", "Nadia,Diallo,,62 Min.,14:58,16:00"),
        ("Prénom,Nom,Adresse e-mail,Durée,Heure d'arrivée,Heure de départ", "Nadia,Diallo,,1 h 2 min,14:58,16:00"),
        (
            "Nombre,Apellidos,Correo electrónico,Duración,Hora de entrada,Hora de salida",
            "Nadia,Diallo,,62 min,14:58,16:00",
        ),
        ("Nome,Sobrenome,E-mail,Duração,Hora de entrada,Hora de saída", "Nadia,Diallo,,1 h 2 min,14:58,16:00"),
        (
            "Name,Email,Duration,Time joined,Time exited",
            "Nadia Diallo,,1:02:00,2022-05-04 14:58:00,2022-05-04 16:00:00",
        ),
    ],
)
def test_every_language_and_shape_says_the_same(heading: str, row: str):
    (found,) = read(f"{heading}\n{row}\n".encode()).rows

    assert (found.display_name, found.seconds) == ("Nadia Diallo", 62 * 60)
    assert (found.joined_at, found.left_at) == (datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16))


def test_a_meeting_over_midnight_has_two_days():
    night = Meeting(datetime(2022, 5, 4, 22), datetime(2022, 5, 5, 1))
    rows = [[*NADIA[:3], "2 hr 30 min", "10:05 PM", "12:35 AM"], ["Omar", "Said", "", "20 min", "12:10 AM", "12:30 AM"]]

    found = registry.read(delimited([HEADING, *rows]).encode(), night).rows

    assert (found[0].joined_at, found[0].left_at) == (datetime(2022, 5, 4, 22, 5), datetime(2022, 5, 5, 0, 35))
    assert found[1].joined_at == datetime(2022, 5, 5, 0, 10)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("length", [2, 30])
def test_times_without_a_day_cannot_be_of_an_event_of_several(length: int):
    days = Meeting(datetime(2022, 5, 4, 9), datetime(2022, 5, 4 + length % 28, 18))
    with pytest.raises(NotAnExport) as refusal:
        registry.read(delimited([HEADING, NADIA]).encode(), days)
    assert str(refusal.value) == "This file gives times without a day, and the event lasts longer than one."


@pytest.mark.usefixtures("app")
def test_what_is_no_time_is_named_with_its_line():
    with pytest.raises(NotAnExport) as refusal:
        read(delimited([HEADING, [*NADIA[:4], "soon", NADIA[5]]]).encode())
    assert str(refusal.value) == "Line 2: “soon” is not a time."
