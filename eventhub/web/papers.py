"""A composed document given out as a file, and whether it can be."""

from __future__ import annotations

from datetime import datetime

from flask import Response, current_app, request

from eventhub.domain.composition import Document
from eventhub.formats import papers, pdf

FORMS = {"docx": "DOCX", "pdf": "PDF", "md": "Markdown"}
"""What is offered, by the ending of the file."""


def offered(document: Document) -> dict[str, str]:
    """Return the formats that this document can be had in: no PDF in a script that no font at hand has."""
    can_print = pdf.can_print(document.language, more_fonts=current_app.config["PDF_FONTS"])
    return {form: name for form, name in FORMS.items() if form != "pdf" or can_print}


def answer(document: Document, form: str, *, at: datetime) -> Response:
    """Return a document as a file named after its event; a reader who has it already is told so.

    Raise Unprintable for a PDF with letters that no font has.
    """
    made = papers.write(document, form, at=at, more_fonts=current_app.config["PDF_FONTS"])
    response = Response(made, content_type=papers.MEDIA_TYPES[form])
    # What a browser shows it may show; the name is for whoever saves it.
    shown = "attachment" if form == "docx" else "inline"
    ending = f"{document.language}.{form}" if document.language != "en" else form
    response.headers.set("Content-Disposition", shown, filename=f"{document.event}-summary.{ending}")
    response.add_etag()
    response.make_conditional(request)
    return response
