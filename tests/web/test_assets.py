"""Assets: lasting addresses, few answers, each compressed once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.app import create_app
from eventhub.web import assets
from eventhub.web.brand import Look
from tests.architecture.house import ROOT

YEAR = "public, max-age=31536000, immutable"

PLAIN_LOOK = {"BRAND_COLOUR": "#0a4f7d", "MASTHEAD_COLOUR": "#0e2c42", "LOGO": ""}


def named_on(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def a_folder(folder: Path, **sheets: str) -> Path:
    for name, text in sheets.items():
        file = folder / (f"js/{name}.js" if name.startswith("script") else f"css/{name}.css")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def shelf(folder: Path) -> assets.Shelf:
    return assets.Shelf(folder, Look(PLAIN_LOOK, folder))


def test_all_that_a_page_names_is_there_and_is_kept_for_a_year(client: FlaskClient):
    paths = named_on(client.get("/").get_data(as_text=True))

    assert len(paths) >= 4
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == YEAR
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_no_template_names_a_file_past_its_digest():
    templates = {file: file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html")}

    assert not [str(file) for file, text in templates.items() if re.search(r"""'static'|"static"|["']/static/""", text)]


def test_every_sheet_is_joined_or_linked_by_a_page():
    site = (ROOT / "static/css/site.css").read_text(encoding="utf-8")
    templates = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html"))
    sheets = {str(file.relative_to(ROOT / "static/css")) for file in (ROOT / "static/css").rglob("*.css")} - {
        "site.css"
    }

    assert {name for name in sheets if f'"{name}"' not in site and name.removesuffix(".css") not in templates} == set()


def test_the_style_of_every_page_is_one_answer_with_each_sheet_under_its_medium(client: FlaskClient):
    sheet = client.get("/static/css/site.css").get_data(as_text=True)

    assert "@import" not in sheet
    assert sheet.count("--ground: ") >= 3
    order = [
        sheet.index(words) for words in ("#ffffff", "@media screen and (prefers-color-scheme: dark) {", "@media print")
    ]
    assert order == sorted(order)
    assert sheet.count("{") == sheet.count("}")


def test_an_address_without_digest_stays_and_is_asked_for_anew(client: FlaskClient):
    response = client.get("/static/mark.svg")
    again = client.get("/static/mark.svg", headers={"If-None-Match": response.headers["ETag"]})

    assert response.data == (ROOT / "static/mark.svg").read_bytes()
    assert response.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_the_digest_of_another_version_leads_to_this_one_and_is_not_kept(client: FlaskClient):
    response = client.get("/static/0123456789abcdef/mark.svg")

    assert response.data == (ROOT / "static/mark.svg").read_bytes()
    assert response.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path", ["nothing.css", "0123456789abcdef/nothing.css", "../pyproject.toml", "%2e%2e/wsgi.py", "css"]
)
def test_what_does_not_lie_there_is_not_found(client: FlaskClient, path: str):
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_each_asset_is_compressed_once_and_its_tag_is_weak(client: FlaskClient, encoding: str):
    headers = {"Accept-Encoding": encoding}
    first, second = (client.get("/static/css/site.css", headers=headers) for _ in range(2))
    head = client.head("/static/css/site.css", headers=headers)
    again = client.get("/static/css/site.css", headers=headers | {"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == head.headers["Content-Encoding"] == encoding
    assert first.headers["Content-Length"] == head.headers["Content-Length"] == str(len(first.data))
    assert first.data == second.data
    assert first.headers["Vary"] == again.headers["Vary"] == "Accept-Encoding"
    assert first.headers["ETag"] == again.headers["ETag"] == f"W/{client.get('/static/css/site.css').headers['ETag']}"
    assert again.status_code == 304


def test_a_picture_is_not_compressed_again(client: FlaskClient):
    response = client.get("/static/preview.png", headers={"Accept-Encoding": "br"})

    assert response.mimetype == "image/png"
    assert "Content-Encoding" not in response.headers
    assert len(response.data) <= 40_000


def test_browsers_find_the_icon_they_ask_for_by_themselves(client: FlaskClient):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.mimetype) == (200, "image/x-icon")
    assert response.data.startswith(b"\0\0\1\0")


def test_the_address_changes_with_the_content_and_with_nothing_else(tmp_path: Path):
    before = shelf(a_folder(tmp_path / "a", tokens=":root {}\n", page="p {}\n"))
    elsewhere = shelf(a_folder(tmp_path / "b", tokens=":root {}\n", page="p { color: red }\n"))

    assert before["css/tokens.css"].version == elsewhere["css/tokens.css"].version
    assert before["css/page.css"].version != elsewhere["css/page.css"].version


def test_scripts_share_a_digest_so_that_one_finds_the_other_beside_it(tmp_path: Path):
    first = shelf(a_folder(tmp_path / "a", script_one='import "./script_two.js";', script_two="1"))
    second = shelf(a_folder(tmp_path / "b", script_one='import "./script_two.js";', script_two="2"))

    assert first["js/script_one.js"].version == first["js/script_two.js"].version
    assert first["js/script_one.js"].version != second["js/script_one.js"].version


@pytest.mark.parametrize("debug", [True, False])
def test_a_changed_file_is_noticed_while_somebody_develops(app: Flask, tmp_path: Path, debug: bool):
    file = a_folder(tmp_path / "static", page="p {}\n") / "css/page.css"
    app.root_path, app.debug = str(tmp_path), debug
    client = app.test_client()
    client.get("/static/css/page.css")

    file.write_text("p { color: red }\n", encoding="utf-8")
    os.utime(file, (1, 1))

    assert ("red" in client.get("/static/css/page.css").get_data(as_text=True)) is debug


def test_two_processes_give_the_same_addresses(tmp_path: Path):
    pages = [create_app(instance=tmp_path / name).test_client().get("/privacy").get_data(as_text=True) for name in "ab"]

    assert named_on(pages[0]) == named_on(pages[1]) != []
