"""A text beside the data it was drafted from: what would change, sentence by sentence, and paragraphs of one's own.

All of it works on composed documents alone. `basis` is what the data said, by sentence, when somebody last looked:
whatever they say otherwise today is a change to be taken or left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from eventhub.base.text import one_line
from eventhub.domain.composition import Block, Document, Number, Section, Sentence, Text

OWN = "own:"
"""What the keys of paragraphs begin with that people wrote themselves."""

CORRECTION = "correction:"
"""What the keys of the lines begin with that say what a later publication corrected."""

BREAKDOWN = "breakdown"
"""The section that is taken or left as a whole: between cells of two moments a small one could be seen."""

Basis = Mapping[str, str]
Figures = Mapping[tuple[str, str], Number]


class Choice(StrEnum):
    """What becomes of a change."""

    TAKE = "take"
    """The words as they stand, with the numbers of today; or the data's new sentence."""
    DRAFTED = "drafted"
    """The data's own sentence in the place of a person's words."""
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of which the data now say something else."""

    key: str
    before: Sentence | None
    """As it stands; None where the data have something new to say."""
    after: Sentence | None
    """As it would stand; None where the data say it no longer."""
    drafted: Sentence | None = None
    """The data's own sentence, where a person's words stand in its place."""
    section: str = ""
    """The key of the section it stands in, or would stand in."""
    lost: tuple[str, ...] = ()
    """Its numbers of which no draft tells any more: their rows are gone."""


def mark(sentence: Sentence) -> str:
    """Return a short digest by which an editor's copy of a sentence is held against the present one."""
    return hashlib.sha256(one_line(sentence.text).encode()).hexdigest()[:12]


def is_ours(key: str) -> bool:
    """Tell whether a sentence comes from no data: a paragraph of one's own, or what was corrected."""
    return key.startswith((OWN, CORRECTION))


def is_own_paragraph(section: Section) -> bool:
    """Tell whether a section is a paragraph that somebody wrote themselves."""
    return section.key.startswith(OWN)


def basis_of(fresh: Document) -> dict[str, str]:
    """Return what the data say, by sentence."""
    return {each.key: each.text for each in fresh.all_sentences()}


def find_changes(saved: Document, fresh: Document, basis: Basis) -> Iterator[Change]:
    """Yield what would change, in the order in which it is read; nothing of what was left already."""
    drafted = {each.key: each for each in fresh.all_sentences()}
    figures = _figures(fresh.all_sentences())
    known = set()
    for section, each in _placed(saved):
        known.add(each.key)
        if not is_ours(each.key) and (change := _change(each, drafted.get(each.key), figures, basis)):
            yield replace(change, section=section)
    for section, new in _placed(fresh):
        if new.key not in known and basis.get(new.key) != new.text:
            yield Change(new.key, None, new, section=section)


def settle(saved: Document, fresh: Document, changes: Collection[Change], choices: Mapping[str, Choice]) -> Document:
    """Return the text with what was chosen of each change; what nobody chose about stays to be asked again."""
    for change in changes:
        choice = choices.get(change.key)
        if choice is Choice.TAKE and change.before is None:
            saved = _insert(saved, fresh, change.key)
        elif choice is Choice.LEAVE and change.before is not None:
            saved = _replace(saved, change.key, _kept(change.before, _figures(fresh.all_sentences())))
        elif choice is Choice.DRAFTED or (choice is Choice.TAKE and change.before is not None):
            saved = _replace(saved, change.key, change.drafted if choice is Choice.DRAFTED else change.after)
    return saved


def settled_basis(basis: Basis, fresh: Document, settled: Collection[str]) -> dict[str, str]:
    """Return the basis once these sentences were looked at: what the data say of them today, "" for nothing."""
    said = basis_of(fresh)
    return {**basis, **{key: said.get(key, "") for key in settled}}


def add_paragraph(text: Document, key: str, *, after: str | None, words: str = "") -> Document:
    """Return the text with a paragraph of one's own after a section, or before all of them."""
    sentence = Sentence(key, (Text(words),) if words else (), is_edited=True)
    paragraph = Section(key, (Block("paragraph", (sentence,)),))
    place = next(
        (place + 1 for place, each in enumerate(text.sections) if each.key == after), 0 if after is None else -1
    )
    if place < 0:
        place = len(text.sections)
    return replace(text, sections=(*text.sections[:place], paragraph, *text.sections[place:]))


def remove_paragraph(text: Document, key: str) -> Document:
    """Return the text without a paragraph of one's own."""
    sections = (each for each in text.sections if each.key != key or not is_own_paragraph(each))
    return replace(text, sections=tuple(sections))


def move_paragraph(text: Document, key: str, *, is_up: bool) -> Document:
    """Return the text with a paragraph of one's own one section further up or down; the same at either end."""
    sections = list(text.sections)
    place = next((place for place, each in enumerate(sections) if each.key == key and is_own_paragraph(each)), None)
    other = None if place is None else place - 1 if is_up else place + 1
    if place is None or other is None or not 0 <= other < len(sections):
        return text
    sections[place], sections[other] = sections[other], sections[place]
    return replace(text, sections=tuple(sections))


def _change(present: Sentence, drafted: Sentence | None, figures: Figures, basis: Basis) -> Change | None:
    known = basis.get(present.key, None if present.is_edited else present.text)
    lost = tuple(each.text for each in _numbers(present) if _name(each) not in figures)
    if drafted is None:
        return None if known == "" else Change(present.key, present, None, lost=lost)
    if known == drafted.text:
        return None
    if not present.is_edited:
        return Change(present.key, present, drafted)
    after = _refreshed(present, {**figures, **_figures([drafted])})
    if known is None and after.text == present.text:
        return None  # nobody knows what its writer read; its numbers are today's
    return Change(present.key, present, after, drafted=drafted, lost=lost)


def _placed(text: Document) -> Iterator[tuple[str, Sentence]]:
    for section in text.sections:
        for block in section.blocks:
            yield from ((section.key, each) for each in block.all_sentences)


def _numbers(sentence: Sentence) -> list[Number]:
    return [token for token in sentence.tokens if isinstance(token, Number)]


def _name(number: Number) -> tuple[str, str]:
    return number.figure, number.event


def _figures(sentences: Iterator[Sentence] | Sequence[Sentence]) -> dict[tuple[str, str], Number]:
    return {_name(number): number for each in sentences for number in _numbers(each)}


def _refreshed(sentence: Sentence, figures: Figures) -> Sentence:
    """Return a person's words with the numbers of today in them."""
    tokens = (figures.get(_name(each), each) if isinstance(each, Number) else each for each in sentence.tokens)
    return replace(sentence, tokens=tuple(tokens))


def _kept(sentence: Sentence, figures: Figures) -> Sentence:
    """Return a sentence as somebody wants it; a number whose rows are gone is from now on a plain word."""
    tokens = (
        Text(each.text) if isinstance(each, Number) and _name(each) not in figures else each for each in sentence.tokens
    )
    return replace(sentence, tokens=tuple(tokens), is_edited=True)


def _replace(text: Document, key: str, sentence: Sentence | None) -> Document:
    """Return the text with another sentence in the place of one, or without it; what is then empty goes."""

    def block(each: Block) -> Block:
        kept = (sentence if one.key == key else one for one in each.sentences)
        lead = sentence if each.lead and each.lead.key == key else each.lead
        return replace(each, sentences=tuple(one for one in kept if one is not None), lead=lead)

    sections = []
    for section in text.sections:
        blocks = tuple(one for one in map(block, section.blocks) if one.sentences or one.lead)
        if blocks:
            sections.append(replace(section, blocks=blocks))
    return replace(text, sections=tuple(sections))


def _insert(text: Document, fresh: Document, key: str) -> Document:
    """Return the text with a sentence of the fresh draft where that has it: beside its neighbours there."""
    home, drafted = next(
        (section, block)
        for section in fresh.sections
        for block in section.blocks
        if key in {each.key for each in block.all_sentences}
    )
    sections = list(text.sections)
    place = next((place for place, each in enumerate(sections) if each.key == home.key), None)
    if place is None:
        before = [each.key for each in fresh.sections[: fresh.sections.index(home)]]
        place = max((place + 1 for place, each in enumerate(sections) if each.key in before), default=0)
        sections.insert(place, replace(home, blocks=()))
    sections[place] = _into_section(sections[place], home, drafted, key)
    return replace(text, sections=tuple(sections))


def _into_section(section: Section, home: Section, drafted: Block, key: str) -> Section:
    blocks = list(section.blocks)
    siblings = {each.key for each in drafted.all_sentences}
    place = next((p for p, each in enumerate(blocks) if siblings & {one.key for one in each.all_sentences}), None)
    if place is None:
        earlier = {each.key for block in home.blocks[: home.blocks.index(drafted)] for each in block.all_sentences}
        place = max((p + 1 for p, b in enumerate(blocks) if earlier & {one.key for one in b.all_sentences}), default=0)
        blocks.insert(place, replace(drafted, sentences=(), lead=None))
    blocks[place] = _into_block(blocks[place], drafted, key)
    return replace(section, blocks=tuple(blocks))


def _into_block(block: Block, drafted: Block, key: str) -> Block:
    if drafted.lead and drafted.lead.key == key:
        return replace(block, lead=drafted.lead)
    order = [each.key for each in drafted.sentences]
    new = drafted.sentences[order.index(key)]
    before = set(order[: order.index(key)])
    place = max((p + 1 for p, each in enumerate(block.sentences) if each.key in before), default=0)
    return replace(block, sentences=(*block.sentences[:place], new, *block.sentences[place:]))
