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


def mask(text: str) -> str:
    """Return text with every token in it made useless, for logs."""
    return _TOKEN.sub("…", text)


def digest(purpose: str, value: str, *, secret: str) -> str:
    """Return a keyed fingerprint by which a value is recognised again and not read."""
    return hmac.new(secret.encode(), f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def _mac(purpose: str, row_id: int, version: int, secret: str) -> str:
    mac = hmac.new(secret.encode(), f"{purpose}|{row_id}|{version}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:_MAC_BYTES]).decode()
