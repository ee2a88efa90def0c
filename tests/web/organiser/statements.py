"""How many statements a page sends to the database."""

from __future__ import annotations

from sqlalchemy import event as listening

from eventhub.base.db import db
from tests.visitors import Visitor


def count_queries(visitor: Visitor, address: str) -> int:
    """Return how many statements it takes to show a page."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    db.session.commit()
    listening.listen(db.engine, "before_cursor_execute", note)
    try:
        assert visitor.get(address).status_code == 200
    finally:
        listening.remove(db.engine, "before_cursor_execute", note)
    return len(statements)
