"""The whole story in a real browser: from planning an exchange to publishing its summary."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from eventhub.base.db import session
from eventhub.domain import people
from eventhub.models.people import RoleName
from tests.browser.story import Site, fill, follow, press, serve, submit, zoom_export

pytestmark = pytest.mark.browser

WEEKS_BEFORE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
STARTS = datetime(2027, 4, 15, 14, 0)
DAY_AFTER = datetime(2027, 4, 16, 8, 0, tzinfo=UTC)

AMINA = {
    "form_of_address": "Ms.",
    "given_name": "Amina",
    "family_name": "El Idrissi",
    "email": "amina@diplomatie.ma.example",
    "category": "member_state",
    "country": "MAR",
    "organisation": "Ministry of Foreign Affairs",
    "level": "capital",
}
TIAGO = AMINA | {"form_of_address": "Mr.", "given_name": "Tiago", "family_name": "Pacheco", "country": "PRT"}
TIAGO |= {"email": "tiago@mne.pt.example"}
LENA = {"form_of_address": "Ms.", "given_name": "Lena", "family_name": "Vogt", "email": "lena@unhcr.example"}
LENA |= {"category": "un_network", "organisation": "UNHCR", "level": "headquarters"}


def test_from_planning_an_exchange_to_publishing_its_summary(page: Page, database: str, tmp_path: Path):
    with serve(database, tmp_path / "instance") as site:
        with time_machine.travel(WEEKS_BEFORE):
            sign_in(page, site)
            slug = plan_and_publish(page, site)
            colombia_offers_and_is_confirmed(page, site, slug)
            officials_register(page, site, slug)
            tiago_withdraws_and_lena_moves_up(page, site)
            the_exchange_moves_by_an_hour(page, site, slug)
        with time_machine.travel(DAY_AFTER):
            sign_in(page, site)
            attendance_is_read_and_reviewed(page, site, slug, tmp_path)
            what_was_said_is_written_down(page, site, slug)
            the_summary_is_edited_and_published(page, site, slug)


def sign_in(page: Page, site: Site) -> None:
    """Inês asks for a link, opens it from her mailbox and presses the button."""
    page.context.clear_cookies()
    with site.app.app_context():
        people.add_account("ines@example.org", RoleName.ORGANISER, name="Inês", by="command", now=WEEKS_BEFORE)
        session.commit()
        session.remove()
    page.goto(f"{site.address}/organiser/")
    fill(page, email="ines@example.org")
    press(page, "Send me a link")
    site.deliver()
    page.goto(site.mailbox.link_to("ines@example.org", "/account/sign-in/"))
    press(page, "Sign in")
    expect(page).to_have_url(f"{site.address}/organiser/")


def plan_and_publish(page: Page, site: Site) -> str:
    follow(page, "Plan an event")
    fill(
        page,
        title="Fourth global peer learning exchange",
        kind="peer_learning_exchange",
        new_series="Global exchanges",
        new_series_in_text="global peer learning exchange",
        starts_on="2027-04-15",
        starts_at="14:00",
        ends_at="16:00",
        timezone="Europe/Zurich",
        join_url="https://meet.example/fourth",
        capacity="2",
    )
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Fourth global peer learning exchange")
    press(page, "Publish")
    slug = page.url.rsplit("/", 1)[-1]
    page.goto(f"{site.address}/events/{slug}")
    expect(page.locator("main")).not_to_contain_text("meet.example")
    return slug


def colombia_offers_and_is_confirmed(page: Page, site: Site, slug: str) -> None:
    page.goto(f"{site.address}/events/{slug}/co-sponsor")
    fill(
        page,
        country="COL",
        contact_name="Ximena Zúñiga",
        contact_email="ximena@mission.co.example",
        status="offered",
    )
    submit(page)
    page.goto(f"{site.address}/organiser/events/{slug}/co-sponsors")
    expect(page.locator("main")).to_contain_text("Colombia")
    follow(page, "Confirm")
    press(page, "Confirm")
    site.deliver()
    assert "Colombia" in site.mailbox.last_to("ximena@mission.co.example").get_body(("plain",)).get_content()
    page.goto(f"{site.address}/events/{slug}")
    expect(page.locator("main")).to_contain_text("Colombia")


def officials_register(page: Page, site: Site, slug: str) -> None:
    for person in (AMINA, TIAGO, LENA, AMINA):
        page.goto(f"{site.address}/events/{slug}/register")
        fill(page, **person, notice=True)
        submit(page)
        expect(page.locator("main")).to_contain_text("written to you")
    site.deliver()
    method, entry = site.mailbox.invitation_to("tiago@mne.pt.example")
    assert (method, entry["SEQUENCE"], entry.start) == ("REQUEST", 0, datetime(2027, 4, 15, 12, 0, tzinfo=UTC))
    assert "waiting" in site.mailbox.last_to("lena@unhcr.example").get_body(("plain",)).get_content()
    to_amina = [message for message in site.mailbox.letters if "amina@" in message["To"]]
    assert len(to_amina) == 2


def tiago_withdraws_and_lena_moves_up(page: Page, site: Site) -> None:
    page.goto(site.mailbox.link_to("tiago@mne.pt.example", "/registrations/"))
    expect(page.locator("main")).to_contain_text("Confirmed")
    follow(page, "Withdraw")
    press(page, "Withdraw")
    site.deliver()
    assert site.mailbox.invitation_to("tiago@mne.pt.example")[0] == "CANCEL"
    assert site.mailbox.invitation_to("lena@unhcr.example")[0] == "REQUEST"


def the_exchange_moves_by_an_hour(page: Page, site: Site, slug: str) -> None:
    page.goto(f"{site.address}/organiser/events/{slug}/edit")
    fill(page, starts_at="15:00", ends_at="17:00")
    submit(page)
    site.deliver()
    for address in ("amina@diplomatie.ma.example", "lena@unhcr.example"):
        method, entry = site.mailbox.invitation_to(address)
        assert (method, entry["SEQUENCE"], entry.start) == ("REQUEST", 1, datetime(2027, 4, 15, 13, 0, tzinfo=UTC))


def attendance_is_read_and_reviewed(page: Page, site: Site, slug: str, folder: Path) -> None:
    export = folder / "participants.csv"
    starts = STARTS.replace(hour=15)
    export.write_bytes(
        zoom_export(
            starts,
            [
                ("EL IDRISSI Amina (Morocco)", "", -5, 118),
                ("Lena Vogt | UNHCR", "lena@unhcr.example", 2, 60),
                ("Lena Vogt", "lena@unhcr.example", 30, 120),
                ("Interpreter FR", "", -10, 125),
                ("Kojo Ofori-Atta - Ghana", "kojo@mfa.gh.example", 4, 119),
                ("41794***12", "", 10, 15),
            ],
        )
    )
    at = f"{site.address}/organiser/events/{slug}"
    page.goto(f"{at}/attendance/upload")
    page.locator('main input[type="file"]').set_input_files(export)
    submit(page)
    expect(page.locator("main")).to_contain_text("Kojo Ofori-Atta")

    page.goto(f"{at}/attendance/review")
    expect(page.locator("main h2").first).to_contain_text("41794***12")
    press(page, "Technical")
    expect(page.locator("main h2").first).to_contain_text("Kojo Ofori-Atta")
    follow(page, "Register as a walk-in")
    fill(page, given_name="Kojo", family_name="Ofori-Atta", category="member_state", country="GHA")
    submit(page)
    page.goto(f"{at}/attendance/review")
    expect(page.locator("main")).to_contain_text("Nothing is left to decide")
    page.goto(f"{at}/attendance/counts")
    expect(page.locator("main")).to_contain_text("Ghana")


def what_was_said_is_written_down(page: Page, site: Site, slug: str) -> None:
    at = f"{site.address}/organiser/events/{slug}"
    page.goto(f"{at}/floor")
    for country in ("MAR", "GHA"):
        fill(page, country=country)
        press(page, "Add")
    page.goto(f"{at}/discussion/opening")
    fill(page, speaker="Network Coordinator", points="That ten years of practice show what works.")
    submit(page)
    page.goto(f"{at}/discussion/points/new")
    fill(page, text="welcomed the exchange of practice on case management")
    page.get_by_label("Ghana").check()
    page.get_by_label("Morocco").check()
    submit(page)


def the_summary_is_edited_and_published(page: Page, site: Site, slug: str) -> None:
    at = f"{site.address}/organiser/events/{slug}/summary"
    attended = "attended by 3 participants from 2 Member States, and UN Network entities at Headquarters level."
    page.goto(at)
    expect(page.locator("main")).to_contain_text(attended)
    follow(page, "Edit the wording")
    sentence = page.locator("main textarea", has_text="took the floor")
    sentence.fill(sentence.input_value().replace("took the floor", "spoke"))
    submit(page)
    page.goto(at)
    press(page, "Publish")

    page.context.clear_cookies()
    page.goto(f"{site.address}/events/{slug}/summary")
    expect(page.locator("main")).to_contain_text(attended)
    expect(page.locator("main")).to_contain_text("spoke: Ghana and Morocco.")
    expect(page.locator("main")).not_to_contain_text("Amina")
