"""The lists of an archive's document whose rows have an id: read in one way, written in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select

from eventhub.base.db import Model, session
from eventhub.domain.archive.fields import Shape, World
from eventhub.domain.archive.intake import Entry, Intake, entries, load

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
