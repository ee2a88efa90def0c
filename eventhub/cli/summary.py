"""`eventhub summary`: the summary of an event as a document."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from eventhub.base import clock
from eventhub.base.errors import Refused
from eventhub.base.i18n import _
from eventhub.cli.answers import one_sentence, write
from eventhub.domain import events, retellings, summaries
from eventhub.formats import papers


@click.command("summary")
@click.argument("event")
@click.option("--format", "form", type=click.Choice(list(papers.MEDIA_TYPES)), default="md", show_default=True)
@click.option("--language", help="ar, zh, en, fr, ru or es; by default the one that the drafter picked.")
@click.option("--draft", "is_draft", is_flag=True, help="The present draft, even where a summary is published.")
@click.option("--output", type=click.Path(dir_okay=False), help="A file to write instead of printing.")
@with_appcontext
@one_sentence
def summary(event: str, form: str, language: str | None, is_draft: bool, output: str | None) -> None:
    """Write the summary of EVENT: the published one, else the draft that the data make."""
    retellings.demand_known(language)
    found = events.get(event)
    if form in papers.BINARY and output is None and sys.stdout.isatty():
        raise Refused(_("This format is no text for a screen: name a file with --output."))
    public = summaries.published(found) if language is None else summaries.published_in(found).get(language)
    published = None if is_draft else public
    document = summaries.document(published) if published else retellings.current(found, language)
    at = published.created_at if published else clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    write(papers.write(document, form, at=at, more_fonts=current_app.config["PDF_FONTS"]), output)


commands = [summary]
