"""The code on the screen of a meeting, by which people check themselves in: it passes, and cannot be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import admissions, audit, checkins, events, sessions
from eventhub.domain.checkins import Arrival
from eventhub.models.audit import Entry
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event, Session
from eventhub.models.registrations import Registration

PURPOSE = "screen"

CHANGES = timedelta(minutes=2)
"""How long a code is shown; the one before is still taken."""

TRIES = 5
WITHIN = timedelta(minutes=10)
"""More wrong codes than TRIES in this time are not a slip of the finger."""

MISS = "check-in:miss"


class WrongCode(Refused):
    """The screen does not show this code."""

    message = _l("This is not the code on the screen. It changes every two minutes: look again.")


class TooManyTries(Refused):
    """Somebody is guessing."""

    message = _l("That was wrong too often. Try again in ten minutes, or ask at the desk.")


def code(event: Event, *, mode: Mode, part: Session | None = None, secret: str, now: datetime) -> str:
    """Return the code that the screen shows now."""
    return _code(event, mode, part, _window(now), secret)


def changes_at(now: datetime) -> datetime:
    """Return when the code that is shown now gives way to the next."""
    return datetime.fromtimestamp((_window(now) + 1) * CHANGES.total_seconds(), tz=now.tzinfo)


def check_in(registration: Registration, typed: str, *, secret: str, now: datetime) -> Arrival:
    """Check somebody in where the screen with this code stands.

    NotOpenNow out of time, NotExpected without a place, TooManyTries for whoever guesses, WrongCode else, which counts.
    """
    event = registration.event
    if not admissions.is_open(event, now=now):
        raise admissions.NotOpenNow
    events.lock(event)
    if _misses(registration, now) >= TRIES:
        raise TooManyTries(field="code")
    wanted = tokens.plain_code(typed)
    for mode, part, shown in _shown(event, secret, now):
        if wanted == shown:
            return checkins.check_in(registration, door=Door.SELF, mode=mode, part=part, by="self", now=now)
    audit.record(MISS, registration, by="self", now=now, event=event)
    raise WrongCode(field="code")


def _shown(event: Event, secret: str, now: datetime) -> Iterator[tuple[Mode, Session | None, str]]:
    """Yield what the screens of an event show, and showed just before."""
    for part in (None, *sessions.timed(event)):
        for mode in Mode:
            for window in (_window(now), _window(now) - 1):
                yield mode, part, _code(event, mode, part, window, secret)


def _window(now: datetime) -> int:
    return int(now.timestamp() // CHANGES.total_seconds())


def _code(event: Event, mode: Mode, part: Session | None, window: int, secret: str) -> str:
    return tokens.passing_code(PURPOSE, f"{event.id}|{mode}|{part.id if part else ''}|{window}", secret=secret)


def _misses(registration: Registration, now: datetime) -> int:
    subject = f"{registration.__tablename__}:{registration.id}"
    wrong = (Entry.subject == subject, Entry.action == MISS, Entry.at > now - WITHIN)
    return session.scalar(select(func.count()).select_from(Entry).where(*wrong)) or 0
