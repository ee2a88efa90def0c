"""BigBlueButton's learning dashboard."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import read, sample

ENGLISH = (
    "Name,Moderator,Activity Score,Talk Time,Webcam Time,Messages,Reactions,Poll Votes,Raise Hands,Join,Left,Duration"
)
FRENCH = (
    "Nom,Modérateur,Score d'activité,Temps de parole,Temps de webcam,Messages,Réactions,Votes,Mains levées,Arrivée,"
    "Départ,Durée"
)


def row(name: str, left: str = "5/4/2022, 4:00:00 PM", length: str = "01:02:00") -> str:
    cells = [name, "FALSE", "0.7", "00:01:13", "-", "1", "0", "1", "0", "5/4/2022, 2:58:00 PM", left, length]
    return ",".join(f'"{cell}"' for cell in cells)


def export(*rows: str, heading: str = ENGLISH) -> bytes:
    return "\r\n".join([heading, *rows]).encode()


def test_the_row_of_secret_answers_is_nobody_though_it_holds_a_line_break():
    reading = read(sample("bbb_learning_dashboard.csv"), date(2022, 2, 2))

    assert reading.platform == "bigbluebutton"
    assert {each.display_name for each in reading.rows} == {
        *("Hannah Whitlock", "Li Wei", "Nattaya Srisuwan", "Paola Rincon"),
    }


def test_the_exact_length_counts():
    (found,) = read(export(row("Nadia Diallo"))).rows
    assert (found.joined_at, found.left_at) == (datetime(2022, 5, 4, 14, 58), datetime(2022, 5, 4, 16))
    assert found.seconds == 62 * 60


def test_who_was_there_for_less_than_from_first_to_last_was_connected_twice():
    first, second = read(export(row("Nadia Diallo", length="00:40:00"))).rows

    assert (first.joined_at, first.left_at, first.seconds) == (datetime(2022, 5, 4, 14, 58), None, 2400)
    assert (second.joined_at, second.left_at, second.seconds) == (None, datetime(2022, 5, 4, 16), 0)


def test_who_is_still_in_has_not_left():
    (found,) = read(export(row("Nadia Diallo", left="-", length="00:40:00"))).rows
    assert (found.left_at, found.seconds) == (None, 2400)


@pytest.mark.parametrize("heading", [ENGLISH, FRENCH])
def test_titles_in_the_browser_s_language_do_not_matter(heading: str):
    day_first = row("Nadia Diallo", left="04/05/2022 16:00:00").replace("5/4/2022, 2:58:00 PM", "04/05/2022 14:58:00")
    assert read(export(day_first, heading=heading)).rows == read(export(row("Nadia Diallo"))).rows


def test_excel_in_another_language_writes_true_and_false_in_it():
    saved = export(row("Nadia Diallo").replace("FALSE", "FALSCH")).replace(b",", b";").replace(b"2022; ", b"2022, ")
    assert read(saved).rows == read(export(row("Nadia Diallo"))).rows


@pytest.mark.usefixtures("app")
def test_another_day_is_refused():
    with pytest.raises(NotAnExport):
        read(export(row("Nadia Diallo")), date(2022, 9, 9))
