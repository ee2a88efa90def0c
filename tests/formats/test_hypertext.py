"""The same tree as HTML and as Markdown; what people typed comes out as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain.composition import Block, Document, Link, Number, Section, Sentence, Text, Token
from eventhub.formats import hypertext


def a_document(*tokens: Token, form: str = "paragraph", title: str = "Summary of GCM Champions meeting") -> Document:
    block = Block(form, (Sentence("one", tokens),))  # type: ignore[arg-type]  # the tests name the form in words
    return Document("champions-2021-05", "en", title, (Section("opening", (block,), "Links & annexes"),))


def rows_behind(number: Number) -> str | None:
    return f"/organiser/events/{number.event}/summary/figures/{number.figure}"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_a_page_is_complete_and_keeps_quotation_marks_readable():
    html = hypertext.page(a_document(Text('The Network\'s "pledging" approach.')))

    assert html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert "<h1>Summary of GCM Champions meeting</h1>" in html
    assert "<h2>Links &amp; annexes</h2>" in html
    assert '<p>The Network\'s "pledging" approach.</p>' in html


def test_numbers_lead_to_their_rows_only_where_the_reader_may_see_them():
    document = a_document(Number("89 participants", "participants", "champions-2021-05"), Text(" came."))

    linked = hypertext.body(document, link=rows_behind)

    assert (
        '<a href="/organiser/events/champions-2021-05/summary/figures/participants">89 participants</a> came.' in linked
    )
    assert "<p>89 participants came.</p>" in hypertext.body(document)
    assert "89 participants came." in hypertext.markdown(document)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " JavaScript:alert(1)", "http://[bad"])
def test_only_web_addresses_become_links(address: str):
    document = a_document(Link("workplan", address))

    assert "<a" not in hypertext.body(document)
    assert "workplan" in hypertext.body(document)
    assert "](" not in hypertext.markdown(document)


def test_a_link_is_written_in_both():
    document = a_document(Link("Network workplan", 'https://example.org/a b"(1)>'), form="bullets")

    assert (
        '<li><a href="https://example.org/a b&#34;(1)&gt;" rel="external">Network workplan</a></li>'
        in hypertext.body(document)
    )
    assert "- [Network workplan](<https://example.org/a%20b%22(1)%3E>)" in hypertext.markdown(document)


def test_an_emptied_sentence_leaves_nothing_behind():
    assert hypertext.body(a_document()) == ""
    assert hypertext.markdown(a_document()) == "# Summary of GCM Champions meeting\n"


def test_markup_that_was_typed_is_shown_not_obeyed():
    document = a_document(Text("<b onclick=x>A</b> & B"), title="</title><script>")

    assert "<p>&lt;b onclick=x&gt;A&lt;/b&gt; &amp; B</p>" in hypertext.body(document)
    assert "<script>" not in hypertext.page(document)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_whatever_is_typed_comes_out_as_text_in_html(text: str):
    page = _Words()
    page.feed(hypertext.body(a_document(Text(text), form="bullets")))

    assert page.tags == ["section", "h2", "ul", "li"]
    assert text.strip() in "".join(page.words)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2021. A year", "2021\\. A year"),
        ("1) first", "1\\) first"),
        ("- a dash", "\\- a dash"),
        ("+ a plus", "\\+ a plus"),
        ("# no heading", "\\# no heading"),
        ("*no* _stress_ `code`", "\\*no\\* \\_stress\\_ \\`code\\`"),
        ("[no](link)", "\\[no\\](link)"),
        ("a <b> & &amp; c", "a \\<b\\> & \\&amp; c"),
        ("C:\\temp ~~gone~~", "C:\\\\temp \\~\\~gone\\~\\~"),
        ("12-13 July, 10% (GCM)", "12-13 July, 10% (GCM)"),
    ],
)
def test_markdown_escapes_markup_and_nothing_else(typed: str, written: str):
    assert hypertext.markdown(a_document(Text(typed))).splitlines()[-1] == written


def test_words_in_latin_letters_keep_their_direction_in_arabic():
    block = Block("bullets", (Sentence("one", (Text("We met."),)), Sentence("two", (Text("اجتمعنا."),))))
    document = Document("meeting", "ar", "موجز", (Section("opening", (block,)),))

    assert "<li>\u2066We met.\u2069</li>\n<li>اجتمعنا.</li>" in hypertext.body(document)
