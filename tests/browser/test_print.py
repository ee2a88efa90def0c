"""Pages on paper, in a real browser: what is printed, what is not, on how many sheets of which size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import demo, events, lifecycle, people, registrations
from eventhub.domain.registrations import Application
from eventhub.models.people import RoleName
from tests.browser.demo_world import World
from tests.browser.visiting import new_context
from tests.conftest import SECRET
from tests.world import AMINA, TIAGO, an_official, register

pytestmark = pytest.mark.browser

PAST = "/organiser/events/champions-2021-05"

PRESSED = (
    ".navigation, .tabs, .filters, .button, button, input, select, .skip, .pagination a, .breadcrumbs li:first-child"
)
"""What is there to be pressed, or leads to other pages of ours."""

MILLIMETRES = 72 / 25.4

A4 = (210, 297)


HOLDS = """(card) => [...card.querySelectorAll("p")].every((line) => {
    const [inner, outer] = [line.getBoundingClientRect(), card.getBoundingClientRect()];
    const fitsAcross = inner.left >= outer.left && inner.right <= outer.right;
    const fitsDown = inner.top >= outer.top && inner.bottom <= outer.bottom;
    const isCut = getComputedStyle(line).overflowX === "hidden";
    return fitsAcross && fitsDown && (isCut || line.scrollWidth <= line.clientWidth);
})"""
"""Whether no line of a card leaves it."""

DAY = datetime.now(UTC).date() + timedelta(weeks=5)

AN_EXCHANGE = {
    "title": "Third global peer learning exchange on alternatives to detention",
    "kind": "peer_learning_exchange",
    "starts_at": datetime.combine(DAY, time(14)),
    "ends_at": datetime.combine(DAY, time(16)),
    "timezone": "Europe/Zurich",
    "modality": "in_person",
    "venue": "Palais des Nations, Geneva",
}

SLUG = "exchange-on-paper"

LIST = f"/organiser/events/{SLUG}/participants"

CARDS = f"/organiser/events/{SLUG}/name-cards"


def a_person(given: str, family: str, **details: object) -> Application:
    """An official who agrees to stand on the list."""
    own = {"given_name": given, "family_name": family, "email": f"{details['country']}@mission.example".lower()}
    return replace(TIAGO, details=TIAGO.details | own | details)


@pytest.fixture(scope="module")
def documents(browser: Browser, world: World) -> Iterator[tuple[Page, str]]:
    """A window of the demo's organiser that shows pages as they are printed, and the address of the demo world."""
    context = new_context(browser, world, demo.ORGANISER, "ltr")
    page = context.new_page()
    page.emulate_media(media="print")
    with world.served() as site:
        yield page, site
    context.close()


@pytest.fixture
def paper(page: Page, site: str, bare_app: Flask) -> Page:
    """Inês's window, which shows pages as they are printed; Amina, who keeps off the list, and Tiago are registered."""
    with bare_app.app_context():
        event = events.plan(AN_EXCHANGE, by="account:1", now=clock.now(), slug=SLUG)
        lifecycle.publish(event, by="account:1", now=clock.now())
        account = people.add_account("ines@example.org", RoleName.ORGANISER, name="Inês", by="command", now=clock.now())
        token = people.link_token(people.issue_link(account, now=clock.now()), secret=SECRET)
        session.commit()
    seat(bare_app, AMINA, TIAGO)
    page.goto(f"{site}/account/sign-in/{token}")
    page.locator("main button[type=submit]").click()
    page.emulate_media(media="print")
    return page


def seat(app: Flask, *applications: Application, withdraws: bool = False) -> None:
    """Register people, who may think better of it."""
    with app.app_context():
        for application in applications:
            registration = register(events.get(SLUG), application, now=clock.now())
            if withdraws:
                registrations.withdraw(registration, by="self", now=clock.now())
        session.commit()


def sheets(page: Page) -> list[tuple[int, int]]:
    """Print a page; return the size in millimetres of each sheet."""
    printed = page.pdf(prefer_css_page_size=True, format="A4")
    boxes = re.findall(rb"/Type /Page\b.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed, re.DOTALL)
    return [(round(float(wide) / MILLIMETRES), round(float(high) / MILLIMETRES)) for wide, high in boxes]


def visible(page: Page, selector: str) -> list[str]:
    """Return the text of what can be seen of a selector."""
    return [each.inner_text() for each in page.locator(selector).all() if each.is_visible()]


DOCUMENTS = (
    "/",
    "/events/champions-2021-05/summary",
    f"{PAST}/summary",
    f"{PAST}/registrations",
    f"{PAST}/attendance/counts",
)
DOCUMENTS += (f"{PAST}/participants", f"/organiser/events/{demo.SLUG}/co-sponsors", f"/events/{demo.SLUG}")


def test_documents_have_a_title_the_sites_name_and_nothing_to_press(documents: tuple[Page, str]):
    paper, site = documents
    for address in DOCUMENTS:
        paper.goto(site + address)

        assert visible(paper, PRESSED) == [], address
        assert len(visible(paper, "h1")) == 1, address
        assert visible(paper, ".brand") == ["EventHub"], address
        assert paper.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)", address
        assert paper.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", address

    paper.emulate_media(media="screen")  # the control: on screen there is much to press
    pressed = visible(paper, PRESSED)
    paper.emulate_media(media="print")
    assert len(pressed) > 3


def test_the_moment_of_printing_is_said_but_not_on_pages_that_are_kept(documents: tuple[Page, str]):
    paper, site = documents
    paper.goto(site)
    assert re.fullmatch(r"Printed from EventHub on \d+ \w+ \d{4}, \d\d:\d\d UTC", *visible(paper, ".printed"))
    paper.emulate_media(media="screen")
    assert visible(paper, ".printed") == []
    paper.emulate_media(media="print")

    for address in (f"/events/{demo.SLUG}", f"/events/{demo.SLUG}/register"):
        paper.goto(site + address)
        assert visible(paper, ".printed") == [], address


def test_the_meeting_is_named_on_what_is_printed_about_it(documents: tuple[Page, str]):
    paper, site = documents
    for page in ("registrations", "attendance/counts", "participants", "summary"):
        paper.goto(f"{site}{PAST}/{page}")
        header = " ".join(visible(paper, ".page-header"))
        assert header.count("GCM Champions meeting") == 1, page


def test_a_table_of_many_columns_lies_across_the_sheet(documents: tuple[Page, str]):
    paper, site = documents
    paper.goto(f"{site}{PAST}/attendance/counts/participants")
    assert set(sheets(paper)) == {A4[::-1]}
    assert paper.evaluate("document.querySelector('table').scrollWidth <= document.querySelector('main').clientWidth")

    paper.goto(f"{site}{PAST}/attendance/counts")
    assert set(sheets(paper)) == {A4}


def test_only_links_that_lead_elsewhere_say_where(documents: tuple[Page, str]):
    paper, site = documents
    paper.goto(f"{site}/privacy")
    shown = "(link) => getComputedStyle(link, '::after').content"
    paper.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<a id=out href=https://example.org/>o</a>')"
    )

    assert paper.locator("#out").evaluate(shown) == '" (" attr(href) ")"' or "example.org" in paper.locator(
        "#out"
    ).evaluate(shown)
    assert {link.evaluate(shown) for link in paper.locator("main a:not(#out)").all()} <= {"none", "normal"}


def test_the_list_names_each_who_agreed_once_and_withdrawn_people_not(paper: Page, site: str, bare_app: Flask):
    seat(bare_app, a_person("Ravi", "Sharma", country="IND"), withdraws=True)
    seat(bare_app, a_person("Noor", "Haddad", country="JOR"))

    paper.goto(f"{site}{LIST}")
    handed_out = "\n".join(visible(paper, "main"))
    paper.goto(f"{site}{LIST}?copy=internal")
    internal = "\n".join(visible(paper, "main"))

    names = ("Noor Haddad", "Tiago Pacheco", "Amina El Idrissi", "Ravi Sharma")
    assert [handed_out.count(name) for name in names] == [1, 1, 0, 0]
    assert [internal.count(name) for name in names] == [1, 1, 1, 0]
    assert ["Internal" in handed_out, "Internal" in internal] == [False, True]


def test_badges_are_printed_ten_to_a_sheet_and_nothing_sticks_out(paper: Page, site: str, bare_app: Flask):
    long = "Wolfeschlegelsteinhausenbergerdorff"
    seat(bare_app, a_person("محمد عبد الرحمن", "آل الشيخ", country="SAU", organisation="وزارة الخارجية"))
    seat(bare_app, a_person("娜", "欧阳", country="CHN", organisation="中华人民共和国外交部", function="参赞"))
    seat(bare_app, a_person("Hubert Blaine", long, organisation=f"Ministry of {long} " * 4, country="DEU"))
    seat(bare_app, *map(an_official, range(5)))

    paper.goto(f"{site}{CARDS}")

    assert sheets(paper) == [A4]
    assert visible(paper, ".masthead, .page-header, h1, .footer, .printed, .no-print") == []
    cards = paper.locator(".badge-card").all()
    assert len(cards) == 10
    for card in cards:
        box = card.bounding_box()
        assert box is not None
        assert (round(box["width"] * 25.4 / 96), round(box["height"] * 25.4 / 96)) == (85, 55)
        assert card.evaluate(HOLDS)


def test_an_eleventh_badge_begins_a_second_sheet(paper: Page, site: str, bare_app: Flask):
    seat(bare_app, *map(an_official, range(9)))

    paper.goto(f"{site}{CARDS}")

    assert sheets(paper) == [A4, A4]


def test_each_delegation_has_a_table_card_on_a_sheet_of_its_own_that_holds_its_name(
    paper: Page, site: str, bare_app: Flask
):
    seat(bare_app, a_person("Grace", "Hart", country="GBR"))
    seat(bare_app, a_person("Marie", "Kila", country="PNG"))

    paper.goto(f"{site}{CARDS}?card=tables")

    assert sheets(paper) == [A4[::-1]] * 4  # with Morocco and Portugal
    for face in paper.locator(".tent__face").all():
        assert face.evaluate("(face) => face.scrollWidth <= face.clientWidth && face.scrollHeight <= face.clientHeight")
