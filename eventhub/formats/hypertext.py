"""A composed document as HTML and as Markdown; whatever people typed comes out as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from eventhub.base.i18n import direction, sentence_space
from eventhub.domain.composition import Block, Document, Link, Number, Section, Sentence, Token, isolated

FigureLink = Callable[[Number], str | None]
"""Gives the address of the rows behind a number, or None where the reader may not see them."""


def page(document: Document) -> str:
    """Return a document as one complete HTML page."""
    return (
        f'<!doctype html>\n<html lang="{document.language}" dir="{direction(document.language)}">\n'
        f'<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_plain(document.title)}</title>\n</head>\n"
        f"<body>\n<main>\n<h1>{_plain(document.title)}</h1>\n{body(document)}</main>\n</body>\n</html>\n"
    )


def body(document: Document, *, link: FigureLink | None = None, level: int = 2) -> Markup:
    """Return a document without its title as an HTML fragment; headings begin at `level`, `link` links the numbers."""
    space = sentence_space(document.language)
    shown = isolated(document).sections
    return Markup("".join(_section(each, link, level, space) for each in shown))  # noqa: S704 - escaped below


def inline(sentence: Sentence, *, link: FigureLink | None = None) -> Markup:
    """Return one sentence as HTML."""
    words = _inline(sentence.tokens, link)
    if sentence.language:
        words = f'<span lang="{sentence.language}" dir="{direction(sentence.language)}">{words}</span>'
    return Markup(words)  # noqa: S704 - escaped token by token


def markdown(document: Document, *, link: FigureLink | None = None) -> str:
    """Return a document as CommonMark, with its title as the first heading."""
    return "\n\n".join(_markdown_blocks(document, link)) + "\n"


def _section(section: Section, link: FigureLink | None, level: int, space: str) -> str:
    blocks = "".join(_block(block, link, space) for block in section.blocks)
    if not blocks:
        return ""
    heading = f"<h{level}>{_plain(section.heading)}</h{level}>\n" if section.heading else ""
    return f"<section>\n{heading}{blocks}</section>\n"


def _block(block: Block, link: FigureLink | None, space: str) -> str:
    lead = f"<p>{inline(block.lead, link=link)}</p>\n" if block.lead and block.lead.text else ""
    spoken = [inline(sentence, link=link) for sentence in block.sentences if sentence.text]
    if not spoken:
        return lead
    if block.form == "bullets":
        lines = "".join(f"<li>{each}</li>\n" for each in spoken)
        return f"{lead}<ul>\n{lines}</ul>\n"
    if block.form == "table":
        return f"{lead}{_table(block, link)}"
    return f"{lead}<p>{space.join(spoken)}</p>\n"


def _table(block: Block, link: FigureLink | None) -> str:
    head = "".join(f'<th scope="col">{_plain(name)}</th>' for name in block.header)
    rows = "".join(
        f'<tr><th scope="row">{_inline(words, link)}</th><td class="table__number">{_inline(number, link)}</td></tr>\n'
        for words, number in (each.cells for each in block.sentences if each.text)
    )
    return f'<table class="table">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n'


def _inline(tokens: Iterable[Token], link: FigureLink | None) -> str:
    return "".join(_token(token, link) for token in tokens)


def _token(token: Token, link: FigureLink | None) -> str:
    match token:
        case Link() if address := web_address(token.url):
            return f'<a href="{escape(address)}" rel="external">{_plain(token.text)}</a>'
        case Number() if link and (address := link(token)):
            return f'<a href="{escape(address)}">{_plain(token.text)}</a>'
        case _:
            return _plain(token.text)


def _plain(text: str | None) -> str:
    """Escape text between tags; quotation marks are harmless there and stay readable."""
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def web_address(url: str) -> str | None:
    """Return an address that may be linked to: http and https only, whatever was typed."""
    try:
        scheme = urlsplit(url.strip()).scheme
    except ValueError:
        return None
    return url.strip() if scheme in {"http", "https"} else None


def _markdown_blocks(document: Document, link: FigureLink | None) -> Iterator[str]:
    space = sentence_space(document.language)
    yield f"# {_marked_down(document.title)}"
    for section in document.sections:
        spoken = [text for block in section.blocks if (text := _markdown_block(block, link, space))]
        if spoken and section.heading:
            yield f"## {_marked_down(section.heading)}"
        yield from spoken


def _markdown_block(block: Block, link: FigureLink | None, space: str) -> str:
    """Return a block; a table, which CommonMark lacks, as the list that its rows are."""
    lead = _markdown_line(block.lead.tokens, link) if block.lead else ""
    spoken = [_markdown_line(sentence.tokens, link) for sentence in block.sentences if sentence.text]
    if block.form == "paragraph":
        return space.join(part for part in (lead, *spoken) if part)
    joined = "\n".join(f"- {line}" for line in spoken)
    return "\n\n".join(part for part in (lead, joined) if part)


def _markdown_line(tokens: Iterable[Token], link: FigureLink | None) -> str:
    line = "".join(_markdown_token(token, link) for token in tokens)
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=#])", r"\1\\\2\3", line) if line[:1] in "-+=#0123456789" else line


def _markdown_token(token: Token, link: FigureLink | None) -> str:
    address = None
    if isinstance(token, Link):
        address = web_address(token.url)
    elif isinstance(token, Number) and link:
        address = link(token)
    text = _marked_down(token.text)
    return f"[{text}](<{_quoted(address)}>)" if address else text


def _quoted(address: str) -> str:
    """Return an address as it may stand between angle brackets."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~-._")


def _marked_down(text: str) -> str:
    """Escape what Markdown would read as markup, and nothing that it would not."""
    one_line = " ".join(text.split("\n"))
    escaped = re.sub(r"([\\`*_\[\]<>~])", r"\\\1", one_line)
    return re.sub(r"&(?=#?\w+;)", r"\\&", escaped)
