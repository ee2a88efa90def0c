"""What a drafter should look at before a summary is published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eventhub.base import countries
from eventhub.base.i18n import _, format_list, ngettext
from eventhub.base.text import fold
from eventhub.domain import attendance, counts, facts, wording
from eventhub.domain.attendance import Attendance
from eventhub.domain.composition import Document
from eventhub.domain.facts import Facts
from eventhub.models.events import Event


def find(event: Event, document: Document) -> list[str]:
    """Return one sentence for each thing that is open: in the attendance, in the wording, in who is named."""
    established = attendance.establish(event)
    gathered = facts.gather(event, language=document.language)
    told = [
        _attendance(established),
        _left_out(gathered),
        _single(document),
        _named(document, established, spared=gathered.co_sponsors),
    ]
    return [sentence for sentence in told if sentence]


def _attendance(established: Attendance) -> str | None:
    if not established.counted:
        return _("No attendance is recorded yet, so the summary says nothing of who took part.")
    counted = counts.count_attendance(established)
    number = counted.needs_review + counted.unidentified + counted.not_registered
    if not number:
        return None
    return ngettext(
        "%(num)d participant is counted without being matched to a registration. Look at the attendance first.",
        "%(num)d participants are counted without being matched to a registration. Look at the attendance first.",
        number,
    )


def _left_out(gathered: Facts) -> str | None:
    number = gathered.left_out
    if not number:
        return None
    return ngettext(
        "%(num)d note of what was said is left out under the Chatham House Rule.",
        "%(num)d notes of what was said are left out under the Chatham House Rule.",
        number,
    )


def _single(document: Document) -> str | None:
    """A point of one State is reworded by machine: somebody should see that it says what was meant."""
    by_one = wording.quantifier(1, 1)
    number = sum(each.quantifier == by_one and not each.is_edited for each in document.sentences())
    if not number:
        return None
    return ngettext(
        "%(num)d point was made by a single State: check that its wording says what was meant and names nobody.",
        "%(num)d points were made by a single State: check that each says what was meant and names nobody.",
        number,
    )


def _named(document: Document, established: Attendance, *, spared: Sequence[str]) -> str | None:
    """Under the Chatham House Rule, find whoever a person's own words name, co-sponsors spared."""
    if not document.is_counts_only:
        return None
    words = fold(" ".join(each.text for each in document.sentences() if each.is_edited))
    if not words:
        return None
    details = [each.details for each in established.counted if each.details]
    names = {each.name for each in details} | {each.organisation for each in details if each.organisation}
    names = (names | {state.name() for state in countries.in_order()}) - set(spared)
    found = sorted(name for name in names if re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", words))
    if not found:
        return None
    return _(
        "Under the Chatham House Rule nobody may be named, but your words name: %(names)s.", names=format_list(found)
    )
