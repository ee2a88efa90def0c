"""`eventhub summary`: the summary of an event as a document."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from eventhub.cli.answers import one_sentence, write
from eventhub.domain import events, summaries
from eventhub.domain.composition import Document
from eventhub.formats import hypertext

FORMATS: dict[str, Callable[[Document], str]] = {
    "md": hypertext.markdown,
    "html": hypertext.page,
    "json": lambda document: json.dumps(document.as_json(), ensure_ascii=False, indent=1) + "\n",
}


@click.command("summary")
@click.argument("event")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="md", show_default=True)
@click.option("--draft", "is_draft", is_flag=True, help="The present draft, even where a summary is published.")
@click.option("--output", type=click.Path(dir_okay=False), help="A file to write instead of printing.")
@with_appcontext
@one_sentence
def summary(event: str, form: str, is_draft: bool, output: str | None) -> None:
    """Write the summary of EVENT: the published one, else the draft that the data make."""
    found = events.get(event)
    published = None if is_draft else summaries.published(found)
    document = summaries.document(published) if published else summaries.current(found)
    write(FORMATS[form](document), output)


commands = [summary]
