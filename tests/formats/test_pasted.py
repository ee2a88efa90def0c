"""Tables as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats import pasted

ROWS = [["Name", "E-mail"], ["Ana Łukasz, PhD", "ana@uni.example"]]


@pytest.mark.parametrize(
    "text",
    [
        "Name\tE-mail\nAna Łukasz, PhD\tana@uni.example\n",
        "\ufeffName;E-mail\r\nAna Łukasz, PhD;ana@uni.example\r\n",
        'Name,E-mail\r"Ana Łukasz, PhD",ana@uni.example',
    ],
)
def test_the_first_line_tells_the_separator(text: str):
    assert pasted.read_text(text) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_whatever_the_encoding(encoding: str):
    assert pasted.read_file("Name;E-mail\nAna Łukasz, PhD;ana@uni.example\n".encode(encoding)) == ROWS


def test_a_file_of_an_older_excel_is_read():
    assert pasted.read_file("Nom;Pays\nZoé;Sénégal\n".encode("cp1252")) == [["Nom", "Pays"], ["Zoé", "Sénégal"]]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK\x03\x04\x81\x8d", b"a,b\n" + b"x" * 200_000])
def test_what_is_no_table_is_refused_in_words(content: bytes):
    with pytest.raises(pasted.UnreadableTable):
        pasted.read_file(content)


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)


@given(st.lists(st.lists(letters, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read_again(rows: list[list[str]]):
    rows = [["Name", "E-mail"], *rows]

    assert pasted.read_text(pasted.write_text(rows)) == rows
