"""Registering over a line of 50 kbit/s: what is transferred decides, so that is what is held."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from eventhub.domain import demo
from tests.browser import demo_world
from tests.browser.checks import Witness
from tests.browser.story import fill, submit
from tests.browser.visiting import new_context
from tests.world import AMINA

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
"""Milliseconds and bytes a second, as the browser's own tools take them."""

FIRST_VISIT, FORM, ANSWER = 60_000, 20_000, 10_000
"""Bytes over the wire: the event's page with all it loads, the form, and the page that answers it."""


@pytest.mark.browser
def test_registering_takes_little_of_a_slow_line(browser: Browser, tmp_path: Path):
    world = demo_world.build(tmp_path)
    with world.served(may_change=True) as site:
        context = new_context(browser, world, None, "ltr")
        context.set_default_timeout(120_000)
        page = context.new_page()
        witness = Witness(page, keeps_cache=True)
        witness.wire.send("Network.emulateNetworkConditions", SLOW)

        page.goto(f"{site}/events/{demo.SLUG}")
        first_visit = witness.forget()
        page.get_by_role("link", name="Register", exact=True).click()
        page.wait_for_load_state("networkidle")
        form = witness.forget()
        details = {name: value for name, value in AMINA.details.items() if name != "function"}
        fill(page, **details, notice=True)
        submit(page)
        answer = witness.forget()
        said = page.locator("h1").inner_text()
        context.close()

    assert said == "We have written to you"
    assert first_visit <= FIRST_VISIT
    assert form <= FORM
    assert answer <= ANSWER
