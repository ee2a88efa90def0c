"""How a row stands in an archive: which key holds which column, read and written by the same line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from eventhub.base.db import Model
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, Series, Session
from eventhub.models.people import Person
from eventhub.models.questions import Question
from eventhub.models.uploads import StoredFile


@dataclass
class World:
    """The rows that entries name: by their ids in the archive."""

    people: dict[str, Person] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    working_groups: dict[str, WorkingGroup] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    """Numbers of accounts, by address."""


def _same(value: Any, _world: World) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an entry and the attribute of the row it fills."""

    key: str
    attribute: str
    read: Callable[[Any, World], Any] = _same
    write: Callable[[Any, World], Any] = _same
    is_fixed: bool = False
    """A row that exists keeps its own value."""
    is_sparse: bool = False
    """Not written while it is empty."""
    is_merged: bool = False
    """An object: its keys are added and updated one by one."""


def plain(*names: str) -> tuple[Field, ...]:
    """Texts, numbers and lists that stand in the archive as in the row; `key=attribute` where names differ."""
    return tuple(Field(key, attribute or key) for key, _, attribute in (name.partition("=") for name in names))


def choices(kind: type[StrEnum], *names: str) -> tuple[Field, ...]:
    """Words of a closed list."""
    return tuple(replace(each, read=lambda value, _: kind(value), write=_word) for each in plain(*names))


def days(*names: str) -> tuple[Field, ...]:
    """Days."""
    return tuple(
        replace(each, read=lambda value, _: date.fromisoformat(value), write=lambda value, _: _iso(value))
        for each in plain(*names)
    )


def local_times(*names: str) -> tuple[Field, ...]:
    """Wall-clock times."""
    return tuple(
        replace(each, read=lambda value, _: datetime.fromisoformat(value), write=lambda value, _: _iso(value))
        for each in plain(*names)
    )


def instants(*names: str) -> tuple[Field, ...]:
    """Instants, written in UTC."""
    return tuple(
        replace(each, read=lambda value, _: read_instant(value), write=lambda value, _: write_instant(value))
        for each in plain(*names)
    )


def authors(*names: str) -> tuple[Field, ...]:
    """Who did it. An account stands in the archive by its address, in the row by its number."""
    return tuple(replace(each, read=_read_author, write=_write_author) for each in plain(*names))


def named(key: str, among: str, attribute: str, name: str) -> tuple[Field, ...]:
    """A row named by its id: `among` is the list of World, `name` its attribute that is the id."""
    return (
        Field(
            key,
            attribute,
            read=lambda value, world: getattr(world, among)[value],
            write=lambda row, _: None if row is None else getattr(row, name),
        ),
    )


def fixed(*fields: Field) -> tuple[Field, ...]:
    """Say that a row that exists keeps its own values."""
    return tuple(replace(each, is_fixed=True, is_sparse=True) for each in fields)


def sparse(*fields: Field) -> tuple[Field, ...]:
    """Say that these are not written while they are empty."""
    return tuple(replace(each, is_sparse=True) for each in fields)


def merged(*names: str) -> tuple[Field, ...]:
    """Objects whose keys are added and updated one by one."""
    return tuple(replace(each, is_merged=True) for each in plain(*names))


@dataclass(frozen=True, slots=True)
class Shape:
    """All keys of one kind of entry: those that fill columns, and those that somebody else reads."""

    fields: tuple[Field, ...]
    read_elsewhere: frozenset[str] = frozenset()
    keeps_unknown: bool = False
    """Unknown keys go to the row's `extra` and come back."""

    def take(self, row: Model, entry: Mapping[str, Any], world: World, *, is_new: bool) -> dict[str, list[Any]]:
        """Write an entry onto a row; return what changed as `{attribute: [before, after]}`.

        A key that is absent or null leaves what is there.
        """
        difference: dict[str, list[Any]] = {}
        for each in self.fields:
            value = entry.get(each.key)
            if value is None or (each.is_fixed and not is_new):
                continue
            before = getattr(row, each.attribute)
            after = merge(before or {}, value) if each.is_merged else each.read(value, world)
            _set(row, each.attribute, before, after, difference)
        if self.keeps_unknown:
            before = row.extra or {}  # type: ignore[attr-defined] # only shapes of rows with this column say so
            _set(row, "extra", before, merge(before, self._unknown(entry)), difference)
        return difference

    def give(self, row: Model, world: World) -> dict[str, Any]:
        """Return a row as an entry."""
        written = {each.key: each.write(getattr(row, each.attribute), world) for each in self.fields}
        sparse = {each.key for each in self.fields if each.is_sparse}
        entry = {key: value for key, value in written.items() if value is not None or key not in sparse}
        return entry | self._unknown(row.extra) if self.keeps_unknown else entry  # type: ignore[attr-defined] # as above

    def _unknown(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        known = {each.key for each in self.fields} | self.read_elsewhere
        return {key: value for key, value in entry.items() if key not in known}


def merge(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with another's keys added and updated; null leaves what is there."""
    result = dict(before)
    for key, value in after.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merge(old, value)
        elif value is not None or key not in result:
            result[key] = value
    return result


def read_instant(text: str) -> datetime:
    """Return the instant of a text with an offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def write_instant(instant: datetime | None) -> str | None:
    """Return an instant as text: "2021-05-26T13:00:00Z"."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _set(row: Model, attribute: str, before: Any, after: Any, difference: dict[str, list[Any]]) -> None:
    if before != after:
        difference[attribute] = [before, after]
        setattr(row, attribute, after)


def _word(value: StrEnum | None, _world: World) -> str | None:
    return None if value is None else value.value


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _read_author(value: str, world: World) -> str:
    kind, _colon, address = value.partition(":")
    number = world.accounts.get(address) if kind == "account" else None
    return value if number is None else f"account:{number}"


def _write_author(value: str | None, world: World) -> str | None:
    kind, _colon, number = (value or "").partition(":")
    if kind != "account" or not number.isdecimal():
        return value
    return next(
        (f"account:{address}" for address, own in world.accounts.items() if own == int(number)), "account:unknown"
    )
