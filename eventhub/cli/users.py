"""Accounts from the command line."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import NotFound
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence
from eventhub.domain import people
from eventhub.models.people import RoleName

user = AppGroup("user", help="Add accounts and print sign-in links.")
commands = [user]

LOCAL = "http://127.0.0.1:5000"
"""Where `make run` serves, while no public address is set."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in RoleName]), required=True, help="What to entrust.")
@click.option("--name", default="", help="The person's name.")
@one_sentence
def add(email: str, role: str, name: str) -> None:
    """Entrust the address EMAIL with a role."""
    account = people.add_account(email, RoleName(role), name=name, by="command", now=clock.now())
    db.session.commit()
    click.echo(f"{account.email} is {role}.")


@user.command("link")
@click.argument("email")
@one_sentence
def link(email: str) -> None:
    """Print a sign-in link for the account EMAIL; it works once, for one hour."""
    click.echo(sign_in_address(email, current_app.config["BASE_URL"] or LOCAL))


def sign_in_address(email: str, base_url: str) -> str:
    """Return the address of a new one-time link; raise NotFound for an address without account."""
    account = people.find_account(email)
    if account is None:
        raise NotFound(_("There is no account “%(email)s”.", email=email))
    link = people.issue_link(account, now=clock.now())
    db.session.commit()
    token = people.link_token(link, secret=current_app.config["SECRET_KEY"])
    return f"{base_url}/account/sign-in/{token}"
