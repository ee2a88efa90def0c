"""The lists of an archive, of the document and of its events: read in one way, written in one way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select

from eventhub.base.db import Model, session
from eventhub.base.i18n import _
from eventhub.domain.archive.fields import Shape, World
from eventhub.domain.archive.intake import Contradiction, Entry, Intake, by_event, entries, load, pair
from eventhub.models.events import Event

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class IdentifiedList(Generic[Row]):
    """One list of the document: what its rows are called, where they live and what identifies them."""

    key: str
    kind: str
    model: type[Row]
    shape: Shape
    make: Callable[[Entry, Intake], Row]
    """Return a new row, with what an entry need not say."""
    id_key: str = "id"
    id_attribute: str = "key"

    def take(self, document: Entry, intake: Intake) -> Iterator[tuple[Entry, Row, dict[str, list[Any]]]]:
        """Add and update the rows; yield each entry, its row, and what changed of a row that existed."""
        told = entries(document, self.key)
        column = getattr(self.model, self.id_attribute)
        known = load(select(self.model), column, [entry[self.id_key] for entry in told])
        rows = {getattr(row, self.id_attribute): row for row in known}
        for entry in told:
            name = entry[self.id_key]
            event = intake.world.events.get(entry.get("event") or "")
            row, difference = rows.get(name), {}
            if row is None:
                row = intake.make(self.kind, self.make(entry, intake), self.shape, entry, event)
            else:
                difference = self.shape.take(row, entry, intake.world, is_new=False)
                intake.change(self.kind, name, row, difference, event)
            yield entry, row, difference

    def give(self, row: Row, world: World) -> dict[str, Any]:
        """Return a row as an entry."""
        return self.shape.give(row, world)

    def give_all(self, world: World) -> list[dict[str, Any]]:
        """Return every row as an entry, oldest first."""
        return [self.give(row, world) for row in self.all_rows()]

    def all_rows(self) -> list[Row]:
        """Return every row there is, oldest first."""
        return list(session.scalars(select(self.model).order_by(self.model.id)))


@dataclass(frozen=True, slots=True)
class EventList(Generic[Row]):
    """One list of an event: what its rows are called, where they live and what identifies them within the event."""

    key: str
    kind: str
    model: type[Row]
    shape: Shape
    name_of_entry: Callable[[Entry], Hashable]
    name_of_row: Callable[[Any], Hashable]
    make: Callable[[Entry, Intake], Row]
    """Return a new row, with what an entry need not say."""
    is_sparse: bool = False
    """Not written while it is empty."""
    is_ordered: bool = True
    """Rows have a position; else they stand as they came."""
    is_identified: bool = False
    """Rows have a lasting `id`, different in all events."""

    def take(
        self, told: Sequence[Entry], rows: Sequence[Row], event: Event, intake: Intake
    ) -> Iterator[tuple[Entry, Row]]:
        """Add and update the rows of one event; yield each entry with its row."""
        last = max((_position(row) for row in rows), default=0) if self.is_ordered else 0
        for entry, row in pair(told, rows, self.name_of_entry, self.name_of_row):
            if row is not None:
                intake.take(self.kind, self.name_of_entry(entry), row, self.shape, entry, event)
                yield entry, row
                continue
            new: Any = self.make(entry, intake)
            new.event_id = event.id
            if self.is_ordered:
                new.position = last = last + 1
            yield entry, intake.make(self.kind, new, self.shape, entry, event)

    def take_all(self, document: Entry, intake: Intake) -> Iterator[tuple[Entry, Row, Event]]:
        """Add and update the rows of all events of a document; yield each entry with its row and event."""
        events = [intake.world.events[entry["id"]] for entry in document["events"]]
        rows = by_event(self.model, events)
        if self.is_identified:
            self._refuse_foreign(document, intake)
        for entry, event in zip(document["events"], events, strict=True):
            for told, row in self.take(entries(entry, self.key), rows[event.id], event, intake):
                yield told, row, event

    def give_all(self, events: Sequence[Event], world: World, *options: Any) -> dict[int, dict[str, Any]]:
        """Return the list of each event under its key, by the event's number; loader options may be handed in."""
        rows = by_event(self.model, events, *options)
        return {event.id: self.give(rows[event.id], world) for event in events}

    def give(self, rows: Sequence[Row], world: World) -> dict[str, Any]:
        """Return the rows of one event under the list's key; nothing for a sparse list that is empty."""
        ordered = sorted(rows, key=_position) if self.is_ordered else rows
        written = [self.shape.give(row, world) for row in ordered]
        return {self.key: written} if written or not self.is_sparse else {}

    def path(self, document: Entry, name: str) -> str:
        """Return where a document tells of the row with this id: `events[2].questions[0]`."""
        return next(
            f"events[{place}].{self.key}[{below}]"
            for place, entry in enumerate(document["events"])
            for below, told in enumerate(entries(entry, self.key))
            if told["id"] == name
        )

    def _refuse_foreign(self, document: Entry, intake: Intake) -> None:
        """Refuse an id under which another event has a row."""
        slugs = {told["id"]: entry["id"] for entry in document["events"] for told in entries(entry, self.key)}
        model: Any = self.model
        for row in load(select(model), model.key, slugs):
            if row.event_id != intake.world.events[slugs[row.key]].id:
                path = self.path(document, row.key)
                raise Contradiction(_("a row of another event has this id"), field=f"{path}.id")


def _position(row: Any) -> int:
    position: int = row.position
    return position
