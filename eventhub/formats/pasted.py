"""Tables as people paste them from a spreadsheet or save them as CSV: whatever the separator and the encoding."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

SEPARATORS = ("\t", ";", ",")
"""In the order in which they are believed: a tab is never part of a name, a comma often is."""


class UnreadableTable(Refused):
    """No spreadsheet program would have written this."""

    message = _l("This cannot be read as a table. Copy it from a spreadsheet, or save it as CSV (UTF-8).")


def read_text(text: str) -> list[list[str]]:
    """Return the rows of a pasted table; its first line tells the separator."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = Counter(lines.partition("\n")[0])
    separator = max(SEPARATORS, key=lambda each: found[each])
    try:
        return list(csv.reader(io.StringIO(lines), delimiter=separator))
    except csv.Error:
        raise UnreadableTable from None


def write_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as they would be pasted, so that reading them gives the same rows."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def read_file(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file: UTF-8, UTF-16 with its mark, else as older versions of Excel write."""
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            return read_text(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableTable
