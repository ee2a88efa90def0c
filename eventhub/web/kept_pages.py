"""Pages kept as they were written, in the memory of one process: never the truth, and lost without harm."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import NamedTuple

from flask import Response, current_app, g, session
from flask_wtf.csrf import generate_csrf

from eventhub.base.i18n import current_language
from eventhub.web import encodings, time_zones
from eventhub.web.frame import account, base_url

NAME = "eventhub.kept_pages"

LIMIT = 500
"""Pages kept at most; when there are more, all go and those that are asked for come back."""


class Page(NamedTuple):
    """A page as written, and when it ceases to be right by itself, if it does."""

    text: str
    until: datetime | None = None


class _Kept(NamedTuple):
    """A page in the parts between its form tokens: each reader gets their own. Whole, it is sent as it lies there."""

    parts: list[str]
    whole: encodings.Body | None
    until: datetime | None


def shared(write: Callable[[], Page], *about: Hashable, now: datetime) -> Response:
    """Answer with a page that somebody has read before, or write it; `about` names all that it depends on.

    Language, the reader's time zone and the address of the site are seen to. Whoever is signed in, or is to be told
    something, has a page of their own that is not kept.
    """
    if account() is not None or "_flashes" in session:
        return _answer(write().text)
    pages, key = _pages(), (about, current_language(), time_zones.chosen(), base_url())
    kept = pages.get(key)
    if kept is None or (kept.until is not None and now >= kept.until):
        if len(pages) >= LIMIT:
            pages.clear()
        kept = pages[key] = _kept(write())
    if kept.whole is not None:
        return encodings.fill(_answer(""), kept.whole)
    return _answer(generate_csrf().join(kept.parts))


def _kept(page: Page) -> _Kept:
    token = g.get("csrf_token")
    parts = page.text.split(token) if token else [page.text]
    whole = encodings.Body(page.text.encode(), best=False) if len(parts) == 1 else None
    return _Kept(parts, whole, page.until)


def _answer(text: str) -> Response:
    return current_app.make_response(text)


def _pages() -> dict[Hashable, _Kept]:
    pages: dict[Hashable, _Kept] = current_app.extensions.setdefault(NAME, {})
    return pages
