"""Opening an entry of the list of pages in a browser, as the one who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.checks import Witness
from tests.browser.demo_world import World
from tests.browser.pages import Entry

LANGUAGES = {"ltr": "en", "rtl": "ar"}
"""The language that the site and the browser speak, by the direction it is written in."""

LOCALES = {"ltr": "en-GB", "rtl": "ar"}


def new_context(browser: Browser, world: World, who: str | None, direction: str, **options: Any) -> BrowserContext:
    """Return a fresh profile of somebody who reads in this direction, signed in if they have an account."""
    context = browser.new_context(
        locale=LOCALES[direction], timezone_id="Asia/Bangkok", reduced_motion="reduce", **options
    )
    if who is not None:
        cookie = {"name": "eventhub", "value": world.cookies[who], "domain": "127.0.0.1", "path": "/"}
        context.add_cookies([cookie])  # type: ignore[list-item] # a TypedDict, written as one
    return context


def open_entry(page: Page, site: str, world: World, entry: Entry, direction: str) -> Response:
    """Open a page and, where the entry says so, send its form; return the answer that is now shown."""
    answer = page.goto(site + entry.address.format_map({**world.names, "direction": direction}))
    assert answer is not None
    return answer if entry.send is None else send(page, entry.send)


def send(page: Page, fields: Mapping[str, str]) -> Response:
    """Fill these fields of the page's form and send it; return the answer."""
    form = page.locator("main form.form").last
    for name, value in fields.items():
        form.locator(f'[name="{name}"]').fill(value)
    with page.expect_navigation() as navigation:
        form.locator("button[type=submit]").last.click()
    return navigation.value


@dataclass(frozen=True)
class Window:
    """A window of one reader on one site, and what was heard and weighed in it."""

    page: Page
    witness: Witness
    site: str
    world: World
    direction: str

    def open(self, entry: Entry) -> Response:
        """Open an entry in daylight; what was noted before is forgotten."""
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light", forced_colors="none")
        self.witness.forget()
        answer = open_entry(self.page, self.site, self.world, replace(entry, send=None), self.direction)
        if entry.send is None:
            return answer
        self.witness.forget()
        return send(self.page, entry.send)

    def widen(self, width: int) -> None:
        """Make the window as wide as a screen of so many pixels."""
        self.page.set_viewport_size({"width": width, "height": 800})


class Visits:
    """The sites of a world in both directions, and the windows on them; each is opened once and used again."""

    def __init__(self, browser: Browser, world: World) -> None:
        self._browser, self._world = browser, world
        self._open = ExitStack()
        self._sites: dict[str, str] = {}
        self._windows: dict[tuple[str | None, str, bool], Window] = {}

    def __enter__(self) -> Visits:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def window(self, who: str | None, direction: str, *, has_script: bool = True) -> Window:
        """Return the window of somebody who reads in this direction."""
        key = (who, direction, has_script)
        if key not in self._windows:
            context = new_context(self._browser, self._world, who, direction, java_script_enabled=has_script)
            self._open.callback(context.close)
            page = context.new_page()
            self._windows[key] = Window(page, Witness(page), self._site(direction), self._world, direction)
        return self._windows[key]

    def _site(self, direction: str) -> str:
        if direction not in self._sites:
            self._sites[direction] = self._open.enter_context(self._world.served(LANGUAGES[direction]))
        return self._sites[direction]
