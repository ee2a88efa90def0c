"""Words by which organisers sort registrations, and notes they leave one another; neither is shown to anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import fold, one_line
from eventhub.domain import audit
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationNote, RegistrationTag

TAG = 40
"""Letters in a tag."""

NOTE = 5000
"""Letters in a note."""


class WrongTag(Refused):
    """This is no word to sort by."""

    message = _l("Write a tag of at most %(number)d letters.", number=TAG)


class WrongNote(Refused):
    """There is nothing to note, or too much."""

    message = _l("Write a note of at most %(number)d letters.", number=NOTE)


def clean(tag: str) -> str:
    """Return a tag on one line; raise WrongTag for what can be none."""
    word = one_line(tag)
    if not word or len(word) > TAG:
        raise WrongTag(field="tag")
    return word


def add(registration: Registration, tag: str, *, by: str, now: datetime) -> bool:
    """Tag a registration; tell whether it was not tagged so before. Case and accents make no other tag."""
    word = clean(tag)
    if any(fold(each.tag) == fold(word) for each in registration.tags):
        return False
    registration.tags.append(RegistrationTag(tag=word))
    _record("registration:tag", registration, [None, word], by=by, now=now)
    return True


def remove(registration: Registration, tag: str, *, by: str, now: datetime) -> bool:
    """Take a tag away; tell whether it was there."""
    worn = [each for each in registration.tags if fold(each.tag) == fold(tag)]
    for each in worn:
        registration.tags.remove(each)
        _record("registration:untag", registration, [each.tag, None], by=by, now=now)
    return bool(worn)


def find_by_event(event: Event) -> Sequence[str]:
    """Return the tags that registrations of an event wear, in order."""
    # From the tags, which are few, to their registrations: the other way would ask each registration of the event.
    is_own = exists().where(Registration.id == RegistrationTag.registration_id, Registration.event_id == event.id)
    worn = select(RegistrationTag.tag).where(is_own).distinct()
    return sorted(session.scalars(worn), key=lambda word: (fold(word), word))


def note(registration: Registration, text: str, *, by: str, now: datetime) -> RegistrationNote:
    """Leave a note for other organisers; the audit log says that there is one, not what it says."""
    text = text.strip()
    if not text or len(text) > NOTE:
        raise WrongNote(field="text")
    left = RegistrationNote(text=text, by=by, at=now)
    registration.notes.append(left)
    audit.record("registration:note", registration, by=by, now=now, event=registration.event)
    return left


def _record(action: str, registration: Registration, step: list[str | None], *, by: str, now: datetime) -> None:
    audit.record(action, registration, by=by, now=now, event=registration.event, difference={"tag": step})
