"""Who is asked to come to an event: listed, invited by a link bound to them, reminded; what they answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from eventhub.base import countries, tokens
from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key, fold
from eventhub.domain import audit, events, outbox, people
from eventhub.domain.guest_lists import Guest
from eventhub.models.events import Event, EventStatus
from eventhub.models.invitees import InvitedList, Invitee, InviteeStatus
from eventhub.models.people import party_key
from eventhub.models.registrations import Registration, RegistrationStatus

PURPOSE = "invitation"

REST = timedelta(days=1)
"""How long nobody is written to again: a reminder a day at most."""

REST_OF_ASKING = timedelta(minutes=10)
"""How long a link that anybody may ask for is not mailed again: nobody can fill a mailbox."""


class Answer(StrEnum):
    """Where an invitee stands."""

    NO_ADDRESS = "no_address"
    NOT_SENT = "not_sent"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class NotNow(Refused):
    """Invitations go out for an event that is announced and still to come."""

    message = _l("Invitations can be sent only for an event that is published and not over.")


class NoAddress(Refused):
    """There is nobody to write to."""

    message = _l("Enter an e-mail address first.")


class WrittenLately(Refused):
    """Nobody is written to more than once a day."""

    message = _l("This invitation went out less than a day ago. Wait a day before you send it again.")


class HasAccepted(Refused):
    """Whoever has a place gives it back by their own link."""

    message = _l("This invitation was accepted. Withdraw the registration first.")


class AnswersClosed(Refused):
    """It is too late to answer."""

    message = _l("Registration has closed, so the answer to this invitation can no longer be changed.")


class LinkEnded(Refused):
    """The organiser has ended this link, or taken the invitee off the list."""

    message = _l("This invitation is no longer in force.")


class ListedAlready(Refused):
    """An address is invited once."""

    message = _l("Another invitation goes to this address already.")


def add(event: Event, invited_list: InvitedList, guests: Iterable[Guest], *, by: str, now: datetime) -> list[Invitee]:
    """List those who are missing and return them; nobody is written to.

    People are known by their address, States and organisations by themselves, whichever list they came by.
    """
    events.lock(event)
    known = {_identity(each) for each in find_all(event)}
    added = []
    for guest in guests:
        invitee = Invitee(
            key=people.new_key("i"),
            event=event,
            invited_list=invited_list,
            name=guest.name,
            email=guest.email,
            country=guest.country,
            organisation=guest.organisation,
            language=guest.language,
            status=InviteeStatus.INVITED,
            key_version=1,
            created_at=now,
        )
        if _identity(invitee) not in known:
            known.add(_identity(invitee))
            added.append(invitee)
    session.add_all(added)
    if added:
        difference = {"list": invited_list, "number": len(added)}
        audit.record("invitee:add", event, by=by, now=now, event=event, difference=difference)
    return added


def settle(invitee: Invitee, *, name: str | None, email: str | None, language: str, by: str, now: datetime) -> None:
    """Write whom the invitation goes to. Another address is another reader: the former link ends."""
    events.lock(invitee.event)
    address = people.checked_address(email) if email else None
    before = address_key(invitee.email or "")
    if is_person(invitee):
        if address is None:
            raise NoAddress(field="email")
        others = (each for each in find_all(invitee.event) if is_person(each) and each.id != invitee.id)
        if any(address_key(each.email or "") == address_key(address) for each in others):
            raise ListedAlready(field="email")
    if address_key(address or "") != before:
        if invitee.status is InviteeStatus.ACCEPTED:
            raise HasAccepted(field="email")
        invitee.key_version += 1
        invitee.invited_at = None
    invitee.name, invitee.email, invitee.language = name, address, language
    audit.record("invitee:settle", invitee, by=by, now=now, event=invitee.event)


def send(invitee: Invitee, *, by: str, now: datetime) -> None:
    """Mail one invitation, for the first time or again."""
    _refuse_unless_coming(invitee.event, now=now)
    _refuse_rest(invitee, REST, now=now)
    _mail(invitee, now=now)
    audit.record("invitee:send", invitee, by=by, now=now, event=invitee.event)


def send_all(event: Event, answer: Answer, *, by: str, now: datetime) -> int:
    """Mail everybody who stands so, `NOT_SENT` or `UNANSWERED`, and was not written to lately; return how many."""
    _refuse_unless_coming(event, now=now)
    events.lock(event)
    wanted = [each for each in find_all(event) if answer_of(each) is answer and not _rests(each, REST, now=now)]
    for invitee in wanted:
        _mail(invitee, now=now)
    if wanted:
        difference = {"to": answer, "number": len(wanted)}
        audit.record("invitee:send", event, by=by, now=now, event=event, difference=difference)
    return len(wanted)


def request_link(event: Event, address: str, *, now: datetime) -> None:
    """Mail their link to invitees who ask for it by address; do nothing for anybody else, and never say which."""
    if event.status is not EventStatus.PUBLISHED or now >= event.ends_at_utc:
        return
    wanted = address_key(address)
    for invitee in find_all(event):
        is_known = invitee.invited_at is not None and address_key(invitee.email or "") == wanted
        if is_known and not _rests(invitee, REST_OF_ASKING, now=now):
            _mail(invitee, now=now)
            audit.record("invitee:ask", invitee, by="self", now=now, event=event)


def revoke(invitee: Invitee, *, by: str, now: datetime) -> None:
    """Let every link of this invitation end; whoever registered by it stays registered."""
    invitee.key_version += 1
    invitee.invited_at = None
    audit.record("invitee:revoke", invitee, by=by, now=now, event=invitee.event)


def renew(invitee: Invitee, *, by: str, now: datetime) -> None:
    """End the links there are and mail a new one."""
    _refuse_unless_coming(invitee.event, now=now)
    if not invitee.email:
        raise NoAddress
    invitee.key_version += 1
    _mail(invitee, now=now)
    audit.record("invitee:renew", invitee, by=by, now=now, event=invitee.event)


def remove(invitee: Invitee, *, by: str, now: datetime) -> None:
    """Take an invitee off the list; their link ends, and whoever registered by it stays registered."""
    difference = {"list": invitee.invited_list}
    audit.record("invitee:remove", invitee, by=by, now=now, event=invitee.event, difference=difference)
    session.delete(invitee)
    session.flush()


def decline(invitee: Invitee, *, reason: str | None, by: str = "self", now: datetime) -> None:
    """Note that an invitee does not come; until registration closes they may still think better of it."""
    event = invitee.event
    hold(invitee)
    if now >= events.registration_closes(event) or event.status is EventStatus.CANCELLED:
        raise AnswersClosed
    if has_place(invitee):
        raise HasAccepted
    before = invitee.status
    invitee.status, invitee.reason, invitee.answered_at = InviteeStatus.DECLINED, reason or None, now
    difference = {"status": [before, invitee.status]}
    audit.record("invitee:decline", invitee, by=by, now=now, event=event, difference=difference)


def accept(invitee: Invitee, *, by: str = "self", now: datetime) -> None:
    """Note that an invitee comes, after their registration or delegation is theirs."""
    before = invitee.status
    invitee.status, invitee.reason, invitee.answered_at = InviteeStatus.ACCEPTED, None, now
    difference = {"status": [before, invitee.status]}
    audit.record("invitee:accept", invitee, by=by, now=now, event=invitee.event, difference=difference)


def hold(invitee: Invitee) -> None:
    """Hold the event's row, and read again where the invitee stands; raise LinkEnded if the link ended meanwhile."""
    version = invitee.key_version
    events.lock(invitee.event)
    standing = session.get(Invitee, invitee.id, populate_existing=True)
    if standing is None or standing.key_version != version:
        raise LinkEnded


def is_person(invitee: Invitee) -> bool:
    """Tell whether one person is asked, rather than a State or organisation that sends a delegation."""
    return invitee.invited_list is InvitedList.NAMED


def answer_of(invitee: Invitee) -> Answer:
    """Return where an invitee stands."""
    if invitee.status is not InviteeStatus.INVITED:
        return Answer(invitee.status.value)
    if not invitee.email:
        return Answer.NO_ADDRESS
    return Answer.NOT_SENT if invitee.invited_at is None else Answer.UNANSWERED


def has_place(invitee: Invitee) -> bool:
    """Tell whether somebody stands registered by this invitation."""
    standing = [status for status in RegistrationStatus if status.is_standing]
    mine = select(Registration.id).where(Registration.status.in_(standing)).limit(1)
    if invitee.delegation_id is not None:
        mine = mine.where(Registration.delegation_id == invitee.delegation_id)
    elif invitee.registration_id is not None:
        mine = mine.where(Registration.id == invitee.registration_id)
    else:
        return False
    return session.scalar(mine) is not None


def link_token(invitee: Invitee, *, secret: str) -> str:
    """Return the token of an invitee's link."""
    return tokens.issue(_purpose(invitee), invitee.id, invitee.key_version, secret=secret)


def find_by_token(token: str, *, secret: str) -> Invitee | None:
    """Return the invitee whose link it is, while its key stands."""
    claim = tokens.read(PURPOSE, token)
    invitee = session.get(Invitee, claim.row_id) if claim else None
    own = tokens.read(_purpose(invitee), token) if invitee else None
    if invitee is None or own is None or not own.holds(invitee.key_version, secret=secret):
        return None
    return invitee


def find_by_key(key: str) -> Invitee | None:
    """Return the invitee of a lasting id."""
    return session.scalar(select(Invitee).where(Invitee.key == key))


def find(event: Event, number: int) -> Invitee | None:
    """Return an invitee of this event by its number."""
    found = session.get(Invitee, number)
    return found if found is not None and found.event_id == event.id else None


def find_all(event: Event) -> Sequence[Invitee]:
    """Return every invitee of an event, in the order they were listed."""
    return session.scalars(select(Invitee).where(Invitee.event_id == event.id).order_by(Invitee.id)).all()


def count(listed: Sequence[Invitee]) -> dict[Answer, int]:
    """Return how many stand where; every answer is there."""
    counted = Counter(answer_of(each) for each in listed)
    return {answer: counted[answer] for answer in Answer}


def name(invitee: Invitee, language: str = "en") -> str:
    """Name who is invited: the person, else the State in a language, else the organisation."""
    if is_person(invitee) and invitee.name:
        return invitee.name
    state = countries.find(invitee.country)
    return state.name(language) if state else invitee.organisation or invitee.name or invitee.country or ""


def in_order(listed: Iterable[Invitee], language: str = "en") -> list[Invitee]:
    """Return invitees by their names in a language: States first, then organisations, then people."""
    return sorted(listed, key=lambda each: (is_person(each), each.country is None, fold(name(each, language))))


def _identity(invitee: Invitee) -> str | None:
    """Return what makes an invitee one and the same on an event's lists."""
    if is_person(invitee):
        return f"address:{address_key(invitee.email or '')}"
    return party_key(invitee.country, invitee.organisation)


def _mail(invitee: Invitee, *, now: datetime) -> None:
    if not invitee.email:
        raise NoAddress
    session.flush()
    is_again = invitee.invited_at is not None
    invitee.invited_at = now
    outbox.queue(
        "invitation",
        invitee.email,
        now=now,
        language=invitee.language,
        event=invitee.event,
        invitee=invitee.key,
        is_again=is_again,
    )


def _rests(invitee: Invitee, rest: timedelta, *, now: datetime) -> bool:
    return invitee.invited_at is not None and now < invitee.invited_at + rest


def _refuse_rest(invitee: Invitee, rest: timedelta, *, now: datetime) -> None:
    if not invitee.email:
        raise NoAddress
    if _rests(invitee, rest, now=now):
        raise WrittenLately


def _refuse_unless_coming(event: Event, *, now: datetime) -> None:
    if event.status is not EventStatus.PUBLISHED or now >= event.ends_at_utc:
        raise NotNow


def _purpose(invitee: Invitee) -> str:
    """Bind links to the row for good: a removed row's number may come again, its lasting id does not."""
    return f"{PURPOSE} {invitee.key}"
