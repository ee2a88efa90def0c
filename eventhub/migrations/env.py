"""Run the migrations on the application's own database."""

from __future__ import annotations

import sqlite3
from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from eventhub.base.db import Model, UtcDateTime, db


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
        )
        with context.begin_transaction():
            context.run_migrations()
        _foreign_keys(connection, on=True)


run()
