"""Whatever is brought instead of an export: one sentence by page and by command, and nothing stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.models.attendance import AttendanceImport
from tests.visitors import Visitor
from tests.web.organiser.test_attendance import HEADING, ROWS, a_page, an_export, upload
from tests.world import an_event

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


def test_a_formula_for_a_name_is_only_a_name(organiser: Visitor):
    event = an_event()
    session.commit()
    upload(organiser, event, an_export("=cmd|' /C calc'!A0,,04/15/2027 01:58:00 PM,04/15/2027 04:00:00 PM,122,Yes,Y"))
    page = organiser.get(a_page(event, "/review")).get_data(as_text=True)
    assert "<bdi>=cmd|&#39; /C calc&#39;!A0</bdi>" in page
