"""Exports that a platform may well write and that stand in nobody's samples, with answers worked out by hand."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import SAMPLES, Meeting, delimited, read

ANSWERS: dict[str, Any] = json.loads((SAMPLES / "plausible" / "answers.json").read_text(encoding="utf-8"))


def _key(row: list[Any]) -> list[str]:
    return list(map(str, row))


@pytest.mark.parametrize("name", ANSWERS)
def test_each_says_what_it_says(name: str):
    right = ANSWERS[name]
    meeting = Meeting(datetime.fromisoformat(right["start"]), datetime.fromisoformat(right["end"]))

    reading = registry.read((SAMPLES / "plausible" / name).read_bytes(), meeting)

    rows = [
        [
            each.display_name,
            each.email,
            *(at.isoformat() if at else None for at in (each.joined_at, each.left_at)),
            each.seconds,
        ]
        for each in reading.rows
    ]
    assert sorted(rows, key=_key) == sorted(right["rows"], key=_key)
    assert reading.waiting_room_rows == right["waiting_room_rows"]


HEADING = ["Nome", "Indirizzo", "Entrata", "Uscita", "Minuti"]
ROWS = [
    ["Ada", "a@x.example", "04/05/2022 14:58", "04/05/2022 15:02", "4"],
    ["Bo", "b@x.example", "04/05/2022 14:58", "04/05/2022 15:03", "5"],
]


def test_titles_that_nobody_knows_do_no_harm_where_the_shape_is_plain():
    assert [row.display_name for row in read(delimited([HEADING, *ROWS]).encode()).rows] == ["Ada", "Bo"]


@pytest.mark.parametrize(
    "columns",
    [
        {"Ospite": ["Sì", "No"], "In attesa": ["No", "Sì"]},  # which of them is the waiting room?
        {"Altro nome": ["Anna", "Bob"], "Altro": ["x", "y"]},
        {"Minuti": ["90", "90"]},  # not the time between the two: what are these times?
    ],
)
def test_where_the_shape_leaves_doubt_somebody_is_asked(columns: dict[str, list[str]]):
    rows = [
        dict(zip(HEADING, row, strict=True)) | {key: cells[at] for key, cells in columns.items()}
        for at, row in enumerate(ROWS * 1)
    ]
    rows.append(rows[0] | {"Nome": "Cleo", "Altro nome": "C", "Altro": "z"} if "Altro" in columns else rows[0])
    with pytest.raises(NotAnExport):
        read(delimited([list(rows[0]), *([*row.values()] for row in rows)]).encode())
