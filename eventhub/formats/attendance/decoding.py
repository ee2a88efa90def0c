"""From bytes to a table of cells: encodings, delimiters and quoting, as platforms and Excel leave them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.formats.attendance.reading import NotAnExport

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_KNOWN_STRANGERS = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}
_DELIMITERS = "\t;,"
_WIDEST_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the table, with the line of the file it ended on; `cells` are trimmed, `raw` are not."""

    number: int
    raw: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(self.cells)

    def cell(self, column: int | None) -> str:
        """Return the cell of a column; nothing where the line is shorter or the column is absent."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


def read_table(data: bytes) -> list[Line]:
    """Return the lines of a delimited text, blank ones too; raise NotAnExport for what is no text."""
    text = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines = []
    try:
        for cells in reader:
            lines.append(Line(reader.line_num, tuple(cells), tuple(one_line(cell) for cell in cells)))
    except csv.Error:
        raise NotAnExport(_l("Line %(number)d of this file cannot be read.", number=reader.line_num)) from None
    if all(line.is_blank for line in lines):
        raise NotAnExport(_l("This file is empty."))
    return lines


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 of either order, or Windows' Western code page."""
    for signature, kind in _KNOWN_STRANGERS.items():
        if data.startswith(signature):
            raise NotAnExport(
                _l("This is a file of the kind .%(kind)s. Upload the CSV file that the platform gives.", kind=kind)
            )
    text = _decoded(data).removeprefix("\ufeff").replace("\0", "")
    if _looks_binary(text):
        raise NotAnExport(_l("This file is not text. Upload the CSV file that the platform gives."))
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if encoding_without_mark := _wide_encoding(data):
        return data.decode(encoding_without_mark, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every other byte of Western text is then zero."""
    sample = data[:2000]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.4 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and sample[0::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_binary(text: str) -> bool:
    sample = text[:4000]
    odd = sum(1 for letter in sample if letter == "\ufffd" or (letter < " " and letter not in "\t\r\n\f"))
    return odd > len(sample) / 50


def _delimiter(text: str) -> str:
    """Return the delimiter that the first lines use most; a tab, where there are any, before all others."""
    lines = text.splitlines()[:40]
    if sum("\t" in line for line in lines) >= 2:
        return "\t"
    return max(_DELIMITERS, key=lambda delimiter: _most(lines, delimiter))


def _most(lines: Sequence[str], delimiter: str) -> int:
    return max((line.count(delimiter) for line in lines), default=0)


csv.field_size_limit(_WIDEST_CELL)
