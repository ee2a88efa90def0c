"""`eventhub co-sponsors`: who stands behind an event, as of a date."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext

from eventhub.base.i18n import _, format_list
from eventhub.cli.answers import one_sentence, print_json
from eventhub.domain import cosponsorships, events
from eventhub.models.cosponsorships import CoSponsorshipStatus

SHOWN = (
    CoSponsorshipStatus.OFFERED,
    CoSponsorshipStatus.CONSIDERING,
    CoSponsorshipStatus.CONFIRMED,
    CoSponsorshipStatus.WITHDRAWN,
    CoSponsorshipStatus.DECLINED,
)


@click.command("co-sponsors")
@click.argument("event")
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="A date, inclusive; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
@one_sentence
def co_sponsors(event: str, day: datetime | None, as_json: bool) -> None:
    """Print the co-sponsors of EVENT by status, names in English alphabetical order."""
    standing = cosponsorships.as_of(events.get(event), day.date() if day else None)
    names = {status: [cosponsorships.name(each) for each in standing[status]] for status in SHOWN}
    if as_json:
        print_json({status.value: names[status] for status in SHOWN})
        return
    for status in SHOWN:
        click.echo(f"{status.value}: {format_list(names[status]) if names[status] else _('none')}")


commands = [co_sponsors]
