"""Somebody who was at a meeting erases themselves in a real browser, and the figures of the meeting stay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from eventhub.base.db import session
from eventhub.domain import attendance, counts, events, registrations
from eventhub.models.registrations import Registration
from tests.browser.story import Site, follow, press, serve
from tests.domain.past_meetings import three_meetings

pytestmark = pytest.mark.browser

SLUG = "champions-2021-05"
AFTER = datetime(2021, 6, 1, 9, 0, tzinfo=UTC)


def test_a_participant_erases_themselves_and_the_figures_stay(page: Page, database: str, tmp_path: Path):
    with serve(database, tmp_path / "instance") as site, time_machine.travel(AFTER):
        number, name, address = somebody_who_came(site)
        before = figures(site)

        page.goto(f"{site.address}{private_page(site, number)}")
        expect(page.locator("main")).to_contain_text(name)
        follow(page, "Erase your data")
        expect(page.locator("main")).to_contain_text("This cannot be undone.")
        press(page, "Erase my data")

        expect(page.get_by_role("heading", level=1)).to_have_text("Your data are erased")
        expect(page.locator("body")).not_to_contain_text(name)
        assert figures(site) == before
        site.deliver()
        assert "Your data are erased" in site.mailbox.last_to(address)["Subject"]
        with site.app.app_context():
            assert session.get_one(Registration, number).email is None


def somebody_who_came(site: Site) -> tuple[int, str, str]:
    """Return an official whom the records know: the number of their registration, name and address."""
    with site.app.app_context():
        event = three_meetings()[SLUG]
        came = (each.registration for each in attendance.establish(event).counted)
        registration = next(each for each in came if each is not None and each.email)
        found = (registration.id, registration.name, str(registration.email))
        session.remove()
    return found


def private_page(site: Site, number: int) -> str:
    with site.app.app_context():
        registration = session.get_one(Registration, number)
        token = registrations.link_token(registration, secret=site.app.config["SECRET_KEY"])
        session.remove()
    return f"/registrations/{token}"


def figures(site: Site) -> dict[str, object]:
    with site.app.app_context():
        found = counts.count(events.get(SLUG)).as_json()
        session.remove()
    return found
