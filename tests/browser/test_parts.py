"""The parts that unfold, operated by keyboard, with script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.server import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def style(bare_app: Flask) -> Iterator[str]:
    """The address of the style page."""
    bare_app.config["STYLE_PAGE"] = True
    with serving(bare_app) as address:
        yield f"{address}/style"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def telephone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A narrow browser, once with script and once without."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=request.param)
    yield context
    context.close()


def test_the_ways_of_the_site_unfold_below_a_button_on_a_telephone(style: str, telephone: BrowserContext):
    page = telephone.new_page()
    page.goto(style)
    programme = page.get_by_role("navigation", name="Main").get_by_role("link", name="Programme")
    expect(programme).to_be_hidden()

    page.locator(".navigation summary").focus()
    page.keyboard.press("Enter")
    expect(programme).to_be_visible()
    page.keyboard.press("Tab")
    expect(programme).to_be_focused()


def test_a_wide_screen_shows_the_ways_at_once_and_no_button(style: str, page: Page):
    page.goto(style)

    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Programme")).to_be_visible()
    expect(page.locator(".navigation summary")).to_be_hidden()


def test_a_dialog_opens_is_walked_through_and_closes_by_keyboard(style: str, telephone: BrowserContext):
    page = telephone.new_page()
    page.goto(style)
    asked = page.get_by_role("group", name="Give your place back?")
    expect(asked).to_be_hidden()

    page.locator("#withdraw > summary").focus()
    page.keyboard.press("Enter")
    expect(asked).to_be_visible()
    expect(page.locator("#withdraw > summary")).to_have_text("Close", use_inner_text=True)
    page.keyboard.press("Tab")
    expect(asked.get_by_role("button", name="Give my place back")).to_be_focused()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()


def test_escape_closes_a_dialog_and_gives_the_focus_back_to_its_button(style: str, page: Page):
    page.goto(style)
    page.locator("#withdraw > summary").click()
    page.get_by_role("button", name="Give my place back").focus()

    page.keyboard.press("Escape")

    expect(page.get_by_role("group", name="Give your place back?")).to_be_hidden()
    expect(page.locator("#withdraw > summary")).to_be_focused()


def test_filters_fold_away_on_a_telephone_unless_one_is_set(style: str, telephone: BrowserContext):
    page = telephone.new_page()
    page.goto(style)
    search = page.get_by_role("search", name="Filter the registrations", exact=True)
    expect(search.get_by_label("Status")).to_be_hidden()

    search.locator("summary").focus()
    page.keyboard.press("Enter")

    expect(search.get_by_label("Status")).to_be_visible()
    set_already = page.get_by_role("search", name="Filter the registrations, as chosen")
    expect(set_already.get_by_label("Status")).to_be_visible()


def test_a_table_that_stands_as_cards_is_still_heard_as_a_table(style: str, telephone: BrowserContext):
    page = telephone.new_page()
    page.goto(style)
    table = page.get_by_role("table", name="Registrations")

    expect(table.get_by_role("row").nth(1)).to_have_css("display", "block")
    expect(table.get_by_role("rowheader", name="Amina El Idrissi")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    table.get_by_role("link", name="Name").click()
    expect(table.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    expect(table.get_by_role("rowheader").first).to_have_text("王晓明")


def test_what_has_just_happened_takes_the_focus_to_be_heard_and_stays(style: str, telephone: BrowserContext):
    page = telephone.new_page()
    page.goto(style)

    page.get_by_role("button", name="Approve").first.click()

    told = page.get_by_role("status").filter(has_text="stays until you leave this page")
    expect(told).to_be_focused()
    page.wait_for_timeout(1500)
    expect(told).to_be_visible()
