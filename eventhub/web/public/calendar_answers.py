"""How a calendar is answered (RFC 9110): the same bytes under the same tag, and nothing to whoever has them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.http import is_resource_modified

from eventhub.base import clock
from eventhub.formats import ical
from eventhub.models.events import Event
from eventhub.web import encodings
from eventhub.web.frame import base_url

RENDERER = f"{ical.RENDERER} eventhub-{version('eventhub')} babel-{version('babel')} tzdata-{version('tzdata')}"
"""Everything that decides which bytes an unchanged event becomes."""

COMPRESSORS = {"br": f"brotli-{version('brotli')}", "gzip": f"zlib-{zlib.ZLIB_RUNTIME_VERSION}"}
"""What decides which bytes a calendar is compressed to: a strong tag promises them."""

PUBLIC = "public, max-age=900"
PRIVATE = "private, max-age=300"


def tag(*parts: object) -> str:
    """Return what names the bytes that come of these, at this address of the installation."""
    return digest(base_url(), *parts)


def digest(*parts: object) -> str:
    """Return what names the content that comes of these, at whichever address."""
    site = (RENDERER, current_app.config["SITE_NAME"], current_app.config["LANGUAGE"])
    return hashlib.blake2b(repr((site, parts)).encode(), digest_size=16).hexdigest()


def answer(body: Callable[[], bytes], *, name: str, changed: datetime, caching: str = PUBLIC) -> Response:
    """Answer with a calendar; the body is written only for a reader who does not have it.

    `name` is the `tag` of its content. Each encoding is a representation with a strong tag of its own.
    """
    encoding = encodings.chosen(request.headers.get("Accept-Encoding", ""))
    changed = min(changed, clock.now())  # never later than the answer itself (RFC 9110, 8.8.2.1)
    response = Response(content_type=ical.CONTENT_TYPE)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = caching
    response.set_etag(tag(name, COMPRESSORS[encoding]) if encoding else name)
    response.last_modified = changed
    if is_resource_modified(request.environ, etag=response.get_etag()[0], last_modified=changed):
        plain = body()
        response.set_data(encodings.compress(plain, encoding) if encoding else plain)
        if encoding:
            response.content_encoding = encoding
    response.make_conditional(request)
    return response


def event_page(event: Event) -> str:
    """Return the absolute address of an event's page."""
    return f"{base_url()}/events/{quote(event.slug)}"
