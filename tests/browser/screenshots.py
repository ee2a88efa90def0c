"""Pictures of every page, for people to look at: python -m tests.browser.screenshots FOLDER [--only WORDS] [--dark]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import demo_world, visiting
from tests.browser.conftest import LAUNCH
from tests.browser.demo_world import World
from tests.browser.install import MISSING, find
from tests.browser.pages import PAGES, Entry

WIDTHS = (360, 768, 1280)

SHEET_HEIGHT = 2400
"""How much of each picture, in its own pixels, is shown on the sheet that puts them side by side."""


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", default="", help="only pages whose name contains this, for example registrations.")
    parser.add_argument("--dark", action="store_true", help="in the dark scheme")
    parser.add_argument("--no-script", action="store_true", help="as a browser without script shows them")
    wanted = parser.parse_args()
    entries = [entry for entry in PAGES if wanted.only in entry.name]
    executable = find()
    if executable is None or not entries:
        sys.exit(MISSING if executable is None else f"No page has {wanted.only!r} in its name.")
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = demo_world.build(Path(folder))
        browser = playwright.chromium.launch(executable_path=executable, args=LAUNCH)
        for direction, language in visiting.LANGUAGES.items():
            with world.served(language) as site:
                for entry in entries:
                    _take(browser, site, world, entry, direction, wanted)
                    sys.stdout.write(f"{direction} {entry.name}\n")
        browser.close()


def _take(browser: Browser, site: str, world: World, entry: Entry, direction: str, wanted: argparse.Namespace) -> None:
    """Take one page at every width, and the sheet of all of them."""
    context = visiting.new_context(
        browser,
        world,
        entry.who,
        direction,
        color_scheme="dark" if wanted.dark else "light",
        java_script_enabled=not wanted.no_script,
    )
    page = context.new_page()
    answer = visiting.open_entry(page, site, world, entry, direction)
    if answer.status != entry.status:
        sys.stdout.write(f"NOT {entry.status} BUT {answer.status}: ")
    files = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        files.append(wanted.folder / f"{entry.name}-{direction}-{width}.png")
        page.screenshot(path=files[-1], full_page=True)
    page.close()
    context.close()
    _lay_out(browser, files, wanted.folder / f"{entry.name}-{direction}-sheet.png")


def _lay_out(browser: Browser, files: list[Path], sheet: Path) -> None:
    """Put the pictures of one page side by side, at half their size."""
    shown = "".join(
        f'<div style="max-height:{SHEET_HEIGHT // 2}px;overflow:hidden;box-shadow:0 0 3px #000">'
        f'<img src="{escape(file.absolute().as_uri())}" width="{width // 2}"></div>'
        for file, width in zip(files, WIDTHS, strict=True)
    )
    laid_out = sheet.with_suffix(".html")
    laid_out.write_text(f'<body style="display:flex;align-items:start;gap:12px;margin:12px;background:#888">{shown}')
    page = browser.new_page(viewport={"width": sum(WIDTHS) // 2 + 72, "height": 100})
    page.goto(laid_out.absolute().as_uri())
    page.screenshot(path=sheet, full_page=True)
    page.close()
    laid_out.unlink()


if __name__ == "__main__":
    main()
