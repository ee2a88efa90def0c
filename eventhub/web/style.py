"""The living style page: every component in every state, with its macro call, for those who build pages."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventhub.base import i18n
from eventhub.base.i18n import _
from eventhub.web import specimens
from eventhub.web.tables import Order

bp = Blueprint("style", __name__)

PARTS = (
    "style/pages.html",
    "style/buttons.html",
    "style/forms.html",
    "style/tables.html",
    "style/figures.html",
    "style/states.html",
    "style/people.html",
    "style/times.html",
    "style/materials.html",
    "style/doors.html",
)
"""Pages of specimens. In each, `{#: Title #}` begins one; what follows is shown, and printed beside."""

SCHEMES = ("light", "dark", "forced")
DIRECTIONS = {"ltr": "en", "rtl": "ar"}
"""Each direction is shown as a language that runs so writes its dates, numbers and States."""


class Specimen(NamedTuple):
    """One component in one state: the call, and what it makes."""

    title: str
    call: str
    shown: Markup


@bp.before_request
def _only_where_wanted() -> None:
    if not current_app.config["STYLE_PAGE"]:
        abort(404)


@bp.get("/style")
def index() -> ResponseReturnValue:
    """Show every component, in the direction and the colours asked for."""
    direction = request.args.get("direction", "ltr")
    scheme = request.args.get("scheme", "light")
    if direction not in DIRECTIONS or scheme not in SCHEMES:
        abort(404)
    with i18n.speaking(DIRECTIONS[direction]):
        return render_template(
            "style/index.html",
            parts=[(name.removeprefix("style/").removesuffix(".html"), _specimens(name)) for name in PARTS],
            chosen={"direction": direction, "scheme": scheme},
            looks=[(each, one) for each in DIRECTIONS for one in SCHEMES],
        )


@bp.post("/style")
def act() -> ResponseReturnValue:
    """Answer whatever the specimens send, as every page answers a form."""
    flash(_("This sentence came with the answer and stays until you leave this page."), "good")
    return redirect(f"{url_for('.index')}?{request.query_string.decode()}", 303)


def split(source: str) -> list[tuple[str, str, str]]:
    """Return what comes before the first specimen, and each specimen's title and call: (before, title, call)."""
    before, *pieces = re.split(r"^\{#: (.+?) #\}\n", source, flags=re.MULTILINE)
    return [(before, title, call.strip()) for title, call in zip(pieces[::2], pieces[1::2], strict=True)]


def _specimens(name: str) -> list[Specimen]:
    environment = current_app.jinja_env
    assert environment.loader is not None
    source, _file, _is_current = environment.loader.get_source(environment, name)
    # Built for each request: a form takes its words, and an order its links, from the request it is shown in.
    context = specimens.build() | {"order": Order.read(request.args, ("name", "country", "on"), "name")}
    current_app.update_template_context(context)
    return [
        Specimen(title, call, Markup(environment.from_string(before + call).render(context)))  # noqa: S704 - our template
        for before, title, call in split(source)
    ]
