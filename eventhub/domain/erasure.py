"""Forgetting who somebody was, for good, while everything that was counted stays as it is.

What stays of a registration is what is counted: State, category, level, language, where it stood, and when. Names and
addresses go from the registration, the person, the platforms' records, the corrections, the outbox and the audit log,
whose chain stays whole because its digests remain. The person's own calendar ends with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, union, update

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.domain import (
    attendance,
    audit,
    events,
    floor,
    incoming,
    invitations,
    personal_calendars,
    registrations,
    session_invitations,
    steps,
    surveys,
    unreachable,
    uploads,
)
from eventhub.domain.attendance import Participant
from eventhub.models.attendance import Correction
from eventhub.models.checkins import CheckIn
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.outbox import Message
from eventhub.models.people import Details, Person
from eventhub.models.registrations import Registration

FORGOTTEN = ("form_of_address", "email", "email_key", "alternative_email", "organisation", "function", "network_role")
"""What goes from the details of whoever is erased, beside the names; what is counted is not among them."""

OWN = ("accessibility_needs", "status_reason", "notice_version", "party_key")
"""What a registration says beyond the details, and forgets with them."""

LAST_LETTER = "registration-erased"
"""What says that it is done."""


_NAMED = (
    select(CheckIn.person_id).join(CheckIn.event),
    select(Correction.person_id).join(Correction.event).where(Correction.person_id.is_not(None)),
)
"""Who is known to have been at an event, registered or not."""


class AlreadyErased(Refused):
    """Nothing is left to erase."""

    message = _l("These data have been erased already.")


def erase(registration: Registration, *, by: str, now: datetime, everywhere: bool = False) -> list[Registration]:
    """Erase a person from a registration, or from all under the same address; return those that were erased.

    A place at an event that is still to come is given back first. One last letter says that it is done; when it has
    been sent, its address goes too.
    """
    if registration.anonymised_at is not None:
        raise AlreadyErased
    erased = [registration, *(others(registration) if everywhere else ())]
    for each in erased:
        _leave(each, by=by, now=now)
    for each in erased:
        anonymise([each], now=now)
        audit.record("registration:erase", each, by=by, now=now, event=each.event)
    return erased


def others(registration: Registration) -> Sequence[Registration]:
    """Return the registrations for other events under the same address that still say who it is."""
    if registration.email_key is None:
        return []
    same = select(Registration).where(
        Registration.email_key == registration.email_key,
        Registration.id != registration.id,
        Registration.anonymised_at.is_(None),
    )
    return session.scalars(same.order_by(Registration.id)).all()


def anonymise(erased: Sequence[Registration], *, now: datetime) -> None:
    """Take every name and address out of registrations of one event, and out of all that speaks of them."""
    if not erased:
        return
    event, numbers = erased[0].event, [each.id for each in erased]
    addresses = {each.email_key for each in erased if each.email_key}
    pin(event, {each.person_id for each in erased})
    _forget_invitations(event, numbers)
    incoming.forget(erased)
    _forget_returned(erased)
    for each in erased:
        _forget_letters(each)
        uploads.forget([answer.file for answer in each.answers if answer.file is not None])
        each.answers, each.tags, each.notes = [], [], []
        _blank(each)
        for name in OWN:
            setattr(each, name, None)
        each.extra, each.anonymised_at, each.changed_at = {}, now, now
        audit.erase_differences(each)
    invitations.forget_words(numbers)
    floor.forget(numbers, now=now)
    surveys.forget(numbers)
    session.flush()
    personal_calendars.forget(addresses, now=now)
    _forget_people({each.person_id for each in erased})


def pin(event: Event, people: set[int]) -> None:
    """Tie to these people, by number, the connections that are known to be theirs by name or address, and unname them.

    Who was there is derived from names and addresses each time; whoever has none left must be known another way.
    """
    found = [each for each in attendance.establish(event).participants if each.person and each.person.id in people]
    for participant in found:
        unname(participant)
    for correction in session.scalars(
        select(Correction).where(Correction.event_id == event.id, Correction.person_id.in_(people))
    ):
        correction.display_name = correction.display_name and f"#{correction.id}"
        correction.reason, correction.extra = None, {}
        audit.erase_differences(correction)


def forget_walk_ins(event: Event) -> None:
    """Forget who came to an event without registering, unless another event still knows them."""
    kept = Event.anonymised_at.is_(None) & (Event.id != event.id)
    here = union(*(each.where(Event.id == event.id) for each in _NAMED))
    elsewhere = union(*(each.where(kept) for each in _NAMED))
    gone = set(session.scalars(here)) - set(session.scalars(elsewhere))
    _forget_people(number for number in gone if number is not None)


def unname(participant: Participant) -> None:
    """Take name and address from the connections of one participant; whose they are stays, where it is known."""
    for connection in participant.connections:
        connection.display_name = f"#{participant.number}"
        connection.email = connection.phone_digest = None
        connection.person_id = participant.person.id if participant.person else connection.person_id


def _leave(registration: Registration, *, by: str, now: datetime) -> None:
    """Give a place that is still worth something back, and write for the last time."""
    is_coming = registration.status.is_standing and now < registration.event.ends_at_utc
    if is_coming:
        registrations.withdraw(registration, by=by, now=now, letter=LAST_LETTER)
    else:
        events.lock(registration.event)
        steps.mail(LAST_LETTER, registration, now=now)
    session.flush()


def _forget_letters(registration: Registration) -> None:
    """Drop what has not been sent, but for the last letter, and let the rest forget to whom they went.

    A calendar that was still to let the event go is told so by the last letter, and of sessions by their own.
    """
    mine = Message.registration_id == registration.id
    unsent = session.scalars(select(Message).where(mine, Message.sent_at.is_(None)).order_by(Message.id)).all()
    of_event = [each.particulars for each in unsent if "session" not in each.particulars]
    told = [each for each in of_event if each.get("method") in {invitations.REQUEST, invitations.CANCEL}]
    last = next((each for each in reversed(unsent) if each.kind == LAST_LETTER), None)
    if last is not None and told and told[-1]["method"] == invitations.CANCEL:
        last.particulars = {**last.particulars, **{name: told[-1][name] for name in invitations.PARTICULARS}}
    session.flush()
    kept = {LAST_LETTER, *session_invitations.GOING}
    session.execute(delete(Message).where(mine, Message.sent_at.is_(None), Message.kind.not_in(kept)))
    session.execute(update(Message).where(mine, Message.sent_at.is_not(None)).values(recipient="", particulars={}))


def _forget_returned(erased: Sequence[Registration]) -> None:
    """Forget which of these addresses take no mail, where nobody is known by them any more."""
    numbers = [each.id for each in erased]
    keys = {each.email_key for each in erased if each.email_key}
    known = select(Registration.email_key).where(Registration.email_key.in_(keys), Registration.id.not_in(numbers))
    unreachable.forget(keys - set(session.scalars(known)))


def _forget_invitations(event: Event, numbers: Sequence[int]) -> None:
    """Let the lists of invitees and the letters to them forget who registered by an invitation."""
    mine = Invitee.registration_id.in_(numbers)
    addresses = select(Invitee.email).where(mine, Invitee.email.is_not(None))
    letters = (Message.kind == "invitation", Message.event_id == event.id, Message.recipient.in_(addresses))
    session.execute(delete(Message).where(*letters, Message.sent_at.is_(None)))
    session.execute(update(Message).where(*letters).values(recipient="", particulars={}))
    session.execute(update(Invitee).where(mine).values(name=None, email=None))


def _blank(details: Details) -> None:
    details.given_name = details.family_name = ""
    for name in FORGOTTEN:
        setattr(details, name, None)


def _forget_people(numbers: Iterable[int]) -> None:
    """Forget the people of whom no registration says any more who they are."""
    known = select(Registration.person_id).where(Registration.anonymised_at.is_(None))
    gone = select(Person).where(Person.id.in_(list(numbers)), Person.id.not_in(known))
    for person in session.scalars(gone):
        _blank(person)
        person.extra = {}
        audit.erase_differences(person)
