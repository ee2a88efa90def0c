"""Registrations from the command line: a list of people is entered all at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click
from flask.cli import AppGroup

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.i18n import LANGUAGES, _, ngettext
from eventhub.cli.answers import one_sentence, read_file
from eventhub.domain import events, imports
from eventhub.domain.imports import Judgement
from eventhub.formats import lists, spreadsheets
from eventhub.models.people import Category

group = AppGroup("registrations", help="Enter lists of people.")
commands = [group]

BY = "command"


@group.command("import")
@click.argument("event_slug", metavar="EVENT")
@click.argument("file", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Judge each row, and enter nobody.")
@click.option("--leave-out-bad", is_flag=True, help="Enter the rest where some rows cannot be entered.")
@click.option("--silent", is_flag=True, help="Mail nobody.")
@click.option("--category", type=click.Choice([*Category]), help="Of rows that tell none.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="To write to them in.")
@one_sentence
def import_(
    event_slug: str,
    file: str,
    dry_run: bool,
    leave_out_bad: bool,
    silent: bool,
    category: str | None,
    language: str,
) -> None:
    """Enter the people in FILE, a CSV or XLSX table with headings, for the event EVENT: all or none."""
    event = events.get(event_slug)
    sheet = spreadsheets.read(read_file(file))
    told = lists.lines(sheet, lists.guess(sheet.header))
    own = Category(category) if category else None
    judgement = imports.judge(event, told, category=own, language=language)
    _tell(judgement)
    if dry_run:
        session.rollback()
        click.echo(_("A trial: nobody was entered."))
        return
    entered = imports.enter(
        event, judgement, by=BY, now=clock.now(), leaves_out_bad=leave_out_bad, is_silent=silent, watch=_watched
    )
    number = len(entered)
    session.commit()
    click.echo(ngettext("%(num)d registration is entered.", "%(num)d registrations are entered.", number))


def _tell(judgement: Judgement) -> None:
    """Name each row that cannot be entered, and why."""
    click.echo(_("Rows that can be entered: %(number)d", number=len(judgement.good)))
    for each in judgement.bad:
        reasons = " ".join(str(fault) for fault in each.faults)
        click.echo(_("Row %(row)d (%(name)s): %(reasons)s", row=each.number, name=each.name, reasons=reasons), err=True)


def _watched(rows: Iterable[Any]) -> Iterator[Any]:
    """Show how far it is, if somebody watches."""
    if not sys.stderr.isatty():
        yield from rows
        return
    with click.progressbar(list(rows), label=_("Entering"), file=sys.stderr) as bar:
        yield from bar
