"""Somebody who has a keyboard and nothing else, and sees where it is at every stop."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import checks

MANY = 150
"""Stops after which whoever looks for something on a page gives up."""


LONG = 250
"""Options after which whoever looks for one in a list gives up; there are 195 States."""


class Keyboard:
    """A person at a page who only presses keys."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.language = page, language

    def stop(self) -> tuple[str, str]:
        """Return name and kind of what has the focus, which must show and be in view."""
        found = checks.stop(self.page)
        if found is None:
            return "", ""  # past the last stop, on the way round through the browser's own buttons
        assert not found["faults"], f"{found['name']}: {found['faults']} at {self.page.url}"
        return found["name"], found["kind"]

    def tab_to(self, name: str, kind: str = "", *, backwards: bool = False) -> None:
        """Press Tab until what has the focus is called so, or begins so; `kind` is a, button, input…"""
        passed = []
        for _stop in range(MANY):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            found, is_a = self.stop()
            if found.startswith(name) and kind in {"", is_a}:
                return
            passed.append(found)
        raise AssertionError(f"Tab does not lead to {name!r} at {self.page.url}, only to {list(dict.fromkeys(passed))}")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type over what it holds."""
        self.tab_to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, option: str, *, backwards: bool = False) -> None:
        """Go to a list and press the arrow until this option stands there."""
        self.tab_to(name, "select", backwards=backwards)
        for _option in range(LONG):
            self.page.keyboard.press("ArrowDown")
            if self.page.evaluate("document.activeElement.selectedOptions[0].text") == option:
                return
        raise AssertionError(f"{name} does not offer {option!r}")

    def tick(self, name: str) -> None:
        """Go to a check box and tick it."""
        self.tab_to(name)
        self.page.keyboard.press("Space")

    def go(self, name: str, kind: str = "", key: str = "Enter") -> None:
        """Go to a link or button, press it, and wait for the page it leads to."""
        self.tab_to(name, kind)
        self.enter(key)

    def enter(self, key: str = "Enter") -> None:
        """Press what has the focus, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
