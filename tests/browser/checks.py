"""What is asked of every page in a browser; each check returns its faults, in words for whoever mends them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

SCRIPT = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class Witness:
    """Notes what a page says and fetches while it loads: complaints, other hosts, bytes over the wire."""

    def __init__(self, page: Page, *, keeps_cache: bool = False) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.weight = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")
        self.wire.send("Network.setCacheDisabled", {"cacheDisabled": not keeps_cache})  # every visit is the first one
        self.wire.on("Network.loadingFinished", self._weigh)

    def forget(self) -> int:
        """Begin anew; return the bytes that had come until now."""
        weight, self.weight = self.weight, 0
        self.complaints.clear()
        self.hosts.clear()
        return weight

    def faults(self, site: str, limit: int) -> list[str]:
        """Return complaints, third parties, and a weight above the limit."""
        others = sorted(self.hosts - {urlsplit(site).netloc})
        faults = [f"console: {each}" for each in self.complaints] + [f"asks a third party: {each}" for each in others]
        return [*faults, f"weighs {self.weight} bytes, {limit} are allowed"] if self.weight > limit else faults

    def _hear(self, message: ConsoleMessage) -> None:
        # That an error page answers an error is what it is for.
        is_answer = "responded with a status of" in message.text and message.location["url"].startswith(
            message.page.url
        )
        if message.type == "error" and not is_answer:
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.hosts.add(urlsplit(request.url).netloc)

    def _weigh(self, loaded: dict[str, Any]) -> None:
        self.weight += int(loaded["encodedDataLength"])


def axe(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe says: by all rules of WCAG 2.2 AA and best practice, or by some."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(RULES)}
    # Axe scrolls down to what it looks at, and back.
    options = {"resultTypes": ["violations"], "runOnly": only, "elementRef": False}
    found = page.evaluate("options => axe.run(options).then(result => result.violations)", options)
    return [f"axe {each['id']}: {_shown(node)}" for each in found for node in each["nodes"][:3]]


def overflow(page: Page) -> list[str]:
    """Return what is wider than the screen."""
    return _ask(page, "overflow")


def legibility(page: Page) -> list[str]:
    """Return texts that are cut off or lie over each other."""
    return _ask(page, "legibility")


def focus(page: Page) -> list[str]:
    """Return what cannot be focused, or does not show that it is, or hides."""
    return _ask(page, "focus")


def stop(page: Page) -> dict[str, Any] | None:
    """Return name, kind and faults of what has the focus; None when nothing has it."""
    found: dict[str, Any] | None = page.evaluate(f"{SCRIPT.strip()}.stop()")
    return found


def spacing(page: Page) -> list[str]:
    """Return what suffers when a reader spaces the text out (WCAG 1.4.12)."""
    _ask(page, "space", True)
    faults = [f"spaced out: {each}" for each in overflow(page) + legibility(page)]
    _ask(page, "space", False)
    return faults


def _ask(page: Page, check: str, *arguments: object) -> list[str]:
    given = ", ".join(map(json.dumps, arguments))
    faults: list[str] = page.evaluate(f"{SCRIPT.strip()}.{check}({given})")
    return faults


def _shown(node: dict[str, Any]) -> str:
    return f"{' '.join(map(str, node['target']))} ({(node['failureSummary'] or '').splitlines()[-1].strip()})"
