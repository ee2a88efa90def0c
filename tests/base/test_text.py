"""Words as they compare and stand in addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import text


def test_folding_forgets_case_accents_and_spaces():
    assert text.fold("  Côte   d’Ivoire ") == "cote d'ivoire"
    assert text.fold("Łukasz Øster") == "lukasz oster"


@given(st.text())
def test_folding_twice_is_folding_once(words: str):
    assert text.fold(text.fold(words)) == text.fold(words)


@given(st.text())
def test_a_slug_is_safe_in_an_address(words: str):
    assert set(text.slug(words)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text())
def test_one_line_is_one_line(words: str):
    assert len(text.one_line(words).splitlines()) <= 1
