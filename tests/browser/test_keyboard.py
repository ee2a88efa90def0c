"""Whole journeys by keyboard alone: every stop shows, and nothing needs a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from eventhub.base import countries
from eventhub.domain import demo
from tests.browser import demo_world
from tests.browser.demo_world import World
from tests.browser.keyboard import Keyboard
from tests.browser.visiting import LANGUAGES, new_context

pytestmark = pytest.mark.browser

EXCHANGE = "Third global peer learning exchange"

Start = Callable[..., Keyboard]


@pytest.fixture
def own_world(tmp_path: Path) -> World:
    """A world that may change."""
    return demo_world.build(tmp_path)


@pytest.fixture(
    params=[("ltr", 1280, True), ("ltr", 1280, False), ("rtl", 360, True)],
    ids=["desk", "without script", "telephone rtl"],
)
def start(browser: Browser, own_world: World, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Begin at an address, as somebody types it: on a desk, without script, and on a telephone from right to left."""
    direction, width, has_script = request.param
    with (
        own_world.served(LANGUAGES[direction], may_change=True) as site,
        _hands(browser, own_world, direction, width=width, has_script=has_script) as keyboard,
    ):

        def begin(address: str) -> Keyboard:
            keyboard.page.goto(site + address.format_map(own_world.names))
            return keyboard

        yield begin


@contextmanager
def _hands(browser: Browser, world: World, direction: str, *, width: int, has_script: bool) -> Iterator[Keyboard]:
    size = {"width": width, "height": 700}
    context = new_context(browser, world, None, direction, java_script_enabled=has_script, viewport=size)
    yield Keyboard(context.new_page(), LANGUAGES[direction])
    context.close()


def heading(hands: Keyboard, words: str) -> None:
    """Expect to have come to the page of this heading."""
    expect(hands.page.locator("h1")).to_contain_text(words)


def state(code: str, hands: Keyboard) -> str:
    """Return what pages call a State for this reader."""
    return countries.get(code).name(hands.language)


def test_amina_registers(start: Start):
    hands = start("/")
    hands.page.keyboard.press("Tab")
    assert hands.stop() == ("Skip to content", "a")
    hands.page.keyboard.press("Enter")
    expect(hands.page.locator("main")).to_be_focused()

    hands.go(EXCHANGE)
    heading(hands, EXCHANGE)
    hands.go("Register")
    hands.type("Given name", "Amina")
    hands.type("E-mail address", "amina@diplomatie.ma.example")
    hands.choose("I take part for", "Member State")
    hands.choose("Country", state("KEN", hands))
    hands.type("Ministry or organisation", "Ministry of Foreign Affairs")
    hands.go("Register", "button", key="Space")

    expect(hands.page.locator(".error-summary")).to_be_focused()
    hands.tab_to("Enter your family name")
    hands.page.keyboard.press("Enter")
    expect(hands.page.get_by_label("Family name")).to_be_focused()
    hands.page.keyboard.type("El Idrissi")
    hands.tick("I have read")
    hands.go("Register", "button")
    heading(hands, "We have written to you")


def test_tiago_corrects_his_details_and_withdraws(start: Start):
    hands = start("/registrations/{confirmed}")
    hands.go("Correct your details")
    hands.type("Function", "First Secretary")
    hands.tab_to("Given name", backwards=True)
    hands.go("Save")
    expect(hands.page.locator("main")).to_contain_text("Your details have been corrected.")
    expect(hands.page.locator("main")).to_contain_text("First Secretary")

    hands.go("Withdraw")
    heading(hands, "Withdraw your registration?")
    hands.go("Withdraw", "button")
    expect(hands.page.locator("main")).to_contain_text("You have withdrawn.")


def test_a_mission_offers_to_co_sponsor(start: Start):
    hands = start(f"/events/{demo.SLUG}")
    hands.go("Co-sponsor this event")
    hands.go("Send")
    expect(hands.page.locator(".error-summary")).to_be_focused()
    hands.tab_to("Choose whether you are considering")
    hands.page.keyboard.press("Enter")
    assert hands.stop() == ("We are considering it", "input")
    hands.page.keyboard.press("ArrowDown")
    expect(hands.page.get_by_label("We offer to co-sponsor")).to_be_checked()
    hands.type("Contact name", "Wanjiru Kamotho")
    hands.type("Contact e-mail address", "wanjiru@mission.ke.example")
    hands.type("Message", "We could moderate a session.")
    hands.choose("Country", state("KEN", hands), backwards=True)
    hands.go("Send")
    heading(hands, "The organisers have been told")


def test_the_organiser_signs_in_publishes_and_confirms(start: Start):
    hands = start("/account/sign-in")
    hands.type("E-mail address", demo.ORGANISER)
    hands.enter()
    hands = start("/account/sign-in/{sign_in}")
    hands.go("Sign in", "button", key="Space")
    heading(hands, "Organiser")

    hands.go("Untitled briefing")
    hands.go("Publish")
    expect(hands.page.locator("main")).to_contain_text("The event is published.")

    hands = start("/organiser/")
    hands.go(EXCHANGE)
    hands.go("Co-sponsors")
    hands.go("Confirm", "a")
    hands.go("Confirm", "button")
    expect(hands.page.locator("main")).to_contain_text(f"{state('GHA', hands)}: Confirmed")
