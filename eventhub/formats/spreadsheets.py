"""Sheets that people hand in, CSV or XLSX, as plain cells of text: read whole, or refused with the row at fault."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.formats import code_pages
from eventhub.formats.code_pages import UnknownLetters

ROWS = 20_000
COLUMNS = 100
LETTERS = 10_000
"""The most that a sheet may have, and the letters in one of its cells."""

UNPACKED = 100 * 1024 * 1024
"""Bytes of an XLSX file when unpacked."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = "\t;|,"
"""By how surely each means it: nobody types a tab into a name, many a comma."""

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,4})([0-9]{1,8})"[^>]*>(\s*<f\b)?')


class NotASheet(Refused):
    """The file is no sheet that can be read; the sentence says why."""

    message = _l("This file cannot be read as a table. Give a CSV or XLSX file.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number it has in the file, from 1, and its cells as typed; blank cells are empty."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """Return the cell of a column; nothing where the row is shorter or no column is meant."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row with anything in it, and all rows below that are not blank."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Sheet:
    """Read a CSV file in UTF-8, UTF-16 or Windows' Western code page, or the first sheet of an XLSX file.

    Raise UnknownLetters for other code pages, and NotASheet for anything else, for formulas, and for more rows, columns
    or letters than we take.
    """
    if content.startswith(_ZIP):
        return _sheet(_xlsx_rows(content))
    if content.startswith(_OLE):
        raise NotASheet(_l("This is an old or a locked Excel file. Save it as XLSX without a password."))
    return _sheet(_csv_rows(_text(content)))


def read_pasted(text: str) -> Sheet:
    """Read a table as it is pasted from a spreadsheet or a document, held to the same limits."""
    if "\0" in text:
        raise NotASheet
    return _sheet(_csv_rows(text))


def write_pasted(sheet: Sheet) -> str:
    """Return a sheet as it would be pasted; blank rows are not kept."""
    buffer = io.StringIO(newline="")
    rows = (sheet.header, *(row.cells for row in sheet.rows))
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def pack(sheet: Sheet) -> str:
    """Return a sheet as a text that a form can carry from one page to the next."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["", *sheet.header])
    writer.writerows([row.number, *row.cells] for row in sheet.rows)
    return base64.urlsafe_b64encode(zlib.compress(buffer.getvalue().encode())).decode()


def unpack(text: str) -> Sheet:
    """Return the sheet of a packed text, held to the same limits: it comes from outside like any other."""
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii"))
        content = zlib.decompressobj().decompress(packed, UNPACKED).decode()
        header, *rows = csv.reader(io.StringIO(content, newline=""))
        numbered = [(int(row[0]), row[1:]) for row in rows]
    except (binascii.Error, zlib.error, csv.Error, ValueError, IndexError):
        raise NotASheet from None
    return _sheet([(0, header[1:]), *numbered])


def _sheet(rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """Hold rows to what we take, and part the header from the rest."""
    found: list[Row] = []
    for number, cells in rows:
        trimmed = tuple(cell.strip() for cell in cells)
        while trimmed and not trimmed[-1]:
            trimmed = trimmed[:-1]
        if not trimmed:
            continue
        if len(trimmed) > COLUMNS:
            raise NotASheet(_l("Row %(row)d has more than %(number)d columns.", row=number, number=COLUMNS))
        if any(len(cell) > LETTERS for cell in trimmed):
            raise NotASheet(_l("Row %(row)d has a cell with more than %(number)d letters.", row=number, number=LETTERS))
        if len(found) > ROWS:
            raise NotASheet(_l("The table has more than %(number)d rows.", number=ROWS))
        found.append(Row(number, trimmed))
    if not found:
        raise NotASheet(_l("The table is empty."))
    return Sheet(found[0].cells, tuple(found[1:]))


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            _refuse_formula(number, cells)
            yield number, cells
    except csv.Error:  # a cell beyond what the parser takes: 131,072 letters
        sentence = _l("Row %(row)d has a cell with more than %(number)d letters.", row=number + 1, number=LETTERS)
        raise NotASheet(sentence) from None


def _refuse_formula(number: int, cells: Sequence[str]) -> None:
    if any(cell.lstrip().startswith("=") for cell in cells):
        raise NotASheet(_l("Row %(row)d has a formula. Give its value instead.", row=number))


def _separator(text: str) -> str:
    """Return the surest separator in the first line with anything in it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((each for each in _SEPARATORS if each in first), ",")


def _text(content: bytes) -> str:
    """Return the letters of a file that is no picture or program."""
    try:
        text = code_pages.decode(content)
    except UnknownLetters:
        if b"\0" in content:
            raise NotASheet from None
        raise
    if "\0" in text or sum(letter < " " and letter not in "\t\r\n" for letter in text[:4000]) > 40:
        raise NotASheet
    return text


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    _refuse_unsafe(content)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=ROWS + 100)
    except python_calamine.PasswordError:
        raise NotASheet(_l("This file is locked. Save it without a password.")) from None
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        raise NotASheet from None
    for number, cells in enumerate(rows, 1):
        yield number, [_as_text(cell) for cell in cells]


def _refuse_unsafe(content: bytes) -> None:
    """Look through the file before it is read: what it unpacks to, how far its cells reach, formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNPACKED:
                raise NotASheet(_l("This file is too large when unpacked."))
            for each in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", each.filename):
                    _refuse_cells(archive.read(each))
    # zipfile raises NotImplementedError for a way of packing it does not know, and RuntimeError for a locked file.
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        raise NotASheet from None


def _refuse_cells(markup: bytes) -> None:
    for column, row, formula in _CELL.findall(markup):
        if formula:
            raise NotASheet(_l("Row %(row)d has a formula. Give its value instead.", row=int(row)))
        if len(column) > 2 or int(row) > ROWS + 100:
            raise NotASheet(_l("The table reaches further than %(rows)d rows or 700 columns.", rows=ROWS))


def _as_text(cell: object) -> str:
    """Return a cell as people read it: whole numbers without a point, dates as ISO dates."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
