"""Writing in a summary, sentence by sentence, beside others who do: nobody's words are ever overwritten.

Each sentence comes with a mark of what its writer had before them. Where that is no longer what stands there, both
texts are handed back and the writer chooses; all the others are saved.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import one_line
from eventhub.domain import audit, revisions, summaries
from eventhub.domain.composition import Document, Sentence, reworded
from eventhub.domain.revisions import BREAKDOWN, OWN, Choice
from eventhub.domain.summaries import Reading
from eventhub.models.events import Event
from eventhub.models.summaries import Summary, SummaryStage, SummaryVersion

LONGEST = 5000
"""Letters in one sentence or paragraph."""


class TooLong(Refused):
    """A paragraph that nobody reads to its end."""

    message = _l("Use at most %(number)d letters in one sentence or paragraph.", number=LONGEST)


class Arrangement(StrEnum):
    """What is done with a paragraph of one's own."""

    ADD = "add"
    """After a section, named by its key; at the start for an empty key."""
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts for one sentence, written at the same time."""

    key: str
    mine: str
    theirs: Sentence | None
    """As it stands now; None where somebody took it out."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, by the sentences' keys, with the marks of what they had before them."""

    texts: Mapping[str, str]
    marks: Mapping[str, str]
    restored: Collection[str] = ()
    """These read as the data say again."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of it."""

    document: Document
    conflicts: tuple[Conflict, ...] = ()
    version: SummaryVersion | None = None
    """The version kept; None when nothing had changed, and for what was only noted."""


def save(
    event: Event,
    typed: Typed,
    *,
    by: str,
    now: datetime,
    arrangement: tuple[Arrangement, str] | None = None,
) -> Edited:
    """Put sentences into a person's words, arrange paragraphs, and keep a version; an empty text leaves one out."""
    present = summaries.open_for_writing(event)
    after, conflicts = _written(present, typed)
    if arrangement:
        after = _arranged(after, *arrangement)
    summary = summaries.find(event)
    is_noted = summary is not None and summary.working is not None
    if after == present.document and not is_noted:
        return Edited(after, conflicts)
    _keep_others(present, by=by, now=now)
    basis = _basis_after(present, typed)
    version = summaries.keep(event, after, basis, SummaryStage.DRAFT, by=by, now=now)
    _record("summary:edit", present, after, version.summary, by=by, now=now)
    return Edited(after, conflicts, version)


def note(event: Event, typed: Typed, *, by: str, now: datetime) -> Edited:
    """Keep what is being typed, without making it a version yet."""
    present = summaries.open_for_writing(event)
    after, conflicts = _written(present, typed)
    if after == present.document:
        return Edited(after, conflicts)
    _keep_others(present, by=by, now=now)
    summary = summaries.ensure(event, now=now)
    summary.working = {"document": after.as_json(), "basis": _basis_after(present, typed)}
    summary.working_by, summary.working_at, summary.stage = by, now, SummaryStage.DRAFT
    _record("summary:note", present, after, summary, by=by, now=now)
    return Edited(after, conflicts)


def settle(event: Event, choices: Mapping[str, Choice], *, seen: str, by: str, now: datetime) -> SummaryVersion | None:
    """Take or leave what the data say otherwise and keep a version; None when nothing was chosen.

    The breakdown is chosen about as a whole, under the key of its section.
    """
    present = summaries.open_for_writing(event, seen)
    choices = {
        each.key: choice
        for each in present.changes
        if (choice := choices.get(BREAKDOWN if each.section == BREAKDOWN else each.key))
    }
    chosen = [each for each in present.changes if each.key in choices]
    if not chosen:
        return None
    _keep_others(present, by=by, now=now)
    after = revisions.settle(present.document, present.fresh, chosen, choices)
    basis = revisions.settled_basis(present.basis, present.fresh, [each.key for each in chosen])
    version = summaries.keep(event, after, basis, SummaryStage.DRAFT, by=by, now=now)
    difference = {each.key: choices[each.key].value for each in chosen}
    audit.record("summary:settle", version.summary, by=by, now=now, event=event, difference=difference)
    return version


def _written(present: Reading, typed: Typed) -> tuple[Document, tuple[Conflict, ...]]:
    """Return the text with what was typed in it, and whatever met other words than its writer had seen."""
    fresh = {each.key: each for each in present.fresh.all_sentences()}
    conflicts: list[Conflict] = []
    unmet = {key: _checked(key, text) for key, text in typed.texts.items()}

    def revise(each: Sentence) -> Sentence:
        text = unmet.pop(each.key, None)
        if each.key in typed.restored and each.key in fresh:
            return fresh[each.key]
        if text is None or text == one_line(each.text) or _digest(text) == typed.marks.get(each.key):
            return each
        if typed.marks.get(each.key) != revisions.mark(each):
            conflicts.append(Conflict(each.key, text, each))
            return each
        return reworded(each, text)

    after = present.document.revised(revise)
    for key, text in unmet.items():  # somebody has taken these out meanwhile
        if text and key in typed.marks and _digest(text) != typed.marks[key]:
            conflicts.append(Conflict(key, text, None))
    return after, tuple(conflicts)


def keep_as_paragraph(event: Event, texts: Iterable[str], *, by: str, now: datetime) -> SummaryVersion:
    """Put words whose sentence was taken out meanwhile at the end, as paragraphs of their own."""
    present = summaries.open_for_writing(event)
    after = present.document
    for text in texts:
        key = f"{OWN}{secrets.token_hex(4)}"
        last = after.sections[-1].key if after.sections else None
        after = revisions.add_paragraph(after, key, after=last, words=_checked(key, text))
    _keep_others(present, by=by, now=now)
    version = summaries.keep(event, after, present.basis, SummaryStage.DRAFT, by=by, now=now)
    _record("summary:edit", present, after, version.summary, by=by, now=now)
    return version


def _arranged(text: Document, what: Arrangement, key: str) -> Document:
    match what:
        case Arrangement.ADD:
            return revisions.add_paragraph(text, f"{OWN}{secrets.token_hex(4)}", after=key or None)
        case Arrangement.REMOVE:
            return revisions.remove_paragraph(text, key)
        case _:
            return revisions.move_paragraph(text, key, is_up=what is Arrangement.UP)


def _checked(key: str, text: str) -> str:
    words = one_line(text)
    if len(words) > LONGEST:
        raise TooLong(field=f"text:{key}")
    return words


def _digest(text: str) -> str:
    return revisions.mark(reworded(Sentence("", ()), text))


def _basis_after(present: Reading, typed: Typed) -> dict[str, str]:
    """Whoever lets a sentence read as the data say again has looked at what they say."""
    return revisions.settled_basis(present.basis, present.fresh, typed.restored)


def _keep_others(present: Reading, *, by: str, now: datetime) -> None:
    """Make a version of what somebody else typed last, so that it stays told who wrote what."""
    summary = summaries.find(present.event)
    if summary is not None and summary.working is not None and summary.working_by != by:
        author = summary.working_by or by
        summaries.keep(present.event, present.document, present.basis, SummaryStage.DRAFT, by=author, now=now)


def _record(action: str, present: Reading, after: Document, summary: Summary, *, by: str, now: datetime) -> None:
    before = {each.key: each for each in present.document.all_sentences()}
    later = {each.key: each for each in after.all_sentences()}
    changed = [key for key in {**before, **later} if before.get(key) != later.get(key)]
    audit.record(action, summary, by=by, now=now, event=present.event, difference={"sentences": changed})
