"""The top floor: wires configuration, database, languages, pages and commands into one application."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup
from jinja2 import StrictUndefined
from sqlalchemy.exc import DatabaseError
from werkzeug.middleware.proxy_fix import ProxyFix

from eventhub import config
from eventhub.base import db as database
from eventhub.base.i18n import babel
from eventhub.web import assets, encodings, frame, previews

ROOT = Path(__file__).parent.parent

MODELS = (
    "archive",
    "attendance",
    "audit",
    "calendars",
    "checkins",
    "cosponsorships",
    "directory",
    "discussion",
    "events",
    "interventions",
    "invitations",
    "invitees",
    "letters",
    "materials",
    "outbox",
    "outcomes",
    "people",
    "presences",
    "questions",
    "registrations",
    "replies",
    "summaries",
    "clearances",
    "surveys",
    "uploads",
)

PAGES = (
    "health",
    "assets",
    "style",
    "time_zones",
    "public.events",
    "public.registrations",
    "public.delegations",
    "public.own_data",
    "public.choices",
    "public.doors",
    "public.certificates",
    "public.volunteers",
    "public.invitations",
    "public.cosponsorships",
    "public.materials",
    "public.surveys",
    "public.calendars",
    "public.personal_calendars",
    "public.subscriptions",
    "public.summaries",
    "public.clearances",
    "public.champions",
    "public.next_steps",
    "public.pages",
    "account.sessions",
    "organiser.blueprint",
)
"""The modules under web/ whose `bp` is registered; organiser pages nest under their guarded parent."""

COMMANDS = (
    "archive",
    "attendance",
    "co_sponsors",
    "demo",
    "housekeeping",
    "mail",
    "privacy",
    "registrations",
    "serve",
    "statistics",
    "summary",
    "users",
)
"""The modules under cli/ whose `commands` are offered."""


def create_app(overrides: Mapping[str, Any] | None = None, *, instance: Path | None = None) -> Flask:
    """Return the application, configured from the instance folder, the environment and `overrides`."""
    instance = instance or config.instance_path()
    app = Flask(
        "eventhub",
        root_path=str(ROOT),
        instance_path=str(instance),
        template_folder=str(ROOT / "templates"),
        static_folder=None,  # web/assets serves static/
    )
    config.load(app.config, instance, os.environ, overrides or {})
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for name in MODELS:
        import_module(f"eventhub.models.{name}")
    _open_database(app)
    babel.init_app(app, locale_selector=frame.choose_language)
    encodings.set_up(app)
    frame.set_up(app)
    assets.set_up(app)
    previews.set_up(app)
    for name in PAGES:
        app.register_blueprint(import_module(f"eventhub.web.{name}").bp)
    for name in COMMANDS:
        for command in import_module(f"eventhub.cli.{name}").commands:
            app.cli.add_command(command)
    if proxies := app.config["TRUSTED_PROXIES"]:
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = behind  # type: ignore[method-assign] # the way Flask's documentation gives
    return app


def _open_database(app: Flask) -> None:
    database.db.init_app(app)
    database.migrate.init_app(app, database.db, directory=str(ROOT / "eventhub" / "migrations"))
    with app.app_context():
        database.prepare(database.db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
def cli() -> None:
    """EventHub: plan exchanges between governments, register, keep calendars right, count and sum up."""


cli.params.clear()  # --app, --env-file and --debug are Flask's; there is one application here


def main() -> None:
    """Run the `eventhub` command."""
    try:
        cli(prog_name="eventhub")
    except config.WrongSettings as wrong:
        sys.exit(f"Error: wrong settings: {wrong}")
    except DatabaseError as error:
        reason = str(error.orig).partition("\n")[0]
        sys.exit(f"Error: the database cannot be used ({reason}). Has `eventhub db upgrade` been run?")
