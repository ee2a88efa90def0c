"""The style page shows every component there is, needs no database, and is there only where it is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from eventhub.app import create_app
from eventhub.web import style
from tests.architecture.house import ROOT
from tests.proofreading import proofread
from tests.visitors import Visitor

TEMPLATES = ROOT / "templates"
OWN = ("base.html", "style/index.html")
"""The style page itself is put together from the parts that frame every page."""


def macros(components: Mapping[str, str]) -> set[tuple[str, str]]:
    """Every public macro, with the name of its file: ("forms", "field")."""
    return {
        (name, macro) for name, text in components.items() for macro in re.findall(r"{%-? macro ([a-z]\w*)\(", text)
    }


def unshown(components: Mapping[str, str], pages: Mapping[str, str]) -> set[str]:
    """The public macros that no specimen calls, under whatever name a page imports their file."""
    called = {
        (component, macro)
        for text in pages.values()
        for component, name in re.findall(r'{% import "components/(\w+)\.html" as (\w+)(?: with context)? %}', text)
        for macro in re.findall(rf"\b{name}\.(\w+)\(", text)
    }
    return {f"{component}.{macro}" for component, macro in macros(components) - called}


def read(paths: list[Path]) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def without_database(tmp_path: Path) -> Flask:
    """The application where no table exists."""
    settings = {"STYLE_PAGE": True, "SECRET_KEY": "tests", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    return create_app(settings, instance=tmp_path / "instance")


def test_every_public_macro_has_a_specimen():
    components = read(sorted((TEMPLATES / "components").glob("*.html")))
    pages = read([TEMPLATES / name for name in (*style.PARTS, *OWN)])

    assert len(macros(components)) > 40
    assert unshown(components, pages) == set()


def test_a_macro_without_a_specimen_would_be_noticed():
    components = {"flags": "{% macro flag(state) %}{% endmacro %}{% macro _pole() %}{% endmacro %}"}
    elsewhere = {"page": '{% import "components/other.html" as flags %}{{ flags.flag("MAR") }}'}
    shown = {"page": '{% import "components/flags.html" as parts %}{{ parts.flag("MAR") }}'}

    assert unshown(components, elsewhere) == {"flags.flag"}
    assert unshown(components, shown) == set()


def test_every_page_of_specimens_is_shown():
    assert {f"style/{path.name}" for path in (TEMPLATES / "style").iterdir()} == {*style.PARTS, "style/index.html"}


def test_what_is_printed_is_the_call_that_made_what_is_shown():
    source = '{% import "x" as x %}\n{#: A button #}\n{{ x.button("Go") }}\n\n{#: Two #}\n<p>{{ x.a() }}</p>\n'

    assert style.split(source) == [
        ('{% import "x" as x %}\n', "A button", '{{ x.button("Go") }}'),
        ('{% import "x" as x %}\n', "Two", "<p>{{ x.a() }}</p>"),
    ]


@pytest.mark.parametrize("scheme", style.SCHEMES)
@pytest.mark.parametrize("direction", style.DIRECTIONS)
def test_it_is_shown_in_every_direction_and_every_colour_without_a_database(
    without_database: Flask, direction: str, scheme: str
):
    page = without_database.test_client().get(f"/style?direction={direction}&scheme={scheme}")

    assert page.status_code == 200
    assert f'dir="{direction}"' in page.text
    assert "{{ forms.field(form.given_name" in page.text
    proofread(page.text, "/style")


def test_a_look_that_does_not_exist_is_not_found(without_database: Flask):
    client = without_database.test_client()

    assert client.get("/style?direction=up").status_code == 404
    assert client.get("/style?scheme=sepia").status_code == 404


def test_a_specimen_that_posts_is_answered_by_the_sentence_it_describes(without_database: Flask):
    client = without_database.test_client()
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', client.get("/style").text)
    assert token is not None

    answer = client.post("/style?direction=rtl", data={"csrf_token": token[1]})

    assert (answer.status_code, answer.location) == (303, "/style?direction=rtl")
    assert 'role="status"' in client.get(answer.location).text


def test_elsewhere_there_is_no_such_page(visitor: Visitor):
    assert visitor.get("/style").status_code == 404
