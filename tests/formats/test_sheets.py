"""CSV files open in a spreadsheet as they were meant, and calculate nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats.sheets import csv_lines

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\n"))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_is_marked_as_utf_8_and_ends_its_lines_as_the_standard_says():
    content = b"".join(csv_lines(["Name"], [["Țurcanu"]]))

    assert content == "\ufeffName\r\nȚurcanu\r\n".encode()


def test_cells_are_written_plainly():
    row = [None, True, False, 3, date(2027, 4, 15), datetime(2027, 4, 15, 14, 0), 'He said "yes", twice']

    assert read(b"".join(csv_lines(["a"], [row])))[1] == [
        "",
        "yes",
        "no",
        "3",
        "2027-04-15",
        "2027-04-15 14:00",
        'He said "yes", twice',
    ]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4))
def test_every_text_comes_back_with_at_most_an_apostrophe_before_it(rows: list[list[str]]):
    back = read(b"".join(csv_lines(["a"], rows)))[1:]

    written = [cell for row in rows for cell in row]
    assert [cell.removeprefix("'") for row in back for cell in row] == [cell.removeprefix("'") for cell in written]


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d"]), CELLS)
def test_no_cell_begins_like_a_formula(sign: str, rest: str):
    content = b"".join(csv_lines(["a"], [[sign + rest]]))

    assert read(content)[1][0] == f"'{sign}{rest}"


def test_lines_are_written_as_they_are_asked_for():
    def rows():
        yield ["first"]
        raise AssertionError("asked for too early")

    lines = csv_lines(["a"], rows())

    assert next(lines) == "\ufeffa\r\n".encode()
    assert next(lines) == b"first\r\n"
