"""A composed document in each of the formats that it is handed out in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from eventhub.domain.composition import Document
from eventhub.formats import docx, hypertext, pdf

MEDIA_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": docx.MEDIA_TYPE,
    "pdf": "application/pdf",
    "json": "application/json",
}
"""Every format by the ending of its file."""

BINARY = frozenset({"docx", "pdf"})
"""The formats that are not to be read on a screen."""


def write(document: Document, form: str, *, at: datetime, more_fonts: Path | None = None) -> bytes:
    """Return a document in one of the formats, the same bytes for the same input; `at` is the moment the file bears.

    Raise Unprintable for a PDF with letters that no font has: `more_fonts` names a font file, or a folder of them.
    """
    match form:
        case "md":
            return hypertext.markdown(document).encode()
        case "html":
            return hypertext.page(document).encode()
        case "docx":
            return docx.document(document, at=at)
        case "pdf":
            return pdf.document(document, at=at, more_fonts=more_fonts)
        case _:
            return (json.dumps(document.as_json(), ensure_ascii=False, indent=1) + "\n").encode()
