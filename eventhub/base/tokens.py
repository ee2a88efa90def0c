"""Personal links: derived, never stored, revoked by moving their row's key version.

A token is `<row id>.<mac>`, where the mac is HMAC-SHA256 over purpose, id and key version under the
installation's secret key. A copy of the database cannot make one, and no table holds one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_MAC_BYTES = 18
_TOKEN = re.compile(r"\b[0-9a-f]{1,8}\.[A-Za-z0-9_-]{24}(?![A-Za-z0-9_-])")


def issue(purpose: str, row_id: int, version: int, *, secret: str) -> str:
    """Return the token that opens this row for this purpose while its key version stands."""
    return f"{row_id:x}.{_mac(purpose, row_id, version, secret)}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a presented token says, still to be held against the row it names."""

    purpose: str
    row_id: int
    mac: str

    def holds(self, version: int, *, secret: str) -> bool:
        """Tell whether the token was issued for this key version."""
        return hmac.compare_digest(self.mac, _mac(self.purpose, self.row_id, version, secret))


def read(purpose: str, token: str) -> Claim | None:
    """Take a token apart, or return None for what cannot be one."""
    number, _, mac = token.partition(".")
    try:
        row_id = int(number, 16)
    except ValueError:
        return None
    if not mac.isascii() or not 0 < row_id < 2**31:
        return None
    return Claim(purpose, row_id, mac)


_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs that are not taken for one another, or are read as one: O is 0, I and L are 1 (Crockford)."""

_MEANT = str.maketrans("OIL", "011", " -\u00a0\u2010\u2011\u2013")

_SEAL = 7


def issue_code(purpose: str, row_id: int, version: int, *, secret: str, seal: int = _SEAL) -> str:
    """Return a code that can be typed: `seal` signs that nobody can guess, then the row; ten for most rows."""
    number, signs = row_id, ""
    while number or len(signs) < 3:
        number, rest = divmod(number, len(_LETTERS))
        signs = _LETTERS[rest] + signs
    return _sealed(purpose, row_id, version, secret, seal) + signs


def read_code(text: str, *, seal: int = _SEAL) -> tuple[int, str] | None:
    """Return which row a typed code speaks of, and its seal; None for what cannot be one."""
    code = plain_code(text)
    if not seal + 3 <= len(code) <= seal + 7 or not set(code) <= set(_LETTERS):
        return None
    number = 0
    for sign in code[seal:]:
        number = number * len(_LETTERS) + _LETTERS.index(sign)
    return (number, code[:seal]) if 0 < number < 2**31 else None


def holds_code(purpose: str, row_id: int, version: int, sealed: str, *, secret: str) -> bool:
    """Tell whether a code's seal is that of its row."""
    return hmac.compare_digest(sealed, _sealed(purpose, row_id, version, secret, len(sealed)))


def plain_code(text: str) -> str:
    """Return a typed code as we write it: capital letters without gaps, each sign the one that is meant."""
    return text.strip().upper().translate(_MEANT)


def passing_code(purpose: str, subject: str, *, secret: str, length: int = 6) -> str:
    """Return a short code for what passes soon: a subject at a time."""
    return _sealed(purpose, 0, 0, f"{secret}|{subject}", length)


def _sealed(purpose: str, row_id: int, version: int, secret: str, length: int) -> str:
    mac = hmac.new(secret.encode(), f"{purpose}|{row_id}|{version}".encode(), hashlib.sha256).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in mac[:length])


def mask(text: str) -> str:
    """Return text with every token in it made useless, for logs."""
    return _TOKEN.sub("…", text)


def digest(purpose: str, value: str, *, secret: str) -> str:
    """Return a keyed fingerprint by which a value is recognised again and not read."""
    return hmac.new(secret.encode(), f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def _mac(purpose: str, row_id: int, version: int, secret: str) -> str:
    mac = hmac.new(secret.encode(), f"{purpose}|{row_id}|{version}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:_MAC_BYTES]).decode()
