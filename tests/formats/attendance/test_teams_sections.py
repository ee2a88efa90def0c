"""The Teams report in three sections, in the languages of those who download it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport, Row
from tests.formats.attendance.exports import read, sample, teams

SUMMARY = [
    ["Meeting title", "Briefing, with questions"],
    ["Attended participants", "3"],
    ["Start time", "5/4/22, 3:00:00\u202fPM"],
    ["End time", "5/4/22, 4:00:10\u202fPM"],
    ["Meeting duration", "1h 0m 10s"],
    ["Average attendance time", "40m 2s"],
]
PEOPLE_HEADING = ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"]
CONNECTIONS_HEADING = ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"]
START, MIDDLE, END = "5/4/22, 2:59:00\u202fPM", "5/4/22, 3:30:00\u202fPM", "5/4/22, 4:00:00\u202fPM"
PEOPLE = [
    PEOPLE_HEADING,
    [
        "Keller, Anna (BMI)",
        START,
        END,
        "1h 1m 0s",
        "anna.keller@bmi.de.example",
        "anna.keller@bmi.de.example",
        "Organizer",
    ],
    ["Youssef Haddad (Guest)", MIDDLE, END, "29m 59s", "", "youssef@tenant.example", "Attendee"],
]
CONNECTIONS = [
    CONNECTIONS_HEADING,
    ["Keller, Anna (BMI)", START, MIDDLE, "31m 0s", "anna.keller@bmi.de.example", "Organizer"],
    ["Keller, Anna (BMI)", MIDDLE, END, "30m 0s", "anna.keller@bmi.de.example", "Organizer"],
    ["Youssef Haddad (Guest)", MIDDLE, END, "30m 0s", "", "Attendee"],
]
ANNA = Row(
    0, "Keller, Anna (BMI)", "anna.keller@bmi.de.example", datetime(2022, 5, 4, 14, 59), datetime(2022, 5, 4, 15, 30)
)

GERMAN = teams(
    [
        ["Besprechungstitel", "Informationsgespräch"],
        ["Anzahl der Teilnehmer", "2"],
        ["Startzeit", "04.05.22, 15:00:00"],
        ["Endzeit", "04.05.22, 16:00:10"],
        ["Dauer der Besprechung", "60 Min. 10 Sek."],
    ],
    [
        ["Name", "Erster Beitritt", "Letztes Verlassen", "Besprechungsdauer", "E-Mail", "Teilnehmer-ID (UPN)", "Rolle"],
        [
            "Keller, Anna (BMI)",
            "04.05.22, 14:59:00",
            "04.05.22, 16:00:00",
            "61 Min. 0 Sek.",
            "a@bmi.example",
            "a@x.example",
            "Organisator",
        ],
        [
            "Haddad, Youssef (Gast)",
            "04.05.22, 15:30:00",
            "04.05.22, 16:00:00",
            "30 Min. 0 Sek.",
            "",
            "y@x.example",
            "Teilnehmer",
        ],
    ],
    [
        ["Name", "Beitrittszeit", "Verlassen um", "Dauer", "E-Mail", "Rolle"],
        [
            "Keller, Anna (BMI)",
            "04.05.22, 14:59:00",
            "04.05.22, 16:00:00",
            "61 Min. 0 Sek.",
            "a@bmi.example",
            "Organisator",
        ],
        ["Haddad, Youssef (Gast)", "04.05.22, 15:30:00", "04.05.22, 16:00:00", "30 Min. 0 Sek.", "", "Teilnehmer"],
    ],
    ("1. Zusammenfassung", "2. Teilnehmer", "3. Aktivitäten in der Besprechung"),
)

FRENCH = teams(
    [
        ["Titre de la réunion", "Séance d’information"],
        ["Participants présents", "2"],
        ["Heure de début", "04/05/2022, 15:00:00"],
        ["Heure de fin", "04/05/2022, 16:00:10"],
    ],
    [
        ["Rôle", "Courriel", "Nom", "Première participation", "Dernière sortie", "Durée"],
        [
            "Organisateur",
            "a@bmi.example",
            "Keller, Anna (BMI)",
            "04/05/2022, 14:59:00",
            "04/05/2022, 16:00:00",
            "1 h 1 min",
        ],
        ["Participant", "", "Haddad, Youssef (Gast)", "04/05/2022, 15:30:00", "04/05/2022, 16:00:00", "30 min 0 s"],
    ],
    [
        ["Rôle", "Courriel", "Nom", "Sortie", "Entrée", "Durée"],
        [
            "Organisateur",
            "a@bmi.example",
            "Keller, Anna (BMI)",
            "04/05/2022, 16:00:00",
            "04/05/2022, 14:59:00",
            "1 h 1 min",
        ],
        ["Participant", "", "Haddad, Youssef (Gast)", "04/05/2022, 16:00:00", "04/05/2022, 15:30:00", "30 min 0 s"],
    ],
    ("1. Résumé", "2. Participants", "3. Activités pendant la réunion"),
)


def test_the_third_section_counts_and_the_second_is_not_added_to_it():
    reading = read(sample("teams_2022_three_sections_en-GB.csv"), date(2022, 3, 15))

    assert reading.platform == "teams/sections"
    assert reading.meeting_title == "ATD working group call, March"
    assert (reading.starts_at, reading.ends_at) == (datetime(2022, 3, 15, 10), datetime(2022, 3, 15, 11, 0, 9))
    assert len(reading.rows) == 10
    assert all(row.seconds is None for row in reading.rows)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_read(encoding: str):
    reading = read(teams(SUMMARY, PEOPLE, CONNECTIONS).encode(encoding))

    assert reading.rows[0] == ANNA
    assert (reading.meeting_title, len(reading.rows)) == ("Briefing, with questions", 3)


def test_the_participant_id_never_replaces_an_empty_address():
    assert read(teams(SUMMARY, PEOPLE, CONNECTIONS).encode()).rows[2].email is None
    assert read(teams(SUMMARY, PEOPLE, [CONNECTIONS_HEADING]).encode()).rows[1].email is None


@pytest.mark.parametrize("text", [GERMAN, FRENCH])
def test_columns_are_known_by_their_shape_in_any_language_and_order(text: str):
    reading = read(text.encode("utf-16"))

    assert reading.meeting_title in {"Informationsgespräch", "Séance d’information"}
    assert reading.ends_at == datetime(2022, 5, 4, 16, 0, 10)
    assert list(reading.rows) == [
        Row(0, "Keller, Anna (BMI)", "a@bmi.example", datetime(2022, 5, 4, 14, 59), datetime(2022, 5, 4, 16)),
        Row(1, "Haddad, Youssef (Gast)", None, datetime(2022, 5, 4, 15, 30), datetime(2022, 5, 4, 16)),
    ]


def test_somebody_missing_from_the_connections_is_read_from_the_totals():
    reading = read(teams(SUMMARY, PEOPLE, CONNECTIONS[:3]).encode())

    assert reading.rows[2].display_name == "Youssef Haddad (Guest)"
    assert reading.rows[2].seconds == 29 * 60 + 59


def test_a_total_that_adds_up_devices_is_no_longer_than_the_stay():
    doubled = [PEOPLE_HEADING, ["Anna Keller", START, END, "2h 2m 0s", "", "", "Attendee"]]

    (row,) = read(teams(SUMMARY, doubled, [CONNECTIONS_HEADING]).encode()).rows

    assert row.seconds == 61 * 60


def test_addresses_that_only_the_second_section_has_are_carried_over():
    bare = [[*line[:4], line[5]] for line in CONNECTIONS]

    assert [row.email for row in read(teams(SUMMARY, PEOPLE, bare).encode()).rows] == [ANNA.email, ANNA.email, None]


def test_two_people_of_one_name_keep_their_connections_apart():
    people = [
        PEOPLE_HEADING,
        ["Maria Santos", START, END, "1h 1m 0s", "m@dfa.ph.example", "", "Attendee"],
        ["Maria Santos", START, END, "1h 1m 0s", "m@sef.pt.example", "", "Attendee"],
    ]
    bare = [[*CONNECTIONS_HEADING[:4], "Role"], ["Maria Santos", START, END, "1h 1m 0s", "Attendee"]]

    assert read(teams(SUMMARY, people, bare).encode()).rows[0].email is None


def test_blank_lines_and_padded_cells_are_passed_over():
    text = teams(SUMMARY, PEOPLE, CONNECTIONS).replace("\r\n", "\t\t\r\n\t\r\n")
    assert read(text.encode("utf-16")).rows == read(teams(SUMMARY, PEOPLE, CONNECTIONS).encode()).rows


@pytest.mark.usefixtures("app")
def test_a_report_of_another_day_is_refused():
    with pytest.raises(NotAnExport) as refusal:
        read(teams(SUMMARY, PEOPLE, CONNECTIONS).encode(), date(2022, 5, 9))
    assert "4 May 2022" in str(refusal.value)
