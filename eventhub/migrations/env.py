"""Run the migrations on the application's own database."""

from __future__ import annotations

import sqlite3
from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from eventhub.base.db import Model, UtcDateTime, db
from eventhub.models import presences


def _render_type(kind: str, value: Any, autogen: Any) -> str | bool:
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """Batch mode drops and refills tables: with foreign keys on, cascades would delete the children."""
    driver = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        return
    if on and (broken := driver.execute("PRAGMA foreign_key_check").fetchall()):
        raise RuntimeError(f"the migration left rows pointing nowhere: {broken[:5]}")
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _is_to_move() -> bool:
    """Tell whether there is anything to migrate: taking triggers away locks tables that others may be using."""
    try:
        aim = context.get_revision_argument()
    except KeyError:  # nothing was asked for: the database is only compared
        return False
    return context.get_context().get_current_heads() != ((aim,) if aim else ())


def run() -> None:
    """Bring the database to the revision asked for, in one transaction."""
    with db.engine.connect() as connection:
        _foreign_keys(connection, on=False)
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=_render_type,
            compare_type=True,
            transactional_ddl=True,  # SQLite, too, takes a half-made table back
        )
        with context.begin_transaction():
            moves = _is_to_move()
            if moves:
                presences.unwatch(connection)
            context.run_migrations()
            if moves:
                presences.watch(connection)
        _foreign_keys(connection, on=True)


run()
