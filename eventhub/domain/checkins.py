"""Who is let in at a door, by whom, and how that is taken back. Checked in twice is checked in once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, union
from sqlalchemy.orm import joinedload

from eventhub.base import countries, tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import fold
from eventhub.domain import audit, events, people, sessions
from eventhub.models.checkins import CheckIn, Door, Mode
from eventhub.models.events import Event, EventStatus, Session
from eventhub.models.people import Category, Person
from eventhub.models.registrations import Registration, RegistrationStatus

DOORS_OPEN = timedelta(hours=24)
"""How long before the start people can be checked in: badges are given out the day before."""


PURPOSE = "check-in"

HELPERS = "door"
"""The purpose of the link of helpers at the door."""

HELPER = "door"
"""Who acts by that link, as rows and the audit log name them."""


class UnknownCode(Refused):
    """No registration has this code."""

    message = _l("We do not know this code. Type it again, or look the person up by name.")


class OtherEventsCode(Refused):
    """The code is somebody's, for another event."""

    def __init__(self, event: Event) -> None:
        super().__init__(_l("This code is for another event: %(event)s.", event=event.title))
        self.event = event


class NotTakingPlace(Refused):
    """The event is a draft, or cancelled."""

    message = _l("This event does not take place, so nobody can be checked in.")


class TooEarly(Refused):
    """The event is too far off."""

    message = _l("People can be checked in from 24 hours before the start.")


class NotExpected(Refused):
    """Whoever stands at the door has no confirmed place; somebody may let them in all the same."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(_NOT_EXPECTED[registration.status])
        self.registration = registration


class AlreadyUndone(Refused):
    """The check-in no longer stands."""

    message = _l("This check-in has been undone already.")


class NoName(Refused):
    """Nobody can be entered without a name."""

    message = _l("Enter the name.")


_NOT_EXPECTED = {
    RegistrationStatus.PENDING: _l("The organisers have not decided on this registration yet."),
    RegistrationStatus.WAITLISTED: _l("This person is on the waiting list and has no place yet."),
    RegistrationStatus.DECLINED: _l("This registration was declined."),
    RegistrationStatus.CANCELLED: _l("This registration was cancelled."),
    RegistrationStatus.WITHDRAWN: _l("This person gave the place back."),
    RegistrationStatus.CONFIRMED: _l("This person has a place."),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of a check-in: the row that stands, and whether it is new."""

    check_in: CheckIn
    is_new: bool


def code(registration: Registration, *, secret: str) -> str:
    """Return the code that grants a registration's check-in and nothing else; a new private link changes it too."""
    return tokens.issue_code(PURPOSE, registration.id, registration.key_version, secret=secret)


def find_by_code(event: Event, typed: str, *, secret: str) -> Registration:
    """Return whose code was shown at the door of an event; raise UnknownCode or OtherEventsCode."""
    read = tokens.read_code(typed)
    found = session.get(Registration, read[0]) if read else None
    if read is None or found is None or found.anonymised_at is not None:
        raise UnknownCode
    if not tokens.holds_code(PURPOSE, found.id, found.key_version, read[1], secret=secret):
        raise UnknownCode
    if found.event_id != event.id:
        raise OtherEventsCode(found.event)
    return found


def standing_of(registration: Registration) -> Sequence[CheckIn]:
    """Return the check-ins of one person for an event that stand, oldest first."""
    own = _standing(registration.event, CheckIn.person_id == registration.person_id)
    return session.scalars(own.order_by(CheckIn.at, CheckIn.id)).all()


def present_among(found: Sequence[Registration], *, part: Session | None = None) -> set[int]:
    """Return the numbers of those people who are checked in: to a part, or to the event as a whole."""
    mine = (
        CheckIn.event_id.in_({each.event_id for each in found}),
        CheckIn.person_id.in_({each.person_id for each in found}),
        CheckIn.session_id == (part.id if part else None),
        CheckIn.undone_at.is_(None),
    )
    return set(session.scalars(select(CheckIn.person_id).where(*mine)))


def open_to_helpers(event: Event, *, by: str, now: datetime) -> None:
    """Make a link by which helpers check people in without an account; one that was there ends."""
    events.lock(event)
    event.door_link_made_at = now
    audit.record("door:open", event, by=by, now=now, event=event)


def close_to_helpers(event: Event, *, by: str, now: datetime) -> None:
    """End the link of the helpers."""
    events.lock(event)
    event.door_link_made_at = None
    audit.record("door:close", event, by=by, now=now, event=event)


def helpers_token(event: Event, *, secret: str) -> str | None:
    """Return the token of the helpers' link, while there is one."""
    if event.door_link_made_at is None:
        return None
    return tokens.issue(HELPERS, event.id, _version(event.door_link_made_at), secret=secret)


def find_by_helpers_token(token: str, *, secret: str, now: datetime) -> Event | None:
    """Return the event of a helpers' link; None for one that was ended, or from a day after the event."""
    claim = tokens.read(HELPERS, token)
    event = session.get(Event, claim.row_id) if claim else None
    if claim is None or event is None or event.door_link_made_at is None:
        return None
    is_over = event.status is not EventStatus.PUBLISHED or now > event.ends_at_utc + timedelta(days=1)
    return event if claim.holds(_version(event.door_link_made_at), secret=secret) and not is_over else None


def substitute_of(registration: Registration) -> Registration | None:
    """Return who took somebody's place, where their registration no longer stands."""
    took = select(Registration).where(Registration.replaces_id == registration.id)
    return session.scalars(took.order_by(Registration.id.desc())).first()


def search(event: Event, words: str, *, most: int) -> Sequence[Registration]:
    """Return the first registrations of an event that fit all words, whoever has a place first."""
    wanted = [Registration.search_key.contains(word, autoescape=True) for word in fold(words).split()]
    if not wanted:
        return []
    is_expected = case((Registration.status == RegistrationStatus.CONFIRMED, 0), else_=1)
    mine = select(Registration).where(Registration.event_id == event.id, Registration.anonymised_at.is_(None), *wanted)
    return session.scalars(mine.order_by(is_expected, Registration.name_key, Registration.id).limit(most)).all()


def check_in(
    registration: Registration,
    *,
    door: Door,
    mode: Mode,
    part: Session | None = None,
    is_let_in: bool = False,
    by: str,
    now: datetime,
) -> Arrival:
    """Check in whoever has a confirmed place, or whom somebody lets in all the same; the second time changes nothing.

    NotExpected for anybody else, TooEarly and NotTakingPlace by the event.
    """
    _refuse_unless_on(registration.event, now=now)
    events.lock(registration.event)
    session.refresh(registration, ["status"])
    if not is_let_in and registration.status is not RegistrationStatus.CONFIRMED:
        raise NotExpected(registration)
    return _enter(registration.event, registration.person, registration, door, mode, part, by=by, now=now)


def admit_walk_in(
    event: Event,
    details: Mapping[str, Any],
    *,
    door: Door = Door.LIST,
    mode: Mode = Mode.IN_PERSON,
    part: Session | None = None,
    by: str,
    now: datetime,
) -> Arrival:
    """Check in somebody who came without registering; whoever has a confirmed place under the address, by that place.

    Refuses without a name, or if category and country disagree.
    """
    for field in ("given_name", "family_name"):
        if not str(details.get(field) or "").strip():
            raise NoName(field=field)
    people.refuse_contradiction(details.get("category"), details.get("country"))
    _refuse_unless_on(event, now=now)
    events.lock(event)
    person = people.recognise(details, now=now)
    session.flush()
    return _enter(event, person, _confirmed(event, person), door, mode, part, by=by, now=now)


def mark_present(
    registration: Registration, *, mode: Mode, part: Session | None = None, by: str, now: datetime
) -> Arrival:
    """Say by hand that somebody was there, whatever became of their registration."""
    return check_in(registration, door=Door.HAND, mode=mode, part=part, is_let_in=True, by=by, now=now)


def undo(check_in: CheckIn, *, by: str, now: datetime) -> None:
    """Take a check-in back: who was there is then established without it."""
    events.lock(check_in.event)
    session.refresh(check_in)
    if check_in.undone_at is not None:
        raise AlreadyUndone
    check_in.undone_at, check_in.undone_by = now, by
    difference = {"undone": [False, True]}
    audit.record("check-in:undo", check_in, by=by, now=now, event=check_in.event, difference=difference)


def undo_all(registration: Registration, *, part: Session | None = None, by: str, now: datetime) -> int:
    """Say that somebody was not there: take back every check-in of theirs, or those for a part; return how many."""
    mine = [CheckIn.person_id == registration.person_id]
    if part is not None:
        mine.append(CheckIn.session_id == part.id)
    found = session.scalars(_standing(registration.event, *mine)).all()
    for each in found:
        undo(each, by=by, now=now)
    return len(found)


def find(event: Event, number: int) -> CheckIn | None:
    """Return a check-in of this event by its number."""
    found = session.get(CheckIn, number)
    return found if found is not None and found.event_id == event.id else None


def standing(event: Event) -> Sequence[CheckIn]:
    """Return the check-ins of an event that were not undone, oldest first, each with its person."""
    return session.scalars(_standing(event).order_by(CheckIn.at, CheckIn.id)).all()


def latest(event: Event, *, part: Session | None = None, most: int) -> Sequence[CheckIn]:
    """Return the last check-ins that stand, for a part or the event as a whole, newest first."""
    own = _standing(event, CheckIn.session_id == (part.id if part else None))
    return session.scalars(own.order_by(CheckIn.at.desc(), CheckIn.id.desc()).limit(most)).all()


def states(event: Event) -> list[str]:
    """Return the States whose officials are checked in, walk-ins too, in the order of their names; one query."""
    stands = (CheckIn.event_id == event.id, CheckIn.undone_at.is_(None))
    official = [each for each in Category if each.is_official]
    registered = select(Registration.country).join(CheckIn, CheckIn.registration_id == Registration.id)
    walk_ins = select(Person.country).join(CheckIn, CheckIn.person_id == Person.id)
    found = union(
        registered.where(*stands, Registration.category.in_(official)),
        walk_ins.where(*stands, CheckIn.registration_id.is_(None), Person.category.in_(official)),
    )
    return countries.sort_codes(code for code in session.scalars(found) if code and countries.find(code))


def count(event: Event, *, part: Session | None = None) -> int:
    """Return how many people are checked in: to a part, or to the event or any of its parts."""
    mine = [CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)]
    if part is not None:
        mine.append(CheckIn.session_id == part.id)
    return session.scalar(select(func.count(CheckIn.person_id.distinct())).where(*mine)) or 0


def part_of(event: Event, number: int | None) -> Session | None:
    """Return the part of an event by its number; None for the event as a whole, or a part of another."""
    return next((each for each in sessions.timed(event) if each.id == number), None)


def _version(made_at: datetime) -> int:
    return int(made_at.timestamp() * 1_000_000)


def _refuse_unless_on(event: Event, *, now: datetime) -> None:
    if event.status is not EventStatus.PUBLISHED:
        raise NotTakingPlace
    if now < event.starts_at_utc - DOORS_OPEN:
        raise TooEarly


def _enter(
    event: Event,
    person: Person,
    registration: Registration | None,
    door: Door,
    mode: Mode,
    part: Session | None,
    *,
    by: str,
    now: datetime,
) -> Arrival:
    """Enter a check-in once; the event's row is held, so that two doors cannot do it at once."""
    number = part.id if part else None
    same = (CheckIn.person_id == person.id, CheckIn.mode == mode, CheckIn.session_id == number)
    if known := session.scalar(_standing(event, *same)):
        return Arrival(known, is_new=False)
    entered = CheckIn(
        event=event, person=person, registration=registration, part=part, door=door, mode=mode, at=now, by=by
    )
    session.add(entered)
    difference = {"door": door, "mode": mode, "session": number}
    audit.record("check-in:enter", entered, by=by, now=now, event=event, difference=difference)
    return Arrival(entered, is_new=True)


def _standing(event: Event, *conditions: ColumnElement[bool]) -> Any:
    mine = select(CheckIn).where(CheckIn.event_id == event.id, CheckIn.undone_at.is_(None), *conditions)
    return mine.options(joinedload(CheckIn.person), joinedload(CheckIn.registration))


def _confirmed(event: Event, person: Person) -> Registration | None:
    own = (Registration.event_id == event.id, Registration.person_id == person.id)
    is_confirmed = Registration.status == RegistrationStatus.CONFIRMED
    return session.scalar(select(Registration).where(*own, is_confirmed))
