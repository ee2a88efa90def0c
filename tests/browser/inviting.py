"""A meeting of the demo world for invited lists: whom it asks, and what they answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import acceptances, invitees
from eventhub.domain.guest_lists import Guest
from eventhub.models.events import Event
from eventhub.models.invitees import InvitedList, Invitee
from tests.world import AMINA, TIAGO

PEOPLE = (
    Guest("Amina El Idrissi", AMINA.details["email"], "MAR", "Ministry of Foreign Affairs", "fr"),
    Guest("Tiago Pacheco", TIAGO.details["email"], "PRT"),
    Guest("عبد الرحمن بن علي", "abderrahmane@diplomatie.tn.example", "TUN", language="ar"),
    Guest("Ana Silva", "ana.silva@uni.example", organisation="University of Coimbra"),
)

STATES = (Guest("Laura Gómez", "laura.gomez@cancilleria.co.example", "COL"), Guest(country="KEN"), Guest(country="GHA"))


def invite(event: Event, now: datetime, secret: str) -> dict[str, str]:
    """Invite some, let some answer; return the names of what addresses lead to."""
    amina, tiago, waiting, unsent = invitees.add(event, InvitedList.NAMED, PEOPLE, by="command", now=now)
    colombia, kenya, _ghana = invitees.add(event, InvitedList.CHAMPIONS, STATES, by="command", now=now)
    session.flush()
    for invitee in (amina, tiago, waiting, colombia):
        invitees.send(invitee, by="command", now=now - timedelta(days=2))
    acceptances.register(amina, AMINA, now=now)
    invitees.decline(tiago, reason="I travel on that day.", now=now)

    def link(invitee: Invitee) -> str:
        return invitees.link_token(invitee, secret=secret)

    return {
        "invitation": link(waiting),
        "state_invitation": link(colombia),
        "accepted_invitation": link(amina),
        "declined_invitation": link(tiago),
        "invitee": str(waiting.id),
        "unsent_invitee": str(unsent.id),
        "state_invitee": str(kenya.id),
    }
