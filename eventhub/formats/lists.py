"""Lists of people as organisers bring them: which column fills which field, and each row by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eventhub.formats.spreadsheets import Sheet
from eventhub.formats.vocabulary import WORDS, field_of, word_for


def guess(header: Sequence[str]) -> dict[str, int]:
    """Return which column, from 0, fills which field, by its heading; the first of two that say the same."""
    found: dict[str, int] = {}
    for column, heading in enumerate(header):
        field = field_of(heading)
        if field is not None:
            found.setdefault(field, column)
    return found


def lines(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's number in the file and its cells by field; a category or level that we know is in our word."""
    for row in sheet.rows:
        told = {field: row.cell(column) for field, column in columns.items()}
        for field in WORDS:
            if word := word_for(field, told.get(field, "")):
                told[field] = word
        yield row.number, told
