"""An installation's own look: two colours and a logo by setting, and all that follows from them.

Every shade is computed from the two colours, and a colour that could not be read is refused when the settings are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from eventhub.base import colours
from eventhub.base.colours import BLACK, SHAPE_RATIO, TEXT_RATIO, WHITE, Colour
from eventhub.formats import logos

SHEETS = Path(__file__).parents[2] / "static" / "css"

GROUNDS = ("ground", "ground-soft", "ground-sunk", "raised", "note-ground")
"""What links and filled shapes stand on."""

EASY_RATIO = 7.0
"""The contrast that links are given in the dark, where thin bright letters tire."""

LOGO_HEIGHT = 34
"""Pixels of a logo's height in the masthead."""

Palette = dict[str, Colour]
"""Colours by the name of their token."""


@cache
def shipped(sheet: str) -> Palette:
    """Return the colours of one of our own style sheets: `tokens` by day, `dark` by night."""
    return colours.tokens((SHEETS / f"{sheet}.css").read_text(encoding="utf-8"))


def read_brand(text: str) -> str:
    """Return a colour for buttons and links; raise ValueError if it cannot be read on every ground of the pages."""
    return _legible(colours.parse(text), [shipped("tokens")[name] for name in GROUNDS])


def read_masthead(text: str) -> str:
    """Return a colour for the masthead; raise ValueError if its white letters could not be read."""
    return _legible(colours.parse(text), [WHITE])


def _legible(colour: Colour, others: list[Colour]) -> str:
    def hardest(each: Colour) -> Colour:
        return min(others, key=lambda other: colours.contrast(each, other))

    reached = colours.contrast(colour, hardest(colour))
    if reached < TEXT_RATIO:
        fit = colours.nearest(colour, BLACK, lambda each: colours.contrast(each, hardest(each)) >= TEXT_RATIO)
        raise ValueError(
            f"{colour} and {hardest(colour)} reach a contrast of {int(reached * 100) / 100:.2f}:1 where text needs "
            f"{TEXT_RATIO}:1; the nearest colour that would do is {fit}"
        )
    return str(colour)


def links_by_day(brand: Colour) -> dict[str, Colour]:
    """Return the tokens that the brand colour decides on light ground."""
    hover = brand.mixed(BLACK, 0.3)
    return {"link": brand, "fill": brand, "focus": brand, "link-hover": hover, "fill-hover": hover}


def links_by_night(brand: Colour) -> dict[str, Colour]:
    """Return the same on dark ground, where the colour is brightened until it is easy to read; the focus stays ours."""
    dark = shipped("dark")
    others = [dark[name] for name in (*GROUNDS, "on-fill")]
    bright = colours.nearest(brand, WHITE, lambda each: min(colours.contrast(each, o) for o in others) >= EASY_RATIO)
    hover = bright.mixed(WHITE, 0.45)
    return {"link": bright, "fill": bright, "link-hover": hover, "fill-hover": hover}


def head_by_day(masthead: Colour) -> dict[str, Colour]:
    """Return the tokens that the masthead's colour decides: quieter letters on it, and a line that can be seen."""
    quiet = WHITE.mixed(masthead, 0.25)
    soft = colours.nearest(quiet, WHITE, lambda each: colours.contrast(each, masthead) >= TEXT_RATIO)
    line = shipped("tokens")["masthead-line"]
    seen = line if colours.contrast(line, masthead) >= SHAPE_RATIO else soft
    return {"masthead": masthead, "on-masthead-soft": soft, "masthead-line": seen}


def head_by_night(masthead: Colour) -> dict[str, Colour]:
    """Return the same for dark surroundings."""
    return head_by_day(masthead.mixed(BLACK, 0.6))


class Picture(NamedTuple):
    """The installation's logo: the name it is served under, its bytes, its width in the masthead in pixels."""

    name: str
    body: bytes
    width: int


def read_logo(instance: Path, name: str) -> Picture:
    """Read a logo from the instance folder; raise ValueError if it is not there, or is no harmless picture."""
    file = (instance / name).resolve()
    if not file.is_relative_to(instance.resolve()) or not file.is_file():
        raise ValueError(f"there is no file {name} in the instance folder")
    try:
        logo = logos.read(file.read_bytes())
    except ValueError as error:
        raise ValueError(f"{name} {error}") from None
    return Picture(f"logo.{logo.kind}", logo.body, round(LOGO_HEIGHT * logo.proportion))


class Look:
    """How one installation looks, from its settings: what differs from the look we ship."""

    def __init__(self, settings: Mapping[str, Any], instance: Path) -> None:
        brand, masthead = (colours.parse(settings[name]) for name in ("BRAND_COLOUR", "MASTHEAD_COLOUR"))
        self.by_day: Palette = {}
        self.by_night: Palette = {}
        if brand != shipped("tokens")["fill"]:
            self.by_day, self.by_night = links_by_day(brand), links_by_night(brand)
        if masthead != shipped("tokens")["masthead"]:
            self.by_day = {**self.by_day, **head_by_day(masthead)}
            self.by_night = {**self.by_night, **head_by_night(masthead)}
        self.logo = read_logo(instance, settings["LOGO"]) if settings["LOGO"] else None

    @property
    def theme_colours(self) -> tuple[Colour, Colour]:
        """What a browser may colour its own bars with: by day and by night."""
        day, night = shipped("tokens") | self.by_day, shipped("dark") | self.by_night
        return day["masthead"], night["masthead"]

    @property
    def additions(self) -> dict[str, str]:
        """What is to be added to our own style sheets, by path."""
        palettes = {"css/tokens.css": self.by_day, "css/dark.css": self.by_night}
        return {path: _rule(palette) for path, palette in palettes.items() if palette}


def _rule(palette: Palette) -> str:
    return ":root {\n" + "".join(f"  --{name}: {colour};\n" for name, colour in palette.items()) + "}\n"
