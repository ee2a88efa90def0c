"""From bytes to cells."""

from __future__ import annotations

import pytest

from eventhub.formats.attendance.decoding import decode, read_table
from eventhub.formats.attendance.reading import NotAnExport
from tests.formats.attendance.exports import sample

TEXT = "Name,Email\r\nÉtienne Bélanger,etienne@ircc.example\r\nمريم,\r\n"
WESTERN = "Name,Email\r\nÉtienne Bélanger – “Canada”,etienne@ircc.example\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("Bélanger", "Bé\0langer").encode(),
    ],
)
def test_unicode_is_read_in_every_form(data: bytes):
    assert decode(data) == TEXT


def test_what_excel_saved_in_the_western_code_page_is_read():
    assert decode(WESTERN.encode("cp1252")) == WESTERN


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str):
    table = read_table(
        f'Name{delimiter}Email{delimiter}Role\n"Okoumba, Pierre"{delimiter}x@y.example{delimiter}'.encode()
    )
    assert table[1].cells == ("Okoumba, Pierre", "x@y.example", "")


def test_a_quoted_cell_may_hold_a_line_break():
    table = read_table(b'Name,Email\r\n"Maria\r\nSantos ",m@x.example\r\n')
    assert (table[1].cells, table[1].number) == (("Maria Santos", "m@x.example"), 3)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf\r\n,,\r\n", "This file is empty."),
        (b"PK\x03\x04rest", "This is a packed folder (zip). Unpack it, and upload the CSV file that is in it."),
        (
            b"PK\x03\x04xl/workbook.xml",
            "This Excel file cannot be read. Upload the CSV file that the platform gives, or save it as CSV.",
        ),
        (b"\xff\xfeN\0a\0m", "This file breaks off in the middle of a letter. Download it again."),
        ("Name,Élodie Zoé".encode()[:-1], "This file breaks off in the middle of a letter. Download it again."),
        (b'Name,Email\n"Maria\nx@y.example', "This file breaks off in line 3. Download it again."),
        (b"x" * (32 * 1024 * 1024 + 1), "This file is too large: an export may have 32 megabytes."),
        (b"%PDF-1.7 ...", "This is a file of the kind .pdf. Upload the CSV file that the platform gives."),
        (bytes(range(256)) * 4, "This file is not text. Upload the CSV file that the platform gives."),
        (b"Name,Email\n" + b"x" * 200_000, "Line 2 of this file cannot be read."),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, sentence: str):
    with pytest.raises(NotAnExport) as refusal:
        read_table(data)
    assert str(refusal.value) == sentence


def test_every_sample_decodes_to_a_table_of_several_columns():
    for name in ("webex_2021_event_utf16.csv", "google_meet_attendance_en-US.csv", "bbb_learning_dashboard.csv"):
        assert all(len(line.cells) > 3 for line in read_table(sample(name)) if not line.is_blank)
