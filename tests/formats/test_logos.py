"""Logos: what is taken, and what is refused in words that follow the file's name."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats import logos


def a_drawing(inside: str = '<path d="M0 0h9v9z"/>', box: str = 'viewBox="0 0 90 30"', attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {attributes}>{inside}</svg>'.encode()


def a_picture(width: int, height: int) -> bytes:
    return logos.PNG + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06\0\0\0"


@pytest.mark.parametrize(
    ("body", "kind", "proportion"),
    [
        (a_drawing(), "svg", 3),
        (a_drawing(box='viewBox="-5,-5,20,10"'), "svg", 2),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- by the ministry -->" + a_drawing(), "svg", 3),
        (a_drawing('<defs><path id="a" d=""/></defs><use href="#a"/>'), "svg", 3),
        (a_picture(200, 50), "png", 4),
    ],
)
def test_small_pictures_are_taken(body: bytes, kind: str, proportion: float):
    assert logos.read(body) == (kind, body, proportion)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (a_drawing("<script>alert(1)</script>"), "contains <script>"),
        (a_drawing('<foreignObject width="9" height="9"/>'), "contains <foreignObject>"),
        (a_drawing('<b xmlns="http://www.w3.org/1999/xhtml">x</b>'), "contains <b>"),
        (a_drawing('<image href="https://example.org/a.png"/>'), "contains <image>"),
        (a_drawing('<use href="https://example.org/a.svg#a"/>'), "the attribute href"),
        (a_drawing('<use xlink:href="data:x" xmlns:xlink="http://www.w3.org/1999/xlink"/>'), "the attribute href"),
        (a_drawing(attributes='onload="alert(1)"'), "the attribute onload"),
        (b"<!DOCTYPE svg>" + a_drawing(), "without a document type"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + a_drawing(), "without a document type"),
        ("<?xml version='1.0' encoding='utf-16'?>".encode("utf-16"), "without a document type"),
        (a_drawing(box=""), "no viewBox"),
        (a_drawing(box='viewBox="0 0 wide high"'), "no viewBox"),
        (a_drawing(box='viewBox="0 0 90 0"'), "times as wide"),
        (a_drawing(box='viewBox="0 0 nan 1"'), "times as wide"),
        (a_drawing(box='viewBox="0 0 90 10"'), "times as wide"),
        (a_picture(0, 0), "times as wide"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"<html></html>", "neither a PNG nor an SVG"),
        (b"", "neither a PNG nor an SVG"),
        (a_drawing("<title>" + "x" * logos.LARGEST + "</title>"), "larger than 16384 bytes"),
    ],
)
def test_others_are_refused_in_words(body: bytes, words: str):
    with pytest.raises(ValueError, match=words):
        logos.read(body)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: logos.PNG + tail))
def test_no_bytes_lead_to_more_than_a_refusal(body: bytes):
    with suppress(ValueError):
        assert logos.read(body).proportion > 0
