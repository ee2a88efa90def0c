"""An organiser asks for a file of those who need a visa; an official answers, by keyboard, with script and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from eventhub.domain.demo import ORGANISER
from tests.browser import demo_world
from tests.browser.keyboard import Keyboard
from tests.browser.visiting import new_context
from tests.files import EXE, a_pdf

pytestmark = pytest.mark.browser

Sit = Callable[[str | None], Keyboard]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def sit(browser: Browser, tmp_path: Path, has_script: bool) -> Iterator[Sit]:
    """Sit somebody down at the questions of an event, or at its form."""
    world = demo_world.build(tmp_path)
    contexts = []
    with world.served("en", may_change=True) as site:

        def at(who: str | None) -> Keyboard:
            contexts.append(new_context(browser, world, who, "ltr", java_script_enabled=has_script))
            page = contexts[-1].new_page()
            page.goto(
                site + ("/organiser/events/{bare}/questions" if who else "/events/{bare}").format_map(world.names)
            )
            return Keyboard(page)

        yield at
        for context in contexts:
            context.close()


def test_a_conditional_file_is_asked_for_and_handed_in(sit: Sit, tmp_path: Path, has_script: bool):
    ask_for_a_note_verbale(sit(ORGANISER))
    hands = sit(None)
    hands.go("Register")
    note = hands.page.get_by_label("Note verbale")
    expect(note).to_be_hidden() if has_script else expect(note).to_be_visible()

    who_one_is(hands)
    hands.tab_to("Yes")
    hands.page.keyboard.press("Space")
    expect(note).to_be_visible()
    hands.tab_to("Note verbale")
    hand_in(hands.page, tmp_path / "note verbale.pdf", EXE)
    hands.tick("I have read")
    hands.go("Register", "button")

    expect(hands.page.locator(".error-summary")).to_contain_text("The file must be a PDF")
    hands.tab_to("The file must be a PDF")
    hands.page.keyboard.press("Enter")
    expect(hands.page.get_by_label("Note verbale")).to_be_focused()
    hand_in(hands.page, tmp_path / "note verbale.pdf", a_pdf())
    hands.go("Register", "button")
    expect(hands.page.locator("h1")).to_contain_text("We have written to you")
    the_organiser_reads(sit(ORGANISER))


def ask_for_a_note_verbale(hands: Keyboard) -> None:
    """Ask whether a visa is needed, then for the note of those who say yes, and put a question in its place."""
    hands.go("Add a question")
    hands.go("Yes or no")
    word_it(hands, "Do you need a visa?")
    hands.go("Ask it")
    hands.go("Add a question")
    hands.go("A file")
    word_it(hands, "Note verbale")
    hands.tick("An answer is needed")
    hands.tab_to("Only by “Do you need a visa?”")
    hands.page.keyboard.press("Enter")
    hands.tick("Yes")
    hands.go("Ask it")
    hands.go("Add a question")
    hands.go("A line of text")
    word_it(hands, "Hotel")
    hands.go("Ask it")
    hands.go("Up Hotel", "button")
    rows = hands.page.locator("tbody th")
    expect(rows).to_have_text(["Do you need a visa?", "Hotel", "Note verbale"])


def word_it(hands: Keyboard, words: str) -> None:
    """Write what is asked; the link back to the list of questions begins with the same word."""
    hands.tab_to("Question", "input")
    hands.page.keyboard.type(words)


def who_one_is(hands: Keyboard) -> None:
    """Fill in what every event asks."""
    hands.type("Given name", "Amina")
    hands.type("Family name", "El Idrissi")
    hands.type("E-mail address", "amina@diplomatie.ma.example")
    hands.choose("I take part for", "Civil society")


def hand_in(page: Page, file: Path, content: bytes) -> None:
    """Choose a file in the field that has the focus; the chooser itself is the system's own."""
    file.write_bytes(content)
    page.locator("input[type=file]:focus").set_input_files(file)


def the_organiser_reads(hands: Keyboard) -> None:
    """Find the answer among the registrations and save the file."""
    hands.go("Registrations")
    hands.go("Amina El Idrissi")
    hands.tab_to("note verbale.pdf")
    with hands.page.expect_download() as download:
        hands.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "note verbale.pdf"
    assert Path(download.value.path()).read_bytes() == a_pdf()
