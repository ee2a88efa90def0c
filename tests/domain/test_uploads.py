"""Files are what their content says, bear harmless names, and are kept only then."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.domain import file_types, uploads
from eventhub.models.uploads import StoredFile
from tests.files import CONTENT_TYPES, EXE, a_docx, a_jpeg, a_pdf, a_png, a_zip
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("note.pdf", a_pdf(), "application/pdf"),
        ("scan.PNG", a_png(), "image/png"),
        ("photo.jpeg", a_jpeg(), "image/jpeg"),
        ("photo.jpg", a_jpeg() + b"a telephone's own trailer", "image/jpeg"),
        ("letter.docx", a_docx(), WORD),
    ],
)
def test_each_kind_we_take_is_known_by_its_content(name: str, content: bytes, media_type: str):
    upload = uploads.check(name, content)

    assert upload.media_type == media_type
    assert upload.size == len(content)
    assert upload.name.lower() == name.lower()


LYING = {
    "an exe named .pdf": ("note.pdf", EXE, file_types.UnknownType),
    "a page of a site named .png": ("scan.png", b"<html><script>alert(1)</script>", file_types.UnknownType),
    "an SVG, which can hold script": ("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", file_types.UnknownType),
    "an old Word document": ("note.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, file_types.UnknownType),
    "a spreadsheet named .docx": ("list.docx", a_zip({"xl/workbook.xml": "<x/>"}), file_types.UnknownType),
    "a PDF cut off": ("note.pdf", a_pdf()[:-40], file_types.Damaged),
    "only a PDF's first line": ("note.pdf", b"%PDF-1.7\n", file_types.Damaged),
    "a PDF that is a ZIP as well": ("note.pdf", a_pdf() + a_docx(), file_types.TwoInOne),
    "a PDF with a ZIP before its mark of the end": (
        "note.pdf",
        a_pdf()[:-6] + a_docx() + b"startxref\n0\n%%EOF\n",
        file_types.TwoInOne,
    ),
    "a PDF with a program after its end": ("note.pdf", a_pdf() + EXE[:300], file_types.TwoInOne),
    "a picture that is a ZIP as well": ("scan.png", a_png() + a_docx(), file_types.TwoInOne),
    "a PNG cut off": ("scan.png", a_png()[:-5], file_types.Damaged),
    "a PNG without picture": ("scan.png", a_png()[:33] + a_png()[-12:], file_types.Damaged),
    "a JPEG cut off": ("photo.jpg", a_jpeg()[:-2], file_types.Damaged),
    "a JPEG of three bytes": ("photo.jpg", b"\xff\xd8\xff", file_types.Damaged),
    "a DOCX cut off": ("letter.docx", a_docx()[:-30], file_types.Damaged),
    "a DOCX with macros": ("letter.docx", a_docx(**{"word/vbaProject.bin": b"x"}), file_types.HoldsMacros),
    "a DOCM named .docx": (
        "letter.docx",
        a_docx(**{"[Content_Types].xml": CONTENT_TYPES.replace("openxmlformats-", "macroEnabled-")}),
        file_types.HoldsMacros,
    ),
    "a DOCX that unpacks to a giant": (
        "letter.docx",
        a_docx(**{"word/media/image1.bmp": b"\0" * (8 * 1024 * 1024)}),
        file_types.UnpacksTooLarge,
    ),
}


@pytest.mark.parametrize("case", LYING)
def test_a_file_that_lies_about_its_type_is_refused_in_one_sentence_and_not_kept(case: str):
    name, content, refusal = LYING[case]

    with pytest.raises(refusal) as refused:
        uploads.keep(name, content, event=an_event(), by="self", now=NOW)

    assert str(refused.value).endswith(".")
    session.flush()
    assert session.scalars(select(StoredFile)).all() == []


def test_a_docx_whose_parts_are_garbled_is_damaged_not_an_error():
    content = bytearray(a_docx())
    place = content.index(b"[Content_Types].xml") + 25
    content[place : place + 12] = b"\xff" * 12

    with pytest.raises(file_types.Damaged):
        file_types.recognise(bytes(content))


def test_an_empty_file_and_one_of_eleven_megabytes_are_refused():
    with pytest.raises(uploads.EmptyFile):
        uploads.check("note.pdf", b"")
    with pytest.raises(uploads.TooLarge, match="at most 10 MB"):
        uploads.check("note.pdf", a_pdf() + b" " * (11 * 1024 * 1024))


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", file_types.PNG, b"\xff\xd8\xff", b"PK\x03\x04"]))
def test_whatever_comes_in_is_a_kind_we_take_or_one_sentence(content: bytes, start: bytes):
    with suppress(Refused):
        assert file_types.recognise(start + content) in file_types.TYPES


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Amina\\note verbale.pdf", "note verbale.pdf"),
        ("note\r\nSet-Cookie: a=b.pdf", "note Set-Cookie a=b.pdf"),
        ("annex\u202efdp.exe", "annexfdp.exe.pdf"),
        ("photo.jpg", "photo.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("Ноты вербальные № 3.PDF", "Ноты вербальные № 3.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path_and_ends_as_the_content_says(typed: str, kept: str):
    assert uploads.check(typed, a_pdf()).name == kept


@given(st.text(max_size=300), st.sampled_from(file_types.TYPES))
def test_any_name_becomes_one_short_line_without_path_that_stays_as_it_is(name: str, kind: file_types.FileType):
    clean = uploads.clean_name(name, kind)

    assert clean.endswith(kind.endings)
    assert len(clean) <= uploads.NAME
    assert not set(clean) & set('/\\\r\n\0"<>|:*?')
    assert not clean.startswith(".")
    assert uploads.clean_name(clean, kind) == clean


@pytest.mark.both_databases
def test_a_file_is_kept_with_its_event_and_its_bytes_are_read_only_when_asked_for():
    event = an_event()
    kept = uploads.keep("note.pdf", a_pdf(), event=event, by="focal_point", now=NOW)
    session.commit()
    session.expire_all()

    found = uploads.find(event, kept.key)

    assert found is not None
    assert "content" not in found.__dict__
    assert found.content == a_pdf()
    assert (found.size, found.by, len(found.sha256)) == (len(a_pdf()), "focal_point", 64)
    assert uploads.find(an_event(), kept.key) is None
