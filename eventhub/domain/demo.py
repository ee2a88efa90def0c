"""A believable world to try: a coming exchange beside the meetings an archive brought."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.domain import audit, cosponsorships, directory, events, lifecycle, people, registrations
from eventhub.domain.cosponsorships import Status
from eventhub.domain.entries import Application
from eventhub.models.events import Event, Milestone
from eventhub.models.people import Account, Category, Level, RoleName

ORGANISER = "ines.carvalho@eventhub.example"
SLUG = "atd-ple-3"
ZONE = "Europe/Zurich"
WEEKS_AHEAD = 6

SPONSORS = (
    ("PRT", "Teresa Pacheco", "teresa.pacheco@mne.pt.example", Status.OFFERED, Status.CONFIRMED),
    ("COL", "Ximena Zúñiga", "ximena.zuniga@mission.co.example", Status.OFFERED, Status.CONFIRMED),
    ("GHA", "Kojo Ofori-Atta", "kojo.oforiatta@mission.gh.example", Status.OFFERED, None),
    ("THA", "Apinya Srisuwan", "apinya.srisuwan@mfa.th.example", Status.CONSIDERING, None),
)

OFFICIALS = (
    ("Ms.", "Amina", "El Idrissi", "amina.elidrissi@diplomatie.ma.example", "MAR", Level.CAPITAL),
    ("Mr.", "Tiago", "Figueiredo", "tiago.figueiredo@mne.pt.example", "PRT", Level.MISSION),
    ("H.E. Ms.", "Awa", "Ndiaye", "awa.ndiaye@mission.sn.example", "SEN", Level.MISSION),
    ("Mr.", "Kenji", "Morita", "kenji.morita@mofa.jp.example", "JPN", Level.CAPITAL),
    ("Ms.", "Gabriela", "Arango", "gabriela.arango@cancilleria.co.example", "COL", Level.CAPITAL),
)


MILESTONES = (
    ("demo-network-briefing", "Network briefing for Member States", 3, None),
    ("demo-high-level-political-forum", "High-level Political Forum (HLPF)", None, 7),
    ("demo-general-assembly", "UN General Assembly, high-level week", None, 9),
)
"""Key, title, and either weeks from today or the month it falls into next."""


def is_empty() -> bool:
    """Tell whether there is no event yet."""
    return not session.scalar(select(func.count()).select_from(Event))


def has_organiser() -> bool:
    """Tell whether the demo organiser has an account here."""
    return people.find_account(ORGANISER) is not None


def past_events() -> list[Event]:
    """Return the meetings that the demo's archive brought."""
    return [event for event in events.all_events() if event.slug != SLUG]


def add_organiser(*, now: datetime) -> Account:
    """Open the demo organiser's account, or return it."""
    return people.add_account(ORGANISER, RoleName.ORGANISER, name="Inês Carvalho", by="command", now=now)


def add_coming_exchange(*, now: datetime) -> Event:
    """Plan, publish and fill an exchange some weeks ahead; return it, or the one that is there."""
    if event := events.find(SLUG):
        return event
    starts = datetime.combine(_a_wednesday(now, WEEKS_AHEAD), time(14, 0))
    event = events.plan(_details(starts), by="command", now=now, slug=SLUG)
    lifecycle.publish(event, by="command", now=now)
    for country, name, address, came_as, became in SPONSORS:
        sponsorship = cosponsorships.sign_up(
            event,
            country=country,
            organisation=None,
            contact_name=name,
            contact_email=address,
            status=came_as,
            statement=None,
            now=now,
        )
        if became is not None:
            cosponsorships.move(sponsorship, became, by="command", now=now)
    for form, given, family, address, country, level in OFFICIALS:
        _register(event, form, given, family, address, country, level, now=now)
    return event


def add_milestones(*, now: datetime) -> None:
    """Lay the next dates on the road, unless they are there."""
    today = now.date()
    known = set(session.scalars(select(Milestone.key)))
    for key, title, weeks, month in MILESTONES:
        if key in known:
            continue
        if weeks is not None:
            starts_on, precision = _a_wednesday(now, weeks).isoformat(), None
        else:
            year = today.year + (today.month >= (month or 0))
            starts_on, precision = f"{year}-{month:02}", "month"
        milestone = Milestone(
            key=key, uid=str(uuid.uuid4()), title=title, starts_on=starts_on, precision=precision, changed_at=now
        )
        session.add(milestone)
        audit.record("milestone:add", milestone, by="command", now=now, difference={"title": [None, title]})


def _a_wednesday(now: datetime, weeks: int) -> date:
    day = zones.to_local(now, ZONE).date() + timedelta(weeks=weeks)
    return day + timedelta(days=(2 - day.weekday()) % 7)


def _details(starts: datetime) -> dict[str, object]:
    return {
        "title": "Third global peer learning exchange on alternatives to detention",
        "kind": "peer_learning_exchange",
        "series": events.find_series("atd-exchange"),
        "number": 3,
        "working_group": directory.find_working_group("twg-atd"),
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "timezone": ZONE,
        "description": (
            "Governments share how they moved from immigration detention to community-based alternatives: what worked, "
            "what it cost, and what they would do differently.\n\n"
            "Each session opens with two short country experiences, followed by a moderated discussion. Interpretation "
            "is provided in English, French and Spanish."
        ),
        "convenor": "Working group on Alternatives to Detention",
        "theme": "Case management in the community",
        "focus": ["case management", "unaccompanied children", "whole-of-government approach"],
        "lead_focus": "case management",
        "agenda": ["Welcome by the co-leads", "Country experiences", "Moderated discussion", "Next steps"],
        "gcm_objectives": [13],
        "languages": ["en", "fr", "es"],
        "capacity": 150,
        "join_url": "https://meet.example/atd-exchange-3",
        "attribution_rule": "chatham_house",
        "summary_options": {"states": "counted", "numbers": "rounded"},
    }


def _register(
    event: Event, form: str, given: str, family: str, address: str, country: str, level: Level, *, now: datetime
) -> None:
    details = {
        "form_of_address": form,
        "given_name": given,
        "family_name": family,
        "email": address,
        "country": country,
        "organisation": "Permanent Mission in Geneva" if level is Level.MISSION else "Ministry of Foreign Affairs",
        "category": Category.MEMBER_STATE,
        "level": level,
    }
    consents = {"privacy_notice": True, "participant_list": True, "recording": False}
    registrations.register(event, Application(details=details, consents=consents), now=now)
