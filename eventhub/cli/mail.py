"""`eventhub mail`: deliver what the outbox holds, take in what comes back."""

from __future__ import annotations

import signal
import sys
from threading import Event as Flag

import click
from flask import current_app
from flask.cli import with_appcontext

from eventhub.base import clock
from eventhub.base.db import OUT_OF_ORDER
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, ngettext
from eventhub.cli.answers import one_sentence
from eventhub.mail import alarms, mailbox, reading
from eventhub.mail.receiving import receive
from eventhub.mail.sending import Delivered, deliver
from eventhub.mail.worker import work

TRY_AGAIN_LATER = 75
"""EX_TEMPFAIL of sysexits.h: a mail server keeps the message and brings it again."""


@click.group()
def mail() -> None:
    """Deliver mail, and take it in."""


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


@mail.command("receive")
@with_appcontext
@one_sentence
def receive_command() -> None:
    """Take one message from standard input: an answer of a calendar, returned mail, anything.

    For a mail server's pipe. What is no answer waits for the organisers and counts as taken.
    """
    raw = _read_message()
    if not raw.strip():
        raise Refused(_("There is no message on standard input."))
    try:
        receive(raw, now=clock.now())
    except OUT_OF_ORDER:
        click.echo(_("The database cannot be used at this moment; bring the message again later."), err=True)
        sys.exit(TRY_AGAIN_LATER)


def _read_message() -> bytes:
    """Return what is read of a message at most, and hear out whoever says more: a broken pipe is an error to them."""
    stream = sys.stdin.buffer
    raw = stream.read(reading.LARGEST + 1)
    while stream.read(reading.HEAD):
        pass
    return raw


@mail.command("poll")
@with_appcontext
@one_sentence
def poll_command() -> None:
    """Read the mailbox that the settings name, once.

    `eventhub serve` does this every minute by itself.
    """
    number = mailbox.read(now=clock.now())
    click.echo(ngettext("%(num)d message read.", "%(num)d messages read.", number))


def _empty_outbox(stop: Flag) -> Delivered:
    """Queue what falls due by the clock, then deliver all that is due now; what failed waits, so this ends."""
    delivered, now = Delivered(), clock.now()
    alarms.ring(now=now)
    while (batch := deliver(now=now, stop=stop)) and not stop.is_set():
        delivered += batch
    return delivered + batch


commands = [mail]
