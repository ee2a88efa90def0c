"""What is sent to the database, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event as listening

from eventhub.base.db import db
from tests.visitors import Visitor


@contextmanager
def noted() -> Iterator[list[str]]:
    """Note every statement that is sent inside."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    listening.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        listening.remove(db.engine, "before_cursor_execute", note)


def count_queries(visitor: Visitor, address: str) -> int:
    """Return how many statements it takes to show a page."""
    db.session.commit()
    with noted() as statements:
        assert visitor.get(address).status_code == 200
    return len(statements)
