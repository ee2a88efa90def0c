"""Every page there is, in both directions: heard, seen, operated and weighed as its readers do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.browser import checks, demo_world
from tests.browser.no_pages import NO_PAGES
from tests.browser.pages import PAGES, Entry
from tests.browser.visiting import LANGUAGES, Visits, Window
from tests.proofreading import find_faults

TELEPHONE, DESK, REFLOWED = 360, 1280, 320


@pytest.mark.browser
@pytest.mark.parametrize("direction", LANGUAGES)
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_a_page_serves_every_reader(visits: Visits, entry: Entry, direction: str):
    window = visits.window(entry.who, direction)
    window.widen(DESK)
    answer = window.open(entry)
    source = answer.text()
    faults = [] if answer.status == entry.status else [f"answers {answer.status} instead of {entry.status}"]
    faults += window.witness.faults(window.site, entry.limit) + find_faults(source)
    faults += [] if f'dir="{direction}"' in source else [f"does not run {direction}"]
    faults += look(window, direction)
    faults += window.witness.faults(window.site, entry.limit)[:1]
    if "<script" in source:  # without one, a page is the same with and without script
        faults += look_without_script(visits, entry, direction)

    assert faults == [], "\n".join([f"{entry.name} at {window.page.url}", *faults])


def look(window: Window, direction: str) -> list[str]:
    """Return what is wrong with an open page on a desk, a telephone and at 400 %, light, dark and in forced colours."""
    page, faults = window.page, []
    for width in (DESK, TELEPHONE):
        window.widen(width)
        faults += at(width, checks.overflow(page) + checks.focus(page) + checks.spacing(page))
        if width == (DESK if direction == "ltr" else TELEPHONE):  # all rules once in each direction
            faults += at(width, checks.axe(page))
    page.emulate_media(color_scheme="dark")
    faults += at("dark", checks.axe(page, ["color-contrast"]))
    if direction == "ltr":
        page.emulate_media(color_scheme="light", forced_colors="active")
        faults += at("forced colours", checks.focus(page))
    window.widen(REFLOWED)
    return faults + at(REFLOWED, checks.overflow(page))


def look_without_script(visits: Visits, entry: Entry, direction: str) -> list[str]:
    """Return what is wrong with a page in a browser that runs no script."""
    window, faults = visits.window(entry.who, direction, has_script=False), []
    window.open(entry)
    for width in (DESK, TELEPHONE):
        window.widen(width)
        faults += at(f"{width} without script", checks.overflow(window.page) + checks.focus(window.page))
    return faults + window.witness.faults(window.site, entry.limit)


def at(where: object, faults: Iterable[str]) -> list[str]:
    """Say where faults were found."""
    return [f"{where}: {each}" for each in faults]


def test_no_page_is_left_out(bare_app: Flask):
    assert find_left_out(bare_app) == []


def test_a_new_page_is_missed_until_somebody_enters_it(bare_app: Flask):
    bare_app.add_url_rule("/news/<slug>", "news.show", lambda slug: slug)

    assert find_left_out(bare_app) == [
        'tests/browser/pages.py: add page("news.show", "/news/<slug>") to PAGES, with each state it can show; '
        "or name it in NO_PAGES with what it answers instead"
    ]


def find_left_out(app: Flask) -> list[str]:
    """Return a sentence for each endpoint that answers a GET and is neither in the list nor among the exceptions."""
    known = {entry.endpoint for entry in PAGES} | set(NO_PAGES)
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return [
        f'tests/browser/pages.py: add page("{endpoint}", "{rule}") to PAGES, with each state it can show; '
        "or name it in NO_PAGES with what it answers instead"
        for endpoint, rule in rules.items()
        if endpoint not in known
    ]


def test_every_entry_leads_to_the_page_it_names(tmp_path: Path):
    world = demo_world.build(tmp_path)
    app = demo_world.application(world.database, tmp_path)

    assert [
        entry.name
        for entry in PAGES
        if _leads_to(app, entry.address.format_map({**world.names, "direction": "ltr"})) != entry.endpoint
    ] == []
    assert len({entry.name for entry in PAGES}) == len(PAGES)
    assert set(NO_PAGES) <= {rule.endpoint for rule in app.url_map.iter_rules()}


def _leads_to(app: Flask, address: str) -> str:
    """Return the endpoint of an address; a draft's page and one that is not there are errors."""
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(address.partition("?")[0], method="GET")
    except HTTPException:
        return "error"
    return str(endpoint)
