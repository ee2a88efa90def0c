"""A focal point registers ten officials in a real browser, and a place passes on when a head of delegation leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from eventhub.base.db import session
from eventhub.domain import delegations
from tests.browser.story import Site, fill, follow, press, serve
from tests.domain.delegates import HASSAN
from tests.world import AMINA, an_event

pytestmark = pytest.mark.browser

WEEKS_BEFORE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

NAMES = ("Amina", "Youssef", "Khadija", "Omar", "Salma", "Rachid", "Nadia", "Hicham", "Leila", "Tariq")

WAITING = "lena@unhcr.example"


def address(name: str) -> str:
    return f"{name.lower()}@diplomatie.ma.example"


def a_table() -> str:
    """Ten officials as copied from Excel: one without a family name, one with an address twice."""
    rows = [["Given name", "Family name", "E-mail", "Function"]]
    for name in NAMES:
        rows.append([name, "" if name == "Omar" else f"Benali-{name}", address(name), "Counsellor"])
    rows[8][2] = address("Salma")
    return "\n".join("\t".join(row) for row in rows)


def test_a_focal_point_registers_ten_officials_and_a_place_passes_on_when_their_head_leaves(
    page: Page, database: str, tmp_path: Path
):
    with serve(database, tmp_path / "instance") as site, time_machine.travel(WEEKS_BEFORE):
        slug = open_delegation(site)
        home = site.mailbox.link_to(HASSAN.email, f"/events/{slug}/delegation/")
        paste_and_put_right(page, home)
        name_the_head(page)
        somebody_else_waits(page, site, slug)
        replace_one(page, site, home)
        the_head_withdraws_and_the_waitlist_moves(page, site, home)


def open_delegation(site: Site) -> str:
    """The organiser opens the delegation of Morocco to an event of eleven places."""
    with site.app.app_context():
        event = an_event(capacity=11)
        delegations.issue(event, HASSAN, country="MAR", quota=12, by="account:1", now=WEEKS_BEFORE)
        session.commit()
        slug = event.slug
        session.remove()
    site.deliver()
    return slug


def paste_and_put_right(page: Page, home: str) -> None:
    page.goto(home)
    fill(page, pasted=a_table())
    press(page, "Check the table")
    main = page.locator("main")
    expect(main).to_contain_text("Row 4: Enter the family name.")
    expect(main).to_contain_text("Row 8: This address stands in row 5 already.")
    follow_fault(page, "Row 4")
    page.keyboard.type("Benali-Omar")
    follow_fault(page, "Row 8")
    page.keyboard.press("Control+a")
    page.keyboard.type(address("Hicham"))
    press(page, "Register these officials")
    expect(main).to_contain_text("10 officials are entered")
    expect(main).to_contain_text("10 of 12 places used")
    expect(main.locator("table tbody tr")).to_have_count(10)


def follow_fault(page: Page, row: str) -> None:
    """Go from a sentence of the summary to its field, by keyboard."""
    page.get_by_role("alert").get_by_role("link", name=row).press("Enter")


def name_the_head(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("The delegation has no head.")
    press(page, "Name as head Amina Benali-Amina")
    expect(page.locator("main")).to_contain_text("Amina Benali-Amina is head of the delegation.")


def somebody_else_waits(page: Page, site: Site, slug: str) -> None:
    """One place is left: Tiago takes it, Lena waits."""
    details = AMINA.details | {"country": "PRT", "category": "member_state", "level": "capital"}
    for email, name in (("tiago@mne.pt.example", "Tiago"), (WAITING, "Lena")):
        page.goto(f"{site.address}/events/{slug}/register")
        fill(page, **details | {"email": email, "given_name": name}, notice=True)
        press(page, "Register" if name == "Tiago" else "Join the waiting list")
        expect(page.locator("main")).to_contain_text("written to you")
    site.deliver()
    body = site.mailbox.last_to(WAITING).get_body(("plain",))
    assert body is not None
    assert "number 1 on the waiting list" in body.get_content()


def replace_one(page: Page, site: Site, home: str) -> None:
    page.goto(home)
    follow(page, "Replace Khadija Benali-Khadija")
    fill(page, given_name="Zineb", family_name="Alaoui", email=address("Zineb"))
    press(page, "Replace")
    expect(page.locator("main")).to_contain_text("Zineb Alaoui")
    expect(page.locator("main")).to_contain_text("10 of 12 places used")
    site.deliver()
    assert site.mailbox.invitation_to(address("Khadija"))[0] == "CANCEL"
    assert site.mailbox.invitation_to(address("Zineb"))[0] == "REQUEST"
    body = site.mailbox.last_to(address("Zineb")).get_body(("plain",))
    assert body is not None
    assert "Hassan Berrada has registered you" in body.get_content()


def the_head_withdraws_and_the_waitlist_moves(page: Page, site: Site, home: str) -> None:
    page.goto(site.mailbox.link_to(address("Amina"), "/registrations/"))
    follow(page, "Withdraw")
    press(page, "Withdraw")
    site.deliver()
    assert site.mailbox.invitation_to(WAITING)[0] == "REQUEST"
    assert "head of your delegation has left" in site.mailbox.last_to(HASSAN.email)["Subject"]
    page.goto(home)
    expect(page.locator("main")).to_contain_text("The delegation has no head.")
    expect(page.locator("main")).to_contain_text("9 of 12 places used")
