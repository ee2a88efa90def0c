"""Times on pages: none without its zone, and the reader's own beside it, whatever an old browser knows of zones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from eventhub.base.db import session
from tests.browser.demo_world import World, application
from tests.browser.pages import PAGES
from tests.world import an_event

CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")

ZONE = re.compile(r"[^\W\d]+ time\b|UTC")

BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "div",
    "option",
    "caption",
    "label",
    "legend",
    "figcaption",
}


class _Blocks(HTMLParser):
    """Collects the words of a page, block by block."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks = [""]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data


def unnamed(page: str) -> list[str]:
    """Return what a page says of a time without its zone."""
    blocks = (" ".join(block.split()) for block in _Blocks(page).blocks)
    return [block for block in blocks if CLOCK.search(block) and not ZONE.search(block)]


def test_no_page_tells_a_time_without_its_zone(world: World):
    client, clocks, faults = application(world.database, world.folder).test_client(), 0, list[str]()
    for entry in (each for each in PAGES if each.send is None and each.endpoint != "style.index"):  # shows parts
        client.delete_cookie("eventhub")
        if entry.who:
            client.set_cookie("eventhub", world.cookies[entry.who])
        page = client.get(entry.address.format(**world.names, direction="ltr"), follow_redirects=True).get_data(
            as_text=True
        )
        clocks += len(CLOCK.findall(page))
        faults += [f"{entry.name}: {block}" for block in unnamed(page)]

    assert clocks > 100
    assert not faults, "\n".join(faults)


def test_a_time_without_its_zone_would_be_noticed():
    assert unnamed("<p>Wednesday, <time>15:00</time>–16:30</p><p>Zurich time</p>") == ["Wednesday, 15:00–16:30"]
    assert unnamed("<p>Wednesday, <time>15:00</time>–16:30 <span>Zurich time</span></p>") == []


FORGETFUL = """
const Known = Intl.DateTimeFormat;
Intl.DateTimeFormat = function (language, options = {}) {
  if (options.timeZone && options.timeZone !== "UTC") throw new RangeError(`Invalid time zone: ${options.timeZone}`);
  return new Known(language, options);
};
"""
"""A browser whose zone data are older than every zone it is asked for."""


@pytest.fixture
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of somebody whose machine stands in the zone that the test names."""
    context = browser.new_context(locale="en-GB", timezone_id=request.param)
    context.add_init_script(FORGETFUL)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, complaints


@pytest.mark.browser
@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("Asia/Kathmandu", "12:00–14:00 UTC · 17:45–19:45 in your time, Nepal Time"),
        ("Pacific/Kiritimati", "12:00–14:00 UTC · 16 April 2027, 02:00–04:00 in your time, Line Islands Time"),
        ("Australia/Sydney", "12:00–14:00 UTC · 15 April 2027, 22:00 – 16 April 2027, 00:00 in your time, "),
        ("Europe/Paris", "12:00–14:00 UTC"),
        ("UTC", "12:00–14:00 UTC"),
    ],
    indirect=["reader"],
)
def test_a_script_adds_the_time_on_the_reader_s_own_clock(app: Flask, site: str, reader: Page, told: str):
    """Where these clocks show what stands there already, nothing is added."""
    event = an_event()
    session.commit()
    reader.goto(f"{site}/events/{event.slug}")
    shown = reader.locator("dd .when__other").inner_text().strip()

    assert shown.startswith(told)
    assert told.endswith(", ") or shown == told


@pytest.mark.browser
@pytest.mark.parametrize("reader", ["Asia/Kathmandu"], indirect=True)
def test_the_programme_shows_it_too_and_a_zone_that_was_picked_is_left_alone(app: Flask, site: str, reader: Page):
    an_event(starts_at=datetime(2027, 4, 15, 14, 0), ends_at=datetime(2027, 4, 15, 16, 0))
    session.commit()
    reader.goto(f"{site}/?when=all")
    assert reader.locator(".entry .when__other").inner_text() == "17:45–19:45 in your time, Nepal Time"

    reader.get_by_role("link", name="Other time zone").click()
    reader.get_by_label("Time zone").select_option("Europe/Lisbon")
    reader.get_by_role("button", name="Show this time").click()

    assert reader.url == f"{site}/?when=all"
    assert reader.locator(".entry .when__other").inner_text() == "13:00–15:00 Lisbon time"
