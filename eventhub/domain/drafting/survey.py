"""What participants said afterwards, where the organiser offers it, and never a part that points at somebody."""

from __future__ import annotations

from eventhub.base.catalogues import _
from eventhub.base.i18n import format_alternatives, format_list
from eventhub.domain.composition import Section, Sentence, sentence
from eventhub.domain.drafting.writer import Writer, paragraph, section
from eventhub.domain.survey_results import Quoted


def survey(writer: Writer) -> Section | None:
    """Return a sentence for each question that the organiser offers."""
    told = [_told(writer, place, each) for place, each in enumerate(writer.facts.survey)]
    return section("survey", [paragraph(told)], _("What participants said afterwards"))


def _told(writer: Writer, place: int, result: Quoted) -> Sentence:
    parts = [f"{format_alternatives(words)} ({number})" for words, number in result.parts]
    form = _("In the survey afterwards, the answers to “%(question)s” were: %(parts)s.")
    return sentence(f"survey:{place}", form, question=writer.expand(result.question), parts=format_list(parts))
