"""Meetings of the demo world with a door: one that begins now, and one that is over, with a certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from eventhub.base.db import session
from eventhub.domain import certificates, checkins, registrations
from eventhub.models.checkins import Door, Mode
from eventhub.models.events import Event
from tests.world import AMINA, TIAGO, an_official, register


def arrive(event: Event, over: Event, now: datetime, secret: str) -> dict[str, str]:
    """Let some in, enter a walk-in, make the helpers' link; return the names of what addresses lead to."""
    amina, tiago = register(event, AMINA, now=now), register(event, TIAGO, now=now)
    expected = [register(event, an_official(number), now=now) for number in range(5)]
    waiting = register(event, an_official(9, given_name="Zahra", family_name="Otieno"), now=now)
    for place, each in enumerate([tiago, *expected[:3]]):
        mode = Mode.ONLINE if place == 1 else Mode.IN_PERSON
        checkins.check_in(each, door=list(Door)[place], mode=mode, by="command", now=now - timedelta(minutes=9 - place))
    guest = {
        "given_name": "أمينة",
        "family_name": "بن علي",
        "category": "civil_society",
        "organisation": "Migrant Voices",
    }
    checkins.admit_walk_in(event, guest, by="command", now=now)
    checkins.open_to_helpers(event, by="command", now=now)
    session.flush()
    latest = checkins.latest(event, most=1)[0]
    return {
        "arriving": event.slug,
        "expected": registrations.link_token(amina, secret=secret),
        "expected_code": checkins.code(amina, secret=secret),
        "arrived": registrations.link_token(tiago, secret=secret),
        "arrived_number": str(tiago.id),
        "waiting_code": checkins.code(waiting, secret=secret),
        "latest_check_in": str(latest.id),
        "helpers": checkins.helpers_token(event, secret=secret) or "",
    } | _attend(over, secret)


def _attend(over: Event, secret: str) -> dict[str, str]:
    """Let two have been there, of whom one wishes a certificate."""
    before, during = over.starts_at_utc - timedelta(days=9), over.starts_at_utc
    amina = register(over, replace(AMINA), now=before)
    tiago = register(over, replace(TIAGO), now=before)
    for each in (amina, tiago):
        checkins.mark_present(each, mode=Mode.IN_PERSON, by="command", now=during)
    wishes = {certificates.WISH: True, certificates.NAMED: True}
    registrations.consent(amina, wishes, by="self", now=during)
    return {
        "certified": registrations.link_token(amina, secret=secret),
        "uncertified": registrations.link_token(tiago, secret=secret),
        "certificate": certificates.code(amina, secret=secret),
    }
