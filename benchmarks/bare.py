"""The limits: the least that Flask, Jinja and the database do for a page, an unchanged feed and a new row.

It runs on the product's kind of server, with the product's database settings, on a database of its own.
"""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from icalendar import Calendar, Event
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from eventhub.base import db as database

DATABASE = "BARE_DATABASE"
"""The environment variable that names the bare database."""

FEED = "BARE_FEED"
"""The environment variable that names a file: the feed that is to be built."""


class Model(DeclarativeBase):
    """The base of the bare tables."""


db = SQLAlchemy(model_class=Model)


class Page(Model):
    """What the bare page shows."""

    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    """Paragraphs with an empty line between them."""
    changed_at: Mapped[datetime]


class Entry(Model):
    """What the bare form writes."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    at: Mapped[datetime]


def create_app() -> Flask:
    """Return the bare application on the database that the environment names."""
    app = Flask("bare", root_path=str(Path(__file__).parent))
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ[DATABASE]
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine, synchronous="FULL")
    app.get("/healthz")(lambda: "ok")
    app.get("/pages/<slug>")(page)
    app.get("/unchanged")(unchanged)
    app.post("/entries")(enter)
    app.get("/calendar.ics")(feed)
    return app


def page(slug: str) -> ResponseReturnValue:
    """Make one query and render a page."""
    found = db.session.scalars(select(Page).where(Page.slug == slug)).one()
    return render_template("page.html", page=found)


def unchanged() -> ResponseReturnValue:
    """Make one query and answer 304 to whoever has what it tells of."""
    changed = db.session.scalar(select(func.max(Page.changed_at)))
    response = Response(content_type="text/calendar; charset=utf-8")
    response.set_etag(str(changed))
    response.make_conditional(request)
    return response


def enter() -> ResponseReturnValue:
    """Insert one row, commit and answer 303."""
    now = datetime.now()
    db.session.add(Entry(name=request.form["name"], email=request.form["email"], at=now))
    db.session.commit()
    return Response(status=303, headers={"Location": "/entered"})


def feed() -> ResponseReturnValue:
    """Build a calendar with icalendar and write it out."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//bare//bare//EN")
    for properties in _meetings():
        event = Event()
        for name, value in properties:
            event.add(name, value)
        calendar.add_component(event)
    return Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


@cache
def _meetings() -> list[list[tuple[str, object]]]:
    """Read once what the feed tells of each meeting, as plain values."""
    calendar = Calendar.from_ical(Path(os.environ[FEED]).read_bytes())
    return [[(name, _plain(value)) for name, value in event.items()] for event in calendar.events]


def _plain(value: object) -> object:
    return getattr(value, "dt", value if isinstance(value, int) else str(value))
