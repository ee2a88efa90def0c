"""One exchange from its announcement to its summary, in which every kind of message is written once at least."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import (
    agendas,
    choices,
    clearances,
    confirmations,
    cosponsorships,
    counters,
    delegations,
    erasure,
    invitees,
    lifecycle,
    mailings,
    outbox,
    outcomes,
    people,
    questionnaires,
    registrations,
    reminders,
    replies,
    sessions,
    summaries,
    surveys,
    thanks,
)
from eventhub.domain.clearances import Recipient
from eventhub.domain.cosponsorships import CoSponsorshipStatus
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.guest_lists import Guest
from eventhub.domain.incoming import Arrival
from eventhub.domain.rosters import Selection
from eventhub.formats.itip import Counter, Refresh, Reply
from eventhub.models.events import RegistrationMode
from eventhub.models.invitees import InvitedList
from eventhub.models.outbox import Message
from eventhub.models.people import RoleName
from eventhub.models.questions import QuestionKind
from tests.domain.meetings import a_record
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

NAMES = {
    AMINA.details["email"]: ("Amina", "El Idrissi"),
    TIAGO.details["email"]: ("Tiago", "Pacheco"),
    "official1@immigration.ke.example": ("Wanjiru", "Kamotho"),
    "official2@immigration.ke.example": ("Wanjiru", "Kamotho"),
    "official3@immigration.ke.example": ("Wanjiru", "Kamotho"),
    "laura.gomez@cancilleria.co.example": ("Laura", "Gómez"),
    "joseph.mwangi@mission.ke.example": ("Joseph", "Mwangi"),
    "asylum@unhcr.example": ("Amal", "Haddad"),
    "ines@example.org": ("Inês", "Carvalho"),
    "desk@office.example": ("the desk of", "that office"),
}
"""Who receives mail in the story; a letter names its own reader and no other of them."""


def tell() -> list[Message]:
    """Let everything happen that is told of by mail; return the messages in order."""
    people.add_account("ines@example.org", RoleName.ORGANISER, name="Inês Carvalho", by="command", now=NOW)
    people.request_link("ines@example.org", now=NOW)
    _registrations()
    _own_data()
    _approvals()
    _delegations()
    _confirmations()
    _co_sponsorships()
    _outcomes()
    _invitations()
    _answers()
    _sessions()
    _counters()
    _surveys()
    session.commit()
    return list(session.scalars(select(Message).order_by(Message.id)))


def _registrations() -> None:
    event = an_event(capacity=1)
    amina = register(event, AMINA)
    tiago = register(event, TIAGO)
    register(event, AMINA)
    lifecycle.change(
        event, {"starts_at": datetime(2027, 4, 16, 14), "ends_at": datetime(2027, 4, 16, 16)}, by="account:1", now=NOW
    )
    lifecycle.change(event, {"join_url": "https://meet.example/another-room"}, by="account:1", now=NOW)
    lifecycle.cancel(event, by="account:1", now=NOW, reason="The hall is flooded.\nWe are looking for another day.")
    lifecycle.reinstate(event, by="account:1", now=NOW)
    reminders.plan(event, [24], by="account:1", now=NOW)
    reminders.send_due(event.id, now=event.starts_at_utc - timedelta(hours=24))
    words = {"subject": "Papers for {event}", "body": "The papers are here:\n{event_page}"}
    mailings.send(event, Selection(status="confirmed"), **words, expected=1, by="account:1", now=NOW)
    registrations.withdraw(amina, by="self", now=NOW)
    thanks.send(event, expected=1, by="account:1", now=event.ends_at_utc)
    asked = [Recipient("asylum@unhcr.example", "Amal Haddad")]
    clearances.send(event, asked, seen=summaries.read(event).seen, by="account:1", now=event.ends_at_utc)
    clearances.remind(event, by="account:1", now=event.ends_at_utc + timedelta(hours=2))
    outbox.queue("summary-published", str(tiago.email), now=NOW, event=event, registration=tiago)


def _answers() -> None:
    event = an_event(title="Preparatory session")
    tiago = register(event, TIAGO)
    arrivals = (Arrival(name, str(tiago.email)) for name in ("one", "two"))
    said = (event.uid, str(tiago.email), None)
    replies.answer(next(arrivals), Reply(*said, participation="DECLINED", sequence=0, stamp=NOW), now=NOW)
    replies.refresh(next(arrivals), Refresh(*said), now=NOW)


def _counters() -> None:
    event = an_event(title="Round table")
    tiago = register(event, TIAGO)
    proposed = Counter(event.uid, str(tiago.email), None, NOW, NOW + timedelta(hours=1), None, "Rather earlier")
    counters.decline(replies.counter(Arrival("four", str(tiago.email)), proposed, now=NOW), by="account:1", now=NOW)


def _surveys() -> None:
    event = an_event(title="Exchange on guardianship")
    tiago = register(event, TIAGO)
    a_record(event, (tiago.name, str(tiago.email)))
    question = {"label": "Would you come again?"}
    questionnaires.add(event, QuestionKind.YES_NO, question, in_survey=True, by="account:1", now=NOW)
    surveys.settle(event, {}, by="account:1", now=NOW)
    surveys.send(event, by="account:1", now=event.ends_at_utc)
    surveys.remind(event, by="account:1", now=event.ends_at_utc)


def _sessions() -> None:
    event = an_event(title="Workshop on screening")
    half = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(minutes=30), "is_elective": True}
    housing, health = (sessions.add(event, half | {"title": title}, by="a", now=NOW) for title in ("Housing", "Health"))
    session.flush()
    tiago = register(event, replace(TIAGO, sessions=(housing.id, health.id)))
    agendas.change(housing, {"venue": "Room XII"}, by="account:1", now=NOW)
    declined = Reply(housing.uid, str(tiago.email), None, participation="DECLINED", sequence=1, stamp=NOW)
    replies.answer(Arrival("three", str(tiago.email)), declined, now=NOW)
    agendas.cancel(health, by="account:1", now=NOW)
    choices.choose(tiago, [], by="self", now=NOW)


def _own_data() -> None:
    event = an_event(title="Side event on birth registration")
    official = register(event, an_official(3))
    registrations.correct(official, {"organisation": "Ministry of Justice"}, by="self", now=NOW)
    erasure.erase(official, by="self", now=NOW)


def _delegations() -> None:
    event = an_event(title="Listening session with capitals")
    joseph = FocalPoint("Joseph Mwangi", "joseph.mwangi@mission.ke.example")
    delegation = delegations.issue(event, joseph, country="KEN", by="account:1", now=NOW)
    (official,) = registrations.register_all(event, [an_official(1)], delegation=delegation, now=NOW)
    successor = registrations.substitute(official, an_official(2), by="focal_point", now=NOW)
    successor.head_of_delegation = True
    registrations.withdraw(successor, by="self", now=NOW)


def _confirmations() -> None:
    event = an_event(title="Side event on regular pathways", needs_address_confirmation=True)
    confirmations.apply(event, an_official(1), now=NOW)


def _approvals() -> None:
    event = an_event(title="Briefing on regular pathways", registration_mode=RegistrationMode.APPROVAL)
    waiting = register(event, an_official(1))
    registrations.decline(waiting, by="account:1", now=NOW, reason="This briefing is for capitals.")


def _invitations() -> None:
    event = an_event(title="Meeting of the Champions", registration_mode=RegistrationMode.INVITED)
    laura = Guest("Laura Gómez", "laura.gomez@cancilleria.co.example", "COL")
    for invited_list, guest in (
        (InvitedList.CHAMPIONS, laura),
        (InvitedList.NAMED, Guest("Tiago Pacheco", TIAGO.details["email"])),
    ):
        invitees.add(event, invited_list, [guest], by="account:1", now=NOW)
    for days in (0, 2):
        for invitee in invitees.find_all(event):
            invitees.send(invitee, by="account:1", now=NOW + timedelta(days=days))


def _co_sponsorships() -> None:
    event = an_event(title="Informal consultation of the Champions")
    for country in ("COL", "PRT"):
        offer = {
            "country": country,
            "organisation": None,
            "contact_name": "Laura Gómez",
            "contact_email": "laura.gomez@cancilleria.co.example",
            "status": CoSponsorshipStatus.OFFERED,
            "statement": "We are glad to stand behind this.",
        }
        sponsorship = cosponsorships.sign_up(event, **offer, now=NOW)
        cosponsorships.sign_up(event, **offer, now=NOW)
        answer = CoSponsorshipStatus.CONFIRMED if country == "COL" else CoSponsorshipStatus.DECLINED
        cosponsorships.move(sponsorship, answer, by="account:1", now=NOW, note="With our thanks.")


def _outcomes() -> None:
    step = {"kind": "next_step", "text": "Share the draft", "due": "2027-03-05", "owner_email": "desk@office.example"}
    outcomes.write(an_event(title="Listening session"), None, step, by="account:1", now=NOW)
    outcomes.remind(now=NOW)
