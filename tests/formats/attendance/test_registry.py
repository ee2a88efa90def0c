"""Files are known by what is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats.attendance import registry
from eventhub.formats.attendance.reading import NotAnExport, Reading, UnknownKind
from tests.formats.attendance.exports import ANSWERS, read, sample, zoom


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("name", ["registrants.csv", "answers.json"])
def test_a_kind_we_cannot_read_is_refused_and_says_what_was_found(name: str):
    with pytest.raises(UnknownKind) as refusal:
        read(sample(name))
    assert str(refusal.value).startswith(
        "This file is not an attendance export of a kind that we can read: its columns are “"
    )
    assert refusal.value.columns


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("data", [b"hello", b'{"a": 1}', b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"<html>\n</html>"])
def test_what_is_no_table_at_all_has_no_columns_to_name(data: bytes):
    with pytest.raises(NotAnExport) as refusal:
        read(data)
    assert str(refusal.value) == "This file is not an attendance export of a kind that we can read."


@pytest.mark.parametrize("name", ANSWERS)
def test_each_sample_is_recognised_by_one_reader_only(name: str):
    table = registry.read_table(sample(name))
    assert sum(reader.recognises(table) for reader in registry.READERS) == 1


def attempt(data: bytes) -> Reading | None:
    try:
        return read(data)
    except NotAnExport:
        return None


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(data: bytes):
    attempt(data)


CELLS = st.text(alphabet="0123456789/:., APMh\t\"';-()éж@", max_size=24)


@given(st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=6))
def test_no_cells_whatever_break_the_zoom_reader(rows: list[list[str]]):
    attempt(zoom(*rows).encode())


@given(st.lists(st.lists(CELLS, min_size=0, max_size=9), min_size=1, max_size=6), st.sampled_from([2, 3]))
def test_no_cells_whatever_break_the_teams_reader(rows: list[list[str]], number: int):
    lines = ["1. Summary", "Title\tx", f"{number}. People", "Name\tJoin\tLeave\tEmail"]
    lines += ["\t".join(row) for row in rows]
    attempt("\n".join(lines).encode("utf-16"))
