"""QR codes: what is drawn is read again, also small, turned and grey; what is no picture is refused."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from eventhub.formats import qr


def a_picture(width: int = 60, height: int = 60, kind: str = "PNG") -> bytes:
    """A white picture."""
    made = BytesIO()
    Image.new("L", (width, height), 255).save(made, kind)
    return made.getvalue()


def test_a_code_is_read_from_a_photograph_that_is_turned_grey_and_compressed():
    drawn = Image.open(BytesIO(qr.draw("7KQ4M2XD3F"))).convert("L")
    seen = Image.new("L", (1200, 900), 120)
    seen.paste(drawn.rotate(20, expand=True, fillcolor=200), (500, 300))
    photograph = BytesIO()
    seen.save(photograph, "JPEG", quality=40)

    assert qr.read(photograph.getvalue()) == "7KQ4M2XD3F"
    assert qr.read(a_picture()) is None
    assert qr.read(a_picture(kind="JPEG")) is None


def test_what_is_too_large_or_no_picture_is_refused():
    for wrong in (
        b"",
        b"%PDF-1.7",
        b"\xff" * (qr.LARGEST + 1),
        a_picture()[:40],
        a_picture(9000, 9000),
        a_picture(kind="BMP"),
    ):
        with pytest.raises(qr.NoPicture):
            qr.read(wrong)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP"]))
def test_no_bytes_bring_anything_but_the_refusal(rest: bytes, start: bytes):
    with suppress(qr.NoPicture):
        assert qr.read(start + rest) is None
