"""The reader's own time zone, where it was picked: kept in a cookie, shown beside each meeting's own time.

A browser with scripts finds the zone by itself; the cookie is for those without, and for those who are away from home.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField
from wtforms.fields import SelectChoice

from eventhub.base import clock, zones
from eventhub.base.i18n import _, _l, format_city, format_offset, format_zone
from eventhub.base.text import fold
from eventhub.web.forms import ChoiceField, Form

bp = Blueprint("time_zones", __name__)

KEPT = 365 * 24 * 60 * 60
"""Seconds that a browser remembers the choice."""

REGIONS = {
    "Africa": _l("Africa"),
    "America": _l("Americas"),
    "Antarctica": _l("Antarctica"),
    "Arctic": _l("Arctic"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic Ocean"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific Ocean"),
}
"""What IANA's first word of a zone is called."""

OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]{0,2000}")
"""An address on this site: browsers take two slashes for another host, a backslash for a slash, and skip tabs."""


def chosen() -> str | None:
    """Return the zone this reader has picked; an answer for which that was asked varies by cookie."""
    if "chosen_zone" not in g:
        name = request.cookies.get(_cookie_name())
        g.chosen_zone = name if name in zones.names() else None
    zone: str | None = g.chosen_zone
    return zone


def vary(response: Response) -> Response:
    """Say that an answer depends on the reader's zone, where it does."""
    if "chosen_zone" in g:
        response.vary.add("Cookie")
    return response


def by_region(words: Callable[[str], str]) -> list[SelectChoice]:
    """Return the zones that people live by under the name of their region, each in these words, sorted by city."""
    named = [(REGIONS[name.partition("/")[0]], name) for name in zones.places() if "/" in name]
    named.sort(key=lambda pair: (fold(str(pair[0])), fold(format_city(pair[1]))))
    return [SelectChoice(name, words(name), optgroup=str(region)) for region, name in named]


def _offered() -> list[SelectChoice]:
    """Return the zones to choose from, each with its city and what its clocks show now."""
    now = clock.now()
    return [
        SelectChoice("", _("Each event’s own time alone")),
        SelectChoice("UTC", "UTC"),
        *by_region(lambda zone: _label(zone, now)),
    ]


def _label(zone: str, now: datetime) -> str:
    return f"{format_city(zone)} ({format_offset(zones.offset(now, zone))})"


class ZoneForm(Form):
    """Which zone to show beside each event's own."""

    zone = ChoiceField(_l("Time zone"), choices=_offered)
    back = HiddenField()


@bp.route("/time-zone", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Let a reader pick a zone or give it up again, and lead them back to where they came from."""
    form = ZoneForm()
    if form.validate_on_submit():
        response = redirect(_own_path(form.back.data), 303)
        _remember(response, form.zone.data)
        return response
    if request.method == "GET":
        form.zone.data, form.back.data = chosen(), _own_path(request.args.get("back"))
    page = render_template("public/time_zones/choose.html", form=form, back=_own_path(form.back.data))
    response = Response(page, 422 if form.errors else 200)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the way back may be a private link
    return response


def _remember(response: AnyResponse, zone: str | None) -> None:
    attributes = {"secure": current_app.config["SESSION_COOKIE_SECURE"], "httponly": True, "samesite": "Lax"}
    if zone is None:
        response.delete_cookie(_cookie_name(), **attributes)
        flash(_("Times are shown as each event’s own."), "good")
    else:
        response.set_cookie(_cookie_name(), zone, max_age=KEPT, **attributes)
        flash(_("Times are shown in %(zone)s too.", zone=format_zone(zone)), "good")


def _own_path(address: str | None) -> str:
    """Return an address on this site, or the programme's for whatever leads elsewhere."""
    return address if address and OWN_PATH.fullmatch(address) else url_for("events.index")


def _cookie_name() -> str:
    """Return a name beside the session's, with its promise: `__Host-` over https."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-zone"
