"""Zoom's reports of webinars: who was there in which part, and who only registered."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import delimited, read, sample

REPORT = [
    ["Attendee Report"],
    ["Report Generated:", "05/05/2022 09:00:00 AM"],
    ["Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered", "Unique Viewers"],
    ["Detention, and its alternatives", "912 4455 6677", "05/04/2022 03:00:00 PM", "61", "9", "4"],
]
PEOPLE = ["Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time in Session (minutes)"]
REGISTERED = [
    *("Attended", "User Name (Original Name)", "First Name", "Last Name", "Email", "Registration Time"),
    *("Approval Status", "Join Time", "Leave Time", "Time in Session (minutes)", "Is Guest", "Country/Region Name"),
]
JOIN, LEAVE = "05/04/2022 02:58:00 PM", "05/04/2022 04:00:00 PM"
HOSTS = [["Host Details"], PEOPLE, ["Yes", "Lena Vogt", "lvogt@iom.example", JOIN, LEAVE, "62"]]
ATTENDEES = [
    ["Attendee Details"],
    REGISTERED,
    *(
        ["Yes", "", "Nadia", "Diallo", "nadia@mae.sn.example", "04/01/2022 09:00:00 AM", "approved", JOIN, LEAVE, "62"],
        ["No", "Omar", "Omar", "Said", "omar@mae.ma.example", "04/01/2022 09:00:00 AM", "approved", "--", "--", "--"],
    ),
]
CALLERS = [
    ["Other Attended"],
    ["User Name", "Join Time", "Leave Time", "Time in Session (minutes)", "Country/Region Name"],
    ["41225***47", JOIN, LEAVE, "62", "Switzerland"],
]


def report(*sections: list[list[str]], delimiter: str = ",") -> str:
    return delimited([row for section in sections for row in section], delimiter)


def test_hosts_panelists_attendees_and_callers_were_there_and_registrants_were_not():
    reading = read(report(REPORT, HOSTS, ATTENDEES, CALLERS).encode())

    assert (reading.platform, reading.meeting_title) == ("zoom-webinar", "Detention, and its alternatives")
    assert reading.starts_at == datetime(2022, 5, 4, 15)
    assert [(row.display_name, row.email) for row in reading.rows] == [
        ("Lena Vogt", "lvogt@iom.example"),
        ("Nadia Diallo", "nadia@mae.sn.example"),
        ("41225***47", None),
    ]
    assert {(row.joined_at, row.left_at, row.seconds) for row in reading.rows} == {
        (datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16), None)
    }


def test_the_sample_leaves_out_the_two_who_did_not_come():
    assert len(read(sample("zoom_webinar_attendee_report_2023.csv"), date(2023, 5, 24)).rows) == 16


def test_padding_nul_bytes_months_in_words_and_semicolons_change_nothing():
    plain = read(report(REPORT, HOSTS, ATTENDEES).encode())
    padded = [[*row, *[""] * (14 - len(row))] for row in (*REPORT, *HOSTS, *ATTENDEES)]
    text = delimited(padded, ";").replace("05/04/2022", "May 4, 2022").replace("Lena", "Le\0na")

    assert read(text.encode()) == plain


SPANISH = [
    ["Tema", "ID del seminario web", "Hora de inicio real", "Duración real (minutos)"],
    ["Alternativas", "912", "04/05/2022 15:00:00", "61"],
    ["Detalles de los asistentes"],
    [
        *("Asistió", "Nombre de usuario (nombre original)", "Nombre", "Apellidos", "Correo electrónico"),
        *("Hora de inscripción", "Hora de entrada", "Hora de salida", "Tiempo en la sesión (minutos)"),
    ],
    ["Sí", "José Peña", "José", "Peña", "j@sre.mx.example", "", "04/05/2022 14:58:00", "04/05/2022 16:00:00", "62"],
    ["No", "Ana Ruiz", "Ana", "Ruiz", "a@sre.mx.example", "", "--", "--", "--"],
]


def test_a_report_in_spanish_is_read():
    reading = read(delimited(SPANISH).encode())

    assert (reading.platform, reading.meeting_title) == ("zoom-webinar", "Alternativas")
    assert [(row.display_name, row.joined_at) for row in reading.rows] == [("José Peña", datetime(2022, 5, 4, 14, 58))]


@pytest.mark.usefixtures("app")
def test_two_webinars_in_one_file_are_refused():
    other = [REPORT[2], ["Another topic", "999", "05/04/2022 03:00:00 PM", "61", "9", "4"]]
    with pytest.raises(NotAnExport) as refusal:
        read(report(REPORT, HOSTS, other, HOSTS).encode())
    assert "two meetings" in str(refusal.value)


@pytest.mark.usefixtures("app")
def test_a_webinar_to_which_nobody_came_lists_nobody():
    with pytest.raises(NotAnExport) as refusal:
        read(report(REPORT, [*ATTENDEES[:2], ATTENDEES[3]]).encode())
    assert str(refusal.value) == "This export lists nobody."
