"""Thanks after an event, once, to those who were there, with the way to its materials and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import attendance, audit, events, outbox, reminders
from eventhub.models.events import Event, EventStatus
from eventhub.models.registrations import Registration


class NotOver(Refused):
    """Nobody is thanked for what has not taken place."""

    message = _l("Thanks can be sent once the event is over.")


class ThankedAlready(Refused):
    """Thanks are sent once."""

    message = _l("Thanks for this event have been sent already.")


class NobodyToThank(Refused):
    """Nobody can be written to."""

    message = _l("There is nobody to thank: nobody with an address was there or had a place.")


class ReadersMoved(Refused):
    """The attendance has changed since the readers were counted."""

    message = _l("The attendance has changed since you looked at it. Look at the number of readers again.")


@dataclass(frozen=True, slots=True)
class Thanked:
    """Who thanks go to, and why to them."""

    readers: Sequence[Registration]
    were_there: bool
    """Whether they are known to have taken part; else they had a confirmed place."""


def find_readers(event: Event) -> Thanked:
    """Return who thanks would go to: registrants who were there, or, while no attendance is recorded, had a place."""
    established = attendance.establish(event)
    if not established.counted:
        return Thanked(reminders.find_readers(event), were_there=False)
    present = {each.registration.email_key: each.registration for each in established.counted if each.registration}
    return Thanked([each for key, each in present.items() if key and not each.anonymised_at], were_there=True)


def send(event: Event, *, expected: int, by: str, now: datetime) -> int:
    """Queue thanks and return to how many; `expected` is how many readers the sender was shown."""
    events.lock(event)
    if event.status is not EventStatus.PUBLISHED or event.ends_at_utc > now:
        raise NotOver
    if event.thanked_at is not None:
        raise ThankedAlready
    thanked = find_readers(event)
    if not thanked.readers:
        raise NobodyToThank
    if len(thanked.readers) != expected:
        raise ReadersMoved
    event.thanked_at = now
    for registration in thanked.readers:
        outbox.queue(
            "thank-you",
            registration.email or "",
            now=now,
            language=registration.language,
            registration=registration,
            were_there=thanked.were_there,
        )
    audit.record("event:thank", event, by=by, now=now, event=event, difference={"readers": len(thanked.readers)})
    return len(thanked.readers)
