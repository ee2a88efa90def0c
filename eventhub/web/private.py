"""Pages behind private links: kept out of caches, search engines and the Referer of whatever they link to."""

from __future__ import annotations

from flask import Response


def keep(response: Response) -> Response:
    """Keep an answer to whoever has the link; blueprints of private pages register it with `after_request`."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
