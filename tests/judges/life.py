"""The life of invitations and a programme of awkward events: what the judges read."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import erasure, lifecycle, registrations, sessions
from eventhub.domain.entries import Application
from eventhub.mail.writing import write
from eventhub.models.events import Event, Milestone, Modality, RegistrationMode
from eventhub.models.outbox import Message
from tests.mail.story import tell as tell_story
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

TITLES = (
    "Third exchange; detention, and its \\alternatives\\ – “quoted”: C:\\new",
    "التبادل العالمي الثالث بشأن بدائل الاحتجاز في جنيف، مع جميع الدول الأعضاء والشركاء من المجتمع المدني",
    "关于拘留替代办法的第三次全球同行学习交流会" * 6,
    "Échange 👩‍👩‍👧‍👦🇲🇦" * 12,
)

NIGHTS = (
    ("Europe/Zurich", datetime(2027, 3, 27, 23), datetime(2027, 3, 28, 4)),
    ("Europe/Zurich", datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 3, 30)),
    ("America/Vancouver", datetime(2027, 12, 1, 9), datetime(2027, 12, 3, 17)),
    ("Africa/Casablanca", datetime(2027, 3, 5, 22), datetime(2027, 3, 6, 1)),
    ("Pacific/Chatham", datetime(2027, 6, 1, 0), datetime(2027, 6, 2, 0)),
    ("Asia/Kathmandu", datetime(2027, 6, 1, 9), datetime(2027, 6, 1, 9, 45)),
)


def plan_programme() -> list[Event]:
    """Plan events in many zones and scripts, over midnight, several days and clocks that change, and one called off."""
    planned = []
    for number, (zone, starts, ends) in enumerate(NIGHTS):
        details = {
            "title": TITLES[number % len(TITLES)],
            "description": TITLES[-1 - number % 4] + "\n\n" + "Word " * 90,
        }
        hybrid = {"modality": Modality.HYBRID, "venue": "Palais des Nations; Room XX, Geneva"} if number % 2 else {}
        details |= {"starts_at": starts, "ends_at": ends, "timezone": zone, "theme": "Alternatives, to detention"}
        planned.append(an_event(**details, **hybrid, starts_second=number == 1))
    for event in planned:
        for is_elective in (False, True):
            part = {"title": event.title, "starts_at": event.starts_at, "ends_at": event.ends_at}
            which = {name: getattr(event, name) for name in ("starts_second", "ends_second")}
            sessions.add(event, part | which | {"is_elective": is_elective}, by="account:1", now=NOW)
    lifecycle.cancel(planned[0], by="account:1", now=NOW)
    session.add(
        Milestone(
            key="imrf",
            uid="0b4c58c3-70ba-4c9e-a1d0-4b7f7c6c7a10",
            title="Review, Forum",
            starts_on="2027-07",
            changed_at=NOW,
        )
    )
    session.commit()
    return planned


def tell() -> list[EmailMessage]:
    """Let an invitation live through everything that can happen to it; return the letters that carry a calendar."""
    tell_story()
    for number, (zone, starts, ends) in enumerate(NIGHTS):
        _live(TITLES[number % len(TITLES)], {"starts_at": starts, "ends_at": ends, "timezone": zone}, number)
    session.commit()
    messages = session.scalars(select(Message).order_by(Message.id)).all()
    told = [message for message in messages if "method" in message.particulars]
    return [message_from_bytes(write(message).as_bytes(), policy=policy.default) for message in told]


def calendar_of(letter: EmailMessage) -> bytes:
    """Return the calendar that a letter carries."""
    (part,) = (part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True)


def _live(title: str, times: dict[str, object], number: int) -> None:
    """Confirm, reword, move, relocate, substitute, promote, decline, withdraw, erase, cancel and reinstate."""
    own = {"registration_mode": RegistrationMode.APPROVAL} if number == 3 else {}
    event = an_event(title=title, capacity=2, calendar_reminder=(None, 15, 60, 1440)[number % 4], **times, **own)
    amina, tiago = register(event, AMINA), register(event, _in_language(TIAGO, "zh"))
    waiting = register(event, _in_language(an_official(1), "ar"))
    if own:
        registrations.approve(amina, by="account:1", now=NOW)
        registrations.approve(tiago, by="account:1", now=NOW)
    lifecycle.change(event, {"description": "Typo mended"}, by="account:1", now=NOW)
    lifecycle.change(
        event, {"starts_at": datetime(2027, 7, 1, 9), "ends_at": datetime(2027, 7, 1, 11)}, by="a", now=NOW
    )
    lifecycle.change(event, {"join_url": "https://meet.example/j?pwd=a;b,c"}, by="account:1", now=NOW)
    registrations.substitute(amina, _of_morocco(number), by="self", now=NOW)
    registrations.withdraw(tiago, by="self", now=NOW)
    lifecycle.cancel(event, by="account:1", now=NOW, reason="The hall is flooded.")
    lifecycle.reinstate(event, by="account:1", now=NOW)
    if waiting.status.is_standing:
        erasure.erase(waiting, by="self", now=NOW)


def _in_language(application: Application, language: str) -> Application:
    return Application(application.details, consents=application.consents, language=language)


def _of_morocco(number: int) -> Application:
    details = AMINA.details | {"given_name": 'Yassine "Y"; Ben, Ali', "email": f"yassine{number}@diplomatie.ma.example"}
    return Application(details, consents=AMINA.consents, language="fr")
