"""A real browser on a real server, for tests that look as people do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import demo_world
from tests.browser.demo_world import World
from tests.browser.install import MISSING, find
from tests.browser.server import serving
from tests.browser.visiting import Visits

LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless; without one the test is skipped and says what to install."""
    path = find()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        yield chromium
        chromium.close()


@pytest.fixture
def site(bare_app: Flask) -> Iterator[str]:
    """The address of the site, served on this test's own database."""
    with serving(bare_app) as address:
        yield address


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world whose pages are looked at, made once."""
    return demo_world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def visits(browser: Browser, world: World) -> Iterator[Visits]:
    """The sites of that world in both directions, and a browser window for everybody who looks at them."""
    with Visits(browser, world) as visits:
        yield visits


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile whose console and network complaints fail the test."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, complaints
