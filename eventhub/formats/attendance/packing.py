"""A file that travels with its page, from one step to the next (docs/decisions/0009)."""

from __future__ import annotations

import base64
import binascii
import zlib

from eventhub.formats.attendance.decoding import LARGEST
from eventhub.formats.attendance.reading import NotAnExport


def pack(data: bytes) -> str:
    """Return a file as a text that a form can carry from one page to the next."""
    return base64.urlsafe_b64encode(zlib.compress(data)).decode()


def unpack(text: str) -> bytes:
    """Return the file of a packed text, held to the same limit as any that comes from outside."""
    try:
        return zlib.decompressobj().decompress(base64.urlsafe_b64decode(text.encode("ascii")), LARGEST + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise NotAnExport from None
