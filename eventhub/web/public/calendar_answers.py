"""How a calendar is answered (RFC 9110): the same bytes under the same tag, and nothing to whoever has them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.http import http_date, is_resource_modified, quote_etag

from eventhub.base import clock
from eventhub.formats import ical
from eventhub.models.events import Event
from eventhub.web import encodings
from eventhub.web.frame import base_url

RENDERER = f"{ical.RENDERER} eventhub-{version('eventhub')} babel-{version('babel')} tzdata-{version('tzdata')}"
"""Everything that decides which bytes an unchanged event becomes."""

_COMPRESSORS = {"br": version("brotli"), "gzip": zlib.ZLIB_RUNTIME_VERSION}

_COMPRESSOR_TAGS = {
    encoding: f"{encoding}-{hashlib.blake2b(release.encode(), digest_size=4).hexdigest()}"
    for encoding, release in _COMPRESSORS.items()
}
"""What a tag ends in: it promises bytes, and compressed bytes differ with the library's version."""

PUBLIC = "public, max-age=900"
PRIVATE = "private, max-age=300"


def tag(*parts: object) -> str:
    """Return what names the bytes that come of these, at this address of the installation."""
    environ = request.environ  # read as it came: to make an address of it takes longer than all else here
    here = current_app.config["BASE_URL"] or [environ.get(name) for name in _ADDRESS]
    return digest(here, *parts)


_ADDRESS = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")


def digest(*parts: object) -> str:
    """Return what names the content that comes of these, at whichever address."""
    config = current_app.config
    site = (RENDERER, config["SITE_NAME"], config["LANGUAGE"])
    return hashlib.blake2b(repr((site, parts)).encode(), digest_size=16).hexdigest()


def answer(body: Callable[[], bytes], *, name: str, changed: datetime, caching: str = PUBLIC) -> Response:
    """Answer with a calendar; the body is written only for a reader who does not have it.

    `name` is the `tag` of its content. Each encoding is a representation with a strong tag of its own.
    """
    encoding = encodings.chosen(request.headers.get("Accept-Encoding", ""))
    if encoding:
        name = f"{name}-{_COMPRESSOR_TAGS[encoding]}"
    changed = min(changed, clock.now())  # never later than the answer itself (RFC 9110, 8.8.2.1)
    headers = {
        "ETag": quote_etag(name),
        "Last-Modified": http_date(changed),
        "Cache-Control": caching,
        "Vary": "Accept-Encoding",
    }
    if not is_resource_modified(request.environ, etag=name, last_modified=changed):
        return Response(status=304, headers=headers)
    plain = body()
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(
        encodings.compress(plain, encoding) if encoding else plain, headers=headers, content_type=ical.CONTENT_TYPE
    )


def event_page(event: Event) -> str:
    """Return the absolute address of an event's page."""
    return f"{base_url()}/events/{quote(event.slug)}"
