"""A summary drafted from the data alone: every part in the order in which it is read."""

from __future__ import annotations

from eventhub.base.catalogues import _
from eventhub.base.i18n import SOURCE_LANGUAGE, current_language, speaking
from eventhub.domain import facts as findings
from eventhub.domain import wording
from eventhub.domain.abbreviations import Abbreviations
from eventhub.domain.composition import Document
from eventhub.domain.drafting import annexes
from eventhub.domain.drafting.carried import carried
from eventhub.domain.drafting.consultation import consultation
from eventhub.domain.drafting.discussion import discussion, floor
from eventhub.domain.drafting.opening import opening, remarks
from eventhub.domain.drafting.survey import survey
from eventhub.domain.drafting.writer import Writer
from eventhub.domain.facts import Facts, Options
from eventhub.models.events import Event


def draft(event: Event, *, language: str | None = None) -> Document:
    """Return the summary of an event as its data stand now, in this language or in the one that its drafter picked."""
    language = language or Options.read(event.summary_options).language
    with speaking(language):
        return compose(findings.gather(event, language=language), language=language)


def compose(facts: Facts, *, language: str) -> Document:
    """Return the document that these facts make; parts are written in reading order for the abbreviations' sake."""
    writer = Writer(facts, language, Abbreviations(facts.glossary).expand)
    sections = [
        opening(writer),
        remarks(writer, "opening"),
        floor(writer),
        discussion(writer),
        consultation(writer),
        remarks(writer, "closing"),
        annexes.outcomes(writer),
        survey(writer),
        carried(writer),
        annexes.key_figures(writer),
        annexes.materials(writer),
        annexes.breakdown(writer),
        annexes.notes(writer),
    ]
    return Document(
        event=facts.event.slug,
        language=language,
        title=_title(facts.event),
        sections=tuple(each for each in sections if each is not None),
        is_counts_only=facts.is_counts_only,
    )


def _title(event: Event) -> str:
    """Return the heading: "Summary of GCM Champions meeting", "Summary of the first global exchange"."""
    ordinal = wording.ordinal(event.number) if event.number else None
    if current_language() == SOURCE_LANGUAGE and ordinal and event.title.casefold().startswith(f"{ordinal} "):
        return f"Summary of the {event.title[:1].lower()}{event.title[1:]}"
    return _("Summary of %(title)s", title=event.title)
