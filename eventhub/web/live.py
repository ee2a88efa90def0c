"""Parts of pages that keep up with what others do: asked for every few seconds, answered 304 while nothing was written.

docs/decisions/0018 says why readers ask instead of being told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable

from flask import Response, current_app, make_response, request

from eventhub.base.i18n import current_language
from eventhub.web import time_zones
from eventhub.web.frame import account

NAME = "eventhub.live"

LIMIT = 100
"""Parts kept at most; when there are more, all go and those that are asked for come back."""


def tag(*about: Hashable, shared: bool = False) -> str:
    """Return the tag of a part as this reader sees it; `about` names all that it is written from.

    What is `shared` is the same for all who read it in one language and zone.
    """
    reader = account()
    seen = (None if shared or reader is None else reader.id, current_language(), time_zones.chosen(), *about)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


def answer(write: Callable[[], str], own: str) -> Response:
    """Answer with a part of a page under its tag, or 304 when that is what the reader has."""
    is_known = request.if_none_match.contains_weak(own)
    response = make_response("", 304) if is_known else make_response(write())
    response.set_etag(own, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def kept(write: Callable[[], str], own: str) -> str:
    """Return a shared part as this process wrote it for the first who asked; what is kept may be lost at any time."""
    parts: dict[str, str] = current_app.extensions.setdefault(NAME, {})
    if own not in parts:
        written = write()
        if len(parts) >= LIMIT:
            parts.clear()
        parts[own] = written
    return parts[own]
