"""People who register at the same moment are entered together: one transaction, and one wait for the disk, for all.

Each transaction holds the row of its event, so those who come while it is held wait anyway. Of the threads of one
process, whoever is first enters all who wait for the same event, in the order they came; the others sleep and find it
done. What a batch refuses is tried again one by one, so nobody's fault is anybody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flask import current_app

from eventhub.base.db import OUT_OF_ORDER, db
from eventhub.domain import confirmations, events
from eventhub.domain.entries import Application
from eventhub.models.events import Event

NAME = "eventhub.entering"


@dataclass(slots=True, eq=False)
class _Turn:
    """One application that waits to be entered, and what became of it."""

    application: Application
    is_entered: bool = False
    fault: Exception | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether it was entered or refused."""
        return self.is_entered or self.fault is not None


@dataclass(slots=True)
class _Desk:
    """Where the applications for one event are entered, one batch at a time."""

    free: Lock = field(default_factory=Lock)
    _guard: Lock = field(default_factory=Lock)
    _waiting: list[_Turn] = field(default_factory=list)

    def queue(self, turn: _Turn) -> None:
        """Let one more wait."""
        with self._guard:
            self._waiting.append(turn)

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def take(self) -> list[_Turn]:
        """Take everybody who waits, in the order they came."""
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken


def enter(event: Event, application: Application, *, now: datetime) -> None:
    """Take a visitor's application and commit, together with whoever applies at this moment; raise what refuses it."""
    turn, desk = _Turn(application), _desk(event)
    desk.queue(turn)
    with desk.free:
        if not turn.is_over:
            _enter_all(event.slug, desk, now=now)
    if turn.fault is not None:
        raise turn.fault
    if not turn.is_entered:
        raise RuntimeError("whoever was to enter this application ended before it was done")


def waiting(event: Event) -> int:
    """Return how many applications for an event wait in this process."""
    return len(_desk(event))


def _enter_all(slug: str, desk: _Desk, *, now: datetime) -> None:
    """Enter everybody who waits once the event's row is held: whoever comes while that is waited for comes along."""
    turns: list[_Turn] = []
    try:
        event = events.hold_public(slug)
        turns = desk.take()
        _apply(event, turns, now=now)
    except Exception as error:
        db.session.rollback()
        if len(turns) > 1 and not isinstance(error, OUT_OF_ORDER):
            for turn in turns:
                _enter_alone(slug, turn, now=now)
            return
        for turn in turns or desk.take():
            turn.fault = error


def _enter_alone(slug: str, turn: _Turn, *, now: datetime) -> None:
    try:
        _apply(events.hold_public(slug), [turn], now=now)
    except Exception as error:
        db.session.rollback()
        turn.fault = error


def _apply(event: Event, turns: Sequence[_Turn], *, now: datetime) -> None:
    confirmations.apply_all(event, [turn.application for turn in turns], now=now)
    db.session.commit()
    for turn in turns:
        turn.is_entered = True


def _desk(event: Event) -> _Desk:
    desks: dict[int, _Desk] = current_app.extensions.setdefault(NAME, {})
    return desks.setdefault(event.id, _Desk())
