"""Tables as people paste or save them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base.text import one_line
from eventhub.formats import grids, spreadsheets

ROWS = [["Given name", "E-mail"], ["Amina, Dr.", "amina@mfa.ma.example"]]


@pytest.mark.parametrize(
    "text",
    [
        "Given name\tE-mail\nAmina, Dr.\tamina@mfa.ma.example",
        "Given name;E-mail\r\nAmina, Dr.;amina@mfa.ma.example\r\n",
        'Given name,E-mail\n\n"Amina, Dr.",amina@mfa.ma.example\n\n',
        '\n\nGiven name\tE-mail\n"Amina,\nDr."\t amina@mfa.ma.example ',
    ],
)
def test_cells_stand_between_tabs_semicolons_or_commas(text: str):
    assert grids.read_pasted(text) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_says_its_encoding_and_names_stay_as_typed(encoding: str):
    assert grids.read_file("Zoë;Łukasz;أمينة".encode(encoding)) == [["Zoë", "Łukasz", "أمينة"]]


def test_a_file_of_a_spreadsheet_program_is_read_like_a_pasted_table():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(ROWS):
            sheet.write_row(place, 0, row)

    assert grids.read_file(file.getvalue()) == ROWS


def test_a_cell_of_ten_megabytes_in_a_file_is_refused_by_row():
    with pytest.raises(spreadsheets.NotASheet, match="Row 2 has a cell with more than 10000 letters"):
        grids.read_file(b"Amina;El Idrissi\nTiago;" + b"a" * 10 * 1024 * 1024)


def test_a_formula_and_an_endless_cell_are_refused_by_row():
    with pytest.raises(grids.HoldsFormula) as formula:
        grids.read_pasted('Amina\tEl Idrissi\nTiago\t=HYPERLINK("https://evil.example")')
    assert str(formula.value) == "Row 2: a cell holds a formula. Put its value in its place."
    for length in (grids.MOST_IN_CELL + 1, 10 * 1024 * 1024):
        with pytest.raises(grids.CellTooLong) as long:
            grids.read_pasted("Amina\tEl Idrissi\nTiago\t" + "a" * length)
        assert str(long.value) == "Row 2: a cell holds more than 2000 letters."


def test_an_endless_table_is_refused():
    with pytest.raises(grids.TooManyRows):
        grids.read_pasted("a\tb\n" * (grids.MOST_ROWS + 1))


CELLS = st.text(max_size=12).map(one_line).filter(lambda cell: not cell.startswith("=") and '"' not in cell)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), max_size=6))
def test_what_is_copied_from_a_spreadsheet_comes_back_cell_by_cell(rows: list[list[str]]):
    pasted = "\n".join("\t".join(row) for row in rows)

    assert grids.read_pasted(pasted) == [row for row in rows if any(row)]


@given(st.text())
def test_whatever_is_pasted_becomes_rows_or_is_refused_in_one_sentence(text: str):
    try:
        assert all(isinstance(cell, str) for row in grids.read_pasted(text) for cell in row)
    except (grids.HoldsFormula, grids.TooManyRows) as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right
