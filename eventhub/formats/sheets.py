"""Tables as CSV files that spreadsheet programs open as they should: UTF-8 marked as such, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's own code page."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet program calculate a cell, full-width forms included (OWASP, CSV injection)."""

Cell = str | int | float | bool | date | datetime | None


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, CRLF) line by line as bytes, header first; memory does not grow with the rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in chain([header], rows):
        writer.writerow([_text(cell) for cell in row])
        yield _taken(buffer)


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
