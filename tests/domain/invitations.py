"""Invitees of a meeting for invited lists, for tests."""

from __future__ import annotations

from datetime import datetime

from eventhub.base.db import session
from eventhub.domain import invitees
from eventhub.domain.guest_lists import Guest
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.invitees import InvitedList, Invitee
from tests.world import AMINA, NOW, an_event

AMINA_INVITED = Guest("Amina El Idrissi", AMINA.details["email"], "MAR", "Ministry of Foreign Affairs", language="fr")

COLOMBIA = Guest("Laura Gómez", "laura.gomez@cancilleria.co.example", country="COL", language="es")


def a_closed_meeting(**details: object) -> Event:
    """A meeting for those who were invited."""
    own = {"title": "Meeting of the Champions", "registration_mode": RegistrationMode.INVITED}
    return an_event(**own | details)


def invited(event: Event, guest: Guest = AMINA_INVITED, *, now: datetime = NOW, is_sent: bool = True) -> Invitee:
    """Somebody on an event's list whose invitation has gone out: a person where there is an organisation beside it."""
    invited_list = InvitedList.CHAMPIONS if guest == COLOMBIA else InvitedList.NAMED
    (invitee,) = invitees.add(event, invited_list, [guest], by="account:1", now=now)
    session.flush()
    if is_sent:
        invitees.send(invitee, by="account:1", now=now)
    return invitee
