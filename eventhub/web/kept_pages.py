"""Pages kept as they were written, in the memory of one process: never the truth, and lost without harm."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import NamedTuple

from flask import current_app, g, session
from flask_wtf.csrf import generate_csrf

from eventhub.base.i18n import current_language
from eventhub.web.frame import account, base_url

NAME = "eventhub.kept_pages"

LIMIT = 500
"""Pages kept at most; when there are more, all go and those that are asked for come back."""


class Page(NamedTuple):
    """A page as written, and when it ceases to be right by itself, if it does."""

    text: str
    until: datetime | None = None


class _Kept(NamedTuple):
    """A page in the parts between its form tokens: each reader gets their own."""

    parts: list[str]
    until: datetime | None


def shared(write: Callable[[], Page], *about: Hashable, now: datetime) -> str:
    """Return a page that somebody has read before, or write it; `about` names all that it depends on.

    Language and address of the site are seen to. Whoever is signed in, or is to be told something, has a page of
    their own that is not kept.
    """
    if account() is not None or "_flashes" in session:
        return write().text
    pages, key = _pages(), (about, current_language(), base_url())
    kept = pages.get(key)
    if kept is not None and (kept.until is None or now < kept.until):
        return kept.parts[0] if len(kept.parts) == 1 else generate_csrf().join(kept.parts)
    page = write()
    if len(pages) >= LIMIT:
        pages.clear()
    pages[key] = _Kept(_without_token(page.text), page.until)
    return page.text


def _without_token(text: str) -> list[str]:
    token = g.get("csrf_token")
    return text.split(token) if token else [text]


def _pages() -> dict[Hashable, _Kept]:
    pages: dict[Hashable, _Kept] = current_app.extensions.setdefault(NAME, {})
    return pages
