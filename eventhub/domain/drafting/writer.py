"""What every part of a draft shares: the facts, the abbreviations met so far, and how numbers and sections are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from eventhub.base import countries
from eventhub.base.catalogues import _
from eventhub.base.i18n import SOURCE_LANGUAGE, current_language
from eventhub.domain import days, phrasing, wording
from eventhub.domain.composition import Block, Number, Section, Sentence
from eventhub.domain.facts import Facts
from eventhub.models.events import Event

Remark = Literal["opening", "closing"]


@dataclass(frozen=True, slots=True)
class Writer:
    """The hand that writes one document."""

    facts: Facts
    language: str
    expand: Callable[[str], str]
    """Writes out abbreviations at their first use; free text passes through it in reading order."""

    @property
    def event(self) -> Event:
        """The event summed up."""
        return self.facts.event

    @property
    def nouns(self) -> dict[str, str]:
        """What a sentence calls the event, as each language may need it: "meeting", "The meeting", "at the meeting"."""
        the_noun = wording.the_noun(self.event.kind)
        return {
            "noun": wording.noun(self.event.kind),
            "the_noun": the_noun,
            "The_noun": phrasing.capitalised(the_noun),
            "At_the_noun": phrasing.capitalised(wording.at_the_noun(self.event.kind)),
        }

    @property
    def audience(self) -> str:
        """Whom a sentence calls those who met: "the Champions"."""
        return _("the Champions") if self.event.kind == "champions_meeting" else _("participants")

    def number(self, text: str, figure: str, event: Event | None = None, *, label: str | None = None) -> Number:
        """Return a number of this event, or of another, with its provenance and what it counts."""
        counted = wording.counted(figure) if label is None else label
        if counted and event:
            counted = _("%(figure)s: %(event)s", figure=counted, event=self.name(event))
        return Number(text, figure, (event or self.event).slug, counted)

    def states(self, codes: Iterable[str], *, is_sorted: bool = True) -> str:
        """List States alphabetically in the document's language, or in the order given."""
        ordered = [countries.get(code) for code in dict.fromkeys(codes)]
        if is_sorted:
            ordered = countries.sort(ordered, self.language)
        return wording.state_names([state.iso3 for state in ordered])

    def name(self, event: Event) -> str:
        """Return how a sentence calls another event: "second global peer learning exchange".

        English leaves the article to the sentence; where it has a gender, the name brings it along.
        """
        series = event.series.in_text if event.series else None
        if not series:
            nouns = {"noun": wording.noun(event.kind), "the_noun": wording.the_noun(event.kind)}
            return _("%(noun)s “%(title)s”", **nouns, title=self.expand(event.title))
        series = self.expand(wording.known(series))
        if current_language() == SOURCE_LANGUAGE and wording.noun(event.kind) not in series.casefold().split():
            series = f"{wording.noun(event.kind)} of the {series}"
        if event.number is None:
            return _("%(series)s", series=series)
        return _("%(ordinal)s %(series)s", ordinal=wording.ordinal(event.number), series=series)


def took_place(event: Event) -> str:
    """Write when an event took place, by its own calendar; midnight still belongs to the evening before."""
    last = (event.ends_at - timedelta(microseconds=1)).date()
    return days.on(event.starts_at.date(), max(last, event.starts_at.date()))


def paragraph(sentences: Iterable[Sentence | None]) -> Block:
    """Return sentences that run on, without those that there was nothing to say for."""
    return Block("paragraph", tuple(each for each in sentences if each is not None))


def bullets(sentences: Iterable[Sentence], lead: Sentence | None = None) -> Block:
    """Return sentences that stand below one another, under their lead."""
    return Block("bullets", tuple(sentences), lead)


def table(rows: Iterable[Sentence], *header: str, lead: Sentence | None = None) -> Block:
    """Return sentences that are the rows of a table: words, then a number."""
    return Block("table", tuple(rows), lead, header)


def section(key: str, blocks: Sequence[Block], heading: str | None = None) -> Section | None:
    """Return a section of the blocks that say something; None when none does."""
    spoken = tuple(block for block in blocks if block.sentences)
    return Section(key, spoken, heading) if spoken else None
