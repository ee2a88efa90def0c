"""What other programs show of a page that somebody passes on: its title, its point, its lasting address."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, request

from eventhub.web import frame

SHOWN = {"slug"}
"""What may stand in the address of a page for everybody. Whatever else does, a token above all, makes it private."""

GUARDED = {"organiser", "sessions", "style"}
"""Blueprints whose pages are for nobody to pass on."""


def set_up(app: Flask) -> None:
    """Let templates ask whether a page may be passed on, and under which address."""
    app.jinja_env.globals["public_address"] = public_address
    app.jinja_env.globals["base_url"] = frame.base_url


def public_address() -> str | None:
    """Return the one address of a page that is the same for everybody, without filters; None for any other."""
    rule = request.url_rule
    if rule is None or not rule.arguments <= SHOWN or not GUARDED.isdisjoint(request.blueprints):
        return None
    return frame.base_url() + quote("/" if rule.endpoint == "events.index" else request.path)
