"""What a file is by its content, whatever it is called: PDF, PNG, JPEG and Word documents, and nothing beside them.

The content is looked at, never run and hardly unpacked. A file that is two things at once (a PDF that opens as a ZIP
too) is taken for neither: what a reader's program makes of it cannot be told.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l

TAIL = 2048
"""How many bytes at the end of a PDF hold the marks by which its readers begin."""

MOST_PARTS = 2000
"""How many files a Word document may consist of."""

MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a Word document may come to once unpacked."""

MOST_SQUEEZED = 200
"""How many times smaller a part may be than what it unpacks to, beyond the first megabyte."""

MEGABYTE = 1024 * 1024

PNG = b"\x89PNG\r\n\x1a\n"
CONTENT_TYPES = "[Content_Types].xml"
MAIN_PART = b"wordprocessingml.document.main+xml"
ENCRYPTED = 0x1
"""The flag of a part that only a password opens (APPNOTE.TXT, 4.4.4)."""


class UnknownType(Refused):
    """The file is none of the kinds we take."""

    message = _l("The file must be a PDF, a Word document (DOCX), a JPEG or a PNG.")


class Damaged(Refused):
    """The file begins as one of the kinds we take and does not go on so."""

    message = _l("The file is damaged. Save it again and choose the new copy.")


class HoldsMacros(Refused):
    """A Word document that can run programs."""

    message = _l("The document holds macros. Save it as DOCX without macros, or as PDF.")


class UnpacksTooLarge(Refused):
    """A Word document that fills its reader's memory."""

    message = _l("The document unpacks to far more than it should. Save it as PDF and choose that.")


class TwoInOne(Refused):
    """A file that opens as something else besides."""

    message = _l("The file holds a second file inside. Print it to PDF and choose the copy.")


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: how it is named on the web, and how its name ends."""

    media_type: str
    endings: tuple[str, ...]
    begins: bytes
    check: Callable[[bytes], None]


def recognise(content: bytes) -> FileType:
    """Return what the content is; raise the refusal that says why it is not taken."""
    for kind in TYPES:
        if content.startswith(kind.begins):
            kind.check(content)
            return kind
    raise UnknownType


def _check_pdf(content: bytes) -> None:
    """Hold a PDF to its header and trailer (ISO 32000-1, 7.5.2 and 7.5.5), with nothing after."""
    _refuse_second_file(content)
    tail = content[-TAIL:]
    end = tail.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in tail[:end] or not content[5:8].replace(b".", b"").isdigit():
        raise Damaged
    if tail[end + len(b"%%EOF") :].strip(b"\x00\t\n\x0c\r\x1a "):
        raise TwoInOne


def _check_png(content: bytes) -> None:
    """Walk a PNG's chunks from the first, IHDR, to the last, IEND (PNG, 5.3 and 5.6)."""
    _refuse_second_file(content)
    place, name, seen = len(PNG), b"", list[bytes]()
    while name != b"IEND":
        if place + 8 > len(content):
            raise Damaged
        length, name = struct.unpack(">I4s", content[place : place + 8])
        seen.append(name)
        place += 12 + length
    if place > len(content) or seen[0] != b"IHDR" or b"IDAT" not in seen:
        raise Damaged


def _check_jpeg(content: bytes) -> None:
    """Walk a JPEG's segments to where its picture begins, and see that it ends (ISO 10918-1, B.1)."""
    _refuse_second_file(content)
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == 0xDA:
            if content.find(b"\xff\xd9", place + length) < 0:
                break
            return
        place += 2 + max(2, length)
    raise Damaged


def _check_docx(content: bytes) -> None:
    """Look a Word document's parts over (ECMA-376 Part 2): what it says it is, how large it is, and no program."""
    try:
        with ZipFile(BytesIO(content)) as package:
            _check_parts(package)
            with package.open(CONTENT_TYPES) as part:
                types = part.read(MEGABYTE)
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        raise Damaged from None
    if b"macroEnabled" in types:
        raise HoldsMacros
    if MAIN_PART not in types:
        raise UnknownType


def _check_parts(package: ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if not {CONTENT_TYPES, "word/document.xml"} <= set(names):
        raise UnknownType
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise HoldsMacros
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnpacksTooLarge
    if any(part.file_size > MEGABYTE + MOST_SQUEEZED * part.compress_size for part in parts):
        raise UnpacksTooLarge
    if len(set(names)) < len(names) or not all(_is_plain(part) for part in parts):
        raise Damaged


def _is_plain(part: ZipInfo) -> bool:
    """Tell whether a part is packed as the standard allows (ECMA-376 Part 2, C.4) and opens without a password."""
    return part.compress_type in {ZIP_STORED, ZIP_DEFLATED} and not part.flag_bits & ENCRYPTED


def _refuse_second_file(content: bytes) -> None:
    """A ZIP is read from its end: whatever a file begins as, programs may open it as one (a JAR, a document)."""
    if is_zipfile(BytesIO(content)):
        raise TwoInOne


TYPES = (
    FileType("application/pdf", (".pdf",), b"%PDF-", _check_pdf),
    FileType("image/png", (".png",), PNG, _check_png),
    FileType("image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff", _check_jpeg),
    FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        b"PK\x03\x04",
        _check_docx,
    ),
)
"""What is taken, in the order it is tried."""

ENDINGS: Mapping[str, FileType] = {ending: kind for kind in TYPES for ending in kind.endings}

ACCEPT = ",".join(sorted(ENDINGS))
"""What a browser's file chooser is told to offer."""
