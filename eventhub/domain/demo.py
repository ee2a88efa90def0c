"""A believable world to try: a coming exchange beside the meetings an archive brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.domain import (
    audit,
    cosponsorships,
    delegations,
    demo_rooms,
    directory,
    events,
    lifecycle,
    people,
    questionnaires,
    registrations,
    reminders,
    tags,
)
from eventhub.domain.cosponsorships import Status
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.demo_meetings import CHAMPIONS, WORKSHOP, Row, send
from eventhub.domain.entries import Application
from eventhub.domain.question_kinds import YES
from eventhub.models.events import Event, Milestone
from eventhub.models.people import Account, Category, Level, RoleName
from eventhub.models.questions import Question, QuestionKind

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

Official = tuple[str, str, str, str, str, Level]
"""Form of address, given name, family name, address, country, level."""

OFFICIALS: tuple[Official, ...] = (
    ("Ms.", "Amina", "El Idrissi", "amina.elidrissi@diplomatie.ma.example", "MAR", Level.CAPITAL),
    ("Mr.", "Tiago", "Figueiredo", "tiago.figueiredo@mne.pt.example", "PRT", Level.MISSION),
    ("H.E. Ms.", "Awa", "Ndiaye", "awa.ndiaye@mission.sn.example", "SEN", Level.MISSION),
    ("Mr.", "Kenji", "Morita", "kenji.morita@mofa.jp.example", "JPN", Level.CAPITAL),
    ("Ms.", "Gabriela", "Arango", "gabriela.arango@cancilleria.co.example", "COL", Level.CAPITAL),
)


KENYA = FocalPoint("Njeri Wambui", "njeri.wambui@mission.ke.example")

OF_KENYA: tuple[Row, ...] = (
    ("Mr.", "Barasa", "Wekesa", "Principal Secretary", "b.wekesa@immigration.ke.example", "chief_delegate"),
    ("Ms.", "Nyokabi", "Gathoni", "Head of Alternatives to Detention", "n.gathoni@immigration.ke.example", "alternate"),
    ("Mr.", "Juma", "Odhiambo", "Second Secretary", "juma.odhiambo@mission.ke.example", "adviser"),
)

ANSWERS = {
    "amina.elidrissi@diplomatie.ma.example": ("children-and-families", True, "How guardians are found within a week."),
    "awa.ndiaye@mission.sn.example": ("screening-and-referral", False, None),
    "kenji.morita@mofa.jp.example": ("community-placement", False, None),
    "gabriela.arango@cancilleria.co.example": ("children-and-families", True, "Our family placement programme."),
}
"""What some answered to the three questions: the experience, whether they share one, and which."""

REMINDERS = (168, 24)
"""Hours before the start."""


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
    return [event for event in events.all_events() if event.slug not in {SLUG, WORKSHOP, CHAMPIONS}]


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
    asked = _ask(event, now=now)
    for official in OFFICIALS:
        _register(event, asked, official, now=now)
    kenya = delegations.issue(event, KENYA, country="KEN", quota=5, by="command", now=now)
    head, *_others = send(kenya, "State Department for Immigration", "Nyayo House, Nairobi", OF_KENYA, now=now)
    for word in ("opening remarks", "speaker"):
        tags.add(head, word, by="command", now=now)
    tags.note(head, "Asked for ten minutes at the opening; the co-leads agree.", by="command", now=now)
    demo_rooms.lay_down_sessions(event, now=now)
    demo_rooms.lay_out_papers(event, now=now)
    reminders.plan(event, REMINDERS, by="command", now=now)
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
        milestone = Milestone(key=key, title=title, starts_on=starts_on, precision=precision, changed_at=now)
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


def _ask(event: Event, *, now: datetime) -> list[Question]:
    """Lay down three questions that nobody must answer: a choice, a yes or no for States, and what follows a yes."""

    def add(kind: QuestionKind, label: str, french: str, **details: Any) -> Question:
        words = {"fr": {"label": french}}
        details |= {"label": label, "words": words}
        return questionnaires.add(event, kind, details, by="command", now=now)

    options = ("Community placement", "Children and families", "Screening and referral")
    french = ("Placement dans la communauté", "Enfants et familles", "Repérage et orientation")
    chosen = [{"label": label, "words": {"fr": word}} for label, word in zip(options, french, strict=True)]
    topic = add(
        QuestionKind.SINGLE_CHOICE,
        "Which experience would you most like to hear about?",
        "De quelle expérience aimeriez-vous le plus entendre parler ?",
        options=chosen,
    )
    officials = [category.value for category in Category if category.is_official]
    shares = add(
        QuestionKind.YES_NO,
        "Would your Government like to share an experience of its own?",
        "Votre Gouvernement souhaite-t-il présenter une expérience ?",
        conditions=[{"about": "category", "values": officials}],
    )
    which = add(
        QuestionKind.LONG_TEXT,
        "Which one, in a sentence or two?",
        "Laquelle, en une ou deux phrases ?",
        conditions=[{"about": shares.key, "values": [YES]}],
    )
    return [topic, shares, which]


def _register(event: Event, asked: Sequence[Question], official: Official, *, now: datetime) -> None:
    form, given, family, address, country, level = official
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
    told = zip(asked, ANSWERS.get(address, ()), strict=False)
    answers = {question.key: value for question, value in told if value is not None}
    registrations.register(event, Application(details=details, consents=consents, answers=answers), now=now)
