"""Tables as people hand them in, pasted from Excel or Word or saved as a file: rows of text, nothing calculated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.formats import spreadsheets

Row = list[str]
"""The cells of one line of a table, each on one line and trimmed."""

MOST_ROWS = 1000
MOST_IN_CELL = 2000
"""Letters in one cell."""

DELIMITERS = ("\t", ";", ",")
"""Between cells, by how surely each means it: nobody types a tab into a name, many a comma."""


class TooManyRows(Refused):
    """More rows than a person looks through."""

    message = _l("The table must have at most %(number)d rows.", number=MOST_ROWS)


class HoldsFormula(Refused):
    """A cell that a spreadsheet program would calculate."""


class CellTooLong(Refused):
    """A cell that holds more than anybody types."""


def read_pasted(text: str) -> list[Row]:
    """Return the rows of a pasted table, cells between tabs, semicolons or commas; empty lines are left out."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = next((each for each in DELIMITERS if each in first), "\t")
    return checked(_parsed(text, delimiter))


def read_file(content: bytes) -> list[Row]:
    """Return the rows of a CSV or XLSX file; raise the refusal that says why it is not read."""
    sheet = spreadsheets.read(content)
    return checked([sheet.header, *(row.cells for row in sheet.rows)])


def write_pasted(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as they would be pasted: reading them gives the same rows again."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=DELIMITERS[0], lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def checked(rows: Iterable[Iterable[str]]) -> list[Row]:
    """Return rows as they may be read on; raise the refusal that names the first row at fault, counted from 1."""
    found: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRows
        row = [_cell(each, number) for each in cells]
        if any(row):
            found.append(row)
    return found


def _cell(text: str, number: int) -> str:
    if len(text) > MOST_IN_CELL:
        sentence = _l("Row %(row)d: a cell holds more than %(number)d letters.", row=number, number=MOST_IN_CELL)
        raise CellTooLong(sentence)
    text = one_line(text)
    if text.startswith("=") and len(text) > 1:
        raise HoldsFormula(_l("Row %(row)d: a cell holds a formula. Put its value in its place.", row=number))
    return text


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=None), delimiter=delimiter)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):  # noqa: B007 - told in the refusal
            yield cells
    except csv.Error:  # a cell beyond what the parser takes: 131,072 letters
        sentence = _l("Row %(row)d: a cell holds more than %(number)d letters.", row=row + 1, number=MOST_IN_CELL)
        raise CellTooLong(sentence) from None
