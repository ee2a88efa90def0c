"""What an import knows while it runs: who acts, which rows there are, and what it added and changed."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from eventhub.base.db import Model, session
from eventhub.base.errors import Refused
from eventhub.domain import audit, calendars
from eventhub.domain.archive.fields import Shape, World
from eventhub.domain.events import touch
from eventhub.models.calendars import Dated
from eventhub.models.events import Event

Row = TypeVar("Row", bound=Model)
Entry = Mapping[str, Any]

MANY = 5_000
"""How many names one query asks for; databases limit its parameters."""

AUTHOR = "archive"
"""Whose word a row is when its entry names nobody."""

UNSEEN = frozenset(
    {
        *("registration", "delegation", "invitee", "stored_file", "anonymous_count"),
        *("clearance", "clearance_comment"),
        *("mail_text", "mailing", "reminder"),
        *("survey", "survey_ticket", "survey_response"),
        *("connection", "attendance_import", "correction", "check_in"),
        *("floor", "speaking_request"),
        "column_mapping",
    }
)
"""Kinds of rows that neither an event's page nor a calendar shows."""


class Contradiction(Refused):
    """An archive cannot be reconciled with what is there; `field` is the path of the entry."""

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}"


@dataclass
class _Changes:
    """What became of the rows of one event, or of none."""

    subject: Model
    added: Counter[str] = field(default_factory=Counter)
    changed: defaultdict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    def difference(self) -> dict[str, Any]:
        """Say it without a single personal value: how many rows are new, which fields of which rows changed."""
        return {"added": dict(self.added), "changed": dict(self.changed)}


def _nobody_watches(_count: int) -> None:
    """Say to nobody how far it is."""


@dataclass
class Intake:
    """One import under way."""

    by: str
    now: datetime
    tick: Callable[[int], None] = _nobody_watches
    """Hears of people and registrations as they are dealt with; each registration twice, read and written."""
    world: World = field(default_factory=World)
    person_changes: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    """What the archive changed about people, by id."""
    new_events: set[str] = field(default_factory=set)
    moved_events: set[str] = field(default_factory=set)
    """Events of which something changed that calendars must hear of."""
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    _outside: dict[str, _Changes] = field(default_factory=dict)
    _of_events: dict[str, _Changes] = field(default_factory=dict)

    def add(self, kind: str, row: Model, event: Event | None = None) -> None:
        """Enter a new row."""
        session.add(row)
        self.added[kind] += 1
        self._changes(kind, row, event).added[kind] += 1

    def change(self, kind: str, name: object, row: Model, difference: Mapping[str, Any], event: Event | None) -> None:
        """Note what changed of a row; nothing for an empty difference."""
        if difference:
            if isinstance(row, Dated):
                calendars.note_change(row, difference, now=self.now)
            changed = self._changes(kind, row, event).changed[kind]
            self.changed[kind] += str(name) not in changed
            changed[str(name)] = sorted({*changed.get(str(name), ()), *difference})

    def take(self, kind: str, name: object, row: Row, shape: Shape, entry: Entry, event: Event | None = None) -> Row:
        """Write an entry onto a row that exists."""
        self.change(kind, name, row, shape.take(row, entry, self.world, is_new=False), event)
        return row

    def make(self, kind: str, row: Row, shape: Shape, entry: Entry, event: Event | None = None) -> Row:
        """Write an entry onto a new row and enter it."""
        shape.take(row, entry, self.world, is_new=True)
        self.add(kind, row, event)
        return row

    def settle(self) -> None:
        """Raise the revisions of events that now look different, and write down what happened."""
        for slug, changes in self._of_events.items():
            event = self.world.events[slug]
            if slug not in self.new_events and not UNSEEN.issuperset({*changes.added, *changes.changed}):
                touch(event, is_material=slug in self.moved_events, now=self.now)
        for kind, changes in self._outside.items():
            difference = changes.difference()
            audit.record(f"{kind}:import", changes.subject, by=self.by, now=self.now, difference=difference)
        for slug, changes in self._of_events.items():
            event, difference = self.world.events[slug], changes.difference()
            audit.record("event:import", event, by=self.by, now=self.now, event=event, difference=difference)

    def _changes(self, kind: str, row: Model, event: Event | None) -> _Changes:
        if event is None:
            return self._outside.setdefault(kind, _Changes(row))
        return self._of_events.setdefault(event.slug, _Changes(event))


def load(query: Select[Row], column: InstrumentedAttribute[Any], values: Iterable[Any]) -> list[Row]:
    """Return the rows whose column has one of many values, in the query's order."""
    wanted = list(dict.fromkeys(values))
    found: list[Row] = []
    for start in range(0, len(wanted), MANY):
        found += session.scalars(query.where(column.in_(wanted[start : start + MANY])))
    return found


def by_event(model: type[Row], events: Sequence[Event], *options: Any) -> dict[int, list[Row]]:
    """Return the rows that hang on these events, by the number of the event, oldest first."""
    column: InstrumentedAttribute[Any] = model.event_id  # type: ignore[attr-defined] # asked of tables that have it
    query = select(model).options(*options).order_by(model.id)
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for row in load(query, column, [event.id for event in events]):
        rows[row.event_id].append(row)  # type: ignore[attr-defined] # as above
    return rows


def pair(
    entries: Iterable[Entry],
    rows: Iterable[Row],
    name_of_entry: Callable[[Entry], Hashable],
    name_of_row: Callable[[Row], Hashable],
) -> Iterator[tuple[Entry, Row | None]]:
    """Yield each entry with its row, or None: of several that go by one name the n-th with the n-th."""
    waiting: defaultdict[Hashable, deque[Row]] = defaultdict(deque)
    for row in rows:
        waiting[name_of_row(row)].append(row)
    for entry in entries:
        named = waiting[name_of_entry(entry)]
        yield entry, named.popleft() if named else None


def entries(entry: Entry, key: str) -> Sequence[Entry]:
    """Return the entries under a key; none when it is absent or null."""
    return entry.get(key) or ()
