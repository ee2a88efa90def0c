"""The database: one declarative base, one session, and how transactions begin on SQLite."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from itertools import repeat
from threading import Lock
from typing import Any

from flask import has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Date, DateTime, Engine, Enum, Insert, MetaData, event, insert, inspect
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached, registry
from sqlalchemy.orm.util import identity_key
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 15.0
"""How long a writer waits for the SQLite write lock before it gives up."""

_HAS_TURN = "has_turn"
"""Marks the connection whose turn it is to write, among those of this process."""

OUT_OF_ORDER = (OperationalError, InterfaceError, PoolTimeoutError, sqlite3.OperationalError)
"""What is raised when the database cannot be reached, opened, or had in time: nobody's mistake, and worth a retry."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive value; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            list[int]: JSON(),
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                create_constraint=False,
                length=40,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )
    id: Any


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
session = db.session
migrate = Migrate()


def store(*rows: Model) -> None:
    """Insert new rows of one table at once; the session holds them, with their numbers, as if they had been read.

    The unit of work takes several times as long to do the same. Foreign keys are set by number, and mapper events are
    not heard.
    """
    if not rows:
        return
    values = [_values(row) for row in rows]
    numbers = session.connection().execute(_numbered(type(rows[0])), values).scalars()
    for row, told, number in zip(rows, values, numbers, strict=True):
        vars(row).update(told, id=number)
        make_transient_to_detached(row)
        if stale := session.identity_map.get(identity_key(instance=row)):  # of a number given before a rollback
            session.expunge(stale)
        session.add(row)


def note(*rows: Model) -> None:
    """Insert new rows of one table as `store` does, but hold none of them: logs, whose numbers nobody asks for."""
    if rows:
        session.connection().execute(_insertion(type(rows[0])), [_values(row) for row in rows])


def pour(model: type[Model], columns: Mapping[str, Collection[Hashable]], **shared: Any) -> None:
    """Insert new rows given as columns of plain values, in their order; what all rows share is given once.

    None is held, and what is not given gets its default. Each distinct value is put into the words of the database
    once, and the rows reach its driver as they are: thousands take half as long as with `note`.
    """
    connection = session.connection()
    rest = {name: default(None) for name, default in _defaults(model) if name not in columns} | shared
    compiled = _insertion(model).inline().compile(dialect=connection.dialect, column_keys=[*columns, *rest])
    told: dict[str, Iterable[Any]] = {name: repeat(_worded(model, name, [value])[0]) for name, value in rest.items()}
    for name, column in columns.items():
        distinct = set(column)
        words = dict(zip(distinct, _worded(model, name, distinct), strict=True))
        told[name] = map(words.__getitem__, column)
    names = compiled.positiontup or list(told)
    rows = list(zip(*(told[name] for name in names), strict=False))
    if rows:
        given = rows if compiled.positional else [dict(zip(names, row, strict=True)) for row in rows]
        connection.exec_driver_sql(compiled.string, given)


def _worded(model: type[Model], name: str, values: Collection[Any]) -> list[Any]:
    """Return values of a column as the driver of the database takes them."""
    dialect = session.connection().dialect
    process = model.metadata.tables[model.__tablename__].c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return [process(value) for value in values] if process else list(values)


def _values(row: Model) -> dict[str, Any]:
    """Return what is to stand in each column but the number: what was set, else its default."""
    given = vars(row)
    return {name: given[name] if name in given else default(None) for name, default in _defaults(type(row))}


@cache
def _defaults(model: type[Model]) -> list[tuple[str, Callable[[None], Any]]]:
    columns = ((each.key, each.columns[0].default) for each in inspect(model).column_attrs if each.key != "id")
    return [(name, _default(found) if found is not None else lambda _: None) for name, found in columns]


def _default(default: Any) -> Callable[[None], Any]:
    return default.arg if default.is_callable else lambda _: default.arg


@cache
def _insertion(model: type[Model]) -> Insert:
    return insert(model.metadata.tables[model.__tablename__])


@cache
def _numbered(model: type[Model]) -> ReturningInsert[int]:
    insertion = _insertion(model)
    return insertion.returning(insertion.table.c.id, sort_by_parameter_order=True)


_will_write: ContextVar[bool | None] = ContextVar("will_write", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """Let a GET that records something write, in a short transaction of its own."""
    with _declared(will_write=True):
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Read without the write lock of SQLite, in a transaction of its own; what was read keeps its values, detached."""
    with _declared(will_write=False):
        yield
        session.expunge_all()


@contextmanager
def _declared(*, will_write: bool) -> Iterator[None]:
    session.rollback()
    mark = _will_write.set(will_write)
    try:
        yield
    finally:
        session.rollback()
        _will_write.reset(mark)


def _intends_to_write() -> bool:
    declared = _will_write.get()
    if declared is not None:
        return declared
    return not has_request_context() or request.method not in {"GET", "HEAD", "OPTIONS"}


def prepare(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Make SQLite keep our promises: WAL, foreign keys, and BEGIN IMMEDIATE for whoever will write."""
    if engine.dialect.name != "sqlite":
        return
    turn = Lock()

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not _intends_to_write():
            connection.exec_driver_sql("BEGIN")
            return
        _begin_immediate(connection, turn)

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        if record.info.pop(_HAS_TURN, False):
            turn.release()


def _begin_immediate(connection: Connection, turn: Lock) -> None:
    """Take the write lock with short random waits: SQLite's own busy handler starves the unlucky.

    One thread of this process asks at a time; the others wait their turn asleep. It passes on with the connection.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    if not connection.info.get(_HAS_TURN):
        connection.info[_HAS_TURN] = turn.acquire(timeout=BUSY_SECONDS)
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
            time.sleep(random.uniform(0.0002, 0.002))  # noqa: S311 - a waiting time, no secret
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
