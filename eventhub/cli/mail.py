"""`eventhub mail`: deliver what the outbox holds."""

from __future__ import annotations

import signal
from threading import Event as Flag

import click
from flask import current_app
from flask.cli import with_appcontext

from eventhub.base import clock
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence
from eventhub.mail import alarms
from eventhub.mail.sending import Delivered, deliver
from eventhub.mail.worker import work


@click.group()
def mail() -> None:
    """Deliver mail."""


@mail.command("deliver")
@click.option("--once", is_flag=True, help="Send what is due and stop, instead of waiting for more.")
@with_appcontext
@one_sentence
def deliver_command(once: bool) -> None:
    """Send what the outbox holds, and seal the audit log.

    `eventhub serve` does this by itself; run it on its own to deliver from another machine. Any number may run at once.
    """
    stop = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_caught: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined] # the application behind the proxy
    delivered = _empty_outbox(stop) if once else work(app, stop)
    click.echo(
        _(
            "Sent: %(sent)s. Refused: %(refused)s. To be tried again: %(failed)s.",
            sent=delivered.sent,
            refused=delivered.refused,
            failed=delivered.failed,
        )
    )


def _empty_outbox(stop: Flag) -> Delivered:
    """Queue what falls due by the clock, then deliver all that is due now; what failed waits, so this ends."""
    delivered, now = Delivered(), clock.now()
    alarms.ring(now=now)
    while (batch := deliver(now=now, stop=stop)) and not stop.is_set():
        delivered += batch
    return delivered + batch


commands = [mail]
