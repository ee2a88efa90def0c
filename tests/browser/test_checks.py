"""The checks can fail: each reports the fault it is for, on a page that has them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.checks import Witness
from tests.browser.server import serving
from tests.proofreading import find_faults

BAD = Path(__file__).parent.parent / "samples" / "bad_page.html"


@pytest.fixture(scope="module")
def bad_site() -> Iterator[str]:
    """The address of a site with one page, in which everything is wrong."""
    app = Flask(__name__)
    app.add_url_rule("/", "bad", lambda: BAD.read_text(encoding="utf-8"))
    with serving(app) as address:
        yield address


@pytest.fixture
def bad_page(browser: Browser, bad_site: str) -> Iterator[tuple[Page, Witness]]:
    """That page on a telephone, and what was noted while it loaded."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.route("https://tracker.example/**", lambda route: route.abort())
    witness = Witness(page)
    page.goto(bad_site)
    yield page, witness
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (checks.axe, "axe image-alt: img"),
        (checks.axe, "axe color-contrast: .pale"),
        (checks.axe, "axe target-size: "),
        (checks.axe, "axe landmark-one-main: html"),
        (partial(checks.axe, rules=["color-contrast"]), "axe color-contrast: .pale"),
        (checks.overflow, "the document is 2000 wide"),
        (checks.overflow, "beyond the edge: “Off to the side”"),
        (checks.legibility, "cut off: <div cut>"),
        (checks.legibility, "one over the other: “Above” / “Below”"),
        (checks.spacing, "spaced out: cut off: <div tight>"),
        (checks.focus, "shows no focus: <a /unseen> No ring"),
        (checks.focus, "takes no focus: <a /inert> Inert"),
        (checks.focus, "focused out of view: <a /covered> Covered"),
        (checks.focus, "focused out of view: <a /away> Away"),
    ],
)
def test_a_bad_page_is_told_so(bad_page: tuple[Page, Witness], check: Callable[[Page], list[str]], fault: str):
    page, _witness = bad_page
    assert any(each.startswith(fault) for each in check(page)), check(page)


@pytest.mark.browser
def test_a_witness_tells_complaints_third_parties_and_weight(bad_page: tuple[Page, Witness], bad_site: str):
    faults = bad_page[1].faults(bad_site, 1000)

    assert "console: a word of complaint" in faults
    assert "console: an error nobody caught" in faults
    assert "asks a third party: tracker.example" in faults
    assert any(each.startswith("weighs ") and each.endswith("1000 are allowed") for each in faults)


def test_the_proof_reader_reports_what_the_source_lacks():
    assert find_faults(BAD.read_text(encoding="utf-8")) == [
        "<style> inline",
        "<script> inline",
        "style= inline",
        "onclick= inline",
        "an image without alt",
        "2 h1",
        "id 'twice' 2 times",
        "link to #nowhere, which is not there",
        "input 'unlabelled' without label",
        "no lang",
    ]
