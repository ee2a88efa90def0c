"""What typst makes of plain data, read back by another program."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from eventhub.formats import pdf
from eventhub.formats.pdf import Unprintable

CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
EMPTY: dict[str, Any] = {"between": "", "sections": []}
AT = datetime(2027, 5, 3, 9, 30, 0, 123456, tzinfo=UTC)  # to the microsecond, as rows have it


def typeset(*sentences: str, language: str = "en", title: str = "Summary of a meeting") -> bytes:
    tokens = [[{"text": sentence}] for sentence in sentences]
    block = {"form": "paragraph", "lead": None, "sentences": tokens}
    data = {"between": " ", "sections": [{"heading": None, "blocks": [block]}]}
    return pdf.typeset("summary", data, language=language, title=title, at=AT)


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made), strict=True)


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_a_document_is_tagged_and_says_its_title_and_language():
    reader = read(typeset("We met."))
    root: Any = reader.trailer["/Root"]

    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Summary of a meeting"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_what_was_typed_is_text_and_never_markup():
    typed = "A #strong[b] *c* _d_ $e^2$ <f> @g `h` \\i {j} // k /* l */ = m"

    assert typed in words(typeset(typed, title=f"Summary of #{typed}"))


def test_the_same_input_gives_the_same_bytes():
    assert typeset("We met.") == typeset("We met.")


def test_what_nobody_sees_is_left_out():
    assert "We met." in words(typeset("We\x00 m\x07et\ud800.\ue000"))


@pytest.mark.parametrize(("typed", "letters"), [("我们 met 😀.", "“我们😀”"), ("አማርኛ", "“አማርኛ”")])
def test_letters_that_no_font_has_are_named_and_never_printed_as_boxes(app: object, typed: str, letters: str):
    with pytest.raises(Unprintable, match=letters):
        typeset(typed)


@pytest.mark.skipif(not CHINESE.exists(), reason="no Chinese font: `make test` installs one where it may")
def test_chinese_is_printed_with_a_font_that_the_installation_names():
    made = pdf.typeset("summary", EMPTY, language="zh", title="摘要：“会议”", at=AT, more_fonts=CHINESE)

    assert "摘要：“会议”" in words(made)
    assert pdf.can_print("zh", more_fonts=CHINESE)
    assert not pdf.can_print("zh")


def test_a_paragraph_of_a_million_letters_fills_pages():
    assert len(read(typeset("A very long day. " * 60_000)).pages) > 100
