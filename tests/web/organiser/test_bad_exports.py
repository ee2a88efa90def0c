"""Whatever is brought instead of an export: one sentence by page and by command, and nothing stored."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.domain import checkins
from eventhub.formats.sheets import DANGEROUS
from eventhub.models.attendance import AttendanceImport
from eventhub.models.checkins import Mode
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import HEADING, ROWS, a_page, an_export, upload
from tests.world import an_event, an_official, register

BLOCK = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\r\n"
ONE = BLOCK + "1,First,04/15/2027 02:00:00 PM,04/15/2027 04:00:00 PM,a@x.example,120,1,\r\n\r\n"
OTHER = BLOCK + "2,Second,04/15/2027 05:00:00 PM,04/15/2027 06:00:00 PM,a@x.example,60,1,\r\n\r\n"


def a_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("participants.csv", an_export())
    return packed.getvalue()


BAD = {
    "no export": (b"Hello, I was there too.", "This file is not an attendance export of a kind that we can read."),
    "two meetings": (
        (ONE + f"{HEADING}\r\n{ROWS[0]}\r\n\r\n" + OTHER + f"{HEADING}\r\n{ROWS[3]}\r\n").encode(),
        "This file holds two meetings,",
    ),
    "another day": (an_export(ROWS[0].replace("04/15/2027", "04/18/2027")), "The times in this file are of"),
    "an open order": (an_export(ROWS[0].replace("04/15/2027", "04/05/2027")), "can mean"),
    "half a letter": (an_export().decode().encode("utf-16")[:-1], "This file breaks off in the middle of a letter."),
    "nothing but NUL": (b"\0" * 400, "This file is empty."),
    "packed": (a_zip(), "This is a packed folder (zip)."),
}


@pytest.mark.parametrize("case", BAD)
def test_one_sentence_says_what_is_wrong_and_nothing_is_stored(
    app: Flask, organiser: Visitor, tmp_path: Path, case: str
):
    content, sentence = BAD[case]
    event = an_event()
    session.commit()
    file = tmp_path / "export.csv"
    file.write_bytes(content)

    answer = upload(organiser, event, content)
    said = app.test_cli_runner().invoke(args=["attendance", "import", event.slug, str(file)])

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert said.exit_code == 1
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1
    assert session.scalar(select(func.count()).select_from(AttendanceImport)) == 0


def test_a_formula_for_a_name_is_only_a_name_and_said(app: Flask, organiser: Visitor, tmp_path: Path):
    event = an_event()
    session.commit()
    rest = ",,04/15/2027 01:58:00 PM,04/15/2027 04:00:00 PM,122,Yes,Y"
    export = an_export(f"=cmd|' /C calc'!A0{rest}", f"+41 22 917 12 34{rest}", f"Ana Gil{rest}")
    file = tmp_path / "export.csv"
    file.write_bytes(export)
    command = ["attendance", "import", event.slug, str(file), "--dry-run", "--json"]
    said = app.test_cli_runner().invoke(args=command)
    page = organiser.follow(upload(organiser, event, export)).get_data(as_text=True)
    sentence = "The name “=cmd|' /C calc'!A0” looks like a formula; it is kept as text."
    assert (said.exit_code, said.stderr) == (0, f"{sentence}\n")
    assert sentence in html.unescape(page)
    assert "<bdi>=cmd|&#39; /C calc&#39;!A0</bdi>" in organiser.get(a_page(event, "/review")).get_data(as_text=True)


def test_no_file_that_leaves_the_house_carries_a_live_formula(organiser: Visitor):
    bad = "=HYPERLINK(1)"
    event = an_event()
    named = {"given_name": bad, "family_name": "@SUM(1)", "organisation": "+1+1", "function": "-1+1"}
    taken = an_official(1, **named)
    checkins.mark_present(register(event, taken), mode=Mode.IN_PERSON, by="account:1", now=event.starts_at_utc)
    session.commit()
    own = f"/organiser/events/{event.slug}"
    for address in (f"{own}/registrations.csv", f"{own}/attendance/counts.csv"):
        lines = csv.reader(io.StringIO(organiser.get(address).data.decode("utf-8-sig")))
        assert [cell for line in lines for cell in line if cell.startswith(DANGEROUS)] == [], address
    with zipfile.ZipFile(io.BytesIO(organiser.get(f"{own}/registrations.xlsx").data)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert (any(b"HYPERLINK(1)" in sheet for sheet in sheets), any(b"<f>" in sheet for sheet in sheets)) == (
        True,
        False,
    )
