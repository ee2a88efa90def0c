"""Lists of officials: which column of a table holds what, told by its heading in six languages or by what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventhub.base.text import fold, one_line
from eventhub.formats.spreadsheets import Sheet
from eventhub.formats.vocabulary import HEADS, WORDS, YES, field_of, word_for

FIELDS = frozenset(
    (
        *("form_of_address", "given_name", "family_name", "email", "function", "organisation"),
        *("level", "category", "role", "is_head"),
    )
)
"""What a column can hold; the State or organisation is the delegation's own."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One official as a table tells of them."""

    cells: Mapping[str, str]
    """By field; `is_head` is `y`, and words of `level`, `role` and `category` are ours where they are known."""
    unknown: Mapping[str, str]
    """Words of those columns that are not known, by field."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What was understood of a table."""

    entries: Sequence[Entry]
    left_out: Sequence[str]
    """Headings of columns that were not understood."""


def read(sheet: Sheet) -> Roll:
    """Return who stands in a table, by its headings; without any, by where the addresses stand.

    Then names come before the address, the form of address before them, function and ministry behind it.
    """
    table = (sheet.header, *(row.cells for row in sheet.rows))
    first, *others = [[one_line(cell) for cell in cells] for cells in table]
    headed = [field if (field := field_of(cell)) in FIELDS else None for cell in first]
    if sum(field is not None for field in headed) >= 2 and not any("@" in cell for cell in first):
        left_out = [cell for cell, field in zip(first, headed, strict=True) if field is None and cell]
        return Roll([_entry(headed, row) for row in others], left_out)
    rows = [first, *others]
    fields = _guessed(rows)
    return Roll([_entry(fields, row) for row in rows], [])


def _guessed(rows: Sequence[Row]) -> list[str | None]:
    """Return the field of each column of a table without headings."""
    width = max(len(row) for row in rows)
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    addresses = [sum("@" in cell for cell in column) for column in columns]
    email = addresses.index(max(addresses)) if any(addresses) else 2
    before = ["form_of_address", "given_name", "family_name"][-email:] if email else []
    fields: list[str | None] = [*([None] * (email - len(before))), *before, "email"]
    free = ["function", "organisation"]
    for column in columns[email + 1 :]:
        kind = next((field for field in WORDS if _holds_only(column, field)), None)
        fields.append(kind if kind and kind not in fields else free.pop(0) if free else None)
    return fields[:width]


def _holds_only(column: Sequence[str], field: str) -> bool:
    said = [cell for cell in column if cell]
    return bool(said) and all(word_for(field, cell) for cell in said)


def _entry(fields: Sequence[str | None], row: Row) -> Entry:
    said = {field: cell for field, cell in zip(fields, row, strict=False) if field and cell}
    unknown = {}
    if fold(said.get("role", "")) in HEADS:
        said["is_head"] = "y"
    for field in WORDS:
        if word := word_for(field, said.get(field, "")):
            said[field] = word
        elif field in said:
            unknown[field] = said.pop(field)
    if "is_head" in said and fold(said.pop("is_head")) in YES:
        said["is_head"] = "y"
    return Entry(said, unknown)
