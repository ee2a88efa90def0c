"""The summary in another language: what the data say is drafted anew, what people wrote stays as they wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import LANGUAGES, _l
from eventhub.domain import audit, events, revisions, summaries
from eventhub.domain.composition import Document, Sentence
from eventhub.domain.drafting.document import draft
from eventhub.domain.facts import Options
from eventhub.models.events import Event
from eventhub.models.summaries import SummaryStage, SummaryVersion


class UnknownLanguage(Refused):
    """Nobody reads a summary in it here."""

    message = _l("Summaries are written in Arabic, Chinese, English, French, Russian or Spanish.")


def language(event: Event) -> str:
    """Return the language that the drafter picked."""
    return Options.read(event.summary_options).language


def current(event: Event, wanted: str | None = None) -> Document:
    """Return the draft as it stands, in the drafter's language or in another; raise UnknownLanguage."""
    text = summaries.current(event)
    if wanted is None or wanted == text.language:
        return text
    demand_known(wanted)
    return retold(text, draft(event, language=wanted))


def change_language(event: Event, wanted: str, *, by: str, now: datetime) -> SummaryVersion | None:
    """Draft the summary in another language from now on; None where nobody had written in it yet.

    Sentences that people put into their own words stay as they stand, marked with their language.
    """
    demand_known(wanted)
    if wanted == language(event):
        return None
    present = summaries.open_for_writing(event)
    summary = summaries.find(event)
    events.change(event, {"summary_options": {**event.summary_options, "language": wanted}}, by=by, now=now)
    if summary is None:
        return None
    if summary.working is not None:
        author = summary.working_by or by
        summaries.keep(event, present.document, present.basis, SummaryStage.DRAFT, by=author, now=now)
    fresh = draft(event, language=wanted)
    text = retold(present.document, fresh)
    version = summaries.keep(event, text, revisions.basis_of(fresh), SummaryStage.DRAFT, by=by, now=now)
    audit.record(
        "summary:change_language",
        summary,
        by=by,
        now=now,
        event=event,
        difference={"language": [present.document.language, wanted]},
    )
    return version


def retold(text: Document, fresh: Document) -> Document:
    """Return a fresh draft in another language with what people wrote into the text in its place, as they wrote it."""
    own_words = {each.key: _marked(each, text, fresh) for each in text.all_sentences() if each.is_edited}
    after = fresh.revised(lambda each: own_words.get(each.key, each))
    sections = list(after.sections)
    previous: str | None = None
    for section in text.sections:
        if revisions.is_own_paragraph(section) or section.key.startswith(revisions.CORRECTION):
            place = next((place + 1 for place, each in enumerate(sections) if each.key == previous), 0)
            own = replace(after, sections=(section,)).revised(lambda each: _marked(each, text, fresh))
            sections[place:place] = own.sections
        if section.key in {each.key for each in sections}:
            previous = section.key
    return replace(after, sections=tuple(sections))


def _marked(sentence: Sentence, text: Document, fresh: Document) -> Sentence:
    """Return a person's words with the language they are in, where it is not the document's."""
    written_in = sentence.language or text.language
    return replace(sentence, language=None if written_in == fresh.language else written_in)


def demand_known(wanted: str | None) -> None:
    """Raise UnknownLanguage for one that is none of the six."""
    if wanted is not None and wanted not in LANGUAGES:
        raise UnknownLanguage
