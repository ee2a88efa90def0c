"""A composed document: sections of sentences, sentences of tokens, each number with where it comes from.

Pure data, frozen; it is stored as JSON, shown as a page and written into files, always from this same tree.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from eventhub.base.catalogues import _
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l, direction, speaking
from eventhub.base.text import begins_left_to_right

FORMAT = "eventhub-summary"
VERSION = 1


class UnreadableDocument(Refused):
    """What was stored is no composed document."""

    message = _l("This version of the summary cannot be read.")


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words, with the figure it states: the rows behind it are found by `figure` and `event`."""

    text: str
    """As written: "89 participants", "more than 110 participants"."""
    figure: str
    """Which figure it states: "participants", "category:civil_society", "key_figure:<id>"."""
    event: str
    """The slug of the event whose figure it is."""
    label: str = ""
    """What is counted, in the document's language: "Participants"; empty for a number told by a word alone."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address on the web."""

    text: str
    url: str


Token = Text | Number | Link
Part = str | Token | Sequence[Token]
"""What may stand in a placeholder of a sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, bullet or line, known by its key from one draft to the next."""

    key: str
    tokens: tuple[Token, ...]
    quantifier: str | None = None
    """The word that says how many States made a point."""
    is_edited: bool = False
    """Whether a person put it into these words."""
    language: str | None = None
    """The language of a person's words, where it is not the document's."""

    @property
    def text(self) -> str:
        """The sentence as plain words."""
        return "".join(token.text for token in self.tokens)

    @property
    def cells(self) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
        """The sentence as the row of a table: the words before its number, and the number: "Academia: 4"."""
        place = next((place for place, each in enumerate(self.tokens) if isinstance(each, Number)), None)
        if not place or not isinstance(last := self.tokens[place - 1], Text):
            return self.tokens, ()
        return (*self.tokens[: place - 1], Text(last.text.rstrip(" :：\u00a0\u202f"))), self.tokens[place:]


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that run on as a paragraph, or stand below one another under their lead: bullets, rows of a table."""

    form: Literal["paragraph", "bullets", "table"]
    sentences: tuple[Sentence, ...]
    lead: Sentence | None = None
    header: tuple[str, ...] = ()
    """What the two columns of a table hold."""

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """The lead, where there is one, and the rest."""
        return (self.lead, *self.sentences) if self.lead else self.sentences


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; without a heading they simply follow."""

    key: str
    blocks: tuple[Block, ...]
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole summary of one event in one language."""

    event: str
    language: str
    title: str
    sections: tuple[Section, ...]
    is_counts_only: bool = False
    """Whether it was written under the Chatham House Rule."""

    def all_sentences(self) -> Iterator[Sentence]:
        """Yield every sentence in reading order, those that a person emptied too."""
        for section in self.sections:
            for block in section.blocks:
                yield from block.all_sentences

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence that is read out."""
        yield from (sentence for sentence in self.all_sentences() if sentence.text)

    def numbers(self) -> Iterator[Number]:
        """Yield every number with its provenance, in reading order."""
        for sentence in self.sentences():
            yield from (token for token in sentence.tokens if isinstance(token, Number))

    def figures(self) -> Iterator[Number]:
        """Yield every number of the running text that says what it counts, once, in reading order."""
        running = (block for section in self.sections for block in section.blocks if block.form != "table")
        tokens = (token for block in running for sentence in block.all_sentences for token in sentence.tokens)
        yield from dict.fromkeys(token for token in tokens if isinstance(token, Number) and token.label)

    def revised(self, revise: Callable[[Sentence], Sentence]) -> Document:
        """Return the document with each sentence as `revise` gives it back."""

        def block(each: Block) -> Block:
            return replace(
                each,
                sentences=tuple(revise(sentence) for sentence in each.sentences),
                lead=revise(each.lead) if each.lead else None,
            )

        sections = (replace(each, blocks=tuple(map(block, each.blocks))) for each in self.sections)
        return replace(self, sections=tuple(sections))

    @property
    def fingerprint(self) -> str:
        """A short digest by which a reader's copy is held against the present one."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return the tree as JSON, with the plain sentences beside it for readers that want no tree."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "event": self.event,
            "language": self.language,
            "title": self.title,
            "counts_only": self.is_counts_only,
            "sentences": [sentence.text for sentence in self.sentences()],
            "sections": [_section_as_json(section) for section in self.sections],
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Document:
        """Return the tree that `as_json` gave; raise UnreadableDocument for anything else."""
        try:
            return cls(
                event=document["event"],
                language=document["language"],
                title=document["title"],
                sections=tuple(_section_from_json(section) for section in document["sections"]),
                is_counts_only=document.get("counts_only", False),
            )
        except (KeyError, TypeError, AttributeError) as fault:
            raise UnreadableDocument from fault


def with_figures(document: Document) -> Document:
    """Return the document as it goes onto paper: at its end a table of its figures, each with what it counts."""
    rows = [
        Sentence(f"figure:{place}", (Text(f"{each.label}: "), each)) for place, each in enumerate(document.figures(), 1)
    ]
    if not rows:
        return document
    with speaking(document.language):
        block = Block("table", tuple(rows), header=(_("What is counted"), _("As written")))
        return replace(document, sections=(*document.sections, Section("figures", (block,), _("Figures"))))


LRI, PDI = "\u2066", "\u2069"
"""Between these a text runs from left to right, whatever runs round it (UAX 9)."""


def isolated(document: Document) -> Document:
    """Return the document as it is shown: in one that runs from the right, sentences in Latin letters are set apart."""
    if direction(document.language) == "ltr":
        return document

    def revise(each: Sentence) -> Sentence:
        if not begins_left_to_right(each.text):
            return each
        return replace(each, tokens=(Text(LRI), *each.tokens, Text(PDI)))

    return document.revised(revise)


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def sentence(key: str, form: str, *, quantifier: str | None = None, **parts: Part) -> Sentence:
    """Fill the named placeholders of a (translated) sentence with words and tokens: "… by %(participants)s."."""
    return Sentence(key, phrase(form, **parts), quantifier=quantifier)


def phrase(form: str, **parts: Part) -> tuple[Token, ...]:
    """Fill the named placeholders of a form and return its tokens; KeyError for a placeholder without its part."""
    tokens: list[Token] = []
    words = _PLACEHOLDER.split(form)
    for plain, name in zip(words[::2], [*words[1::2], None], strict=True):
        tokens += as_tokens(plain)
        tokens += as_tokens(parts[name]) if name else ()
    return _joined(tokens)


def as_tokens(part: Part) -> tuple[Token, ...]:
    """Return words or tokens as tokens."""
    if isinstance(part, str):
        return (Text(part),) if part else ()
    return (part,) if isinstance(part, Text | Number | Link) else tuple(part)


def listed(items: Sequence[Part], *, between: str, last: str) -> tuple[Token, ...]:
    """Join phrases: `between` before each but the first, `last` before the last."""
    tokens: list[Token] = []
    for place, item in enumerate(items):
        if place:
            tokens.append(Text(last if place == len(items) - 1 else between))
        tokens += as_tokens(item)
    return _joined(tokens)


def reworded(sentence: Sentence, text: str) -> Sentence:
    """Return a sentence in a person's words; numbers and links left as they were stay tokens."""
    if text == sentence.text:
        return sentence
    tokens: list[Token] = []
    rest = text
    for token in sentence.tokens:
        if isinstance(token, Text):
            continue
        # As a whole word only: "89 participants" does not stand in "189 participants".
        if found := re.search(rf"(?<!\w){re.escape(token.text)}(?!\w)", rest):
            tokens += [*as_tokens(rest[: found.start()]), token]
            rest = rest[found.end() :]
    return replace(sentence, tokens=_joined([*tokens, *as_tokens(rest)]), is_edited=True)


def _joined(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with neighbouring plain words made one."""
    joined: list[Token] = []
    for token in tokens:
        previous = joined[-1] if joined else None
        if isinstance(token, Text) and isinstance(previous, Text):
            joined[-1] = Text(previous.text + token.text)
        else:
            joined.append(token)
    return tuple(joined)


def _section_as_json(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": section.heading,
        "blocks": [_block_as_json(block) for block in section.blocks],
    }


def _block_as_json(block: Block) -> dict[str, Any]:
    written: dict[str, Any] = {
        "form": block.form,
        "lead": _sentence_as_json(block.lead) if block.lead else None,
        "sentences": [_sentence_as_json(each) for each in block.sentences],
    }
    return written | ({"header": list(block.header)} if block.header else {})


def _sentence_as_json(sentence: Sentence) -> dict[str, Any]:
    written: dict[str, Any] = {"key": sentence.key, "tokens": [_token_as_json(token) for token in sentence.tokens]}
    if sentence.quantifier:
        written["quantifier"] = sentence.quantifier
    if sentence.is_edited:
        written["is_edited"] = True
    if sentence.language:
        written["language"] = sentence.language
    return written


def _token_as_json(token: Token) -> dict[str, str]:
    match token:
        case Number():
            written = {"text": token.text, "figure": token.figure, "event": token.event}
            return written | ({"label": token.label} if token.label else {})
        case Link():
            return {"text": token.text, "url": token.url}
        case Text():
            return {"text": token.text}


def _section_from_json(section: dict[str, Any]) -> Section:
    blocks = (
        Block(
            form=block["form"],
            lead=_sentence_from_json(block["lead"]) if block["lead"] else None,
            sentences=tuple(_sentence_from_json(each) for each in block["sentences"]),
            header=tuple(block.get("header", ())),
        )
        for block in section["blocks"]
    )
    return Section(key=section["key"], heading=section["heading"], blocks=tuple(blocks))


def _sentence_from_json(written: dict[str, Any]) -> Sentence:
    return Sentence(
        key=written["key"],
        tokens=tuple(_token_from_json(token) for token in written["tokens"]),
        quantifier=written.get("quantifier"),
        is_edited=written.get("is_edited", False),
        language=written.get("language"),
    )


def _token_from_json(token: dict[str, str]) -> Token:
    if "figure" in token:
        return Number(token["text"], token["figure"], token["event"], token.get("label", ""))
    return Link(token["text"], token["url"]) if "url" in token else Text(token["text"])
