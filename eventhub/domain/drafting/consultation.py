"""What a summary says of other events: the last exchange, the coming one, its focus and its co-sponsors."""

from __future__ import annotations

from collections.abc import Sequence

from eventhub.base import countries
from eventhub.base.catalogues import _
from eventhub.base.i18n import format_list
from eventhub.domain import attribution, days, phrasing, wording
from eventhub.domain.composition import Block, Section, Sentence, Token, as_tokens, phrase, sentence
from eventhub.domain.drafting.discussion import speakers
from eventhub.domain.drafting.opening import tells_officials
from eventhub.domain.drafting.writer import Writer, paragraph, section
from eventhub.domain.facts import QuotedEvent
from eventhub.models.discussion import FocusProposal
from eventhub.models.events import Consultation


def consultation(writer: Writer) -> Section | None:
    """Return a paragraph for each consultation and its events, one for other events, and the topics for the future."""
    blocks: list[Block] = []
    remaining = list(writer.facts.quoted)
    for each in writer.event.consultations:
        about = [quoted for quoted in remaining if quoted.event.slug in each.refers_to]
        remaining = [quoted for quoted in remaining if quoted not in about]
        blocks += _about(writer, about, each)
    blocks += _about(writer, remaining, None)
    known = {quoted.event.slug for quoted in writer.facts.quoted}
    unplaced = [each for each in writer.facts.focus_proposals if each.for_event not in known]
    blocks.append(paragraph([*_focus(writer, unplaced, None), *_topics(writer)]))
    return section("consultation", blocks)


def _about(writer: Writer, quoted: Sequence[QuotedEvent], held: Consultation | None) -> list[Block]:
    coming = [each for each in quoted if each.is_coming]
    is_told = held is not None and attribution.may_name_speaker(writer.event)
    first: list[Sentence | None] = [_consulted(writer, held, coming)] if held and is_told else []
    first += [_reflection(writer, each, is_consulted=held is not None) for each in quoted if not each.is_coming]
    ahead: list[Sentence | None] = []
    for each in coming:
        proposals = [row for row in writer.facts.focus_proposals if row.for_event == each.event.slug]
        first += [] if is_told else [_outlook(writer, each)]
        first += _focus(writer, proposals, each)
        ahead += [_support(writer, each), _favourite(writer, proposals)]
    return [paragraph(first), paragraph(ahead)]


def _consulted(writer: Writer, held: Consultation, coming: Sequence[QuotedEvent]) -> Sentence:
    key = f"consulted:{held.working_group.slug}"
    group = writer.expand(phrasing.of_working_group(held.working_group.name))
    if not coming:
        form = _("The co-leads %(of_group)s consulted with %(audience)s.")
        return sentence(key, form, of_group=group, audience=writer.audience)
    form = _("The co-leads %(of_group)s consulted with %(audience)s on the upcoming %(events)s.")
    events = [
        _("%(event)s on %(day)s", event=writer.name(each.event), day=days.day(each.event.starts_at.date()))
        for each in coming
    ]
    return sentence(key, form, of_group=group, audience=writer.audience, events=format_list(events))


def _reflection(writer: Writer, quoted: QuotedEvent, *, is_consulted: bool) -> Sentence:
    """Quote an earlier event; the figures are those that were published, where they were."""
    speaker = _("participants")
    if attribution.may_name_speaker(writer.event) and (quoted.speaker or is_consulted):
        speaker = phrasing.with_article(quoted.speaker) if quoted.speaker else _("the co-leads")
    parts = {
        "speaker": speaker,
        "Speaker": phrasing.capitalised(speaker),
        "event": writer.name(quoted.event),
        "month": days.month(quoted.event.starts_at.date()),
    }
    key = f"reflection:{quoted.event.slug}"
    if not quoted.figures:
        return sentence(key, _("%(Speaker)s reflected on the %(event)s from %(month)s."), **parts)
    form = _("%(Speaker)s reflected on the %(event)s from %(month)s which gathered %(figures)s.")
    return sentence(key, form, figures=_gathered(writer, quoted), **parts)


def _gathered(writer: Writer, quoted: QuotedEvent) -> tuple[Token, ...]:
    figures, precision, event = quoted.figures, quoted.precision, quoted.event
    everybody = writer.number(wording.participants(figures["participants"], precision), "participants", event)
    if not tells_officials(figures, is_closed=attribution.is_counts_only(event)):
        return as_tokens(everybody)
    officials = writer.number(
        wording.officials(figures["government_officials"], precision), "government_officials", event
    )
    if not figures["country_count"]:
        return phrase(_("%(participants)s including %(officials)s"), participants=everybody, officials=officials)
    form = _("%(participants)s including %(officials)s from %(countries)s")
    if figures.get("includes_champions"):
        form = _("%(participants)s including %(officials)s from %(countries)s, including Champions")
    states = writer.number(wording.country_count(figures["country_count"]), "country_count", event)
    return phrase(form, participants=everybody, officials=officials, countries=states)


def _outlook(writer: Writer, coming: QuotedEvent) -> Sentence:
    form = _("%(The_noun)s looked ahead to the %(event)s on %(day)s.")
    day = days.day(coming.event.starts_at.date())
    return sentence(f"outlook:{coming.event.slug}", form, **writer.nouns, event=writer.name(coming.event), day=day)


def _support(writer: Writer, coming: QuotedEvent) -> Sentence | None:
    """Tell how many consider or offer to co-sponsor a coming event, by a word and never by name."""
    if not coming.under_way:
        return None
    form = _(
        "%(audience)s were supportive of this forthcoming event,"
        " with %(many)s offerings and considerations to co-sponsor it."
    )
    word = writer.number(wording.offers(coming.under_way), "co_sponsorships_under_way", coming.event)
    return sentence(f"support:{coming.event.slug}", form, audience=phrasing.capitalised(writer.audience), many=word)


def _focus(writer: Writer, proposals: Sequence[FocusProposal], coming: QuotedEvent | None) -> list[Sentence]:
    """List the topics proposed as a focus, by who proposed them; a State that did is not named."""
    by_proposer: dict[str | None, list[str]] = {}
    for each in proposals:
        is_nameless = each.proposed_by is None or countries.by_name().get(each.proposed_by.casefold()) is not None
        by_proposer.setdefault(None if is_nameless else each.proposed_by, []).append(each.topic)
    event = _("the upcoming %(event)s", event=writer.name(coming.event)) if coming else _("a future event")
    sentences = []
    for proposer, topics in by_proposer.items():
        key = f"focus:{coming.event.slug if coming else ''}:{proposer or ''}"
        parts = {"event": event, "issues": writer.expand(wording.issues(topics))}
        if proposer is None:
            sentences.append(sentence(key, _suggested_form(topics), **parts))
        else:
            sentences.append(sentence(key, _proposed_form(topics), speaker=phrasing.with_article(proposer), **parts))
    return sentences


def _proposed_form(topics: Sequence[str]) -> str:
    if len(topics) > 2:
        return _("For %(event)s, %(speaker)s suggested focusing on the following issues: %(issues)s.")
    return _("For %(event)s, %(speaker)s suggested focusing on %(issues)s.")


def _suggested_form(topics: Sequence[str]) -> str:
    if len(topics) > 2:
        return _("For %(event)s, it was suggested to focus on the following issues: %(issues)s.")
    return _("For %(event)s, it was suggested to focus on %(issues)s.")


def _favourite(writer: Writer, proposals: Sequence[FocusProposal]) -> Sentence | None:
    """Name the focus that most States supported, when many or several did."""
    most = max((len(set(each.supported_by)) for each in proposals), default=0)
    spoke = speakers(writer) or most
    if most < 2 or 100 * most < wording.SEVERAL_PER_CENT * spoke:
        return None
    topics = [each.topic for each in proposals if len(set(each.supported_by)) == most]
    word = writer.number(wording.quantifier(most, spoke), f"focus:{topics[0]}")
    form = _("%(many)s supported in particular the focus on %(topics)s.")
    return sentence(f"favourite:{proposals[0].for_event}", form, many=word, topics=format_list(topics))


def _topics(writer: Writer) -> list[Sentence]:
    """Tell which topics were suggested for some future event, without names."""
    quoted = [*(each for each in writer.facts.quoted if each.is_coming), *writer.facts.quoted]
    kind = wording.kind_in_text(quoted[0].event.kind if quoted else writer.event.kind)
    sentences = []
    for each in writer.facts.topics:
        proposers = len(set(each.proposed_by))
        word = wording.quantifier(proposers, speakers(writer) or proposers)
        if proposers <= 1:
            form = _("%(many)s that %(topic)s could be a focus of a future %(kind)s.")
        else:
            form = _("%(many)s suggested that %(topic)s could be a focus of a future %(kind)s.")
        number = writer.number(word, f"topic:{each.topic}")
        key = f"topic:{each.topic}"
        sentences.append(sentence(key, form, many=number, topic=writer.expand(each.topic), kind=kind))
    return sentences
