"""Colours: read, mixed, told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import colours
from eventhub.base.colours import BLACK, WHITE, Colour

COLOURS = st.builds(Colour, *[st.integers(0, 255)] * 3)


def test_contrast_is_as_the_guidelines_compute_it():
    assert colours.contrast(BLACK, WHITE) == pytest.approx(21)
    assert colours.contrast(WHITE, colours.parse("#767676")) == pytest.approx(4.54, abs=0.005)
    assert colours.contrast(WHITE, colours.parse("#333333")) == pytest.approx(12.63, abs=0.005)
    assert colours.contrast(colours.parse("#ff0000"), WHITE) == pytest.approx(4.0, abs=0.005)


@given(COLOURS, COLOURS)
def test_contrast_asks_not_which_comes_first(one: Colour, other: Colour):
    assert colours.contrast(one, other) == colours.contrast(other, one) >= 1
    assert colours.contrast(one, one) == 1


@given(COLOURS)
def test_a_colour_is_read_as_it_is_written(colour: Colour):
    assert colours.parse(str(colour)) == colours.parse(f" {str(colour).upper()} ") == colour


@pytest.mark.parametrize("text", ["", "blue", "#123", "0a4f7d", "#0a4f7g", "#0a4f7d80", "rgb(1, 2, 3)", "#+1+2+3"])
def test_what_is_no_colour_is_refused(text: str):
    with pytest.raises(ValueError, match=r"^give a colour such as #0a4f7d$"):
        colours.parse(text)


@given(COLOURS, st.floats(1, 21))
def test_the_nearest_colour_is_the_first_on_the_way_that_fits(colour: Colour, wanted: float):
    def is_fit(each: Colour) -> bool:
        return colours.contrast(each, WHITE) >= wanted

    found = colours.nearest(colour, BLACK, is_fit)

    assert is_fit(found) or found == BLACK
    assert found == colour or not is_fit(colour)
    assert all(darkened <= own for darkened, own in zip(found, colour, strict=True))


def test_tokens_are_the_plain_colours_of_a_sheet():
    sheet = (
        ":root {\n  --ground: #FFFFFF;\n  --line-strong: #6b7f8d;\n  --line: var(--line-strong);\n  --page: 70rem;\n}"
    )

    assert colours.tokens(sheet) == {"ground": WHITE, "line-strong": colours.parse("#6b7f8d")}
