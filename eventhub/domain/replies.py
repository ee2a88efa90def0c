"""What calendars answer to invitations, and what becomes of it.

Of two answers to one invitation the one with the later DTSTAMP counts, in whatever order they arrive; an answer to an
invitation that a later one has replaced is noted as such and counts for nothing (RFC 5546, 2.1.5). Whoever cannot be
believed changes nothing: what they sent waits for an organiser (RFC 6047, 2.2). An answer to one session is about that
session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from eventhub.base.db import session
from eventhub.base.errors import Refused
from eventhub.base.i18n import _l
from eventhub.base.text import address_key
from eventhub.domain import (
    audit,
    choices,
    events,
    incoming,
    invitations,
    outbox,
    registrations,
    session_invitations,
    steps,
)
from eventhub.domain.entries import Application
from eventhub.domain.incoming import Arrival
from eventhub.models.events import Event, EventStatus, OnDecline, Session
from eventhub.models.invitations import Invitation, SessionInvitation
from eventhub.models.registrations import Registration
from eventhub.models.replies import IncomingMessage, Outcome

BY = "calendar"
"""Who acts where a calendar answers."""

PATIENCE = timedelta(hours=1)
"""How long the same question is not asked again, nor the same invitation sent."""


UNANSWERED = ""
EARLIER = "EARLIER"

ANSWERS = ("ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED", EARLIER, UNANSWERED)
"""How a calendar can stand to the invitation that it holds."""


class Spoken(Protocol):
    """What a calendar program sent, about which event and for whom."""

    @property
    def uid(self) -> str:
        """Of the event, or of one of its sessions."""

    @property
    def attendee(self) -> str:
        """For whom it speaks: a bare address."""

    @property
    def sent_by(self) -> str | None:
        """Who wrote it for them."""


class Reply(Spoken, Protocol):
    """An answer to an invitation."""

    @property
    def participation(self) -> str:
        """ACCEPTED, TENTATIVE, DECLINED or DELEGATED."""

    @property
    def sequence(self) -> int:
        """Which invitation it answers."""

    @property
    def stamp(self) -> datetime:
        """When it was given."""

    @property
    def comment(self) -> str | None:
        """What was written beside it."""

    @property
    def delegated_to(self) -> str | None:
        """Who is to come instead: a bare address."""


class Counter(Spoken, Protocol):
    """A proposal of another time or place."""

    @property
    def starts_at(self) -> datetime | None:
        """Proposed."""

    @property
    def ends_at(self) -> datetime | None:
        """Proposed."""

    @property
    def location(self) -> str | None:
        """Proposed."""

    @property
    def comment(self) -> str | None:
        """What was written beside it."""


class OfOneSession(Refused):
    """Nobody stands in for another in one session alone."""

    message = _l("This answer is about one session. Somebody else can take the whole place only.")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message belongs, as far as that is known, and why it cannot be believed, if so."""

    event: Event | None = None
    registration: Registration | None = None
    about: Session | None = None
    """The session, where it is not about the event."""
    doubt: Outcome | None = None

    def keep(self, arrival: Arrival, outcome: Outcome, *, now: datetime, **particulars: Any) -> IncomingMessage:
        if self.about is not None:
            particulars |= {"session": self.about.id, "session_title": self.about.title}
        return incoming.keep(arrival, outcome, now=now, event=self.event, registration=self.registration, **particulars)


def answer(arrival: Arrival, reply: Reply, *, now: datetime) -> IncomingMessage:
    """Take a calendar's answer, unless a later one came before or it cannot be believed."""
    place = _place(arrival, reply)
    said = {"participation": reply.participation, "comment": reply.comment, "substitute": reply.delegated_to}
    if place.doubt is not None or place.event is None or place.registration is None:
        return place.keep(arrival, place.doubt or Outcome.UNKNOWN_EVENT, now=now, attendee=reply.attendee, **said)
    events.lock(place.event)
    outcome = _take(place.registration, place.about, reply, now=now)
    if outcome is Outcome.ANSWERED and reply.participation == "DECLINED":
        _offer_seat(place.registration, place.about, now=now)
    return place.keep(arrival, outcome, now=now, **said)


def counter(arrival: Arrival, proposal: Counter, *, now: datetime) -> IncomingMessage:
    """Put a proposal before the organisers: an event for many does not move for one."""
    place = _place(arrival, proposal)
    said = {"location": proposal.location, "comment": proposal.comment}
    said |= {name: _iso(getattr(proposal, name)) for name in ("starts_at", "ends_at")}
    return place.keep(arrival, place.doubt or Outcome.COUNTERED, now=now, attendee=proposal.attendee, **said)


def refresh(arrival: Arrival, request: Spoken, *, now: datetime) -> IncomingMessage:
    """Send the invitation again to a calendar that has lost it, not too often and to nobody else."""
    place = _place(arrival, request)
    if place.doubt is not None or place.event is None or place.registration is None:
        return place.keep(arrival, place.doubt or Outcome.UNKNOWN_EVENT, now=now, attendee=request.attendee)
    events.lock(place.event)
    if held(place.registration, place.about) is None:
        return place.keep(arrival, Outcome.NOT_INVITED, now=now)
    kind = session_invitations.INVITED if place.about else "calendar-again"
    if arrival.is_automatic or _is_recent(kind, place.registration, now=now):
        return place.keep(arrival, Outcome.OVERTAKEN, now=now)
    if place.about is not None:
        session_invitations.request(place.about, [place.registration], kind, now=now)
    else:
        steps.tell(place.registration, kind, now=now)
    return place.keep(arrival, Outcome.REFRESHED, now=now)


def free_seat(message: IncomingMessage, *, by: str, now: datetime) -> None:
    """Give back the place of whoever a message is from; it passes to whoever waited longest, and the message goes.

    Of a message about one session, the person no longer takes part in that one.
    """
    registration = _about(message)
    if (number := message.particulars.get("session")) is None:
        registrations.withdraw(registration, by=by, now=now)
    else:
        choices.drop(registration, number, by=by, now=now)
    incoming.settle(message, by=by, now=now)


def substitute(
    message: IncomingMessage, *, given_name: str, family_name: str, email: str, by: str, now: datetime
) -> Registration:
    """Let whoever a person named take their place, for the same State or organisation, and the message goes."""
    registration = _about(message)
    if "session" in message.particulars:
        raise OfOneSession
    same = ("country", "organisation", "category", "level")
    details = {"given_name": given_name, "family_name": family_name, "email": email}
    details |= {name: getattr(registration, name) for name in same}
    application = Application(details, language=registration.language)
    successor = registrations.substitute(registration, application, by=by, now=now)
    incoming.settle(message, by=by, now=now)
    return successor


def held(registration: Registration, about: Session | None) -> invitations.Entry | None:
    """Return the entry that a person's calendar holds, under a lock; None where it was told nothing, or to let go."""
    model: Any = SessionInvitation if about else Invitation
    mine: Select[Any] = select(model).where(
        model.registration_id == registration.id, model.last_method == invitations.REQUEST
    )
    if about is not None:
        mine = mine.where(SessionInvitation.session_id == about.id)
    found: invitations.Entry | None = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    return found


def standing_answer(invitation: Invitation) -> str:
    """Return what a calendar answers, EARLIER where that was to an earlier time, UNANSWERED where it has not."""
    if invitation.reply is None:
        return UNANSWERED
    return EARLIER if (invitation.reply_sequence or 0) < invitation.sequence else invitation.reply


def count_answers(event: Event) -> dict[str, int]:
    """Return how many calendars that hold the event answer what; every word of ANSWERS is there."""
    rows = session.execute(_holding(event, _ANSWER, func.count()).group_by(_ANSWER))
    counted = dict.fromkeys(ANSWERS, 0)
    counted.update((answer, number) for answer, number in rows)
    return counted


def find_answers(
    event: Event, answer: str | None = None, *, start: int, limit: int
) -> Sequence[tuple[Registration, Invitation]]:
    """Return a stretch of those whose calendars hold the event, by name, with what they were told and answered."""
    held = _holding(event, Registration, Invitation).order_by(Registration.name_key, Registration.id)
    if answer is not None:
        held = held.where(_ANSWER.in_([answer]))
    rows = session.execute(held.offset(start).limit(limit))
    return [(registration, invitation) for registration, invitation in rows]


_ANSWER: ColumnElement[str] = case(
    (Invitation.reply.is_(None), UNANSWERED),
    (func.coalesce(Invitation.reply_sequence, 0) < Invitation.sequence, EARLIER),
    else_=Invitation.reply,
)


def _holding(event: Event, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join_from(Invitation, Registration, Invitation.registration_id == Registration.id)
        .where(Registration.event_id == event.id, Invitation.last_method == invitations.REQUEST)
    )


def _about(message: IncomingMessage) -> Registration:
    if message.registration is None:
        raise incoming.NoSuchMessage
    return message.registration


def _take(registration: Registration, about: Session | None, reply: Reply, *, now: datetime) -> Outcome:
    """Write an answer down on the invitation if it is the latest word; return what became of it."""
    invitation = held(registration, about)
    if invitation is None:
        return Outcome.OVERTAKEN if reply.participation == "DECLINED" else Outcome.NOT_INVITED
    if reply.sequence > invitation.sequence:
        return Outcome.UNSENT_SEQUENCE
    stamp = min(reply.stamp, now)  # a clock that runs ahead must not outlive its owner's next answer
    if invitation.reply_stamp is not None and (reply.sequence, stamp) <= (
        invitation.reply_sequence or 0,
        invitation.reply_stamp,
    ):
        return Outcome.OVERTAKEN
    before = invitation.reply
    invitation.reply, invitation.reply_sequence, invitation.reply_stamp = reply.participation, reply.sequence, stamp
    invitation.reply_comment, invitation.reply_delegate = reply.comment, reply.delegated_to
    difference: dict[str, Any] = {"reply": [before, reply.participation], "sequence": reply.sequence}
    difference |= {"session": about.title} if about else {}
    audit.record("registration:answer", registration, by=BY, now=now, event=registration.event, difference=difference)
    if reply.sequence < invitation.sequence:
        return Outcome.EARLIER_TIME
    return Outcome.DELEGATED if reply.participation == "DELEGATED" else Outcome.ANSWERED


def _offer_seat(registration: Registration, about: Session | None, *, now: datetime) -> None:
    """Do with the seat of somebody whose calendar declines what the event says: ask, give it on, or nothing.

    So with the place in one session.
    """
    event = registration.event
    session.refresh(registration, ["status"])
    if about is not None:
        _offer_session(registration, about, now=now)
        return
    is_coming = event.status is EventStatus.PUBLISHED and now < event.ends_at_utc
    if not is_coming or not registration.status.holds_seat:
        return
    if event.on_decline is OnDecline.WITHDRAW:
        registrations.withdraw(registration, by=BY, now=now)
    elif event.on_decline is OnDecline.ASK and not _is_recent("calendar-declined", registration, now=now):
        steps.mail("calendar-declined", registration, now=now)


def _offer_session(registration: Registration, about: Session, *, now: datetime) -> None:
    is_coming = session_invitations.is_coming(about, now=now)
    if not is_coming or not registration.status.holds_seat or about.id not in choices.chosen(registration):
        return
    if registration.event.on_decline is OnDecline.WITHDRAW:
        choices.drop(registration, about.id, by=BY, now=now)
    elif registration.event.on_decline is OnDecline.ASK and not _is_recent("session-declined", registration, now=now):
        steps.mail("session-declined", registration, now=now, session=about.id)


def _is_recent(kind: str, registration: Registration, *, now: datetime) -> bool:
    return outbox.count_since(now - PATIENCE, kind, registration) > 0


def _place(arrival: Arrival, spoken: Spoken) -> _Place:
    """Find what a message is about, and whether it comes from whom it speaks for."""
    event, about = session.scalar(select(Event).where(Event.uid == spoken.uid)), None
    if event is None:
        about = session.scalar(select(Session).where(Session.uid == spoken.uid))
        event = about.event if about else None
    if event is None:
        return _Place(doubt=Outcome.UNKNOWN_EVENT)
    registration = _person(event, spoken.attendee)
    if registration is None:
        return _Place(event, about=about, doubt=Outcome.UNKNOWN_ATTENDEE)
    is_believed = arrival.is_vouched and _speaks_for(arrival.sender, spoken, registration)
    return _Place(event, registration, about, None if is_believed else Outcome.OTHER_SENDER)


def _person(event: Event, address: str) -> Registration | None:
    """Return the registration under an address, or where it is known as another of theirs; the standing one first."""
    key = address_key(address)
    is_theirs = or_(Registration.email_key == key, func.lower(Registration.alternative_email) == key)
    found = session.scalars(select(Registration).where(Registration.event_id == event.id, is_theirs)).all()
    return max(found, key=lambda each: (each.status.is_standing, each.email_key == key, each.id), default=None)


def _speaks_for(sender: str, spoken: Spoken, registration: Registration) -> bool:
    """Tell whether a sender may answer for a person: themselves, or whoever answers in their name at the same house."""
    key = address_key(sender)
    own = {address_key(each) for each in (registration.email, registration.alternative_email) if each}
    if key in own:
        return True
    domains = {each.rpartition("@")[2] for each in own}
    return spoken.sent_by is not None and key == address_key(spoken.sent_by) and key.rpartition("@")[2] in domains


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
