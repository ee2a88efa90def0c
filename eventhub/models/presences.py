"""Who was present, as last established: kept so that the database can add it up, never the truth.

Triggers note each change of whatever an attendance rests on, whoever makes it and by whichever statement. A note
carries the transaction that made it (on SQLite, where writers follow one another, a number drawn anew): it is taken
away by whoever has established the attendance anew after having seen it, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, inspect, text
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.base.db import Model
from eventhub.models.people import Category, Level


class AttendanceChange(Model):
    """A transaction changed something that the attendance of an event rests on."""

    __tablename__ = "attendance_change"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """No key to the event: a note may outlive it."""
    writer: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class KeptAttendance(Model):
    """The figures of an event as last established; good while no change is noted. Any row may be lost at any time."""

    __tablename__ = "kept_attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    token: Mapped[str]
    """Drawn anew each time: two who establish at once know by it who was first."""
    rule: Mapped[str]
    """By which reading of the records; another release may read them otherwise."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kept_at: Mapped[datetime]


class Presence(Model):
    """Somebody counted as present at an event, as last established. Any row may be lost at any time."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("ix_presence_event_person", "event_id", "person_id"),
        Index("ix_presence_country", "country", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """None for whoever could not be identified."""
    category: Mapped[Category | None]
    level: Mapped[Level | None]
    country: Mapped[str | None]
    """The State they are an official of; None for everybody else."""
    seconds: Mapped[int | None]


WATCHED: Mapping[str, str] = {
    "attendance_import": "SELECT {row}.event_id AS event_id",
    "connection": "SELECT event_id FROM attendance_import WHERE id = {row}.attendance_import_id",
    "correction": "SELECT {row}.event_id AS event_id",
    "check_in": "SELECT {row}.event_id AS event_id",
    "registration": "SELECT {row}.event_id AS event_id",
    "anonymous_count": "SELECT {row}.event_id AS event_id",
    "person": (
        "SELECT event_id FROM registration WHERE person_id = {row}.id"
        " UNION SELECT event_id FROM correction WHERE person_id = {row}.id"
        " UNION SELECT event_id FROM check_in WHERE person_id = {row}.id"
        " UNION SELECT attendance_import.event_id FROM connection"
        " JOIN attendance_import ON attendance_import.id = connection.attendance_import_id"
        " WHERE connection.person_id = {row}.id"
    ),
    "event": "SELECT {row}.id AS event_id",
    "organisation": "SELECT event_id FROM attendance_import UNION SELECT event_id FROM check_in",
}
"""What an attendance rests on, by table: the events that a row of it touches."""

COLUMNS: Mapping[str, str] = {"event": "minutes_to_count"}
"""The only column of a table that matters: an event's row is written whenever somebody takes a seat."""

_SIDES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def watch(connection: Connection) -> None:
    """Let the database note every change of what attendances rest on; what stood before is replaced."""
    unwatch(connection)
    tables = set(inspect(connection).get_table_names())
    if AttendanceChange.__tablename__ not in tables:
        return
    write = _of_postgresql if connection.dialect.name == "postgresql" else _of_sqlite
    for table, touched in WATCHED.items():
        if table in tables:
            for statement in write(table, touched):
                connection.execute(text(statement))


def unwatch(connection: Connection) -> None:
    """Take the triggers away: tables are built anew without them, and would not be renamed beneath them."""
    if connection.dialect.name == "postgresql":
        for table in WATCHED:
            connection.execute(text(f"DROP FUNCTION IF EXISTS note_change_of_{table} CASCADE"))
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'note_change_of_%'")
    for name in connection.scalars(named).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _of_sqlite(table: str, touched: str) -> Iterator[str]:
    """Writers follow one another: one note per event is enough, if it is drawn anew with each change."""
    for deed, sides in _SIDES.items():
        events = " UNION ".join(touched.format(row=side) for side in sides)
        of = f" OF {COLUMNS[table]}" if deed == "UPDATE" and table in COLUMNS else ""
        yield (
            f"CREATE TRIGGER note_change_of_{table}_{deed.lower()} AFTER {deed}{of} ON {table} BEGIN"  # noqa: S608 - our own words
            f" DELETE FROM attendance_change WHERE event_id IN (SELECT event_id FROM ({events}));"
            f" INSERT INTO attendance_change (event_id, writer) SELECT event_id, random() FROM ({events}); END"
        )


def _of_postgresql(table: str, touched: str) -> Iterator[str]:
    """Writers go side by side: each leaves a note of its own, so that none waits for another."""

    def note(side: str) -> str:
        return (
            f" INSERT INTO attendance_change (event_id, writer) SELECT event_id, txid_current()"  # noqa: S608 - our own words
            f" FROM ({touched.format(row=side)}) AS touched ON CONFLICT DO NOTHING;"
        )

    yield (
        f"CREATE FUNCTION note_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN{note('OLD')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN{note('NEW')} END IF;"
        " RETURN NULL; END $$"
    )
    of = f" OF {COLUMNS[table]}" if table in COLUMNS else ""
    yield (
        f"CREATE TRIGGER note_change_of_{table} AFTER INSERT OR UPDATE{of} OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION note_change_of_{table}()"
    )


@listens_for(Model.metadata, "after_create")
def _watch(_target: object, connection: Connection, **_details: object) -> None:
    watch(connection)
