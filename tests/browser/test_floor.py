"""The floor of a meeting in real browsers: an organiser on a telephone, a delegate by their link, and the summary."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import people, registrations
from eventhub.domain.facts import gather
from eventhub.domain.interventions import find_all
from eventhub.models.events import Event
from eventhub.models.people import RoleName
from tests.conftest import SECRET
from tests.world import AMINA, an_event, register

pytestmark = pytest.mark.browser


def test_the_floor_is_run_from_a_telephone_and_is_what_the_summary_says(
    browser: Browser, page: Page, site: str, bare_app: Flask
):
    with bare_app.app_context():
        event = an_event()
        slug = event.slug
        token = registrations.link_token(register(event, AMINA), secret=SECRET)
        account = people.add_account("ines@example.org", RoleName.ORGANISER, name="Inês", by="command", now=clock.now())
        link = people.link_token(people.issue_link(account, now=clock.now()), secret=SECRET)
        session.commit()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/account/sign-in/{link}")
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto(f"{site}/organiser/events/{slug}/speakers")
    page.evaluate("window.isSamePage = true")

    who = page.get_by_label("State or organisation")
    for typed in ("Portugal", "mexico"):
        who.fill(typed)
        who.press("Enter")
        expect(who).to_have_value("")
        expect(who).to_be_focused()
    colleague = page.context.new_page()
    colleague.goto(page.url)
    colleague.get_by_label("State or organisation").fill("Maroco")
    colleague.get_by_role("button", name="Add to the list").click()
    expect(colleague.get_by_text("Is it Morocco?").first).to_be_visible()
    colleague.close()
    page.get_by_role("button", name="Open to delegates").click()
    expect(page.get_by_text("Delegates may ask for the floor")).to_be_visible()

    delegate = browser.new_context(locale="en-GB").new_page()
    delegate.goto(f"{site}/registrations/{token}")
    delegate.get_by_role("button", name="Ask for the floor").click()
    expect(delegate.get_by_text("You are number 3 on the speakers’ list.")).to_be_visible()
    expect(page.get_by_role("heading", name="3 waiting")).to_be_visible()  # by itself: others' deeds are shown

    page.get_by_role("button", name="Give the floor to Portugal").click()
    expect(page.get_by_role("heading", name="2 waiting")).to_be_visible()
    expect(page.locator("[data-since]")).to_have_text("0:01")
    page.get_by_role("button", name="Give the floor to Mexico").click()
    expect(page.locator(".floor-now__who")).to_contain_text("Mexico")
    page.get_by_role("button", name="Undo Mexico").click()
    expect(page.locator(".floor-now__who")).to_contain_text("Portugal")
    page.get_by_role("button", name="Done Portugal").click()
    page.get_by_role("button", name="Give the floor Morocco").click()
    expect(page.locator(".floor-now__who")).to_contain_text("Morocco")
    delegate.reload()
    expect(delegate.get_by_text("You have the floor.")).to_be_visible()

    page.get_by_label("A point made from the floor").fill("welcomed the workplan")
    page.get_by_role("button", name="Add the point").click()
    point = page.locator("form.floor-point")
    expect(point).to_be_visible()
    for state in ("Morocco", "Portugal"):  # one tap after the other, nobody waits for the answer
        point.get_by_role("button", name=state, exact=True).click(no_wait_after=True)
    for state in ("Morocco", "Portugal"):
        expect(point.get_by_role("button", name=state, exact=True)).to_have_attribute("aria-pressed", "true")
    expect(point.get_by_role("button", name="Portugal", exact=True)).to_be_focused()
    expect(page.get_by_text("2 States of 2 that spoke")).to_be_visible()
    assert page.evaluate("window.isSamePage")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    delegate.context.close()

    page.goto(f"{site}/organiser/events/{slug}/summary")
    told = page.get_by_role("main").inner_text()
    assert "Morocco and Portugal" in told
    assert "Many welcomed the workplan." in told
    with bare_app.app_context():
        event = session.query(Event).one()
        assert [(each.country, each.kind) for each in find_all(event)] == [
            ("PRT", "member_state"),
            ("MAR", "member_state"),
        ]
        assert gather(event, language="en").speaking_states == 2
