"""What earlier meetings of the series left to be done and their published summaries told of, until it is closed."""

from __future__ import annotations

from eventhub.base.catalogues import _
from eventhub.domain.composition import Section
from eventhub.domain.drafting import annexes
from eventhub.domain.drafting.writer import Writer, bullets, section


def carried(writer: Writer) -> Section | None:
    """List what is still open; there is no such part where nothing is."""
    rows = writer.facts.carried
    if not rows:
        return None
    lines = [annexes.outcome(writer, each, prefix=f"carried:{each.event.slug}") for each in rows]
    return section("carried", [bullets(lines)], _("Open from earlier meetings"))
