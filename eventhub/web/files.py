"""Files that people handed in, given back: saved by whoever asks, never shown as part of this site."""

from __future__ import annotations

from flask import Response

from eventhub.models.materials import MaterialVersion
from eventhub.models.uploads import StoredFile

POLICY = "sandbox; default-src 'none'"
"""Should a browser open the file after all, nothing in it runs, loads or sees this site."""


def attachment(file: StoredFile | MaterialVersion) -> Response:
    """Return a file to be saved under its own name; no cache keeps it."""
    response = Response(file.content, content_type=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
