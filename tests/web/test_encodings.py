"""Answers are compressed for whoever takes them so, and what must not be compressed is not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import events
from eventhub.web import encodings
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event

OPEN = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}


def ask(app: Flask, path: str, encoding: str = "", *, method: str = "GET", **headers: str) -> TestResponse:
    """Ask as a stranger does; underlines in the names of headers stand for hyphens."""
    session.commit()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.app_context():  # of its own, so that nobody is taken for who asked before
        return app.test_client().open(path, method=method, headers={"Accept-Encoding": encoding} | named)


def plain(response: TestResponse) -> bytes:
    return OPEN[response.headers.get("Content-Encoding")](response.data)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("deflate, zstd", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("BR", "br"),
        ("*", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "gzip"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=much", None),
    ],
)
def test_the_encoding_is_what_the_reader_likes_best(accepted: str, encoding: str | None):
    assert encodings.chosen(accepted) == encoding


@given(st.binary(), st.sampled_from(["br", "gzip"]), st.booleans())
def test_every_body_comes_back_whole_and_no_larger(body: bytes, encoding: str, best: bool):
    kept = encodings.Body(body, best=best)

    assert OPEN[encoding](encodings.compress(body, encoding, best=best)) == body
    assert len(kept[encoding]) <= len(body)
    assert kept[encoding] is kept[encoding]


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/", "/privacy", "/calendar.ics", "/events/exchange", "/events/exchange/register"])
def test_pages_and_calendars_are_compressed_and_say_so(app: Flask, path: str, encoding: str):
    a_coming_event(title="Exchange", description="Officials meet. " * 80)

    response, head = (ask(app, path, encoding, method=method) for method in ("GET", "HEAD"))

    assert response.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in response.headers["Vary"]
    assert int(response.headers["Content-Length"]) == len(response.data) < len(plain(response)) * 0.6
    assert (head.headers["Content-Encoding"], head.data) == (encoding, b"")
    assert "Content-Encoding" not in ask(app, path).headers


def test_what_is_small_or_not_asked_for_travels_as_it_is(app: Flask):
    assert "Content-Encoding" not in ask(app, "/healthz", "br").headers
    assert ask(app, "/privacy").headers["Vary"].count("Accept-Encoding") == 1


def test_a_kept_page_is_compressed_once(app: Flask, monkeypatch: pytest.MonkeyPatch):
    path, made = f"/events/{a_coming_event().slug}", list[str]()
    compress = encodings.compress

    def counted(body: bytes, encoding: str, *, best: bool = False) -> bytes:
        made.append(encoding)
        return compress(body, encoding, best=best)

    monkeypatch.setattr(encodings, "compress", counted)
    answers = [ask(app, path, encoding) for encoding in ("br", "br", "gzip", "br", "gzip")]

    assert made == ["br", "gzip"]
    assert {plain(answer) for answer in answers} == {ask(app, path).data}


def test_a_calendar_has_a_strong_tag_for_each_encoding(app: Flask):
    event = a_coming_event(description="Officials meet. " * 80)
    tags = {encoding: ask(app, "/calendar.ics", encoding).headers["ETag"] for encoding in ("", "gzip", "br")}

    assert len(set(tags.values())) == 3
    for encoding, tag in tags.items():
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            response = ask(app, "/calendar.ics", encoding, If_None_Match=known)
            assert (response.status_code, response.data) == (304, b"")
            assert (response.headers["ETag"], response.headers["Vary"]) == (tag, "Accept-Encoding")
    assert ask(app, "/calendar.ics", "br", If_None_Match=tags["gzip"]).status_code == 200

    events.change(event, {"title": "Moved"}, by="account:1", now=clock.now())
    assert ask(app, "/calendar.ics", "gzip", If_None_Match=tags["gzip"]).status_code == 200


def test_what_is_streamed_stays_streamed(app: Flask):
    def rows() -> Iterator[str]:
        yield from ["a row, " * 400] * 3

    app.add_url_rule("/rows", view_func=lambda: Response(rows(), content_type="text/plain"))
    response = ask(app, "/rows", "br")

    assert response.is_streamed
    assert "Content-Encoding" not in response.headers
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize(
    ("path", "site", "is_compressed"),
    [
        ("/organiser/", "same-origin", True),
        ("/organiser/", "none", True),
        ("/organiser/", "cross-site", False),
        ("/organiser/", "same-site", False),
        ("/organiser/", None, True),
        ("/?q=guess", "same-origin", True),
        ("/?q=guess", "cross-site", False),
        ("/?q=guess", None, False),
    ],
)
def test_no_other_site_learns_from_the_length_of_what_somebody_signed_in_reads(
    app: Flask, path: str, site: str | None, is_compressed: bool
):
    fetched = {"Sec-Fetch-Site": site} if site else {}
    organiser = Visitor(app).sign_in()

    with app.app_context():
        signed_in = organiser.client.get(path, headers={"Accept-Encoding": "br"} | fetched)
    stranger = ask(app, "/?q=guess", "br", **fetched)

    assert signed_in.status_code == 200
    assert ("Content-Encoding" in signed_in.headers) is is_compressed
    assert stranger.headers["Content-Encoding"] == "br"
