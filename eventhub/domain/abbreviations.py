"""Abbreviations, written out where a document first uses them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from eventhub.base.text import fold


class Abbreviations:
    """The glossary while one document is written: pass every free text through `expand` in reading order."""

    def __init__(self, glossary: Mapping[str, str]) -> None:
        self._unknown = {short: long for short, long in glossary.items() if short and long}

    def expand(self, text: str) -> str:
        """Return the text with each abbreviation written out at its first use: "IMRF" → "International … (IMRF)".

        A text that writes it out itself stays as it is, and counts as the first use.
        """
        for short, long in list(self._unknown.items()):
            use = re.search(rf"(?<![\w-]){re.escape(short)}(?!\w)", text)
            if use is None:
                continue
            del self._unknown[short]
            if not _is_written_out(text, use, long):
                before = _without_overlap(text[: use.start()], long)
                text = f"{before}{long} ({short}){text[use.end() :]}"
        return text


def _is_written_out(text: str, use: re.Match[str], long: str) -> bool:
    """Tell whether the long form stands at the first use, on either side of the bracket."""
    is_explained = text[use.end() :].lstrip().startswith("(") and fold(long) in fold(text[use.end() :])
    return text[: use.start()].endswith("(") or is_explained


def _without_overlap(before: str, long: str) -> str:
    """Drop words that the long form repeats: "the Migration MPTF" has "Migration" once when written out."""
    words = long.split()
    for length in range(len(words) - 1, 0, -1):
        beginning = " ".join(words[:length])
        if fold(before).endswith(fold(beginning)) and before.endswith(" "):
            cut = before.rstrip()[: -len(beginning)]
            if fold(before.rstrip()[len(cut) :]) == fold(beginning) and not cut[-1:].isalnum():
                return cut
    return before
