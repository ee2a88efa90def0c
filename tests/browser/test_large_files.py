"""Files that are too much together are stopped before they are sent: nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import demo_world
from tests.browser.visiting import new_context
from tests.files import a_pdf

pytestmark = pytest.mark.browser


def test_too_much_is_said_at_the_file_and_the_form_stays_as_it_was(browser: Browser, tmp_path: Path):
    world = demo_world.build(tmp_path)
    (tmp_path / "note.pdf").write_bytes(a_pdf())
    with world.served("en") as site:
        context = new_context(browser, world, None, "ltr")
        page = context.new_page()
        page.goto(site + "/events/{asking}/register".format_map(world.names))
        file = page.locator("input[type=file]").first
        limit = file.get_attribute("data-together")
        assert int(limit or 0) > 10_000_000
        page.get_by_label("Given name").fill("Amina")
        file.evaluate(
            "field => { field.closest('[data-conditions]')?.removeAttribute('hidden'); field.dataset.together = 10; }"
        )

        file.set_input_files(tmp_path / "note.pdf")
        page.get_by_role("button", name="Register").click()

        said = file.evaluate("field => field.validationMessage")
        assert said.startswith("All files together must be at most")
        expect(page.get_by_label("Given name")).to_have_value("Amina")
        expect(page.locator(".error-summary")).to_have_count(0)
        file.evaluate("field => { field.dataset.together = 10_000_000; }")
        page.get_by_role("button", name="Register").click()
        expect(page.locator(".error-summary")).to_be_visible()
        context.close()
