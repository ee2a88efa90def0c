"""Colours as screens mix them, and how well one can be told from another (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

TEXT_RATIO = 4.5
"""The contrast that text needs against its ground."""

SHAPE_RATIO = 3.0
"""The contrast that the outline of a control, or the mark of the focus, needs against its ground."""

STEPS = 256
"""Steps from one colour to another: each part of a colour moves by at most one."""


class Colour(NamedTuple):
    """A colour by its parts of red, green and blue, each from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """How bright it is, from 0 for black to 1 for white."""
        red, green, blue = (_linear(part / 255) for part in self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def mixed(self, other: Colour, share: float) -> Colour:
        """Return this colour with a share of another, from 0 to 1."""
        return Colour(*(round(own + (far - own) * share) for own, far in zip(self, other, strict=True)))


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


def parse(text: str) -> Colour:
    """Read a colour such as `#0a4f7d`; raise ValueError for anything else."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text.strip()):
        raise ValueError("give a colour such as #0a4f7d")
    number = int(text.strip()[1:], 16)
    return Colour(number >> 16, number >> 8 & 255, number & 255)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def nearest(colour: Colour, end: Colour, is_fit: Callable[[Colour], bool]) -> Colour:
    """Return the first fit colour on the way from one colour to another, or the other where there is none."""
    way = (colour.mixed(end, step / STEPS) for step in range(STEPS))
    return next((each for each in way if is_fit(each)), end)


def tokens(sheet: str) -> dict[str, Colour]:
    """Return the custom properties of a style sheet whose value is a plain colour, by name without the hyphens."""
    return {name: parse(value) for name, value in re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6});", sheet)}


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
