"""What differs between two texts, word by word, for people to see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from eventhub.domain.composition import Document

_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")
"""Words, gaps and marks; Chinese, which sets no gaps, letter by letter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, only in the former, or only in the latter."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence that is not the same in two texts."""

    key: str
    section: str
    """The key of the section it stands in."""
    heading: str | None
    pieces: tuple[Piece, ...]
    kind: Literal["changed", "gone", "new"]


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one: what stays, what goes, what comes."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for what, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[low:high])))
            continue
        if high > low:
            pieces.append(Piece("gone", "".join(old[low:high])))
        if end > start:
            pieces.append(Piece("new", "".join(new[start:end])))
    return tuple(pieces)


def documents(before: Document, after: Document) -> Iterator[Difference]:
    """Yield each sentence that changed, went or came, in the order of the later text, what went last."""
    former, latter = _placed(before), _placed(after)
    if before.title != after.title:
        yield Difference("title", "title", None, words(before.title, after.title), "changed")
    for key, (section, heading, text) in latter.items():
        old = former[key][2] if key in former else ""
        if old != text:
            yield Difference(key, section, heading, words(old, text), _kind(old, text))
    for key, (section, heading, text) in former.items():
        if key not in latter and text:
            yield Difference(key, section, heading, words(text, ""), "gone")


def _kind(before: str, after: str) -> Literal["changed", "gone", "new"]:
    if before and after:
        return "changed"
    return "gone" if before else "new"


def _placed(document: Document) -> dict[str, tuple[str, str | None, str]]:
    return {
        each.key: (section.key, section.heading, each.text)
        for section in document.sections
        for block in section.blocks
        for each in block.all_sentences
    }
