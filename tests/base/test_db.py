"""How transactions begin, and that a GET does not take the write lock."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from eventhub.base.db import BUSY_SECONDS, db, note, pour, reading, session, store, writing
from eventhub.models.audit import Entry
from eventhub.models.directory import WorkingGroup
from eventhub.models.people import Account, Person
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


def a_person(number: int) -> Person:
    return Person(key=f"p-{number}", family_name="Kamotho", given_name=f"Wanjiru {number}", created_at=NOW)


@pytest.mark.both_databases
def test_rows_that_are_poured_in_are_like_those_of_the_unit_of_work(app: Flask):
    session.add(like := a_person(1))
    session.flush()

    for keys in ([], ["p-8", "p-9"]):
        names = {"given_name": ["%(a)s ?" for _ in keys], "country": ["KEN", None][: len(keys)]}
        pour(Person, {"key": keys, **names}, family_name="Kamotho", created_at=NOW)

    eight, nine = session.scalars(select(Person).where(Person.id != like.id).order_by(Person.id))
    assert [(each.key, each.country) for each in (eight, nine)] == [("p-8", "KEN"), ("p-9", None)]
    assert eight.given_name == "%(a)s ?"
    assert (nine.created_at, nine.extra, nine.category) == (like.created_at, like.extra, like.category)


@pytest.mark.both_databases
def test_rows_that_are_stored_at_once_are_like_those_of_the_unit_of_work(app: Flask):
    stored, flushed = [a_person(1), a_person(2)], a_person(3)
    store(*stored)
    session.add(flushed)
    session.flush()

    assert [each.id for each in stored] == list(session.scalars(select(Person.id).order_by(Person.key).limit(2)))
    assert all(each in session for each in stored)
    assert (stored[0].extra, stored[0].country) == (flushed.extra, flushed.country) == ({}, None)
    stored[1].family_name = "Kamau"
    session.commit()
    session.expunge_all()
    names = session.execute(select(Person.family_name, Person.given_name).order_by(Person.key)).all()
    assert names == [("Kamotho", "Wanjiru 1"), ("Kamau", "Wanjiru 2"), ("Kamotho", "Wanjiru 3")]


def test_a_number_that_was_given_before_a_rollback_is_given_anew(app: Flask):
    lost, kept = a_person(1), a_person(2)
    store(lost)
    session.rollback()

    store(kept)

    assert kept in session
    assert session.get(Person, kept.id) is kept


@pytest.mark.both_databases
def test_rows_that_are_noted_are_there_and_not_held(app: Flask):
    store(person := a_person(1))
    note(
        *(
            Entry(at=NOW, by="self", action="person:note", subject=f"person:{person.id}", digest=digest)
            for digest in "ab"
        )
    )

    assert len(session.identity_map) == 1
    assert session.scalars(select(Entry.digest).order_by(Entry.digest)).all() == ["a", "b"]


def test_what_was_read_aside_keeps_its_values_without_a_transaction(app: Flask, database: str):
    store(a_person(1))
    session.commit()
    with reading():
        person = session.scalars(select(Person)).one()

    assert person.given_name == "Wanjiru 1"
    assert not session().in_transaction()


def test_the_turn_to_write_passes_on_whatever_became_of_it(bare_app: Flask):
    def write(number: int) -> None:
        with bare_app.app_context():
            store(a_person(number))
            [session.commit, session.rollback, session.close][number % 3]()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(30), timeout=BUSY_SECONDS))

    with bare_app.app_context():
        assert len(session.scalars(select(Person)).all()) == 10
