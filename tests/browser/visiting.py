"""Opening an entry of the list of pages in a browser, as the one who looks at it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.demo_world import World
from tests.browser.pages import Entry

LANGUAGES = {"ltr": "en", "rtl": "ar"}
"""The language that the site and the browser speak, by the direction it is written in."""

LOCALES = {"ltr": "en-GB", "rtl": "ar"}


def new_context(browser: Browser, world: World, who: str | None, direction: str, **options: Any) -> BrowserContext:
    """Return a fresh profile of somebody who reads in this direction, signed in if they have an account."""
    context = browser.new_context(locale=LOCALES[direction], timezone_id="Asia/Bangkok", **options)
    if who is not None:
        cookie = {"name": "eventhub", "value": world.cookies[who], "domain": "127.0.0.1", "path": "/"}
        context.add_cookies([cookie])  # type: ignore[list-item] # a TypedDict, written as one
    return context


def open_entry(page: Page, site: str, world: World, entry: Entry) -> Response:
    """Open a page and, where the entry says so, send its form; return the answer that is now shown."""
    answer = page.goto(site + entry.address.format_map(world.names))
    if entry.send is not None:
        form = page.locator("main form.form").last
        for name, value in entry.send.items():
            form.locator(f'[name="{name}"]').fill(value)
        with page.expect_navigation() as navigation:
            form.locator("button[type=submit]").last.click()
        answer = navigation.value
    assert answer is not None
    return answer
