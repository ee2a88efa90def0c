"""Who chose which session of an event, and how many a session still takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventhub.base.db import note, session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import audit, events, session_invitations, sessions, steps
from eventhub.models.events import Event, Session
from eventhub.models.registrations import Registration, RegistrationStatus, SessionRegistration


class NothingToChoose(Refused):
    """A session that people cannot choose, or not any more."""

    message = _l("This session cannot be chosen.")


class SessionFull(Refused):
    """As many as a session takes have chosen it."""


class ChosenAlready(Refused):
    """A session stays to be chosen once somebody did."""

    message = _l("Somebody has chosen this session: it stays one that people choose.")


def choose(registration: Registration, numbers: Collection[int], *, by: str, now: datetime) -> bool:
    """Let somebody take part in exactly these sessions among those still to come; tell whether that changed anything.

    What is over or called off stays as it was. Calendars hear of each that comes or goes.
    """
    event = registration.event
    events.lock(event)
    session.refresh(registration, ["status"])
    if not registration.status.is_standing:
        raise steps.NotStanding
    open_now = {each.id: each for each in offered(event, now=now)}
    if set(numbers) - {*open_now, *chosen(registration)}:
        raise NothingToChoose(field="sessions")
    before = {number for number in chosen(registration) if number in open_now}
    coming = [own for number, own in open_now.items() if number in set(numbers) - before]
    going = [own for number, own in open_now.items() if number in before - set(numbers)]
    if not coming and not going:
        return False
    refuse_full(coming)
    registration.choices = [each for each in registration.choices if each.session not in going]
    registration.choices += [SessionRegistration(session_id=own.id, session=own, chosen_at=now) for own in coming]
    registration.changed_at = now
    session.flush()
    for own in going:
        session_invitations.cancel(own, [registration], session_invitations.DROPPED, now=now)
    for own in coming:
        session_invitations.request(own, [registration], session_invitations.INVITED, now=now)
    difference = {"sessions": [[own.title for own in going], [own.title for own in coming]]}
    audit.record("registration:choose", registration, by=by, now=now, event=event, difference=difference)
    return True


def drop(registration: Registration, number: int, *, by: str, now: datetime) -> bool:
    """Let somebody take no more part in one session; tell whether they did."""
    return choose(registration, chosen(registration) - {number}, by=by, now=now)


def offered(event: Event, *, now: datetime) -> list[Session]:
    """Return the sessions that can be chosen: those still to come and not called off, in order of time."""
    return [each for each in sessions.elective(event) if session_invitations.is_coming(each, now=now)]


def offered_until(event: Event, *, now: datetime) -> datetime | None:
    """Return when the first of the sessions that can be chosen is over; None where there is none."""
    return min((each.ends_at_utc for each in offered(event, now=now) if each.ends_at_utc), default=None)


def chosen(registration: Registration) -> set[int]:
    """Return the numbers of the sessions somebody chose."""
    return {each.session_id for each in registration.choices}


def check(event: Event, wished: Iterable[Collection[int]], *, now: datetime) -> None:
    """Refuse choices of people who enter together: of what cannot be chosen, and beyond what a session takes."""
    counted = Counter(number for numbers in wished for number in set(numbers))
    if not counted:
        return
    open_now = {each.id: each for each in offered(event, now=now)}
    if counted.keys() - open_now.keys():
        raise NothingToChoose(field="sessions")
    refuse_full([open_now[number] for number in counted], of_each=counted)


def free(event: Event, numbers: Collection[int], *, now: datetime) -> tuple[int, ...]:
    """Return those of these sessions that can still be chosen: what filled up meanwhile keeps nobody out."""
    if not numbers:
        return ()
    taken = count(numbers)
    return tuple(
        each.id for each in offered(event, now=now) if each.id in numbers and not is_full(each, taken[each.id])
    )


def keep(entered: Sequence[tuple[Registration, Collection[int]]], *, now: datetime) -> None:
    """Write down what people who are new chose."""
    note(
        *(
            SessionRegistration(registration_id=registration.id, session_id=number, chosen_at=now)
            for registration, numbers in entered
            for number in sorted(set(numbers))
        )
    )


def refuse_full(wished: Sequence[Session], *, of_each: Counter[int] | None = None) -> None:
    """Refuse where more would have chosen a session than it takes; the event is held by whoever asks."""
    limited = {each.id: each for each in wished if each.capacity is not None}
    taken = count(limited) if limited else {}
    for number, own in limited.items():
        if taken[number] + (of_each[number] if of_each else 1) > (own.capacity or 0):
            sentence = _l("The session “%(title)s” is full. Please choose another one.", title=own.title)
            raise SessionFull(sentence, field="sessions")


def count(numbers: Collection[int]) -> dict[int, int]:
    """Return how many people with a registration in force chose each of these sessions."""
    standing = [status for status in RegistrationStatus if status.is_standing]
    rows = session.execute(
        select(SessionRegistration.session_id, func.count())
        .join(SessionRegistration.registration)
        .where(SessionRegistration.session_id.in_(numbers), Registration.status.in_(standing))
        .group_by(SessionRegistration.session_id)
    )
    return dict.fromkeys(numbers, 0) | dict(iter(rows))


def full(offered: Sequence[Session]) -> set[int]:
    """Return the numbers of those sessions that take nobody more."""
    limited = [each for each in offered if each.capacity is not None]
    taken = count([each.id for each in limited]) if limited else {}
    return {each.id for each in limited if is_full(each, taken[each.id])}


def is_full(own: Session, taken: int) -> bool:
    """Tell whether a session that so many chose takes nobody more."""
    return own.capacity is not None and taken >= own.capacity
