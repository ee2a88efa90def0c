"""From bytes to a table of cells: encodings, delimiters and quoting, as platforms and Excel leave them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.formats import spreadsheets
from eventhub.formats.attendance.reading import NotAnExport

LARGEST = 32 * 1024 * 1024
"""Bytes of an export; one of ten thousand connections has about three million in the widest encoding."""

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_ZIP = b"PK\x03\x04"
_KNOWN_STRANGERS = {b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}
_DELIMITERS = "\t;,"
_WIDEST_CELL = 131_072


class Line(NamedTuple):
    """One record of the table, with the line of the file it ended on; `cells` are trimmed, `raw` are not."""

    number: int
    raw: tuple[str, ...]
    cells: tuple[str, ...]
    is_unended: bool = False
    """Whether the file stops here without a line's end: it may have been cut off."""

    @property
    def is_blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(self.cells)

    @property
    def filled(self) -> int:
        """The number of cells that hold something."""
        return sum(map(bool, self.cells))

    def cell(self, column: int | None) -> str:
        """Return the cell of a column; nothing where the line is shorter or the column is absent."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


def read_table(data: bytes) -> list[Line]:
    """Return the lines of a delimited text or a workbook's first sheet; raise NotAnExport for what is neither."""
    if len(data) > LARGEST:
        raise NotAnExport(_l("This file is too large: an export may have %(n)d megabytes.", n=LARGEST // 1024**2))
    lines = _sheet_lines(data) if data.startswith(_ZIP) else _text_lines(decode(data))
    if all(line.is_blank for line in lines):
        raise NotAnExport(_l("This file is empty."))
    return lines


def _sheet_lines(data: bytes) -> list[Line]:
    """A workbook is what Excel makes of an export when somebody opens and saves it."""
    if b"xl/" not in data:
        raise NotAnExport(_l("This is a packed folder (zip). Unpack it, and upload the CSV file that is in it."))
    try:
        sheet = spreadsheets.read(data)
    except Refused:
        raise NotAnExport(
            _l("This Excel file cannot be read. Upload the CSV file that the platform gives, or save it as CSV.")
        ) from None
    rows = [(1, sheet.header), *((row.number, row.cells) for row in sheet.rows)]
    return [Line(number, cells, tuple(map(one_line, cells))) for number, cells in rows]


def _text_lines(text: str) -> list[Line]:
    text, delimiter = _delimited(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = []
    before = 0
    try:
        for cells in reader:
            before, height = reader.line_num, reader.line_num - before
            raw = tuple(cells)
            lines.append(Line(before, raw, raw if _is_tidy(cells) else tuple(map(one_line, raw))))
    except csv.Error:
        raise NotAnExport(_l("Line %(number)d of this file cannot be read.", number=reader.line_num)) from None
    if lines and not text.endswith(("\n", "\r")):
        last = lines.pop()
        if height > 1 and text.count('"') % 2:
            raise NotAnExport(_l("This file breaks off in line %(number)d. Download it again.", number=last.number))
        lines.append(Line(last.number, last.raw, last.cells, is_unended=True))
    return lines


def _is_tidy(cells: Sequence[str]) -> bool:
    """Tell at one glance whether no cell needs its spaces or letters put in order, as in most lines."""
    line = f" ,{','.join(cells)}, "
    return line.isprintable() and "  " not in line and line.count(" ,") == 1 and line.count(", ") == 1


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
            return _strictly(data[len(mark) :], encoding)
    if encoding_without_mark := _wide_encoding(data):
        return _strictly(data, encoding_without_mark)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            return _strictly(data, "utf-8")
        return data.decode("cp1252", errors="replace")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data):
            raise NotAnExport(_l("This file breaks off in the middle of a letter. Download it again.")) from None
        raise NotAnExport(_l("This file is not text. Upload the CSV file that the platform gives.")) from None


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


def _delimited(text: str) -> tuple[str, str]:
    """Return the text and its delimiter; Excel may name it in a line of its own, which is then left out."""
    first, _end, rest = text.partition("\n")
    named = first.strip().strip('"').casefold()
    if named.startswith("sep=") and len(named) == 5 and named[-1] in _DELIMITERS:
        return rest, named[-1]
    return text, "\t" if named == "sep=" else _delimiter(text)


def _delimiter(text: str) -> str:
    """Return the delimiter that the first lines use most; a tab, where there are any, before all others."""
    lines = text.splitlines()[:40]
    if sum("\t" in line for line in lines) >= 2:
        return "\t"
    return max(_DELIMITERS, key=lambda delimiter: _most(lines, delimiter))


def _most(lines: Sequence[str], delimiter: str) -> int:
    return max((line.count(delimiter) for line in lines), default=0)


csv.field_size_limit(_WIDEST_CELL)
