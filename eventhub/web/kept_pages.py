"""Pages kept as they were written, in the memory of one process: never the truth, and lost without harm."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from flask import current_app

NAME = "eventhub.kept_pages"

LIMIT = 500
"""Pages kept at most; when there are more, all go and those that are asked for come back."""

Pages = dict[Hashable, tuple[str, datetime | None]]


def find(key: Hashable, *, now: datetime) -> str | None:
    """Return the page kept under a key that names all it depends on, while its time lasts."""
    page, until = _pages().get(key, (None, None))
    return page if until is None or now < until else None


def keep(key: Hashable, page: str, *, until: datetime | None) -> str:
    """Keep a page until an instant, or for as long as its key is asked for; return it."""
    pages = _pages()
    if len(pages) >= LIMIT:
        pages.clear()
    pages[key] = (page, until)
    return page


def _pages() -> Pages:
    pages: Pages = current_app.extensions.setdefault(NAME, {})
    return pages
