"""How transactions begin, and that a GET does not take the write lock."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from eventhub.base.db import db, reading, session, writing
from eventhub.models.directory import WorkingGroup
from eventhub.models.people import Account
from tests.world import NOW


def may_write_beside(database: str) -> bool:
    """Tell whether another connection gets the write lock at once."""
    other = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        other.close()
    return True


@pytest.mark.parametrize(("method", "leaves_it_free"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_a_reading_request_leaves_the_write_lock_to_others(
    app: Flask, database: str, method: str, leaves_it_free: bool
):
    with app.test_request_context("/", method=method):
        session.execute(select(Account))

        assert may_write_beside(database) is leaves_it_free
        session.rollback()


def test_a_get_that_records_something_says_so(app: Flask, database: str):
    with app.test_request_context("/", method="GET"):
        with writing():
            session.execute(select(Account))
            assert not may_write_beside(database)
        assert may_write_beside(database)
    with reading():
        session.execute(select(Account))
        assert may_write_beside(database)


def test_writers_wait_for_one_another(bare_app: Flask):
    def add(number: int) -> None:
        with bare_app.app_context():
            session.execute(select(WorkingGroup))
            session.add(WorkingGroup(slug=f"group-{number}", name="Group"))
            session.commit()
            session.remove()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with bare_app.app_context():
        assert len(session.scalars(select(WorkingGroup)).all()) == 12


@pytest.mark.both_databases
def test_instants_come_back_in_utc_and_naive_ones_are_refused(app: Flask):
    account = Account(email="a@example.org", name="A", session_key="k", created_at=NOW)
    session.add(account)
    session.commit()
    session.expire_all()

    assert account.created_at == NOW
    assert account.created_at.tzinfo is UTC
    account.created_at = datetime(2027, 1, 1)
    with pytest.raises(StatementError, match="needs a zone"):
        session.flush()


@pytest.mark.both_databases
def test_foreign_keys_hold(app: Flask):
    with pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO role (account_id, name) VALUES (999, 'organiser')"))
    session.rollback()
    assert db.engine.dialect.name in {"sqlite", "postgresql"}
