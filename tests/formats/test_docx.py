"""The same tree as DOCX, read back by another program and by its XML."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx as reader
from docx.document import Document as Paper
from docx.oxml.ns import qn
from flask import Flask

from eventhub.domain.composition import Block, Document, Link, Number, Section, Sentence, Text
from eventhub.formats import docx

AT = datetime(2027, 5, 3, 9, 30, tzinfo=UTC)
PEOPLE = Number("4", "category:academia", "meeting", "Academia")


def a_document(*sections: Section, language: str = "en") -> Document:
    return Document("meeting", language, "Summary of a <meeting> & more", sections)


def every_block() -> tuple[Section, ...]:
    many = Number("89 participants", "participants", "meeting", "Participants")
    said = (Sentence("one", (many, Text(" came."))), Sentence("two", (Text("They\x07 left."),)))
    listed = (Sentence("link", (Link("Workplan", "https://example.org/a?b=1&c=2"),)), Sentence("no", (Text("Else"),)))
    return (
        Section("opening", (Block("paragraph", said),)),
        Section("materials", (Block("bullets", listed, Sentence("lead", (Text("See:"),))),), "Links"),
        Section(
            "breakdown",
            (Block("table", (Sentence("a", (Text("Academia: "), PEOPLE)),), None, ("Category", "Participants")),),
            "Participants by category",
        ),
    )


def opened(made: bytes) -> Paper:
    return reader.Document(io.BytesIO(made))


def test_headings_lists_links_and_tables_are_what_they_seem(app: Flask):
    paper = opened(docx.document(a_document(*every_block()), at=AT))

    assert [(each.style.name, each.text) for each in paper.paragraphs if each.style] == [
        ("Title", "Summary of a <meeting> & more"),
        ("Normal", "89 participants came. They left."),
        ("Heading 1", "Links"),
        ("Normal", "See:"),
        ("List Bullet", "Workplan"),
        ("List Bullet", "Else"),
        ("Heading 1", "Participants by category"),
        ("Heading 1", "Figures"),
    ]
    assert paper.styles["List Bullet"].element.pPr.numPr is not None
    assert [link.address for each in paper.paragraphs for link in each.hyperlinks] == ["https://example.org/a?b=1&c=2"]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables] == [
        [["Category", "Participants"], ["Academia", "4"]],
        [["What is counted", "As written"], ["Participants", "89 participants"]],
    ]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in paper.tables)
    described = (paper.core_properties.title, paper.core_properties.language, paper.core_properties.author)
    assert described == ("Summary of a <meeting> & more", "en", "")


def test_arabic_runs_from_the_right_and_latin_words_in_it_do_not(app: Flask):
    said = Sentence("one", (Text("اجتمعنا."), Link("Workplan", "https://example.org"), PEOPLE))
    made = docx.document(
        a_document(Section("opening", (Block("paragraph", (said,)), *every_block()[2].blocks)), language="ar"), at=AT
    )
    paper = opened(made)

    assert paper.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert paper.styles["Normal"].element.pPr.find(qn("w:bidi")) is not None
    assert paper.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    runs = {each.text: each.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for each in paper.element.iter(qn("w:r"))}
    assert (runs["اجتمعنا."], runs["Workplan"], runs["4"]) == (True, False, True)


def test_the_same_input_gives_the_same_bytes_and_no_trace_of_the_machine(app: Flask):
    made = docx.document(a_document(*every_block()), at=AT)

    assert made == docx.document(a_document(*every_block()), at=AT)
    file = zipfile.ZipFile(io.BytesIO(made))
    assert {each.date_time for each in file.infolist()} == {(2027, 5, 3, 9, 30, 0)}
    assert "docProps/thumbnail.jpeg" not in file.namelist()


def test_a_document_of_nothing_is_a_document(app: Flask):
    assert [each.text for each in opened(docx.document(a_document(), at=AT)).paragraphs] == [
        "Summary of a <meeting> & more"
    ]
