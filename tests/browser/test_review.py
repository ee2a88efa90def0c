"""The Champions meeting of May 2021: its export read, reviewed and its counts published, by keyboard alone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import people
from eventhub.models.people import Person, RoleName
from tests.browser.keyboard import Keyboard
from tests.domain.archives import scenario, take_in
from tests.domain.meetings import EXPECTED, SAMPLES

pytestmark = pytest.mark.browser

SLUG = "champions-2021-05"


def prepare(app: Flask) -> tuple[str, dict[str, str]]:
    """Take the meeting in as it was before; return the organiser's sign-in and the names of two who telephoned."""
    with app.app_context():
        take_in(scenario("before"))
        account = people.add_account("ines@example.org", RoleName.ORGANISER, by="command", now=clock.now())
        link = people.issue_link(account, now=clock.now())
        token = people.link_token(link, secret=app.config["SECRET_KEY"])
        names = {each.key: each.name for each in session.query(Person).filter(Person.key.in_(("P153", "P154")))}
        session.commit()
        session.remove()
    return token, names


def test_ninety_entries_become_eighty_nine_participants_and_are_published(bare_app: Flask, site: str, page: Page):
    token, names = prepare(bare_app)
    keyboard = Keyboard(page)
    page.goto(f"{site}/account/sign-in/{token}")
    keyboard.tab_to("Sign in", "button")
    go(page, "Enter")
    here = f"{site}/organiser/events/{SLUG}/attendance"
    page.goto(f"{here}/upload")
    page.set_input_files("input[type=file]", SAMPLES / "scenarios" / EXPECTED[SLUG]["raw_export"])
    keyboard.tab_to("Read the file", "button")
    go(page, "Enter")
    expect(page.locator("main")).to_contain_text("90 people were there. 4 of them are to be decided.")

    page.goto(f"{here}/review")
    for number, person in (("251911***07", "P154"), ("221776***55", "P153")):
        asked(page, number)
        go(page, "m")
        keyboard.tab_to("It was", "select")
        page.keyboard.type(names[person])
        expect(page.locator("select[name=person] option:checked")).to_contain_text(names[person])
        keyboard.tab_to("Save", "button")
        go(page, "Enter")
    asked(page, "Claire Lachance | IOM", left="2 left")
    go(page, "t")
    asked(page, "Folake Ibekwe (Nigeria)", left="1 left")
    go(page, "z")
    asked(page, "Claire Lachance | IOM", left="2 left")
    go(page, "1")
    asked(page, "Folake Ibekwe (Nigeria)", left="1 left")
    go(page, "1")
    expect(page.locator("main")).to_contain_text("Nothing is left to decide")
    go(page, "c")
    expect(page.get_by_role("row", name="Participants 89")).to_be_visible()

    page.goto(f"{site}/organiser/events/{SLUG}/summary")
    keyboard.tab_to("Publish")
    go(page, "Enter")
    page.context.clear_cookies()
    page.goto(f"{site}/events/{SLUG}/summary")
    expect(page.locator("main")).to_contain_text("89 participants")


def go(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def asked(page: Page, name: str, *, left: str | None = None) -> None:
    """Expect that the page asks about somebody, with so many left."""
    expect(page.locator("#asked")).to_have_text(name)
    if left:
        expect(page.locator(".asked__left")).to_have_text(left)
