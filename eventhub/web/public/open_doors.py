"""What an event asks of whoever registers, kept by its edition in the memory of one process: never the truth.

Many people open and send one form while the event behind it stays as it is. One small query tells whether it did, and
how many seats are taken; the event and its questions are read again only when it did not.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from eventhub.base.db import db
from eventhub.domain import events, questions, seats, sessions
from eventhub.domain.admissions import Admission, admission
from eventhub.domain.seats import Glance, Room
from eventhub.models.events import Event, Session
from eventhub.web.public.registration_forms import RegistrationForm

NAME = "eventhub.open_doors"

LIMIT = 200
"""Events kept at most; when there are more, all go and those that are asked for come back."""


@dataclass(frozen=True, slots=True)
class Door:
    """An event as it was read, without a session, and the form that asks its questions."""

    event: Event
    form_type: type[RegistrationForm]
    offered: Sequence[Session]
    """The sessions that can be chosen."""

    def admission(self, room: Room | None, *, now: datetime) -> Admission:
        """Tell what whoever wants to register meets; a form is looked through whether seats are left or not."""
        return admission(self.event, seats_left=room.left() if room else None, now=now)

    def form(self) -> RegistrationForm:
        """Return the form, filled in with what was sent."""
        form = self.form_type()
        form.offer(self.event, self.offered)
        return form


def find(slug: str) -> tuple[Door, Glance]:
    """Return the door to a public event, and its seats at a glance; raise NoSuchEvent."""
    glance = seats.glance(slug)
    if glance is None:
        raise events.NoSuchEvent
    doors: dict[Hashable, Door] = current_app.extensions.setdefault(NAME, {})
    door = doors.get(glance.edition)
    if door is None:
        door = _read(slug)
        if len(doors) >= LIMIT:
            doors.clear()
        event = door.event
        doors[event.id, event.revision, event.changed_at, event.status] = door
    return door, glance


def _read(slug: str) -> Door:
    """Read an event and what it asks, and let go of both: they are not for this request alone."""
    event = events.get_public(slug)
    asked = questions.find_by_event(event)
    offered = sessions.elective(event)
    for row in (event, *asked):
        db.session.expunge(row)
    return Door(event, RegistrationForm.asking(asked), offered)
