"""Parts of pages that keep up with what others do: asked for every few seconds, answered 304 while nothing was written.

docs/decisions/0030 says why readers ask instead of being told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable

from flask import Response, make_response, request

from eventhub.base.i18n import current_language
from eventhub.web import time_zones
from eventhub.web.frame import account


def tag(*about: Hashable) -> str:
    """Return the tag of a part as this reader sees it; `about` names all that it is written from."""
    reader = account()
    seen = (reader.id if reader else None, current_language(), time_zones.chosen(), *about)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


def answer(write: Callable[[], str], own: str) -> Response:
    """Answer with a part of a page under its tag, or 304 when that is what the reader has."""
    is_known = request.if_none_match.contains_weak(own)
    response = make_response("", 304) if is_known else make_response(write())
    response.set_etag(own, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
