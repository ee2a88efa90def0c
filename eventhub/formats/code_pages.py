"""The letters of text files that do not say how they are written: read as meant, or not at all.

Spreadsheet programs save CSV in Unicode, or in the code page of the machine it was saved on. The Western one is told by
where its letters stand; the others look like it, so that a Polish or Russian name would be stored as “Wa³êsa” or
“Èâàíîâ”. One such word refuses the file: whoever has it can save it anew, and nobody can mend the name. Of the Central
European page a few words look Western in every letter (“Szûcs”); a list of several names is known by the others.
"""

from __future__ import annotations

import re

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

_FOREIGN = re.compile(
    r"""
    (?<!\w)[^\W\d_a-zA-Z]{2,}(?!\w)                 # a word without any plain letter: Cyrillic, Greek, Arabic, Hebrew
    | [^\W\d_a-zA-Z]{3}                             # or a stretch of one
    | [¢¤¦¨¬¯¶¸¹¼½¾ƒ†‡ˆ‰˜‹›]                        # signs that no list of people has: Polish, Chinese, Macintosh
    | [a-zA-ZÀ-ÿ][¡£¥©®±²³µ¿×÷‚„] | [£¥±²³µ×÷][a-zA-ZÀ-ÿ]                     # or none within words: Polish, DOS
    | [ªº][a-zA-ZÀ-ÿ] | (?<![mMnN\d.])[ªº](?!\w)    # Romanian; but Mª and nº
    | [a-zß-ÿ][ŠŽŒŸÀ-ÖØ-Þ]                          # a capital within a word: Macintosh, DOS
    | (?i:[þðýŸ])                                   # Turkish, Romanian, Baltic; Icelandic is the price
    | (?i:ñ(?![aeiouáéíóúü]) | ã(?!o|e|s?\b) | õ(?!e))                        # Polish, Romanian, Hungarian
    | (?i:[èò][aeiouáéíóúýöüæ] | æ\b | ì\B | ù\B)   # Czech, Slovene, Croatian
    | (?i:(?<![aeiouéœ])ï | [aeiouáéíóúý]ø | ø[áéíóúýìa] | œ(?!u))            # Czech, Polish
    """,
    re.VERBOSE,
)
"""Where no language writes a letter of code page 1252 that is written with it."""


class UnknownLetters(Refused):
    """Which letters the file means, nobody could say for sure."""

    message = _l("The letters of this file cannot be told for sure. Save it as “CSV UTF-8” or as XLSX.")


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows' Western code page; raise UnknownLetters."""
    try:
        return _decoded(content)
    except UnicodeDecodeError:
        raise UnknownLetters from None


def _decoded(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if _FOREIGN.search(text):
        raise UnknownLetters
    return text
