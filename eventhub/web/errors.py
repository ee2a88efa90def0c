"""What went wrong, said to whoever asked: a page for people, plain text for calendar programs, JSON for others.

Nothing here asks the database: it may be what went wrong.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from eventhub.base.db import OUT_OF_ORDER, session
from eventhub.base.errors import NotAllowed, NotFound
from eventhub.base.i18n import LazyString, _, _l, format_number

RETRY_AFTER = 60
"""Seconds after which it is worth asking a database again that could not be reached."""

MEGABYTE = 1024 * 1024

NO_PAGE = (".ics", ".csv", ".json", ".md", ".txt", ".xml")
"""Addresses that programs fetch; a browser still gets a page."""


class Words(NamedTuple):
    """What happened, and what to do next."""

    heading: LazyString
    advice: LazyString


WORDS = {
    400: Words(
        _l("This form could not be read"),
        _l(
            "It may have been open for a long time, or cookies may be switched off. Go back, reload the page and send "
            "it again; nothing was saved."
        ),
    ),
    403: Words(
        _l("This page is not open to you"),
        _l("Sign in with an account that may see it, or ask the organisers for access."),
    ),
    404: Words(
        _l("Page not found"),
        _l(
            "Check the address for a missing letter. If you followed a link from a message of ours, open the most "
            "recent message: older links may have been replaced."
        ),
    ),
    405: Words(
        _l("This page works another way"),
        _l("The address is right, but it cannot be opened like this. Go to the programme and use the buttons there."),
    ),
    409: Words(
        _l("Somebody else was faster"),
        _l("What you wanted to change has changed in the meantime. Go back, reload the page and look at it again."),
    ),
    410: Words(
        _l("This page is gone"),
        _l("It was here once and has been taken down for good. The programme shows everything that is current."),
    ),
    413: Words(
        _l("This is too large to send"),
        _l(
            "What a form sends at once, its files and texts together, may be at most %(size)s here. Go back: most "
            "browsers still show what you had typed. Choose smaller files or shorten the text. "
            "Nothing was saved."
        ),
    ),
    415: Words(
        _l("This kind of file cannot be read"),
        _l("Send the file in one of the kinds that the page names. Nothing was saved."),
    ),
    422: Words(
        _l("Something in the form is missing or wrong"),
        _l("Go back and look at the fields again. Nothing was saved."),
    ),
    429: Words(
        _l("Too many requests"),
        _l("Many requests came from your network in a short time. Wait a minute, then try again."),
    ),
    500: Words(
        _l("Something went wrong on our side"),
        _l(
            "It is not your fault, and it has been recorded. Try again in a few minutes. If it happens again, write to "
            "us and give the reference below."
        ),
    ),
    503: Words(
        _l("The service is out of order for the moment"),
        _l(
            "We cannot reach our own records. Try again in a minute. What you had sent was not saved: keep your text, "
            "and send it again then."
        ),
    ),
}
"""By status; another one says what its hundred says."""


def set_up(app: Flask) -> None:
    """Let an application say what went wrong."""
    app.register_error_handler(HTTPException, _say)
    app.register_error_handler(NotFound, lambda _refusal: answer(404))
    app.register_error_handler(NotAllowed, lambda _refusal: answer(403))
    app.register_error_handler(CSRFError, lambda _error: answer(400))
    for fault in OUT_OF_ORDER:
        app.register_error_handler(fault, _say_out_of_order)


def _say(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return answer(error.code or 500, error.get_headers())


def _say_out_of_order(fault: Exception) -> ResponseReturnValue:
    current_app.logger.error("The database is out of order", exc_info=fault)
    return answer(503, [("Retry-After", str(RETRY_AFTER))])


def answer(code: int, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Answer with an error in the form that was asked for, whatever the database is up to."""
    g.database_is_out = True
    with suppress(*OUT_OF_ORDER):
        session.rollback()
    response = _written(code, _note(code) if code >= 500 else None)
    response.status_code = code
    for name, value in headers:
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _note(code: int) -> str:
    """Log a fault under a reference that whoever saw it can give; what led to it stands in the line before."""
    reference = secrets.token_hex(4)
    current_app.logger.error("Reference %s: %s at %s %s", reference, code, request.method, request.path)
    return reference


def _written(code: int, reference: str | None) -> Response:
    heading, words = WORDS.get(code) or WORDS[500 if code >= 500 else 400]
    advice = str(words) % {"size": _most()} if code == 413 else words
    form = _form()
    if form == "text/html":
        page = render_template("errors/error.html", code=code, heading=heading, advice=advice, reference=reference)
        return make_response(page)
    if form == "application/json":
        said = {"code": code, "error": str(heading), "advice": str(advice), "reference": reference}
        return jsonify({name: word for name, word in said.items() if word is not None})
    lines = [heading, advice, *([_("Reference: %(reference)s", reference=reference)] if reference else [])]
    return Response("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def _most() -> str:
    """Say how much this page takes at once."""
    most = request.max_content_length or 0
    if most < MEGABYTE:
        return _("%(number)s KB", number=format_number(most // 1024))
    return _("%(number)s MB", number=format_number(round(most / MEGABYTE, 1)))


def _form() -> str:
    """Return what to answer with: a page to whoever asks for pages by name, and to whoever asks for nothing."""
    accepted = request.accept_mimetypes
    if any(name == "text/html" and quality > 0 for name, quality in accepted):
        return "text/html"
    if request.path.endswith(NO_PAGE):
        return "application/json" if request.path.endswith(".json") else "text/plain"
    if not accepted:
        return "text/html"
    return accepted.best_match(["text/html", "application/json", "text/plain"], default="text/plain") or "text/plain"
