"""QR codes: drawn for screens and badges, and read from what a camera saw."""

from __future__ import annotations

import warnings
from io import BytesIO

import segno
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

LARGEST = 8 * 1024 * 1024
"""Bytes of a picture that is looked at: what the camera of a telephone makes."""

MOST_PIXELS = 60_000_000

SIDE = 1600
"""Pixels of the longer side that a code is looked for in."""


class NoPicture(Refused):
    """The file is no picture that we can look at."""

    message = _l("This is no picture that we can read. Type the code instead.")


def draw(text: str, *, scale: int = 8) -> bytes:
    """Return a PNG picture of a code with its quiet zone."""
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=scale, border=4)
    return picture.getvalue()


def draw_inline(text: str) -> str:
    """Return a code as the address of an SVG picture that stands in the page itself."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=2, omitsize=True))


def draw_vector(text: str) -> str:
    """Return a code as an SVG picture of its own."""
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False)
    return picture.getvalue().decode()


def read(picture: bytes) -> str | None:
    """Return what the code in a picture says; None where there is none. NoPicture for what is no picture of a size."""
    if len(picture) > LARGEST:
        raise NoPicture
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                raise NoPicture
            image.draft("L", (SIDE, SIDE))
            grey = ImageOps.exif_transpose(image).convert("L")
            grey.thumbnail((SIDE, SIDE))
    except NoPicture:
        raise
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError, Warning):
        raise NoPicture from None
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found[0].text if found else None
