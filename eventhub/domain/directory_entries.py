"""Entering the directory: one row by hand or many from a file, judged by the same rules, each change on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import LazyString, _l
from eventhub.base.text import fold
from eventhub.domain import audit, calendars
from eventhub.domain.directory_cells import Column, Known
from eventhub.domain.directory_lists import DirectoryList, Values
from eventhub.models.audit import Entry
from eventhub.models.calendars import Dated

Line = tuple[int, Mapping[str, str]]
"""A row of a file: its number there, from 1, and what stands in it by column; an absent column leaves what is."""


class StandsAlready(Refused):
    """A list holds each thing once."""

    message = _l("This stands in the list already.")


class RowsAtFault(Refused):
    """Some rows cannot be entered, and nobody said that they may be left out."""

    message = _l("Some rows cannot be entered. Correct them in the file, or leave them out.")


class NothingToEnter(Refused):
    """No row says anything new."""

    message = _l("No row of this table says anything new.")


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it would be entered: what becomes of which column, by value."""

    number: int
    name: str
    row: Any
    """The row that it changes; None for a new one."""
    values: Values
    difference: Mapping[str, tuple[str, str]]
    """What stood in a column and what will, as text."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be entered, and why."""

    number: int
    name: str
    faults: tuple[str | LazyString, ...]


@dataclass(slots=True)
class Judgement:
    """What a file would do to a list."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    """How many rows say what is known already."""
    bad: list[BadRow] = field(default_factory=list)


def rows(kept: DirectoryList, wanted: str = "") -> list[Any]:
    """Return the rows of a list by name, those that hold a word where one is wanted; one query, and one for names."""
    found, known = session.scalars(select(kept.model)).all(), Known()
    texts = {row.id: fold(" ".join(column.text(row, known) for column in kept.columns)) for row in found}
    shown = [row for row in found if fold(wanted) in texts[row.id]]
    return sorted(shown, key=lambda row: fold(" ".join(kept.column(name).text(row, known) for name in _order(kept))))


def counts(lists: Iterable[DirectoryList]) -> dict[str, int]:
    """Return how many rows each list has, by one query."""
    chosen = list(lists)
    numbers = session.execute(select(*(select(func.count(kept.model.id)).scalar_subquery() for kept in chosen))).one()
    return {kept.path: number for kept, number in zip(chosen, numbers, strict=True)}


def find(kept: DirectoryList, number: int) -> Any:
    """Return a row by its number, or None."""
    return session.get(kept.model, number)


def texts(kept: DirectoryList, row: Any, known: Known) -> dict[str, str]:
    """Return a row as text, by column."""
    return {column.name: column.text(row, known) for column in kept.columns}


def judge(kept: DirectoryList, lines: Iterable[Line]) -> Judgement:
    """Judge the rows of a file: new, changed, the same, or at fault. Nothing is written."""
    judging, judgement = _Judging(kept), Judgement()
    seen: dict[tuple[Any, ...], int] = {}
    for number, told in lines:
        change, refusals = judging.of(number, told)
        reasons = [refusal.sentence for refusal in refusals]
        if change is not None:
            first = seen.setdefault(kept.key(change.values), number)
            if first != number:
                reasons.append(_l("The same stands in row %(row)d already.", row=first))
        if change is None or reasons:
            called = " – ".join(word for each in kept.shown_by if (word := told.get(each, "").strip()))
            judgement.bad.append(BadRow(number, called, tuple(reasons)))
        elif change.row is None:
            judgement.new.append(change)
        elif change.difference:
            judgement.changed.append(change)
        else:
            judgement.same += 1
    return judgement


def enter(
    kept: DirectoryList, judgement: Judgement, *, by: str, now: datetime, leaves_out_bad: bool = False
) -> tuple[int, int]:
    """Enter what was judged, all or nothing; return how many rows are new and how many changed.

    Rows at fault refuse the whole unless they may be left out. What was published quotes what it quoted.
    """
    if judgement.bad and not leaves_out_bad:
        raise RowsAtFault
    if not judgement.new and not judgement.changed:
        raise NothingToEnter
    added = _add(kept, judgement.new, now=now)
    session.flush()
    audit.record_all("directory:add", added, by=by, now=now)
    changed = [(_alter(kept, each, now=now), _plain(each)) for each in judgement.changed]
    session.flush()
    audit.record_all("directory:change", changed, by=by, now=now)
    return len(added), len(changed)


def write(kept: DirectoryList, row: Any, told: Mapping[str, str], *, by: str, now: datetime) -> Any:
    """Enter one row by hand, or change one; `told` is what each column shall say. Return the row."""
    judging = _Judging(kept)
    change, refusals = judging.of(0, told, row)
    if refusals:
        raise refusals[0]
    assert change is not None  # nothing was refused
    standing = judging.standing.get(kept.key(change.values))
    if standing is not None and standing is not row:
        raise StandsAlready(field=kept.identity[0])
    if row is None:
        ((row, difference),) = _add(kept, [change], now=now)
        audit.record("directory:add", row, by=by, now=now, difference=difference)
    elif change.difference:
        _alter(kept, change, now=now)
        audit.record("directory:change", row, by=by, now=now, difference=_plain(change))
    return row


def remove(kept: DirectoryList, row: Any, *, by: str, now: datetime) -> None:
    """Take a row out of a list; its history stays. Raise StillInUse where events rest on it."""
    refusal = kept.hold(row)
    if refusal is not None:
        raise refusal
    told = {column: [text, ""] for column, text in texts(kept, row, Known()).items() if text}
    audit.record("directory:remove", row, by=by, now=now, difference=told)
    session.delete(row)


def history(kept: DirectoryList, row: Any = None, *, limit: int = 100) -> Sequence[Entry]:
    """Return what was done to a row, or to all of a list, newest first."""
    if row is not None:
        return [entry for entry in audit.find_by_subject(row, limit=limit) if entry.action.startswith("directory:")]
    done = select(Entry).where(Entry.action.startswith("directory:"), Entry.subject.startswith(f"{kept.table}:"))
    return session.scalars(done.order_by(Entry.id.desc()).limit(limit)).all()


class _Judging:
    """The rows there are, against which others are judged."""

    def __init__(self, kept: DirectoryList) -> None:
        self.kept, self.known = kept, Known()
        rows = session.scalars(select(kept.model)).all()
        self.standing = {kept.key(_values(kept, row)): row for row in rows}

    def of(self, number: int, told: Mapping[str, str], row: Any = None) -> tuple[Change | None, list[Refused]]:
        """Return what a line would do, or why it cannot; `row` is the one it is about, else the line tells it."""
        kept, refusals = self.kept, list[Refused]()
        values: dict[str, Any] = {}
        for column in kept.columns:
            if column.name not in told:
                continue
            try:
                values[column.name] = column.value(told[column.name], self.known)
            except Refused as refusal:
                refusals.append(refusal)
        if refusals:
            return None, refusals
        if row is None:
            self._identify(values)
            row = self.standing.get(kept.key(dict.fromkeys(kept.identity) | values))
        whole = self._whole(values, row, refusals)
        if not refusals:
            try:
                kept.check(whole)
            except Refused as refusal:
                refusals.append(refusal)
        if refusals:
            return None, refusals
        before = {column.name: "" if row is None else column.text(row, self.known) for column in kept.columns}
        after = {column.name: _text(column, whole[column.name], self.known) for column in kept.columns}
        difference = {
            each.name: (before[each.name], after[each.name])
            for each in kept.columns
            if _differs(each, before[each.name], after[each.name])
        }
        called = " – ".join(after[each] for each in kept.shown_by)
        return Change(number, called, row, whole, difference), []

    def _identify(self, values: dict[str, Any]) -> None:
        """Give a line without a lasting name that of the one row with its words, or the one that its words make."""
        kept, words = self.kept, values.get(self.kept.derived_from or "")
        if not words or values.get("id"):
            return
        assert kept.derived_from is not None  # it has words
        target = kept.column(kept.derived_from).target
        alike = [row for row in self.standing.values() if fold(getattr(row, target)) == fold(words)]
        values["id"] = _values(kept, alike[0])["id"] if len(alike) == 1 else kept.lasting_name(values)

    def _whole(self, values: Mapping[str, Any], row: Any, refusals: list[Refused]) -> dict[str, Any]:
        """Return what the row will hold in every column: as told, else as it is, else empty."""
        whole: dict[str, Any] = {}
        for column in self.kept.columns:
            is_told = column.name in values and not (row is not None and column.is_fixed)
            if is_told:
                whole[column.name] = values[column.name]
            elif row is not None:
                whole[column.name] = getattr(row, column.target)
            else:
                whole[column.name] = column.empty
                if column.is_required:
                    sentence = _l("%(column)s is missing.", column=column.label)
                    refusals.append(Refused(sentence, field=column.name))
        return whole


def _order(kept: DirectoryList) -> tuple[str, ...]:
    """Return by which columns a list is read: dates by their days, else by name."""
    if kept.path == "milestones":
        return ("starts_on", "title")
    return ("working_group", "name", "since") if kept.path == "co-leads" else kept.shown_by


def _values(kept: DirectoryList, row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.target) for column in kept.columns}


def _text(column: Column, value: Any, known: Known) -> str:
    return "" if value is None else column.write(value, known)


def _differs(column: Column, before: str, after: str) -> bool:
    """Tell whether two texts say different things; of a tick nothing said means no."""
    return (before or "no") != (after or "no") if column.looks == "tick" else before != after


def _plain(change: Change) -> dict[str, Any]:
    return {column: list(pair) for column, pair in change.difference.items()}


def _add(kept: DirectoryList, changes: Sequence[Change], *, now: datetime) -> list[tuple[Any, dict[str, Any]]]:
    is_ordered = hasattr(kept.model, "position")
    last = (session.scalar(select(func.max(kept.model.position))) or 0) if is_ordered else 0
    added = []
    for place, change in enumerate(changes, last + 1):
        row = kept.make(now)
        if is_ordered:
            row.position = place
        _fill(kept, row, change.values)
        session.add(row)
        added.append((row, _plain(change)))
    return added


def _alter(kept: DirectoryList, change: Change, *, now: datetime) -> Any:
    row = change.row
    _fill(kept, row, {name: change.values[name] for name in change.difference})
    if isinstance(row, Dated):
        calendars.note_change(row, [kept.column(name).target for name in change.difference], now=now)
    return row


def _fill(kept: DirectoryList, row: Any, values: Values) -> None:
    for name, value in values.items():
        setattr(row, kept.column(name).target, value)
    kept.follow(row)
