"""Sheets that people hand in: read whole, or refused with the row at fault."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base.errors import Refused
from eventhub.formats import spreadsheets
from eventhub.formats.spreadsheets import NotASheet

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def a_book(*rows: tuple[object, ...]) -> bytes:
    """An XLSX file; words that begin with = are formulas, as a spreadsheet program saves them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_read_in_its_encoding_with_its_separator(encoding: str, separator: str):
    text = f"Prénom{separator}Nom\r\n\r\nAïssata{separator}Koné\r\n"

    sheet = spreadsheets.read(text.encode(encoding))

    assert sheet.header == ("Prénom", "Nom")
    assert (sheet.rows[0].number, sheet.rows[0].cell(0)) == (3, "Aïssata")


@pytest.mark.parametrize(
    "text",
    [
        "Given name\tE-mail\nAmina, Dr.\tamina@mfa.ma.example",
        "Given name;E-mail\r\nAmina, Dr.;amina@mfa.ma.example\r\n",
        'Given name,E-mail\n\n"Amina, Dr.",amina@mfa.ma.example\n\n',
        '\n\nGiven name\tE-mail\n"Amina, Dr."\t amina@mfa.ma.example ',
        "Given name\tE-mail, of the ministry, please\nAmina, Dr.\tamina@mfa.ma.example",
    ],
)
def test_what_is_pasted_stands_between_tabs_semicolons_or_commas(text: str):
    sheet = spreadsheets.read_pasted(text)

    assert sheet.header[0] == "Given name"
    assert sheet.rows[0].cells == ("Amina, Dr.", "amina@mfa.ma.example")
    assert [row.cells for row in spreadsheets.read_pasted(spreadsheets.write_pasted(sheet)).rows] == [
        sheet.rows[0].cells
    ]


def test_an_xlsx_file_is_read_as_people_read_it():
    sheet = spreadsheets.read(a_book(("Given name", "Room", "Day"), ("Țurcanu", 12.0, True), (), ("Elena", 1.5, "")))

    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("Țurcanu", "12", "yes")), (4, ("Elena", "1.5"))]


def test_a_formula_is_refused_with_its_row():
    with pytest.raises(NotASheet, match="Row 3 has a formula"):
        spreadsheets.read(a_book(("Name",), ("Elena",), ("=1+1",)))
    with pytest.raises(NotASheet, match="Row 2 has a formula"):
        spreadsheets.read(b'Name\r\n"=HYPERLINK(""https://example.org"")"\r\n')


def test_a_cell_of_ten_thousand_letters_and_more_is_refused_with_its_row():
    assert len(spreadsheets.read(b"Name\n" + b"x" * 10_000).rows[0].cell(0)) == 10_000
    for size in (10_001, 200_000):
        with pytest.raises(NotASheet, match=r"(Row|Line) 2"):
            spreadsheets.read(b"Name\n" + b"x" * size)
    with pytest.raises(NotASheet, match="Row 2 has a cell"):
        spreadsheets.read(a_book(("Name",), ("x" * 10_001,)))


def test_too_many_rows_and_columns_are_refused():
    assert len(spreadsheets.read(b"Name\n" + b"Elena\n" * spreadsheets.ROWS).rows) == spreadsheets.ROWS
    with pytest.raises(NotASheet, match="more than 20000 rows"):
        spreadsheets.read(b"Name\n" + b"Elena\n" * (spreadsheets.ROWS + 1))
    with pytest.raises(NotASheet, match="Row 1 has more than 100 columns"):
        spreadsheets.read(b",".join([b"x"] * 101))


def test_a_sheet_with_one_cell_at_its_far_end_is_not_unfolded():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(1_048_575, 16_383, "far out")
    with pytest.raises(NotASheet, match="reaches further"):
        spreadsheets.read(file.getvalue())


def test_a_file_that_unpacks_without_end_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (spreadsheets.UNPACKED + 1))
    with pytest.raises(NotASheet, match="too large when unpacked"):
        spreadsheets.read(file.getvalue())


@pytest.mark.parametrize(
    "content",
    [b"", b" \n ,, \n", b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0old"],
)
def test_what_is_no_sheet_is_refused(content: bytes):
    with pytest.raises(NotASheet):
        spreadsheets.read(content)


@given(st.text())
def test_whatever_is_pasted_becomes_a_sheet_or_is_refused(text: str):
    try:
        assert spreadsheets.read_pasted(text).header
    except NotASheet as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes):
    for each in (content, b"PK\x03\x04" + content, b"\xff\xfe" + content):
        try:
            spreadsheets.read(each)
        except Refused:
            continue


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=6))
def test_whatever_is_typed_is_read_as_typed_or_refused(rows: list[list[str]]):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["a", "b", "c", "d"], *rows])
    try:
        sheet = spreadsheets.read(file.getvalue().encode())
    except NotASheet:
        assert any(cell.lstrip().startswith("=") for row in rows for cell in row)
        return
    read = {row.number: row for row in sheet.rows}
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row):
            assert (read[number].cell(column) if number in read else "") == cell.strip()
    assert spreadsheets.unpack(spreadsheets.pack(sheet)) == sheet


@given(st.text(max_size=60))
def test_a_packed_text_that_was_tampered_with_is_refused(text: str):
    with pytest.raises(NotASheet):
        spreadsheets.unpack(text)
