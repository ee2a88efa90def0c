"""The archive by command: everything, or some events, in and out."""

from __future__ import annotations

import click

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.base.i18n import _, ngettext
from eventhub.cli import answers
from eventhub.domain.archive import whole
from eventhub.formats import archive


@click.command("import")
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print what was added and changed, by kind of row, as JSON.")
@answers.one_sentence
def import_archive(file: str, *, as_json: bool) -> None:
    """Add and update what the archive FILE holds.

    Nothing is removed, and importing twice changes nothing. A fault anywhere refuses
    the whole file and names its place.
    """
    with answers.without_collecting():
        document = archive.read(answers.read_file(file))
        with answers.progress(whole.count_steps(document), _("Importing")) as tick:
            taken = whole.take_in(document, by="command", now=clock.now(), tick=tick)
            session.commit()
    if as_json:
        answers.print_json({"added": taken.added, "changed": taken.changed})
        return
    rows = ngettext("%(num)s row added", "%(num)s rows added", sum(taken.added.values()))
    changed = _("%(number)s changed", number=sum(taken.changed.values()))
    click.echo(f"{rows}, {changed}.")


@click.command("export")
@click.argument("slugs", metavar="[EVENT]...", nargs=-1)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file instead of stdout.")
@answers.one_sentence
def export_archive(slugs: tuple[str, ...], output: str | None) -> None:
    """Write the archive of these EVENTs with their people, or of everything."""
    with answers.without_collecting():
        answers.write(archive.write(whole.give_out(slugs)), output)


commands = [import_archive, export_archive]
