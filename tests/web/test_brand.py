"""An installation's own look: every colour that is taken can be read, every logo that is taken is harmless."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eventhub.app import create_app
from eventhub.base import colours
from eventhub.base.colours import Colour
from eventhub.web import brand
from tests.conftest import SECRET

COLOURS = st.builds(Colour, *[st.integers(0, 255)] * 3)

TEXT = [
    *[(words, ground) for words in ("link", "link-hover") for ground in brand.GROUNDS],
    *[("on-fill", "fill"), ("on-fill", "fill-hover"), ("on-masthead", "masthead"), ("on-masthead-soft", "masthead")],
    *[("ink", ground) for ground in brand.GROUNDS],
    *[("ink-soft", "ground"), ("ink-soft", "ground-soft"), ("brass", "ground"), ("brass", "ground-soft")],
    *[(f"{kind}-ink", f"{kind}-ground") for kind in ("note", "good", "wait", "bad")],
]
"""Words and what they stand on."""

SHAPES = [
    *[(shape, ground) for shape in ("focus", "line-strong") for ground in ("ground", "ground-soft", "raised")],
    ("masthead-line", "masthead"),
]
"""The outlines of controls, the mark of the focus and of where one is."""

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path fill="#fff" d="M0 0h120v40H0z"/></svg>'


def is_taken(colour: Colour) -> bool:
    try:
        brand.read_brand(str(colour))
    except ValueError:
        return False
    return True


def assert_legible(palette: brand.Palette) -> None:
    for pairs, wanted in ((TEXT, 4.5), (SHAPES, 3.0)):
        for front, ground in pairs:
            assert colours.contrast(palette[front], palette[ground]) >= wanted, f"{front} on {ground}"


def test_the_colours_we_ship_can_be_read_by_day_and_by_night():
    day = brand.shipped("tokens")

    assert_legible(day)
    assert_legible(day | brand.shipped("dark"))


@given(COLOURS)
def test_every_brand_colour_that_is_taken_can_be_read_by_day_and_by_night(colour: Colour):
    assume(is_taken(colour))
    day = brand.shipped("tokens")

    assert_legible(day | brand.links_by_day(colour))
    assert_legible(day | brand.shipped("dark") | brand.links_by_night(colour))


@given(COLOURS)
def test_every_masthead_that_is_taken_can_be_read_by_day_and_by_night(colour: Colour):
    assume(colours.contrast(colour, colours.WHITE) >= 4.5)
    day, own_focus = brand.shipped("tokens"), colours.parse("#ffe0a0")

    assert brand.read_masthead(str(colour)) == str(colour)
    assert_legible(day | brand.head_by_day(colour))
    assert_legible(day | brand.shipped("dark") | brand.head_by_night(colour))
    assert colours.contrast(own_focus, colour) >= 3
    assert f"--focus: {own_focus};" in (brand.SHEETS / "layout.css").read_text(encoding="utf-8")


@given(COLOURS)
def test_a_refusal_names_what_is_reached_and_needed_and_a_colour_that_would_do(colour: Colour):
    try:
        brand.read_brand(str(colour))
    except ValueError as error:
        said = re.fullmatch(
            r"(#\w{6}) and #\w{6} reach a contrast of (\d\.\d\d):1 where text needs 4\.5:1; "
            r"the nearest colour that would do is (#\w{6})",
            str(error),
        )
        assert said
        assert said[1] == str(colour)
        assert float(said[2]) < 4.5
        assert brand.read_brand(said[3]) == said[3]


def test_a_logo_is_told_by_its_content_and_keeps_its_proportions(tmp_path: Path):
    (tmp_path / "ministry.png").write_text(LOGO, encoding="utf-8")

    assert brand.read_logo(tmp_path, "ministry.png") == ("logo.svg", LOGO.encode(), 102)


@pytest.mark.parametrize("name", ["nowhere.svg", "../secret-key", "/etc/hostname", "."])
def test_a_logo_lies_in_the_instance_folder(tmp_path: Path, name: str):
    instance = tmp_path / "instance"
    instance.mkdir()
    (tmp_path / "secret-key").write_text(LOGO, encoding="utf-8")

    with pytest.raises(ValueError, match="there is no file"):
        brand.read_logo(instance, name)


def test_an_installation_wears_its_own_colours_and_logo(tmp_path: Path):
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    settings = {"BRAND_COLOUR": "#7a1f4b", "MASTHEAD_COLOUR": "#3b0f26", "LOGO": "logo.svg", "SECRET_KEY": SECRET}
    client = create_app(settings, instance=tmp_path).test_client()

    page = client.get("/privacy").get_data(as_text=True)
    sheet = client.get(re.findall(r'href="([^"]+site\.css)"', page)[0]).get_data(as_text=True)
    picture = client.get(re.findall(r'src="([^"]+logo\.svg)"', page)[0])

    assert '<meta name="theme-color" content="#3b0f26" media="(prefers-color-scheme: light)">' in page
    assert 'alt="" width="102" height="34"' in page
    assert "--fill: #7a1f4b;" in sheet
    assert sheet.index("--fill: #0a4f7d;") < sheet.index("--fill: #7a1f4b;") < sheet.index("@media screen")
    assert picture.data == LOGO.encode()
    assert "sandbox" in picture.headers["Content-Security-Policy"]
