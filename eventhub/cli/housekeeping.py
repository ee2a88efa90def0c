"""Keeping house: is what we keep still whole, and do the clocks still agree?"""

from __future__ import annotations

import click

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence
from eventhub.domain import audit, events, lifecycle


@click.command()
@click.option("--retime", is_flag=True, help="Derive every instant anew from local time and today's zone rules.")
@one_sentence
def check(retime: bool) -> None:
    """Check that the audit chain is whole, and with --retime that times follow the zones' rules of today.

    Events whose instant moved are announced like any other change of time: whoever holds an invitation is told.
    """
    if retime:
        moved = [event.slug for event in events.all_events() if lifecycle.retime(event, by="command", now=clock.now())]
        db.session.commit()
        for slug in moved:
            click.echo(_("%(slug)s: the zone's rules changed; the event keeps its local time.", slug=slug))
    faults = list(audit.faults())
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(_("The audit chain is whole."))


commands = [check]
