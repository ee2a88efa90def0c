"""Words as they compare, sort and stand in addresses."""

import re
import unicodedata

_LETTERS_WITHOUT_MARKS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)

_UNSEEN = {"Cc", "Cs", "Co", "Cn"}


def fold(text: str) -> str:
    """Return text as it compares: no case, no accents, single spaces. "Côte d’Ivoire" → "cote d'ivoire"."""
    if text.isascii():
        return " ".join(text.casefold().split())
    # Twice: compatibility forms such as ℋ hide capitals, and ﬁ two letters, from the first pass.
    for _pass in range(2):
        text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_WITHOUT_MARKS))
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(bare.replace("’", "'").replace("‘", "'").split())


def address_key(address: str) -> str:
    """Return an e-mail address as we recognise it again: trimmed and lower case."""
    return address.strip().casefold()


def slug(text: str) -> str:
    """Return words as they stand in an address: "Second exchange, 2027" → "second-exchange-2027"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:80].rstrip("-")


def printable(text: str) -> str:
    """Return text without what no page shows: control characters but line breaks, lone surrogates, private letters."""
    if text.isprintable():
        return text
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in _UNSEEN)


def begins_left_to_right(text: str) -> bool:
    """Tell whether the first letter that has a direction runs from left to right."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "") == "L"


def one_line(text: str) -> str:
    """Return text without line breaks, control characters or doubled spaces."""
    if text.isprintable():
        return " ".join(text.split())
    printable = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    return " ".join(printable.split())
