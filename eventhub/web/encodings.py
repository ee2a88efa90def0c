"""Answers go compressed to whoever takes them so: once where the bytes are kept, else as they are sent.

docs/decisions/0007 says why this is ours, why tags become weak, and which answers are never compressed.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from eventhub.web import frame

TYPES = {
    "application/javascript",
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/calendar",
    "text/css",
    "text/html",
    "text/javascript",
    "text/markdown",
    "text/plain",
    "text/xml",
}
"""What becomes smaller. Pictures, documents and spreadsheets are compressed in themselves."""

LEAST = 1000
"""Bytes below which an answer fits one packet either way."""

OWN_SITES = {"same-origin", "none"}
"""Sec-Fetch-Site of a request that our own page, or the reader by hand, has made."""


class Body:
    """Bytes that are sent again and again; each encoding of them is made once, as small as it can be."""

    def __init__(self, plain: bytes, *, best: bool = True) -> None:
        self._made: dict[str | None, bytes] = {None: plain}
        self._best = best

    def __getitem__(self, encoding: str | None) -> bytes:
        if encoding not in self._made:
            made = compress(self[None], str(encoding), best=self._best)
            self._made[encoding] = min(made, self[None], key=len)
        return self._made[encoding]


def set_up(app: Flask) -> None:
    """Compress what an application answers; to be called before all else that looks at its answers."""
    app.after_request(_encode)


def fill(response: Response, body: Body) -> Response:
    """Give an answer a body that is kept, as its reader takes it."""
    encoding = _negotiate(response)
    response.set_data(body[encoding])
    if encoding and body[encoding] is not body[None]:
        response.content_encoding = encoding
    return response


def compress(plain: bytes, encoding: str, *, best: bool = False) -> bytes:
    """Return bytes as `br` or `gzip`, the same at every moment: `best` takes some fifty times as long."""
    if encoding == "br":
        return bytes(brotli.compress(plain, quality=11 if best else 5))
    return gzip.compress(plain, compresslevel=9 if best else 6, mtime=0)


@lru_cache(maxsize=256)
def chosen(accepted: str) -> str | None:
    """Return what an Accept-Encoding header likes best: `br`, `gzip`, or None for no encoding (RFC 9110, 12.5.3)."""
    given = parse_accept_header(accepted, Accept)
    plain = given.quality("identity") if "identity" in given.values() else 0
    encoding = max(("br", "gzip"), key=given.quality)  # the first where both are as welcome
    return encoding if given.quality(encoding) > 0 and given.quality(encoding) >= plain else None


def _encode(response: Response) -> Response:
    """Compress an answer that has not been filled from what is kept. What is streamed stays so."""
    is_settled = "Accept-Encoding" in response.headers.get("Vary", "")
    if is_settled or response.is_streamed or response.mimetype not in TYPES:
        return response
    encoding = _negotiate(response)
    if encoding is None or response.status_code == 304 or _may_be_listened_to(response):
        return response
    plain = response.get_data()
    if len(plain) >= LEAST:
        response.set_data(compress(plain, encoding))
        response.content_encoding = encoding
    return response


def _negotiate(response: Response) -> str | None:
    """Choose the encoding of an answer, and note in its head that there was a choice.

    A strong tag promises the same bytes, so it becomes weak, also in the 304 of an answer that would be compressed.
    """
    response.vary.add("Accept-Encoding")
    encoding = chosen(request.headers.get("Accept-Encoding", ""))
    tag, is_weak = response.get_etag()
    if encoding and tag and not is_weak:
        response.set_etag(tag, weak=True)
    return encoding


def _may_be_listened_to(response: Response) -> bool:
    """Say whether another site may have made a signed-in reader ask for this, to learn from its length (BREACH).

    What is public is the same for everybody: not even cookies are looked at.
    """
    if response.cache_control.public or frame.account() is None:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    return bool(request.query_string) if site is None else site not in OWN_SITES
