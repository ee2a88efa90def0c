"""Telephone numbers among display names: recognised, compared and masked."""

from __future__ import annotations

import re

from eventhub.base.text import one_line

_NUMBER = re.compile(r"\+?[\d*x•#().\s/-]+", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(unverified|phone|telephone|tel|caller|call[- ]?in|dial[- ]?in|user|mobile|external|guest)\b", re.IGNORECASE
)
_REMARK = re.compile(r"[(\[][^()\[\]\d*]*[)\]]")
_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\+?\(?\d[\d\s().-]{5,}\d")


def find(display_name: str) -> str | None:
    """Return a display name that is a telephone number, in digits and mask signs only; None for any other."""
    if not _DIGIT.search(display_name):
        return None
    bare = _WORDS.sub(" ", _REMARK.sub(" ", one_line(display_name))).strip(" ()[]:_")
    digits = re.sub(r"[^\d*x•#]", "", bare.casefold())
    if not _NUMBER.fullmatch(bare) or sum(letter.isdigit() for letter in digits) < 4 or len(digits) < 6:
        return None
    return re.sub(r"[x•#]", "*", digits).removeprefix("00")


def mask(display_name: str) -> str:
    """Return a display name with the middle of each telephone number starred: "41794***12"."""

    def starred(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < 7:
            return match[0]
        return f"{digits[: 5 if len(digits) > 8 else 2]}***{digits[-2:]}"

    text = one_line(display_name)
    return _LONG_NUMBER.sub(starred, text) if _DIGIT.search(text) else text
