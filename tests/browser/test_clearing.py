"""Two write in one summary at once; co-leads clear it by their links; what is published stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from eventhub.base.db import db, session
from eventhub.domain import clearances, events
from eventhub.domain.demo import ORGANISER
from tests.browser import demo_world
from tests.browser.demo_world import SECRET, World
from tests.browser.visiting import new_context
from tests.domain.test_summaries import lose_one

pytestmark = pytest.mark.browser

EVENT = "champions-2021-05"
SUMMARY = f"/organiser/events/{EVENT}/summary"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world of this test's own."""
    return demo_world.build(tmp_path)


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """Its site, on which things may change."""
    with world.served("en", may_change=True) as address:
        yield address


@pytest.fixture
def organiser(browser: Browser, world: World) -> Iterator[BrowserContext]:
    """The organiser's browser."""
    context = new_context(browser, world, ORGANISER, "ltr")
    yield context
    context.close()


def test_what_is_typed_is_kept_and_a_conflict_shows_both_texts(organiser: BrowserContext, site: str):
    mine, theirs = organiser.new_page(), organiser.new_page()
    for page in (mine, theirs):
        page.goto(f"{site}{SUMMARY}/edit")

    mine.get_by_label("Sentence 1", exact=True).fill("The Champions met.")
    expect(mine.locator("#autosave")).to_have_text("Everything typed so far is kept.")
    theirs.get_by_label("Sentence 2", exact=True).fill("It was convened in Geneva.")
    expect(theirs.locator("#autosave")).to_have_text("Everything typed so far is kept.")
    theirs.get_by_label("Sentence 1", exact=True).fill("They met.")
    expect(theirs.locator("#autosave")).to_contain_text("1 sentence was changed by somebody else")
    conflict = theirs.locator("[data-sentence]").first
    expect(conflict).to_contain_text("The Champions met.")
    expect(theirs.get_by_label("Sentence 1", exact=True)).to_have_value("They met.")
    conflict.get_by_label("My words, as they stand in the field").check()
    theirs.get_by_role("button", name="Save the wording").last.click()

    expect(theirs.locator("article")).to_contain_text("They met. It was convened in Geneva.")


def test_a_summary_is_cleared_and_published_and_stays_as_it_was(
    browser: Browser, world: World, organiser: BrowserContext, site: str
):
    page = organiser.new_page()
    page.goto(f"{site}{SUMMARY}/edit")
    page.get_by_label("Sentence 1", exact=True).fill("The Champions met.")
    page.get_by_role("button", name="Save the wording").last.click()
    page.goto(f"{site}{SUMMARY}/clearance")
    page.get_by_role("textbox", name="Co-leads").fill("Amal Haddad <amal@unhcr.example>\nben@idc.example")
    page.get_by_role("button", name="Send to the co-leads").click()
    expect(page.locator(".lead")).to_have_text("0 of 2 have approved the text.")

    amal, ben = (new_context(browser, world, None, "ltr", java_script_enabled=False).new_page() for _each in range(2))
    for reader, link in zip((amal, ben), _links(world), strict=True):
        reader.goto(site + link)
    amal.get_by_role("link", name="Comment on “The Champions met.”").click()
    amal.get_by_label("Your comment").fill("Please say who convened it.")
    amal.get_by_role("button", name="Send the comment").click()
    for reader in (amal, ben):
        reader.get_by_role("button", name="Approve the summary").click()
        expect(reader.locator(".panel").first).to_contain_text("Approved")

    page.reload()
    expect(page.locator(".lead")).to_have_text("The text is cleared.")
    expect(page.locator("article")).to_contain_text("Please say who convened it.")
    page.get_by_role("button", name="Dealt with").click()
    page.goto(site + SUMMARY)
    page.get_by_label("What was corrected").fill("the opening")
    page.get_by_role("button", name="Publish again").click()
    amal.goto(f"{site}/events/{EVENT}")
    amal.locator(f'a[href="/events/{EVENT}/summary"]').first.click()
    public = amal.locator("article").inner_text()
    assert re.search(r"Corrected on .*: the opening", public)
    assert "The Champions met." in public
    assert "89 participants" in public

    _lose_one(world)
    page.goto(site + SUMMARY)
    expect(page.locator(".notice").first).to_contain_text("The data now say")
    amal.reload()
    assert amal.locator("article").inner_text() == public
    for reader in (amal, ben):
        reader.context.close()


def _links(world: World) -> list[str]:
    app = demo_world.application(world.database, world.folder)
    with app.app_context():
        asked = clearances.find(events.get(EVENT))
        links = [f"/clearances/{clearances.link_token(each, secret=SECRET)}" for each in asked]
        db.engine.dispose()
    return links


def _lose_one(world: World) -> None:
    app = demo_world.application(world.database, world.folder)
    with app.app_context():
        lose_one(events.get(EVENT))
        session.commit()
        db.engine.dispose()
