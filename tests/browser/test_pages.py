"""The pages of the demo world in a real browser: for screen readers, narrow screens, and readers' privacy."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from eventhub.domain import demo

pytestmark = pytest.mark.browser

COMING = f"/organiser/events/{demo.SLUG}"
PAST = "/organiser/events/champions-2021-05"

PUBLIC = (
    "/",
    "/?when=past",
    "/champions",
    "/calendars",
    "/privacy",
    "/accessibility",
    f"/events/{demo.SLUG}",
    f"/events/{demo.SLUG}/register",
    f"/events/{demo.SLUG}/co-sponsor",
    "/events/champions-2021-05/summary",
    "/account/sign-in",
)

ORGANISER = (
    "/organiser/",
    "/organiser/events/new",
    COMING,
    f"{COMING}/edit",
    f"{COMING}/cancel",
    f"{COMING}/registrations",
    f"{COMING}/registrations/new",
    f"{COMING}/co-sponsors",
    f"{COMING}/mail",
    f"{PAST}/attendance",
    f"{PAST}/attendance/upload",
    f"{PAST}/attendance/review",
    f"{PAST}/attendance/counts",
    f"{PAST}/attendance/no-shows",
    f"{PAST}/discussion",
    f"{PAST}/discussion/opening",
    f"{PAST}/discussion/points/new",
    f"{PAST}/floor",
    f"{PAST}/outcomes/new",
    f"{PAST}/summary",
    f"{PAST}/summary/edit",
    f"{PAST}/summary/figures/participants",
)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_can_be_heard_fits_its_screen_and_asks_nobody_else(
    bare_app: Flask, site: str, browser: Browser, width: int
):
    with bare_app.app_context():
        said = bare_app.test_cli_runner().invoke(args=["demo", "--address", site])
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page, hosts = context.new_page(), set[str]()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    faults = [fault for path in PUBLIC for fault in inspect(page, site, path)]
    page.goto(said.output.split()[-1])
    page.locator("main button[type=submit]").click()
    faults += [fault for path in ORGANISER for fault in inspect(page, site, path)]
    context.close()

    assert faults == []
    assert hosts == {urlsplit(site).netloc}


def inspect(page: Page, site: str, path: str) -> list[str]:
    """Return what is wrong with a page: its status, its width, and what axe has to say."""
    answer = page.goto(site + path)
    faults = [] if answer is not None and answer.status == 200 else [f"{path}: not 200"]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{path}: wider than the screen")
    violations = Axe().run(page).response["violations"]
    return faults + [f"{path}: {each['id']} at {each['nodes'][0]['target']}" for each in violations]
