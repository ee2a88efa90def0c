"""Lengths of time as platforms write them: "1h 2m 26s", "59 Min. 0 Sek.", "1 hr 2 min", "0:48:32", "PT1H2M26S"."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d{1,6})\s*([^\W\d_]+)\.?,?\s*(?:(?:and|y|et|und|e)\s+)?")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)")
_UNITS = (
    ("h", 3600),
    ("std", 3600),
    ("st", 3600),
    ("u", 3600),
    ("ore", 3600),
    ("ч", 3600),
    ("小时", 3600),
    ("m", 60),
    ("perc", 60),
    ("м", 60),
    ("分", 60),
    ("s", 1),
    ("с", 1),
    ("秒", 1),
)
"""How the word for each unit begins in the languages we have met; the longer beginnings come before the shorter."""


def parse(text: str) -> int | None:
    """Return the seconds of a length of time; None for what is none, and for "32:14", which may be either of two."""
    text = text.strip().casefold()
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    text = re.sub(r"^pt(?=\d)", "", text)
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        return None
    total = 0
    for number, word in parts:
        scale = next((seconds for start, seconds in _UNITS if word.startswith(start)), None)
        if scale is None:
            return None
        total += int(number) * scale
    return total
