"""Every door is tried: no name leaves a room under the Chatham House Rule, nor one without consent, nor a small cell.

The addresses are those of the application itself, so that a new public one is tried as soon as it is there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from docx import Document as WordDocument
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.routing import Rule

from eventhub.base.db import session
from eventhub.domain import (
    attribution,
    clearances,
    events,
    mailings,
    questionnaires,
    registrations,
    steps,
    summaries,
    surveys,
    thanks,
)
from eventhub.domain.clearances import Recipient
from eventhub.domain.rosters import Selection
from eventhub.mail import writing
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.questions import QuestionKind
from eventhub.models.registrations import Consent, Registration
from tests.domain.past_meetings import a_meeting, publish
from tests.visitors import Visitor
from tests.world import NOW

CLOSED, OPEN, HALF = "closed-2026", "open-2026", "half-2026"
SPONSOR = "Portugal"
"""A co-sponsor may be named."""

STATES = {"BTN": "Bhutan", "PLW": "Palau", "TUV": "Tuvalu"}
"""Who came and who spoke: affiliations that nothing else in this world mentions."""

REGISTRATION_LETTERS = ("registration-confirmed", "registration-waitlisted")

GUARDED = ("/organiser", "/admin")

OWN = ("<token>",)
"""Addresses that only their reader has: they name their reader, and nobody else."""


def a_person(slug: str, number: int, **details: Any) -> dict[str, Any]:
    return {
        "id": f"{slug}-{number}",
        "given_name": f"Qalandar{number}",
        "family_name": f"{slug.title().replace('-', '')}ovich{number}",
        "email": f"q{number}@{slug}.example",
        "function": f"Keeper of {slug} Seal {number}",
        "organisation": f"{slug} Bureau {number}",
        **details,
    }


SPOKE_OPENLY = ("Kiribati", "Nauru")
"""Who spoke in the open session of a meeting that is closed but for it."""


def a_room(
    slug: str, spoken: Iterable[dict[str, Any]] = (), points: Iterable[dict[str, Any]] = (), **details: Any
) -> Event:
    """Seven officials, two of the Network and one academic met, three States spoke, one made a point alone.

    In the open room every second one agreed to stand on a list, in the others all did.
    """
    officials = [{"category": "member_state", "country": code} for code in (*STATES, "BTN", "BTN", "PLW", "TUV")]
    others = [{"category": "un_network", "level": "regional"}] * 2 + [{"category": "academia"}]
    present = [a_person(slug, number, **each) for number, each in enumerate([*officials, *others])]
    event = a_meeting(
        present,
        id=slug,
        title=f"Consultation {slug.split('-')[0]}",
        theme="pathways",
        opening_remarks={"speaker": "Zoltana Quirinus", "points": ["Thanked all."]},
        interventions=[
            *({"order": place, "country": code, "kind": "member_state"} for place, code in enumerate(STATES)),
            *spoken,
        ],
        discussion_points=[{"id": "p1", "text": "asked for more data", "supported_by": ["BTN"]}, *points],
        future_topics=[{"topic": "Return", "proposed_by": ["PLW"]}],
        outcomes=[
            {
                "kind": "next_step",
                "text": "Letter" if slug == OPEN else f"Letter of {slug} Bureau 0",
                "owner": "Tuvalu" if slug == OPEN else f"{slug} Bureau 0",
                "due": "2027-06-30",
            }
        ],
        co_sponsorships=[{"country": "PRT", "history": [{"date": "2026-01-01", "status": "confirmed"}]}],
        **details,
    )
    for registration in session.scalars(select(Registration).where(Registration.event_id == event.id)):
        if slug != OPEN or registration.id % 2:
            registration.consents.append(Consent(purpose="participant_list", is_given=True, at=NOW, by="self"))
    publish(event, is_announced=True)
    return event


def a_world() -> dict[str, Event]:
    """Three meetings: under the rule, in the open, and in the open but for one session."""
    half = {
        "sessions": [
            {
                "title": "Frank exchange",
                "starts_at": "2026-03-12T15:30:00",
                "ends_at": "2026-03-12T16:00:00",
                "attribution_rule": "chatham_house",
            },
            {"title": "Plenary", "starts_at": "2026-03-12T15:00:00", "ends_at": "2026-03-12T15:30:00"},
        ],
        "spoken": [
            {"order": 10 + place, "country": code, "kind": "member_state", "session": where}
            for place, (code, where) in enumerate(
                (("KIR", "Plenary"), ("NRU", "Plenary"), ("BTN", "Frank exchange"), ("PLW", "Frank exchange"))
            )
        ],
        "points": [
            {"id": "p2", "text": "praised the open doors", "supported_by": ["KIR"], "session": "Plenary"},
            {"id": "p3", "text": "doubted the frank numbers", "supported_by": ["TUV"], "session": "Frank exchange"},
        ],
    }
    rooms = {CLOSED: a_room(CLOSED, attribution_rule="chatham_house"), OPEN: a_room(OPEN), HALF: a_room(HALF, **half)}
    for event in rooms.values():
        confirmed = thanks.find_readers(event).readers
        thanks.send(event, expected=len(confirmed), by="account:1", now=NOW)
        mailings.send(
            event, Selection(status="confirmed"), subject="Papers", body="Here.", expected=10, by="account:1", now=NOW
        )
        seen = summaries.read(event).seen
        clearances.send(event, [Recipient("lead@unhcr.example")], seen=seen, by="account:1", now=NOW)
        clearances.remind(event, by="account:1", now=NOW + timedelta(hours=2))
        questionnaires.add(
            event, QuestionKind.YES_NO, {"label": "Was it useful?"}, in_survey=True, by="account:1", now=NOW
        )
        surveys.settle(event, {}, by="account:1", now=NOW)
        surveys.send(event, by="account:1", now=NOW)
        for each in session.scalars(select(Registration).where(Registration.event_id == event.id)).all():
            for kind in REGISTRATION_LETTERS:
                steps.tell(each, kind, now=NOW)
    session.commit()
    return rooms


def names_of(event: Event) -> set[str]:
    """Return what would tell who was there: names, addresses, functions and ministries."""
    found = {"Zoltana Quirinus"}
    for each in session.scalars(select(Registration).where(Registration.event_id == event.id)):
        found |= {each.family_name, each.email or "", each.organisation or "", each.function or ""}
    return found - {""}


def consenting(event: Event) -> set[str]:
    """Return what may be told of those who said yes to a list of participants, where the room is open."""
    said = select(Registration).join(Consent).where(Consent.purpose == "participant_list", Consent.is_given)
    given = session.scalars(said.where(Registration.event_id == event.id)).all() if event.slug == OPEN else []
    return {word for each in given for word in (each.family_name, each.organisation, each.function) if word}


def addresses(app: Flask, rooms: dict[str, Event]) -> Iterator[tuple[str, str]]:
    """Yield every public address with each event in it, and the event's slug; the reader's own with a foreign token."""
    values: dict[str, list[str]] = {
        "language": ["en", "ar"],
        "kind": ["informal_consultation"],
        "code": ["en"],
        "token": ["1.AAAAAAAAAAAAAAAAAAAAAAAA"],
        "key": ["none"],
        "version": ["1"],
        "number": ["1"],
        "path": ["css/site.css"],
        "slug": [*rooms, "pathways"],
    }
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(GUARDED):
            continue
        unknown = rule.arguments - values.keys() - set(rule.defaults or {})
        assert not unknown, f"{rule}: say with which {unknown} this address is to be tried"
        yield from ((each, _slug_in(each, rooms)) for each in _filled(rule, values))


def _filled(rule: Rule, values: dict[str, list[str]]) -> list[str]:
    found = [rule.rule]
    for name in sorted(rule.arguments - set(rule.defaults or {})):
        pattern = re.compile(rf"<(?:[^<>:]+:)?{name}>")
        found = [pattern.sub(value, each) for each in found for value in values[name]]
    return found


def _slug_in(address: str, rooms: dict[str, Event]) -> str:
    return next((slug for slug in rooms if slug in address), "")


def text_of(content: bytes, mimetype: str) -> str:
    """Return what a reader of an answer could read in it, also where it is packed."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        parts = zipfile.ZipFile(io.BytesIO(content))
        WordDocument(io.BytesIO(content))
        return unescape("\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()))
    text = content.decode("utf-8", "replace").replace("\r\n ", "")
    text = re.sub(r"<option.*?</option>", "", text, flags=re.DOTALL)
    return unescape(re.sub(r"<(?!meta)[^>]*>", "", text) + " ".join(re.findall(r'content="([^"]*)"', text)))


def leaks(app: Flask, visitor: Visitor, rooms: dict[str, Event]) -> list[str]:
    """Return every name that is told where it should not be, with its place."""
    secret = {slug: names_of(event) for slug, event in rooms.items()}
    everybody = set.union(*secret.values()) - {"Zoltana Quirinus"}
    may_be_told = consenting(rooms[OPEN])
    found = []
    for address, slug in addresses(app, rooms):
        answer = visitor.client.get(address)
        text = text_of(answer.get_data(), answer.mimetype)
        forbidden = (everybody - may_be_told if slug == OPEN else everybody) | (
            set(STATES.values()) | secret[CLOSED] if slug in {CLOSED, HALF} else set()
        )
        found += [f"{address}: {name}" for name in sorted(forbidden) if name in text]
    for message in session.scalars(select(Message).order_by(Message.id)):
        letter = writing.write(message)
        text = f"{letter.subject}\n{letter.body}\n{letter.html}"
        own = session.get(Registration, message.registration_id) if message.registration_id else None
        allowed = {own.family_name, own.email, own.organisation, own.function} if own else set()
        found += [f"{message.kind}: {name}" for name in sorted(everybody - allowed) if name in text]
    return found


def test_no_door_lets_a_name_out(app: Flask, visitor: Visitor):
    rooms = a_world()

    assert leaks(app, visitor, rooms) == []
    for ending in ("", ".md", ".docx", ".pdf"):
        for slug in rooms:
            text = _read(visitor, f"/events/{slug}/summary{ending}")
            assert SPONSOR in text, (slug, ending)
            assert ("Bhutan" in text) is (slug == OPEN), (slug, ending)
            assert [name in text for name in SPOKE_OPENLY] == [slug == HALF] * 2, (slug, ending)
            assert ("open doors" in text, "frank numbers" in text) == (slug == HALF, False), (slug, ending)
    sent = {message.kind for message in session.scalars(select(Message))}
    assert {
        *("thank-you", "mailing", "clearance-request", "clearance-reminder", "summary-published", "survey-request"),
        *REGISTRATION_LETTERS,
    } <= sent


def test_the_list_to_hand_out_names_only_who_agreed_in_an_open_room(app: Flask):
    rooms = a_world()
    organiser = Visitor(app).sign_in()

    for slug, event in rooms.items():
        agreed = consenting(event)
        for who in ("confirmed", "present"):
            text = _read(organiser, f"/organiser/events/{slug}/participants?copy=public&who={who}")
            assert {name for name in names_of(event) if name in text} == agreed, (slug, who)
        assert bool(agreed) is (slug == OPEN)


def test_a_door_that_is_opened_is_found(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attribution, "is_counts_only", lambda *_: False)
    rooms = a_world()

    assert any("/summary" in each for each in leaks(app, visitor, rooms))


@pytest.mark.parametrize("slug", [CLOSED, OPEN, HALF])
def test_no_published_breakdown_gives_a_small_cell_nor_one_by_subtraction(app: Flask, visitor: Visitor, slug: str):
    a_world()

    document = summaries.document(summaries.published(events.get(slug)))  # type: ignore[arg-type]
    [breakdown] = [each for each in document.sections if each.key == "breakdown"]
    cells = [int(re.findall(r"\d+", each.text)[0]) for block in breakdown.blocks for each in block.sentences]
    assert sum(cells) == 10
    assert min(cells) >= attribution.SMALLEST_CELL
    text = _read(visitor, f"/events/{slug}/summary.md")
    for small in ("Academia: 1", "UN Network entities: 2"):
        assert small not in text


def test_a_readers_own_pages_name_nobody_else(app: Flask, visitor: Visitor):
    rooms = a_world()
    secret = app.config["SECRET_KEY"]
    for event in rooms.values():
        own, *others = session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
        token = registrations.link_token(own, secret=secret)
        told = {each.family_name for each in others} | {each.email for each in others}
        for rule in app.url_map.iter_rules():
            if (
                "GET" in (rule.methods or ())
                and rule.rule.startswith("/registrations/<token>")
                and rule.arguments == {"token"}
            ):
                text = _read(visitor, rule.rule.replace("<token>", token))
                assert not [name for name in told if name and name in text], rule


def _read(visitor: Visitor, address: str) -> str:
    answer = visitor.client.get(address)
    return text_of(answer.get_data(), answer.mimetype)
