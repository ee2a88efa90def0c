"""`eventhub privacy`: forget whoever has been kept long enough."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from eventhub.base import clock
from eventhub.base.i18n import LazyString, _, _l, format_day, ngettext
from eventhub.cli.answers import one_sentence, print_json
from eventhub.domain import retention
from eventhub.domain.retention import Stage, Step
from eventhub.mail import rounds

STAGES: dict[Stage, LazyString] = {
    Stage.SENSITIVE: _l("needs, sensitive answers and files"),
    Stage.ATTENDANCE: _l("names in the platforms' records"),
    Stage.NAMES: _l("names of everybody"),
}


@click.group()
def privacy() -> None:
    """Keep personal data no longer than promised."""


@privacy.command("purge")
@click.option("--dry-run", is_flag=True, help="Say what would be forgotten, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@one_sentence
def purge(dry_run: bool, as_json: bool) -> None:
    """Forget what has been kept as long as the settings and the events allow; figures stay.

    `eventhub serve` does this by itself, once an hour, but leaves what was imported lately alone for 30 days.
    """
    now = clock.now()
    due = retention.due(rounds.periods(), now=now)
    steps = [_plain(step) for step in due]
    if not dry_run:
        rounds.take(due, by="command", now=now)
    if as_json:
        print_json({"dry_run": dry_run, "steps": steps})
        return
    for step in steps:
        click.echo(_line(step, is_preview=dry_run))
    if not steps:
        click.echo(_("Nothing has been kept too long."))


def _plain(step: Step) -> dict[str, Any]:
    return {
        "event": step.event.slug,
        "stage": step.stage.value,
        "due_on": step.due_at.date().isoformat(),
        "rows": step.rows,
    }


def _line(step: dict[str, Any], *, is_preview: bool) -> str:
    told = {
        "slug": step["event"],
        "what": STAGES[Stage(step["stage"])],
        "rows": ngettext("%(num)d row", "%(num)d rows", step["rows"]),
        "day": format_day(date.fromisoformat(step["due_on"])),
    }
    if is_preview:
        return _("%(slug)s: %(what)s would be forgotten (%(rows)s, due %(day)s).", **told)
    return _("%(slug)s: %(what)s have been forgotten (%(rows)s, due %(day)s).", **told)


commands = [privacy]
