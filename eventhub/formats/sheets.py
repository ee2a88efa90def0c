"""Tables as files that spreadsheet programs open as they should, CSV or XLSX: whole, and never a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, BinaryIO

from xlsxwriter import Workbook

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's own code page."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet program calculate a cell, full-width forms included (OWASP, CSV injection)."""

LONGEST = 32_767
"""Letters in one cell of an XLSX file."""

Cell = str | int | float | bool | date | datetime | None


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, CRLF) line by line as bytes, header first; memory does not grow with the rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in chain([header], rows):
        writer.writerow([_text(cell) for cell in row])
        yield _taken(buffer)


def xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> BinaryIO:
    """Write an XLSX file row by row and return it, open at its start; memory does not grow with the rows.

    Words are written as words whatever they begin with, so nothing is calculated. The file goes when it is closed.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever is given it closes it
    own = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(file, own) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, word in enumerate(header):
            sheet.write_string(0, column, word[:LONGEST], bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, day)
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, bool) or cell is None or isinstance(cell, datetime):
        sheet.write_string(row, column, _text(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell[:LONGEST])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) else cell
    return str(cell)


def _taken(buffer: io.StringIO) -> bytes:
    """Return what was written and empty the buffer."""
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
