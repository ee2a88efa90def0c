"""Logos: small PNG and SVG pictures, told by their content; a drawing that runs or loads anything is refused."""

from __future__ import annotations

import struct
from typing import NamedTuple
from xml.etree import ElementTree

LARGEST = 16 * 1024
"""Bytes: with the logo, a first visit still keeps to its 60 KB."""

WIDEST = 8
"""Times its height: beside it there is room for the name, on a telephone too."""

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"

HARMLESS = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "clipPath", "mask", "pattern", "style"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    *("linearGradient", "radialGradient", "stop"),
}
"""What a drawing is made of; nothing that runs, loads or embeds is among it."""


class Logo(NamedTuple):
    """A picture: `svg` or `png`, its bytes, and its width for a height of one."""

    kind: str
    body: bytes
    proportion: float


def read(body: bytes) -> Logo:
    """Read a logo; raise ValueError, with words that follow the file's name, for what cannot be one."""
    if len(body) > LARGEST:
        raise ValueError(f"is larger than {LARGEST} bytes")
    if body.startswith(PNG) and len(body) > 24:
        kind, (width, height) = "png", struct.unpack(">II", body[16:24])
    else:
        kind, (width, height) = "svg", _measured(_drawing(body))
    if not (width > 0 and 0 < height <= width * WIDEST and width <= height * WIDEST):
        raise ValueError(f"is more than {WIDEST} times as wide as it is high, or as high as it is wide")
    return Logo(kind, body, width / height)


def _drawing(body: bytes) -> ElementTree.Element:
    if b"\0" in body or b"<!doctype" in body.lower() or b"<!entity" in body.lower():
        raise ValueError("is neither a PNG nor an SVG without a document type")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError:
        root = None
    if root is None or root.tag != f"{SVG}svg":
        raise ValueError("is neither a PNG nor an SVG file")
    for element in root.iter():
        _refuse_harm(element)
    return root


def _refuse_harm(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(SVG)
    if name not in HARMLESS and element.tag.startswith((SVG, XHTML)):
        raise ValueError(f"contains <{name.removeprefix(XHTML)}>, which a logo may not")
    for key, value in element.attrib.items():
        key = key.rpartition("}")[2].lower()
        if key.startswith("on") or (key in {"href", "src"} and not value.startswith("#")):
            raise ValueError(f"contains the attribute {key}, which a logo may not")


def _measured(root: ElementTree.Element) -> tuple[float, float]:
    try:
        _x, _y, width, height = map(float, root.attrib["viewBox"].replace(",", " ").split())
    except (KeyError, ValueError):
        raise ValueError("has no viewBox, which says how wide it is") from None
    return width, height
