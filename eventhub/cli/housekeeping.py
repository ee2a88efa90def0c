"""Keeping house: is what we keep still whole, and do the clocks still agree?"""

from __future__ import annotations

from collections.abc import Iterator

import click

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.errors import Refused
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
    faults = list(_retime()) if retime else []
    faults += audit.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(_("The audit chain is whole."))


def _retime() -> Iterator[str]:
    """Retime each event to come in a transaction of its own; yield why one cannot be, and go on with the others."""
    for slug in events.slugs_to_come(now=clock.now()):
        event = events.get(slug)
        try:
            has_moved = lifecycle.retime(event, by="command", now=clock.now())
        except Refused as refusal:
            db.session.rollback()
            yield _("%(slug)s: %(reason)s", slug=slug, reason=refusal.sentence)
            continue
        db.session.commit()
        if has_moved:
            click.echo(_("%(slug)s: the zone's rules changed; the event keeps its local time.", slug=slug))


commands = [check]
