"""Zoom's lists in the languages of those who download them, of every year, and after Excel."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eventhub.formats.attendance.reading import NotAnExport, Row
from tests.formats.attendance.exports import delimited, read

ROW = ["Nadia Öztürk (Türkiye)", "nadia@mfa.tr.example", "04/05/2022 14:58:10", "04/05/2022 16:00:00", "62", "Yes"]
FOUND = Row(0, ROW[0], "nadia@mfa.tr.example", datetime(2022, 5, 4, 14, 58, 10), datetime(2022, 5, 4, 16))

HEADINGS = {
    "spanish 2021": "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duración (minutos)",
    "spanish 2024": (
        "Nombre (nombre original),Correo electrónico,Hora de entrada,Hora de salida,Duración (minutos),Invitado,"
        "Respuesta al descargo de responsabilidad relativa a la grabación,En sala de espera"
    ),
    "french": (
        "Nom (nom original),Adresse e-mail de l’utilisateur,Heure d’arrivée,Heure de départ,Durée (minutes),Invité,"
        "Salle d’attente"
    ),
    "french, other apostrophes": (
        "Nom (nom original),Adresse e-mail de l'utilisateur,Heure d'arrivée,Heure de départ,Durée (minutes),Invité"
    ),
    "portuguese": (
        "Nome (nome original),E-mail,Ingressar na hora,Hora de saída,Duração (minutos),Convidado,Na sala de espera"
    ),
    "english 2020": "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Attentiveness Score",
    "english 2024": (
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,"
        "In waiting room"
    ),
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_every_language_is_read_as_downloaded_and_after_excel(heading: str, delimiter: str, encoding: str):
    heading = heading.replace("’", "’" if encoding != "cp1252" else "'")
    row = [cell.replace("Öztürk (Türkiye)", "Oztürk") for cell in ROW]
    text = delimited([heading.split(","), row], delimiter)

    (found,) = read(text.encode(encoding)).rows

    assert (found.display_name, found.email) == ("Nadia Oztürk", "nadia@mfa.tr.example")
    assert (found.joined_at, found.left_at) == (FOUND.joined_at, FOUND.left_at)


@pytest.mark.parametrize(
    "heading",
    [
        "Nombre (nombre original),E-mail del usuario,Duración total (minutos),Invitado",
        "Name (original name),Email,Total duration (minutes),Guest",
        "Nom (nom original),Adresse e-mail,Durée totale (minutes),Invité",
    ],
)
def test_lists_of_people_have_no_times(heading: str):
    reading = read(f"{heading}\r\nNadia,nadia@mfa.tr.example,62,Yes\r\n41225***47,,12,Yes\r\n".encode())

    assert reading.platform == "zoom-participants/unique-users"
    assert [(row.display_name, row.joined_at, row.seconds) for row in reading.rows] == [
        ("Nadia", None, None),
        ("41225***47", None, None),
    ]


@pytest.mark.parametrize(
    ("title", "yes", "no"),
    [("En sala de espera", "Sí", "No"), ("Salle d’attente", "Oui", "Non"), ("In waiting room", "Yes", "No")],
)
def test_the_waiting_room_is_understood_in_each_language(title: str, yes: str, no: str):
    heading = ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", title]
    reading = read(delimited([heading, [*ROW[:5], no], [*ROW[:5], yes]]).encode())

    assert (len(reading.rows), reading.waiting_room_rows) == (1, 1)


COMBINED = (
    "Topic,ID,Host,Duration (minutes),Start time,End time,Participants,Name (original name),Email,Join time,"
    "Leave time,Duration (minutes),Guest,In waiting room\r\n"
)
LEFT = "{topic},912 3344 5566,Lena,61,05/04/2022 03:00:00 PM,05/04/2022 04:01:00 PM,2,"
RIGHT = "Nadia,nadia@mfa.tr.example,05/04/2022 02:58:10 PM,05/04/2022 04:00:00 PM,62,Yes,No\r\n"


def test_the_meeting_may_be_repeated_in_every_row():
    reading = read((COMBINED + 2 * (LEFT.format(topic="Briefing") + RIGHT)).encode())

    assert (reading.meeting_title, reading.starts_at) == ("Briefing", datetime(2022, 5, 4, 15))
    assert [row.display_name for row in reading.rows] == ["Nadia", "Nadia"]


LIST = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n" + ",".join(ROW) + "\r\n"
BLOCK = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\r\n"
MEETING = "912 3344 5566,{topic},04/05/2022 15:00:00,04/05/2022 16:01:00,host@iom.example,61,3,\r\n\r\n"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "text",
    [
        COMBINED + LEFT.format(topic="Briefing") + RIGHT + LEFT.format(topic="Debriefing") + RIGHT,
        BLOCK + MEETING.format(topic="Briefing") + LIST + "\r\n" + BLOCK + MEETING.format(topic="Debriefing") + LIST,
    ],
)
def test_two_meetings_in_one_file_are_refused_by_name(text: str):
    with pytest.raises(NotAnExport) as refusal:
        read(text.encode())
    assert "two meetings, “Briefing" in str(refusal.value)
    assert "and “Debriefing" in str(refusal.value)


def test_one_meeting_given_twice_is_read_with_its_heading_left_out():
    once = BLOCK + MEETING.format(topic="Briefing") + LIST
    assert [row.display_name for row in read((once + "\r\n" + once).encode()).rows] == [ROW[0], ROW[0]]


def test_empty_lines_a_remark_below_and_headings_given_again_are_nobody():
    heading, row = LIST.splitlines()
    text = "\r\n".join([heading, row, ",,,,,", heading, row, "", "Exported by the host,,,,,", ""])
    assert len(read(text.encode()).rows) == 2


def test_an_address_with_letters_masked_is_none_and_somebody_without_a_name_still_counts():
    masked, nameless, nothing = ROW.copy(), ROW.copy(), ROW.copy()
    masked[1], nameless[0], nothing[0:2] = "n***@mfa.tr.example", "", ["", ""]
    heading = LIST.splitlines()[0].split(",")

    found = read(delimited([heading, masked, nameless, nothing]).encode()).rows

    assert [(row.display_name, row.email) for row in found] == [
        (ROW[0], None),
        (ROW[1], ROW[1]),
        ("?", None),
    ]


def test_a_list_without_addresses_is_read():
    heading, row = (line.split(",") for line in LIST.splitlines())
    (found,) = read(delimited([[heading[0], *heading[2:]], [row[0], *row[2:]]]).encode()).rows
    assert (found.display_name, found.email, found.left_at) == (ROW[0], None, FOUND.left_at)


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 2), ("GMT+1", 1), ("UTC-03:30", 5.5), ("GMT+02:00", 0)])
def test_times_are_of_the_zone_that_their_title_names(zone: str, hours: float):
    heading = (
        LIST.splitlines()[0].replace("Join Time", f"Join Time ({zone})").replace("Leave Time", f"Leave Time ({zone})")
    )
    shifted = [cell.replace("14:58", "12:00").replace("16:00", "12:30") for cell in ROW]

    (found,) = read((heading + "\r\n" + ",".join(shifted) + "\r\n").encode()).rows

    assert found.joined_at == datetime(2022, 5, 4, 12, 0, 10) + timedelta(hours=hours)
    assert found.left_at == datetime(2022, 5, 4, 12, 30) + timedelta(hours=hours)


def test_a_formula_in_a_name_stays_a_name():
    formula = '=HYPERLINK("https://bad.example","x")'
    heading = LIST.splitlines()[0].split(",")
    assert read(delimited([heading, [formula, *ROW[1:]]]).encode()).rows[0].display_name == formula


def test_a_delimiter_that_excel_names_is_taken_at_its_word():
    text = LIST.replace(",", ";")
    assert read(("sep=;\r\n" + text).encode("cp1252", errors="replace")).rows[0].email == ROW[1]
