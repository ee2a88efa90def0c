"""`eventhub statistics`: figures over a series."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence, print_json
from eventhub.domain import presences
from eventhub.domain.statistics import series as figures


@click.command("statistics")
@click.argument("series")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
@one_sentence
def statistics(series: str, as_json: bool) -> None:
    """Print who came to the events of SERIES, by its slug or name."""
    chosen = figures.get_series(series)
    presences.refresh(now=clock.now())
    session.commit()
    found = figures.of_series(chosen)
    if as_json:
        print_json(found.as_json())
        return
    click.echo(found.series)
    click.echo(_("Events with recorded attendance: %(n)s of %(all)s", n=found.events, all=found.events_planned))
    click.echo(_("Individuals: %(n)s", n=found.unique_individuals))
    click.echo(_("Individuals at every event: %(n)s", n=found.attended_both))
    click.echo(_("Individuals at more than one: %(n)s", n=found.attended_more_than_one))
    click.echo(_("Attendances: %(n)s", n=found.attendances))
    click.echo(_("Countries at any event: %(n)s", n=found.countries_any))
    click.echo(_("Countries at every event: %(n)s", n=found.countries_both))


commands = [statistics]
