"""A letter to everybody in a filtered list: the same words to each, filled in for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events, outbox, placeholders, rosters
from eventhub.domain.rosters import Selection
from eventhub.models.events import Event
from eventhub.models.letters import Mailing
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration, RegistrationStatus

ALLOWED = ("name", "given_name", "family_name", "event", "when", "where", "event_page", "link")
"""The placeholders of a letter."""

PAUSE = timedelta(hours=1)
"""Within it the same letter reaches nobody twice unless that is said to be meant."""


class Nobody(Refused):
    """A letter has readers."""

    message = _l("Nobody who fits these filters can be written to.")


class ListMoved(Refused):
    """Somebody registered, or withdrew, since the readers were counted."""

    message = _l("The list has changed since you looked at it. Look at the number of readers again.")


class SentAlready(Refused):
    """The same letter went to some of these readers a moment ago."""

    message = _l("Some of these readers were sent this very letter within the last hour.")


def find_readers(event: Event, selection: Selection) -> list[int]:
    """Return the numbers of the registrations that a letter to this selection goes to, in its order.

    Each address once. Whoever withdrew or was declined is written to only where the filters name that status.
    """
    numbers = rosters.find_numbers(event, selection)
    reachable = select(Registration.id, Registration.email_key, Registration.status).where(
        Registration.event_id == event.id, Registration.email.is_not(None), Registration.anonymised_at.is_(None)
    )
    rows = {row.id: row for row in session.execute(reachable)}
    chosen = (rows[number] for number in numbers if number in rows)
    written_to = [row for row in chosen if selection.status or RegistrationStatus(row.status).is_standing]
    return list({row.email_key: row.id for row in reversed(written_to)}.values())[::-1]


def send(
    event: Event,
    selection: Selection,
    *,
    subject: str,
    body: str,
    expected: int,
    is_repeat_meant: bool = False,
    by: str,
    now: datetime,
) -> Mailing:
    """Queue a letter to everybody in the selection; `expected` is how many readers the sender was shown."""
    subject, body = placeholders.check(subject, body, allowed=ALLOWED)
    events.lock(event)
    numbers = find_readers(event, selection)
    if not numbers:
        raise Nobody
    if len(numbers) != expected:
        raise ListMoved
    if not is_repeat_meant and not _had_it(event, subject, body, now=now).isdisjoint(numbers):
        raise SentAlready(field="is_repeat_meant")
    mailing = Mailing(
        event_id=event.id,
        subject=subject,
        body=body,
        selection=_chosen(selection),
        readers=len(numbers),
        created_at=now,
        by=by,
    )
    session.add(mailing)
    difference = {"subject": [None, subject], "readers": len(numbers), "filters": mailing.selection}
    audit.record("mailing:send", mailing, by=by, now=now, event=event, difference=difference)
    _queue(mailing, numbers, now=now)
    return mailing


def find(number: int) -> Mailing | None:
    """Return the letter of this number."""
    return session.get(Mailing, number)


def find_by_event(event: Event) -> Sequence[Mailing]:
    """Return the letters of an event, newest first."""
    return session.scalars(select(Mailing).where(Mailing.event_id == event.id).order_by(Mailing.id.desc())).all()


def _queue(mailing: Mailing, numbers: Sequence[int], *, now: datetime) -> None:
    """Put a message per reader in the outbox, a batch in memory at a time."""
    for start in range(0, len(numbers), rosters.BATCH):
        for registration in rosters.load(numbers[start : start + rosters.BATCH]):
            outbox.queue(
                "mailing",
                registration.email or "",
                now=now,
                language=registration.language,
                registration=registration,
                mailing_id=mailing.id,
            )
        session.flush()


def _had_it(event: Event, subject: str, body: str, *, now: datetime) -> set[int]:
    """Return the numbers of the registrations that were sent these words a moment ago."""
    same = select(Mailing.id).where(Mailing.event_id == event.id, Mailing.subject == subject, Mailing.body == body)
    letters: Collection[int] = set(session.scalars(same.where(Mailing.created_at > now - PAUSE)))
    if not letters:
        return set()
    recent = select(Message.registration_id, Message.particulars).where(
        Message.event_id == event.id, Message.kind == "mailing", Message.created_at > now - PAUSE
    )
    rows = session.execute(recent)
    return {number for number, particulars in rows if number and particulars.get("mailing_id") in letters}


def _chosen(selection: Selection) -> Mapping[str, object]:
    """Return the filters that are set."""
    return {name: value for name, value in asdict(selection).items() if value}
