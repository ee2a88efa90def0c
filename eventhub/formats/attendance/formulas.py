"""Names in an export that a spreadsheet program would calculate. They are kept as the text they are, and told."""

from __future__ import annotations

from collections.abc import Iterable

from eventhub.base.i18n import ngettext
from eventhub.domain import telephones
from eventhub.formats.attendance.reading import Row
from eventhub.formats.sheets import DANGEROUS

SHOWN = 40
"""Letters of a name that are quoted."""


def told(rows: Iterable[Row]) -> str | None:
    """Say in a sentence which names look like formulas; None where none does. A telephone number does not."""
    shown = dict.fromkeys(row.display_name for row in rows if row.display_name.startswith(DANGEROUS))
    found = [name for name in shown if telephones.find(name) is None]
    if not found:
        return None
    return ngettext(
        "The name “%(name)s” looks like a formula; it is kept as text.",
        "%(num)s names look like formulas, the first is “%(name)s”; they are kept as text.",
        len(found),
        name=found[0] if len(found[0]) <= SHOWN else f"{found[0][:SHOWN]}…",
    )
