"""The demo world: three past meetings with their summaries, and three to come."""

from __future__ import annotations

from pathlib import Path

import click

from eventhub.base import clock
from eventhub.base.db import db
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence
from eventhub.cli.users import LOCAL, sign_in_address
from eventhub.domain import demo as demo_world
from eventhub.domain import demo_meetings, demo_rooms, events, summaries
from eventhub.domain.archive import whole
from eventhub.formats import archive

ARCHIVE = Path(__file__).parent.parent / "demo" / "archive.json"


@click.command()
@click.option("--if-empty", is_flag=True, help="Load nothing when there are events already.")
@click.option("--address", default=LOCAL, show_default=True, help="Where the site is served, for the sign-in link.")
@one_sentence
def demo(if_empty: bool, address: str) -> None:
    """Load the demo world and print a one-time sign-in link for its organiser."""
    if not if_empty or demo_world.is_empty():
        _load()
    if demo_world.has_organiser():
        click.echo(_("Sign in as the demo organiser, once, within the hour:"))
        click.echo(f"  {sign_in_address(demo_world.ORGANISER, address)}")


def _load() -> None:
    now = clock.now()
    account = demo_world.add_organiser(now=now)
    whole.take_in(archive.read(ARCHIVE.read_bytes()), by="command", now=now)
    demo_world.add_coming_exchange(now=now)
    demo_meetings.add_workshop(now=now)
    demo_meetings.add_champions_meeting(now=now)
    demo_world.add_milestones(now=now)
    demo_rooms.ask_afterwards(events.get(demo_rooms.ASKED_ABOUT), now=now)
    for event in demo_world.past_events():
        if summaries.published(event) is None:
            summaries.publish(event, by=f"account:{account.id}", now=now, reason=_("Cleared at the time."))
    db.session.commit()


commands = [demo]
