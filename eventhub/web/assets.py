"""Style sheets, scripts and pictures, under addresses that carry a digest of what they say: kept for a year.

There is no build step: each process reads static/ at first use, joins the style sheets and compresses each file once.
The digest is of content alone, so every process on every machine gives the same addresses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from eventhub.web import encodings
from eventhub.web.brand import Look

bp = Blueprint("assets", __name__)

NAME = "eventhub.assets"
LOOK = "eventhub.look"

LASTING = "public, max-age=31536000, immutable"
"""For an address that carries the digest of what it leads to."""

PASSING = "public, no-cache"
"""For an address that stays when its content changes: kept, and asked for anew each time."""

TYPES = {".js": "text/javascript", ".ico": "image/x-icon", ".webmanifest": "application/manifest+json"}
"""What machines disagree about; the rest is as everywhere."""

DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a drawing opened by itself: it may look like something, and do nothing."""

IMPORT = re.compile(r'@import "([^"]+)"(?: ([^;]+))?;\n')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served, and the digest that its address carries."""

    body: encodings.Body
    version: str
    media_type: str


class Shelf:
    """All assets by path, as they lie in a folder, with what an installation adds."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.moment = latest_change(folder)
        contents = {str(file.relative_to(folder)): file.read_bytes() for file in _files(folder)}
        for path, addition in look.additions.items():
            contents[path] += addition.encode()
        if look.logo:
            contents[look.logo.name] = look.logo.body
        contents |= {path: _joined(path, contents) for path in contents if path.endswith(".css")}
        scripts = _digest(*(contents[path] for path in sorted(contents) if path.endswith(".js")))
        self._assets = {
            # Scripts import each other by relative address: they share one digest, and so one folder.
            path: Asset(encodings.Body(body), scripts if path.endswith(".js") else _digest(body), _media_type(path))
            for path, body in contents.items()
        }

    def __getitem__(self, path: str) -> Asset:
        return self._assets[path]

    def get(self, path: str) -> Asset | None:
        """Return the asset that lies there, if any."""
        return self._assets.get(path)


def set_up(app: Flask) -> None:
    """Let templates name assets: `asset("css/site.css")`."""
    app.jinja_env.globals["asset"] = address
    app.jinja_env.globals["look"] = app.extensions[LOOK] = Look(app.config, Path(app.instance_path))


def address(path: str) -> str:
    """Return the lasting address of an asset; raise KeyError if there is none."""
    return url_for("assets.show", version=_shelf()[path].version, path=path)


@bp.get("/static/<string(length=16):version>/<path:path>")
def show(version: str, path: str) -> Response:
    """Serve an asset for a year; under a digest of other days or of a newer version, as it is here and now."""
    asset = _shelf().get(path)
    if asset is None:
        abort(404)
    return _answer(asset, LASTING if version == asset.version else PASSING)


@bp.get("/static/<path:path>")
def show_current(path: str) -> Response:
    """Serve an asset as it is now."""
    return _answer(_shelf().get(path) or abort(404), PASSING)


@bp.get("/favicon.ico")
def icon() -> Response:
    """Serve the icon that browsers ask for by themselves."""
    return _answer(_shelf()["favicon.ico"], "public, max-age=86400")


def _answer(asset: Asset, keeping: str) -> Response:
    response = Response(content_type=asset.media_type)
    response.headers["Cache-Control"] = keeping
    response.set_etag(asset.version)
    if response.mimetype == "image/svg+xml":
        response.headers["Content-Security-Policy"] = DRAWING_POLICY
    if response.mimetype in encodings.TYPES:
        encodings.fill(response, asset.body)
    else:
        response.set_data(asset.body[None])
    response.make_conditional(request)
    return response


def _shelf() -> Shelf:
    """Return the assets; while somebody develops, as they lie there now."""
    found: Shelf | None = current_app.extensions.get(NAME)
    folder = Path(current_app.root_path) / "static"
    if found is None or (current_app.debug and found.moment != latest_change(folder)):
        found = current_app.extensions[NAME] = Shelf(folder, current_app.extensions[LOOK])
    return found


def latest_change(folder: Path) -> tuple[float, int]:
    """Return what differs when a file has changed, come or gone."""
    moments = [file.stat().st_mtime for file in _files(folder)]
    return max(moments, default=0), len(moments)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))


def _joined(path: str, contents: Mapping[str, bytes]) -> bytes:
    """Return a style sheet with those that it imports in their place, each under its medium."""

    def body(found: re.Match[str]) -> str:
        text = contents[str(Path(path).parent / found[1])].decode()
        return f"@media {found[2]} {{\n{text}}}\n" if found[2] else text

    return IMPORT.sub(body, contents[path].decode()).encode()


def _digest(*bodies: bytes) -> str:
    found = hashlib.blake2b(digest_size=8)
    for body in bodies:
        found.update(hashlib.blake2b(body).digest())
    return found.hexdigest()


def _media_type(path: str) -> str:
    found = TYPES.get(Path(path).suffix) or guess_type(path)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
