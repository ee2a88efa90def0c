"""An event whose calendars have answered, and mail that somebody must look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from eventhub.base.db import session
from eventhub.domain import incoming, personal_calendars, registrations, replies, unreachable
from eventhub.domain.incoming import Arrival
from eventhub.formats.itip import Counter, Reply
from eventhub.models.events import Event
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome
from tests.world import AMINA, TIAGO, an_official, register


def answer_everything(event: Event, now: datetime, secret: str) -> dict[str, str]:
    """Let people answer in every way; return the names of what addresses lead to."""
    amina, tiago, *officials = (register(event, each, now=now) for each in (AMINA, TIAGO, *map(an_official, range(5))))
    session.flush()
    _reply(amina, "ACCEPTED", now)
    _reply(tiago, "DECLINED", now, comment="On mission in New York that week; my deputy may follow online.")
    _reply(officials[0], "TENTATIVE", now)
    delegated = _reply(officials[1], "DELEGATED", now, delegated_to="salma.bennani@immigration.ke.example")
    _reply(officials[2], "DECLINED", now, sender="assistant@another-house.example")
    proposed = event.starts_at_utc + timedelta(days=1)
    said = (event.uid, str(officials[3].email), None, proposed, None, None, "Our budget committee meets that day.")
    replies.counter(_from(officials[3], "counter", "Counter-proposal: briefing"), Counter(*said), now=now)
    incoming.keep(Arrival("x", "noreply@calendar.example", "Invitation: yoga"), Outcome.UNKNOWN_EVENT, now=now)
    unreachable.mark(str(officials[4].email), "550 5.1.1 The address does not exist.", now=now)
    personal_calendars.open_for(officials[4], now=now)  # as their page would, which is only looked at
    return {
        "answered": event.slug,
        "delegated_answer": str(delegated.id),
        "unreached": registrations.link_token(officials[4], secret=secret),
        "unreached_number": str(officials[4].id),
    }


def _reply(
    person: Registration, word: Any, now: datetime, *, sender: str | None = None, **more: Any
) -> IncomingMessage:
    said = Reply(person.event.uid, str(person.email), None, word, 0, now, **more)
    subject = f"{word.title()}: {person.event.title}"
    arrival = Arrival(f"{person.id}", sender, subject) if sender else _from(person, str(person.id), subject)
    return replies.answer(arrival, said, now=now)


def _from(person: Registration, fingerprint: str, subject: str) -> Arrival:
    return Arrival(fingerprint, str(person.email), subject)
