"""Teams' reports of 2021 and its lists of 2020, in the languages of those who download them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport, Row
from tests.formats.attendance.exports import delimited, read, sample

SUMMARY = [
    ["Meeting Summary"],
    ["Total Number of Participants", "2"],
    ["Meeting Title", "Technical meeting, May"],
    ["Meeting Start Time", "5/4/2022, 3:00:00 PM"],
    ["Meeting End Time", "5/4/2022, 4:00:10 PM"],
    ["Meeting Id", "7d0c2a31-9f51-4c02-9be7-1d2f5a6b7c80"],
    [],
]
HEADINGS = {
    "english": ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"],
    "german": [
        "Vollständiger Name",
        "Beitrittszeit",
        "Verlassen um",
        "Dauer",
        "E-Mail",
        "Rolle",
        "Teilnehmer-ID (UPN)",
    ],
    "spanish": [
        "Nombre completo",
        "Hora de unión",
        "Hora de salida",
        "Duración",
        "Correo electrónico",
        "Rol",
        "Id. (UPN)",
    ],
    "french": ["Nom complet", "Heure d’arrivée", "Heure de départ", "Durée", "E-mail", "Rôle", "Identifiant (UPN)"],
    "portuguese": ["Nome Completo", "Hora de Entrada", "Hora de Saída", "Duração", "Email", "Função", "ID (UPN)"],
}
ENGLISH, GERMAN = HEADINGS["english"], HEADINGS["german"]
NADIA = [
    "Diallo Nadia",
    "5/4/2022, 2:58:00 PM",
    "5/4/2022, 4:00:00 PM",
    "1h 2m 0s",
    "nadia@mae.sn.example",
    "Organizer",
    "n@x",
]
GUEST = ["Omar (Guest)", "5/4/2022, 3:10:00 PM", "5/4/2022, 3:40:00 PM", "30m 0s", "", "Attendee", "o@x.example"]
FOUND = [
    Row(0, "Diallo Nadia", "nadia@mae.sn.example", datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16)),
    Row(1, "Omar (Guest)", None, datetime(2022, 5, 4, 15, 10), datetime(2022, 5, 4, 15, 40)),
]


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-be"])
@pytest.mark.parametrize("summary", [SUMMARY, []])
def test_each_connection_is_read_in_every_language(heading: list[str], encoding: str, summary: list[list[str]]):
    reading = read(delimited([*summary, heading, NADIA, GUEST], "\t").encode(encoding))

    assert reading.platform == "teams/2021-summary"
    assert list(reading.rows) == FOUND
    assert reading.meeting_title == ("Technical meeting, May" if summary else None)
    assert reading.starts_at == (datetime(2022, 5, 4, 15) if summary else None)


def test_lengths_in_german_words_and_days_first_say_the_same():
    rows = [
        ["Diallo Nadia", "04.05.2022, 14:58:00", "04.05.2022, 16:00:00", "1 Std. 2 Min. 0 Sek.", NADIA[4], "", ""],
        ["Omar (Guest)", "04.05.2022, 15:10:00", "04.05.2022, 15:40:00", "30 Min. 0 Sek.", "", "", ""],
    ]
    assert list(read(delimited([GERMAN, *rows], "\t").encode("utf-16")).rows) == FOUND


def test_after_excel_the_summary_is_padded_and_semicolons_part_cells():
    padded = [[*row, *[""] * (7 - len(row))] for row in (*SUMMARY, ENGLISH, NADIA, GUEST)]
    reading = read(delimited(padded, ";").encode("cp1252"))
    assert (list(reading.rows), reading.meeting_title) == (FOUND, "Technical meeting, May")


@pytest.mark.usefixtures("app")
def test_two_reports_in_one_file_are_refused():
    other = [["Meeting Title", "Another meeting"], *SUMMARY[3:]]
    with pytest.raises(NotAnExport):
        read(delimited([*SUMMARY, ENGLISH, NADIA, [], *other, ENGLISH, GUEST], "\t").encode())


# The list of 2020

LOG_HEADING = ("Full Name", "User Action", "Timestamp")


def log(
    *rows: tuple[str, str, str], heading: tuple[str, str, str] | None = ("Full Name", "User Action", "Timestamp")
) -> str:
    return delimited([*([heading] if heading else []), *((a, b, f"5/4/2022, {c}") for a, b, c in rows)], "\t")


EVENTS = (
    ("Nadia", "Joined before", "2:58:00 PM"),
    ("Nadia", "Left", "3:10:00 PM"),
    ("Omar", "Joined", "3:00:00 PM"),
    ("Nadia", "Joined", "3:12:00 PM"),
    ("Nadia", "Left", "4:00:00 PM"),
)
STAYS = [
    ("Nadia", (14, 58), (15, 10)),
    ("Nadia", (15, 12), (16, 0)),
    ("Omar", (15, 0), None),
]


def stays(text: str) -> list[tuple[str, tuple[int, int] | None, tuple[int, int] | None]]:
    def clock(moment: datetime | None) -> tuple[int, int] | None:
        return (moment.hour, moment.minute) if moment else None

    return sorted(
        ((row.display_name, clock(row.joined_at), clock(row.left_at)) for row in read(text.encode("utf-16")).rows),
        key=str,
    )


def test_the_sample_of_2020_pairs_nine_stays():
    assert len(read(sample("teams_2020_event_log_en-GB.csv"), date(2020, 11, 16)).rows) == 9


@pytest.mark.parametrize("heading", [LOG_HEADING, None])
def test_joining_and_leaving_are_paired_and_a_missing_leaving_is_unknown(heading: tuple[str, str, str] | None):
    assert stays(log(*EVENTS, heading=heading)) == STAYS
    assert stays(log(*reversed(EVENTS), heading=heading)) == STAYS


@pytest.mark.parametrize(
    ("before", "joined", "left"),
    [
        ("Vorher beigetreten", "Beigetreten", "Verlassen"),
        ("A rejoint avant", "Rejoint", "A quitté l'appel"),
        ("Se unió antes", "Se unió", "Salió"),
        ("Ingressou antes", "Ingressou", "Saiu"),
        ("Dołączono wcześniej", "Dołączono", "Opuszczono"),
    ],
)
def test_the_words_for_it_are_understood_in_any_language(before: str, joined: str, left: str):
    words = {"Joined before": before, "Joined": joined, "Left": left}
    assert stays(log(*((name, words[action], at) for name, action, at in EVENTS))) == STAYS


@pytest.mark.parametrize("words", [("Joined", "Joined before"), ("Beigetreten", "Vorher beigetreten")])
def test_where_nobody_has_left_everybody_is_in(words: tuple[str, str]):
    events = [("Nadia", words[1], "2:58:00 PM"), ("Omar", words[0], "3:00:00 PM")]
    assert stays(log(*events)) == [("Nadia", (14, 58), None), ("Omar", (15, 0), None)]


@pytest.mark.usefixtures("app")
def test_words_that_cannot_be_told_apart_are_named():
    with pytest.raises(NotAnExport) as refusal:
        stays(log(("Nadia", "Wszedł", "2:58:00 PM"), ("Omar", "Wyszedł", "3:00:00 PM")))
    assert "left cannot be told: “wszedl”, “wyszedl”." in str(refusal.value)


@pytest.mark.usefixtures("app")
def test_a_last_time_cut_off_before_its_half_of_the_day_is_not_taken_for_the_morning():
    with pytest.raises(NotAnExport) as refusal:
        stays(log(*EVENTS).removesuffix(" PM\r\n"))
    assert str(refusal.value) == "This file breaks off in line 6. Download it again."


def test_two_devices_overlap():
    events = [("Omar", "Joined", f"3:0{minute}:00 PM") for minute in (0, 2)]
    events += [("Omar", "Left", f"3:{minute}:00 PM") for minute in (10, 30)]
    assert stays(log(*events)) == [("Omar", (15, 0), (15, 30)), ("Omar", (15, 2), (15, 10))]


def test_a_leaving_without_a_joining_is_a_stay_whose_beginning_is_unknown():
    events = [*EVENTS, ("Paola", "Left", "3:20:00 PM")]
    assert ("Paola", None, (15, 20)) in stays(log(*events))
