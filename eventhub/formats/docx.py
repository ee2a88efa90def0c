"""A composed document as DOCX: real headings, lists, links and tables, in the language and direction of its words.

WordprocessingML is ISO/IEC 29500-1; the numbers in brackets are its sections.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import docx
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from eventhub.base.i18n import direction, sentence_space
from eventhub.base.text import printable
from eventhub.domain.composition import Block, Document, Link, Section, Sentence, Token, isolated, with_figures
from eventhub.formats.hypertext import web_address

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

NAVY = RGBColor(0x0E, 0x2C, 0x42)
LINK = RGBColor(0x0A, 0x4F, 0x7D)
LINE = "D3DDE4"

FONTS = {"ascii": "Calibri", "hAnsi": "Calibri", "cs": "Arial", "eastAsia": "Microsoft YaHei"}
"""By script [17.3.2.26]; a program that lacks one takes the nearest that it has."""


def document(document: Document, *, at: datetime) -> bytes:
    """Return a composed document as DOCX with its figures listed at the end; the same input gives the same bytes.

    `at` is the moment the file bears.
    """
    paper = docx.Document(io.BytesIO(_blank(document.language)))
    _describe(paper, document, at)
    writer = _Writer(paper, document.language)
    paper.add_heading(printable(document.title), level=0)
    for section in isolated(with_figures(document)).sections:
        writer.add_section(section)
    return _dated(paper, at)


class _Writer:
    """Puts a document's parts onto paper."""

    def __init__(self, paper: Paper, language: str) -> None:
        self.paper = paper
        self.space = sentence_space(language)
        self.is_rtl = direction(language) == "rtl"
        self.own_language: str | None = None

    def add_section(self, section: Section) -> None:
        blocks = [block for block in section.blocks if any(each.text for each in block.all_sentences)]
        if blocks and section.heading:
            self.paper.add_heading(printable(section.heading), level=1)
        for block in blocks:
            self.add_block(block, section.heading or "")

    def add_block(self, block: Block, name: str) -> None:
        spoken = [each for each in block.sentences if each.text]
        if block.lead and block.lead.text:
            paragraph = self.add_sentence(self.paper.add_paragraph(), block.lead)
            paragraph.paragraph_format.keep_with_next = True
        if block.form == "table" and spoken:
            self.add_table(block, name)
        elif block.form == "bullets":
            for sentence in spoken:
                self.add_sentence(self.paper.add_paragraph(style="List Bullet"), sentence)
        elif spoken:
            paragraph = self.paper.add_paragraph()
            for place, sentence in enumerate(spoken):
                if place and self.space:
                    self.add_run(paragraph._p, self.space)
                self.add_sentence(paragraph, sentence)

    def add_table(self, block: Block, name: str) -> None:
        """Add a table with a header row that is repeated on each page and read out as such [17.4.49]."""
        rows = [each.cells for each in block.sentences if each.text]
        table = self.paper.add_table(rows=1 + len(rows), cols=2, style="Figures")
        properties = table._tbl.tblPr
        if self.is_rtl:
            properties.insert(1, OxmlElement("w:bidiVisual"))
        for tag in ("w:tblCaption", "w:tblDescription"):
            properties.append(_element(tag, val=printable(f"{name}: {', '.join(block.header)}")))
        table.autofit = False
        for column, width in zip(table.columns, (Cm(10.5), Cm(5.5)), strict=True):
            column.width = width
        cells = table._cells
        for cell, words in zip(cells[:2], block.header, strict=True):
            self.add_words(cell.paragraphs[0], (), bold=words)
        row = table.rows[0]._tr.get_or_add_trPr()
        row.append(OxmlElement("w:cantSplit"))
        row.append(OxmlElement("w:tblHeader"))
        for place, cell in enumerate(cells):
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Number" if place % 2 else "Table Words"
            if place > 1:
                self.add_words(paragraph, rows[place // 2 - 1][place % 2])

    def add_sentence(self, paragraph: Paragraph, sentence: Sentence) -> Paragraph:
        """Add a sentence; one in another language than the document's says so [17.3.2.20]."""
        self.own_language = sentence.language
        self.add_words(paragraph, sentence.tokens)
        self.own_language = None
        return paragraph

    def add_words(self, paragraph: Paragraph, tokens: Iterable[Token], *, bold: str = "") -> Paragraph:
        if bold:
            self.add_run(paragraph._p, bold, is_bold=True)
        for token in tokens:
            if isinstance(token, Link) and (address := web_address(token.url)):
                self.add_link(paragraph, token.text, address)
            else:
                self.add_run(paragraph._p, token.text)
        return paragraph

    def add_link(self, paragraph: Paragraph, text: str, address: str) -> None:
        """Add words that lead to an address [17.16.22]."""
        relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        paragraph._p.append(link)
        self.add_run(link, text, style="Hyperlink")

    def add_run(self, parent: Any, text: str, *, style: str = "", is_bold: bool = False) -> None:
        """Add words in one format; in a text from right to left they say so, unless they are Latin [17.3.2.30]."""
        run = OxmlElement("w:r")
        properties = OxmlElement("w:rPr")
        if style:
            properties.append(_element("w:rStyle", val=style))
        if is_bold:
            properties.append(OxmlElement("w:b"))
            properties.append(OxmlElement("w:bCs"))
        if self.is_rtl and _runs_from_the_right(text):
            properties.append(OxmlElement("w:rtl"))
        if self.own_language:
            tag = _tag(self.own_language)
            properties.append(_element("w:lang", val=tag, eastAsia=tag, bidi=tag))
        if len(properties):
            run.append(properties)
        words = OxmlElement("w:t")
        words.text = printable(text)
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        parent.append(run)


def _runs_from_the_right(text: str) -> bool:
    directions = {unicodedata.bidirectional(letter) for letter in text}
    return "L" not in directions or bool(directions & {"R", "AL"})


@cache
def _blank(language: str) -> bytes:
    """Return an empty paper of the house: page, footer and styles, in one language."""
    paper = docx.Document()
    package = paper.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    _set_page(paper, is_rtl=direction(language) == "rtl")
    _set_languages(paper, language)
    _set_styles(paper, is_rtl=direction(language) == "rtl")
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _set_page(paper: Paper, *, is_rtl: bool) -> None:
    """Set A4 with page numbers in the footer; sections that run from the right say so [17.6.1]."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    if is_rtl:
        section._sectPr.find(qn("w:docGrid")).addprevious(OxmlElement("w:bidi"))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, field in enumerate(("PAGE", "NUMPAGES")):
        if place:
            footer.add_run(" / ")
        simple = _element("w:fldSimple", instr=field)
        simple.append(OxmlElement("w:r"))
        simple[0].append(OxmlElement("w:t"))
        simple[0][0].text = "1"
        footer._p.append(simple)


def _tag(language: str) -> str:
    """Return a language as word processors name it."""
    return {"en": "en-GB", "zh": "zh-CN", "ar": "ar-SA"}.get(language, f"{language}-{language.upper()}")


def _set_languages(paper: Paper, language: str) -> None:
    """Say which language the words are in, by kind of script [17.3.2.20]; and that Word need not be old."""
    tags = {"val": _tag(language), "eastAsia": "zh-CN", "bidi": "ar-SA"}
    defaults = paper.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(defaults.find(qn("w:rFonts")))
    for name, value in tags.items():
        defaults.find(qn("w:lang")).set(qn(f"w:{name}"), value)
        paper.settings.element.find(qn("w:themeFontLang")).set(qn(f"w:{name}"), value)
    for setting in paper.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_styles(paper: Paper, *, is_rtl: bool) -> None:
    styles = paper.styles
    for name, size, before, after in (
        ("Normal", 11, 0, 7),
        ("Title", 22, 0, 18),
        ("Heading 1", 14, 16, 5),
        ("List Bullet", 11, 0, 3),
        ("Footer", 9, 0, 0),
    ):
        _set_style(styles[name], size=size, before=before, after=after)
    for name in ("Title", "Heading 1"):
        styles[name].font.color.rgb = NAVY
        styles[name].font.bold = True
    for border in styles["Title"].element.iter(qn("w:bottom")):
        border.set(qn("w:color"), "C7A04A")
        border.attrib.pop(qn("w:themeColor"), None)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK, True
    for name, alignment in (("Table Words", WD_ALIGN_PARAGRAPH.LEFT), ("Table Number", WD_ALIGN_PARAGRAPH.RIGHT)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.alignment = alignment  # from the edge where reading begins, whichever it is
        _set_style(style, size=10, before=2, after=2)
    table = styles.add_style("Figures", WD_STYLE_TYPE.TABLE)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    properties = OxmlElement("w:tblPr")
    properties.append(borders)
    table.element.append(properties)
    if is_rtl:
        styles["Normal"].element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _set_style(style: ParagraphStyle, *, size: float, before: float, after: float) -> None:
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    properties = style.element.get_or_add_rPr()
    _set_fonts(properties.get_or_add_rFonts())
    for element in list(properties.iter(qn("w:szCs"))):
        properties.remove(element)
    properties.find(qn("w:sz")).addnext(_element("w:szCs", val=str(int(size * 2))))


def _set_fonts(fonts: Any) -> None:
    fonts.attrib.clear()
    for script, name in FONTS.items():
        fonts.set(qn(f"w:{script}"), name)


def _describe(paper: Paper, document: Document, at: datetime) -> None:
    properties = paper.core_properties
    properties.title = printable(document.title)[:255]
    properties.language = document.language
    properties.identifier = document.event
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _dated(paper: Paper, at: datetime) -> bytes:
    """Return the file with every part dated alike, so that the same document is the same bytes."""
    written, dated = io.BytesIO(), io.BytesIO()
    paper.save(written)
    moment = max(at.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, moment), source.read(part), zipfile.ZIP_DEFLATED)
    return dated.getvalue()


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
