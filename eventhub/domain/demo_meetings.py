"""Two more coming meetings of the demo world: one with fewer seats than guests, one for invited States."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.domain import (
    acceptances,
    cosponsorships,
    delegations,
    directory,
    events,
    guest_lists,
    invitees,
    lifecycle,
    officials,
    registrations,
)
from eventhub.domain.cosponsorships import Status
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.entries import Application
from eventhub.domain.officials import Official
from eventhub.models.events import Event
from eventhub.models.invitees import InvitedList
from eventhub.models.people import Category, Level
from eventhub.models.registrations import Delegation, DelegationRole, Registration

WORKSHOP, CHAMPIONS = "case-management-workshop", "champions-coming"
"""The slugs of the two."""

Row = tuple[str, str, str, str, str, str]
"""Form of address, given name, family name, function, address; and the role on a delegation, or the country."""

KENYA = FocalPoint("Njeri Wambui", "njeri.wambui@mission.ke.example")
KENYANS: tuple[Row, ...] = (
    (
        "Ms.",
        "Achieng",
        "Otieno",
        "Director of Immigration Services",
        "a.otieno@immigration.ke.example",
        "chief_delegate",
    ),
    ("Mr.", "Kiprono", "Cheruiyot", "Head of Case Management", "k.cheruiyot@immigration.ke.example", "alternate"),
    ("Ms.", "Wanjiru", "Kamau", "Children's Officer", "w.kamau@immigration.ke.example", "delegate"),
)

NEIGHBOURS: tuple[Row, ...] = (
    ("Mr.", "Dawit", "Tesfaye", "Director", "d.tesfaye@immigration.et.example", "ETH"),
    ("Ms.", "Hiwot", "Alemu", "Legal adviser", "h.alemu@immigration.et.example", "ETH"),
    ("Ms.", "Nakato", "Ssemakula", "Commissioner", "n.ssemakula@immigration.ug.example", "UGA"),
    ("Mr.", "Getachew", "Bekele", "Adviser", "g.bekele@immigration.et.example", "ETH"),
    ("Ms.", "Asha", "Mwinyi", "Head of unit", "a.mwinyi@immigration.tz.example", "TZA"),
    ("Mr.", "Abdirahman", "Farah", "Director", "a.farah@immigration.so.example", "SOM"),
    ("Ms.", "Umutoni", "Habimana", "Case worker", "u.habimana@immigration.rw.example", "RWA"),
)
"""In the order they came: two of Ethiopia are all it may send, and of the last two only one has a seat."""

MOROCCANS: tuple[Row, ...] = (
    (
        "H.E. Mr.",
        "Omar",
        "Zniber Alaoui",
        "Permanent Representative",
        "o.zniberalaoui@mission.ma.example",
        "chief_delegate",
    ),
    ("Ms.", "Salma", "Bennis", "First Secretary", "salma.bennis@mission.ma.example", "adviser"),
)

CONTACTS = {
    "MAR": FocalPoint("Hassan Berrada", "hassan.berrada@mission.ma.example", "fr"),
    "PRT": FocalPoint("Inês Figueira", "ines.figueira@mission.pt.example"),
    "COL": FocalPoint("Camilo Restrepo", "camilo.restrepo@mission.co.example", "es"),
    "GHA": FocalPoint("Efua Mensah", "efua.mensah@mission.gh.example"),
    "THA": FocalPoint("Somchai Rattanakorn", "somchai.rattanakorn@mission.th.example"),
}
"""Whom the secretariat knows of the Champions; the missions of the others are still to be asked."""


def add_workshop(*, now: datetime) -> None:
    """Plan a workshop in Nairobi with places for a few of each State, and fill it; do nothing if it is there."""
    if events.find(WORKSHOP):
        return
    starts = datetime.combine(_weekday(now, "Africa/Nairobi", weeks=8, weekday=1), time(9, 0))
    event = events.plan(_workshop(starts), by="command", now=now, slug=WORKSHOP)
    lifecycle.publish(event, by="command", now=now)
    sponsorship = cosponsorships.sign_up(
        event,
        country="KEN",
        organisation=None,
        contact_name=KENYA.name or "",
        contact_email=KENYA.email,
        status=Status.OFFERED,
        statement="Kenya offers the conference room and the interpreters.",
        now=now,
    )
    cosponsorships.move(sponsorship, Status.CONFIRMED, by="command", now=now)
    kenya = delegations.issue(event, KENYA, country="KEN", quota=4, by="command", now=now)
    send(kenya, "State Department for Immigration", "Nyayo House, Kenyatta Avenue, Nairobi", KENYANS, now=now)
    for row in NEIGHBOURS:
        _register(event, row, now=now)


def add_champions_meeting(*, now: datetime) -> None:
    """Plan a meeting of the Champions of today and ask them; do nothing if it is there."""
    if events.find(CHAMPIONS):
        return
    starts = datetime.combine(_weekday(now, "Europe/Zurich", weeks=4, weekday=3), time(15, 0))
    event = events.plan(_champions(starts), by="command", now=now, slug=CHAMPIONS)
    lifecycle.publish(event, by="command", now=now)
    guests = guest_lists.champions(now.date())
    listed = invitees.add(event, InvitedList.CHAMPIONS, guests, by="command", now=now)
    session.flush()
    for invitee in listed:
        if contact := CONTACTS.get(invitee.country or ""):
            name, email, language = contact.name, contact.email, contact.language
            invitees.settle(invitee, name=name, email=email, language=language, by="command", now=now)
            invitees.send(invitee, by="command", now=now)
        if invitee.country == "MAR":
            morocco = acceptances.open_delegation(invitee, now=now)
            send(morocco, "Permanent Mission in Geneva", None, MOROCCANS, now=now)
        elif invitee.country == "THA":
            invitees.decline(invitee, reason="Our team travels that week.", now=now)


def send(
    delegation: Delegation, ministry: str, address: str | None, rows: Iterable[Row], *, now: datetime
) -> list[Registration]:
    """Let a focal point type the ministry once and enter officials, the first of them as head."""
    delegations.describe(delegation, {"organisation": ministry, "address": address}, by="focal_point", now=now)
    entered = [
        Official(
            given_name=given,
            family_name=family,
            email=email,
            form_of_address=form,
            function=function,
            level=Level.MISSION if "mission" in email else Level.CAPITAL,
            role=DelegationRole(role),
            is_head=place == 0,
        )
        for place, (form, given, family, function, email, role) in enumerate(rows)
    ]
    return officials.enter(delegation, entered, by="focal_point", now=now)


def _register(event: Event, row: Row, *, now: datetime) -> None:
    form, given, family, function, email, country = row
    details = {
        "form_of_address": form,
        "given_name": given,
        "family_name": family,
        "email": email,
        "country": country,
        "organisation": "Immigration Service",
        "function": function,
        "category": Category.MEMBER_STATE,
        "level": Level.CAPITAL,
    }
    consents = {"privacy_notice": True, "participant_list": True, "recording": True}
    registrations.register(event, Application(details=details, consents=consents), now=now)


def _weekday(now: datetime, zone: str, *, weeks: int, weekday: int) -> date:
    day = zones.to_local(now, zone).date() + timedelta(weeks=weeks)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _workshop(starts: datetime) -> dict[str, Any]:
    return {
        "title": "Workshop on case management for case workers of East Africa",
        "kind": "peer_learning_exchange",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=8),
        "timezone": "Africa/Nairobi",
        "modality": "in_person",
        "venue": "United Nations Office at Nairobi, conference room 4",
        "description": (
            "A day of work on real cases, with names taken out: intake, a plan with the family, the visit.\n\n"
            "The room holds eight. Each State may send two officials; two seats are kept for the co-sponsors."
        ),
        "convenor": "Working group on Alternatives to Detention",
        "working_group": directory.find_working_group("twg-atd"),
        "agenda": ["Three cases", "What a plan needs", "Caseload and cost", "What we take home"],
        "gcm_objectives": [13],
        "languages": ["en"],
        "capacity": 8,
        "seats_per_delegation": 2,
        "sponsor_seats": 2,
        "registration_closes_at": starts - timedelta(days=7),
        "substitution_closes_at": starts - timedelta(days=1),
    }


def _champions(starts: datetime) -> dict[str, Any]:
    return {
        "title": "Meeting of the Champion countries",
        "kind": "champions_meeting",
        "series": events.find_series("gcm-champions"),
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "timezone": "Europe/Zurich",
        "description": "The Champions of today take stock and prepare the next review forum. By invitation.",
        "convenor": "UN Network on Migration",
        "agenda": ["What was done", "Pledges under way", "The road to the review forum"],
        "languages": ["en", "fr", "es"],
        "join_url": "https://meet.example/champions",
        "attribution_rule": "chatham_house",
        "registration_mode": "invited",
    }
