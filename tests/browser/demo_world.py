"""The world whose pages are looked at: the demo, and beside it events in every state that a page can show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, abort
from sqlalchemy import event as database_event
from sqlalchemy import select

from eventhub.app import create_app
from eventhub.base import clock, zones
from eventhub.base.db import db, session
from eventhub.domain import (
    attendance,
    confirmations,
    corrections,
    cosponsorships,
    delegations,
    demo,
    discussion,
    events,
    interventions,
    letters,
    lifecycle,
    materials,
    officials,
    outbox,
    outcomes,
    people,
    personal_calendars,
    presences,
    registrations,
    reminders,
    summaries,
    uploads,
)
from eventhub.formats.attendance import registry
from eventhub.models.events import Event
from eventhub.models.materials import Audience
from eventhub.models.people import RoleName
from eventhub.models.registrations import DelegationRole, Registration, UnconfirmedApplication
from tests.browser.arriving import arrive
from tests.browser.asking import ask_everything
from tests.browser.choosing import lay_down_sessions
from tests.browser.clearing import clear
from tests.browser.inviting import invite
from tests.browser.replying import answer_everything
from tests.browser.running import run
from tests.browser.server import serving
from tests.browser.story import zoom_export
from tests.browser.surveying import ask_afterwards
from tests.domain.delegates import HASSAN
from tests.domain.delegates import an_official as a_delegate
from tests.files import a_pdf
from tests.world import AMINA, TIAGO, an_official, register

SECRET = "a secret for tests only"

PAST = "champions-2021-05"

READER = "kemal.reader@eventhub.example"

ADMINISTRATOR = "ada.administrator@eventhub.example"


@dataclass(frozen=True)
class World:
    """A database to look at, what addresses in it are made of, and the cookie of each account."""

    database: str
    folder: Path
    names: Mapping[str, str]
    cookies: Mapping[str, str]
    """The value of the session cookie, by the account's address."""

    @contextmanager
    def served(self, language: str = "en", *, may_change: bool = False) -> Iterator[str]:
        """Serve this world, only to be looked at unless it may change; the value is its address.

        The language is that of visitors who ask for none that we have.
        """
        app = application(self.database, self.folder, LANGUAGE=language)
        with app.app_context():
            if not may_change:
                database_event.listen(db.engine, "commit", _refuse_to_save)
        with serving(app) as address:
            yield address
        with app.app_context():
            db.engine.dispose()


def application(database: str, folder: Path, **settings: Any) -> Flask:
    """Return the application with an address beside its own for each error that no page of the demo provokes."""
    overrides = {
        "SQLALCHEMY_DATABASE_URI": database,
        "SECRET_KEY": SECRET,
        "SQLITE_SYNCHRONOUS": "NORMAL",
        "STYLE_PAGE": True,
    }
    app = create_app(overrides | settings, instance=folder)
    app.add_url_rule("/errors/<int:code>", "error", lambda code: 1 // 0 if code == 500 else abort(code))
    app.logger.disabled = True  # the fault of /errors/500 is on purpose
    return app


def build(folder: Path) -> World:
    """Make the world in a SQLite file of this folder."""
    database = f"sqlite:///{folder / 'world.sqlite'}"
    app = application(database, folder)
    with app.app_context():
        db.create_all()
        loaded = app.test_cli_runner().invoke(args=["demo"])
        assert loaded.exit_code == 0, loaded.output
        names = _add_states(clock.now())
        presences.refresh(now=clock.now())
        session.commit()
        for address, role in ((READER, RoleName.READER), (ADMINISTRATOR, RoleName.ADMINISTRATOR)):
            people.add_account(address, role, name=address.partition(".")[0].title(), by="command", now=clock.now())
        session.commit()
        links = {address: _sign_in_link(address) for address in (demo.ORGANISER, READER, ADMINISTRATOR)}
        links["spare"] = _sign_in_link(demo.ORGANISER)
        session.remove()
    names["sign_in"] = links.pop("spare")
    cookies = {address: _sign_in(app, link) for address, link in links.items()}
    with app.app_context():
        db.engine.dispose()
    return World(database, folder, names, cookies)


def _lay_out(event: Event, now: datetime) -> int:
    """Add a material with two versions to the others of an event, and one to those of none; return its number."""
    details = {"title": "Concept note", "kind": "document", "audience": Audience.CONFIRMED, "status": "final"}
    details |= {"annex": "2", "shown_after_event": True, "shown_until": datetime(2099, 12, 31, 18)}
    link, upload = "https://example.org/concept-note", uploads.check("concept note.pdf", a_pdf())
    material = materials.write(event, None, details, url=link, by="command", now=now)
    materials.write(event, material, {}, upload=upload, by="command", now=now)
    guidance = {"title": "Guidance for governments", "kind": "document", "audience": Audience.PUBLIC}
    materials.write(None, None, guidance, upload=upload, by="command", now=now)
    session.flush()
    return material.id


def _sign_in_link(address: str) -> str:
    account = people.find_account(address)
    assert account is not None
    link = people.issue_link(account, now=clock.now())
    session.commit()
    return people.link_token(link, secret=SECRET)


def _sign_in(app: Flask, token: str) -> str:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post(f"/account/sign-in/{token}").status_code == 303
    app.config["WTF_CSRF_ENABLED"] = True
    cookie = client.get_cookie("eventhub")
    assert cookie is not None
    return cookie.value


def _refuse_to_save(_connection: Any) -> None:
    raise AssertionError("this world is only looked at, and a page saves something")


_IN_ROOM = {"modality": "hybrid", "venue": "Palais des Nations, Room XX", "capacity": 7}


def _add_states(now: datetime) -> dict[str, str]:
    """Add events and registrations in every state; return the names of what addresses lead to."""
    ahead = datetime.combine(now.date() + timedelta(weeks=5), time(14, 0))
    yesterday = datetime.combine(now.date() - timedelta(days=1), time(12, 0))
    coming = events.get(demo.SLUG)
    confirmed = registrations.find_all(coming)[0]
    refused = outbox.queue("registration-link", "nobody@mission.sn.example", now=now, registration=confirmed)
    outbox.record_refused(refused, "550 5.1.1 The email account that you tried to reach does not exist.")
    reminders.plan(coming, [168, 24], by="command", now=now)
    words = {"subject": "تذكير: {event}", "body": "نذكّركم بموعد «{event}»: {when}."}
    letters.put(coming, "reminder", "ar", **words, by="command", now=now)
    full = _event("full-briefing", ahead, now, title="Briefing on the review forum", kind="briefing", capacity=1)
    confirmed_there, waiting = register(full, AMINA, now=now), register(full, TIAGO, now=now)
    decided = _event("approval-side-event", ahead, now, title="Side event on data", registration_mode="approval")
    pending, withdrawn = (register(decided, an_official(number), now=now) for number in (1, 2))
    registrations.withdraw(withdrawn, by="self", now=now)
    closed = _event("closed-consultation", ahead, now, title="Informal consultation", registration_closes_at=yesterday)
    later = _event("later-review", ahead, now, title="Regional review", registration_opens_at=ahead - timedelta(days=7))
    invited = _event("invited-meeting", ahead, now, title="Meeting of the co-leads", registration_mode="invited")
    cancelled = _event("cancelled-session", ahead, now, title="Listening session with young people")
    called_off = register(cancelled, AMINA, now=now)
    lifecycle.cancel(cancelled, by="command", now=now, reason="The venue is closed for repairs until the autumn.")
    long = _event("long-names", ahead, now, **_long_names(ahead))
    draft = _event("bare-draft", ahead, now, is_published=False, title="Untitled briefing")
    bare = _event("bare-event", ahead, now, title="Technical meeting")
    cautious = _event("cautious-session", ahead, now, title="Session with replies", needs_address_confirmation=True)
    tokens = _confirmations(cautious, now)
    registered = {
        "confirmed": confirmed,
        "waitlisted": waiting,
        "pending": pending,
        "withdrawn": withdrawn,
        "called_off": called_off,
        "switched_off": register(bare, an_official(3), now=now),
    }
    _open_calendars(registered.values(), now)
    slugs = {"full": full, "approval": decided, "closed": closed, "later": later, "invited": invited}
    slugs |= {"cancelled": cancelled, "long": long, "draft": draft, "bare": bare, "cautious": cautious}
    sponsor = next(each for each in cosponsorships.find_by_event(coming) if each.status.is_under_way)
    session.flush()
    return (
        {"coming": demo.SLUG, "past": PAST, "message": str(refused.id), "sponsor": str(sponsor.id)}
        | {name: event.slug for name, event in slugs.items()}
        | {name: registrations.link_token(row, secret=SECRET) for name, row in registered.items()}
        | tokens
        | {f"{name}_number": str(row.id) for name, row in registered.items()}
        | {"seated_number": str(confirmed_there.id)}
        | ask_everything(_event("asking-exchange", ahead, now, title="Exchange on screening"), now, SECRET)
        | lay_down_sessions(_event("choosing-workshop", ahead, now, title="Workshop on alternatives"), now, SECRET)
        | invite(invited, now, SECRET)
        | answer_everything(_event("answered-briefing", ahead, now, title="Briefing on remedies"), now, SECRET)
        | arrive(
            _event(
                "arriving-today",
                _half_an_hour_ago(now) + timedelta(minutes=55),
                now,
                title="Exchange on reception",
                **_IN_ROOM,
            ),
            _event("over-yesterday", yesterday, now, title="Exchange on screening and referral", **_IN_ROOM),
            now,
            SECRET,
        )
        | run(_event("running-exchange", _half_an_hour_ago(now), now, title="Exchange on case work"), now, SECRET)
        | _delegations(ahead, now)
        | _recent(now)
        | _surveyed(now)
        | _clearing(now)
        | _written(events.get(PAST), now)
    )


def _open_calendars(registered: Iterable[Registration], now: datetime) -> None:
    """Open the calendars of these people and of whoever the demo registered: their pages would, and are only looked at.

    The first has been fetched, the last is switched off.
    """
    session.flush()
    opened = [personal_calendars.open_for(each, now=now) for each in registered]
    first, last = opened[0], opened[-1]
    assert first is not None
    assert last is not None
    personal_calendars.note_fetch(first.id, "Thunderbird", now=now)
    personal_calendars.revoke(last, by="self", now=now)


def _confirmations(event: Event, now: datetime) -> dict[str, str]:
    """Return the tokens of an address that has yet to answer, and of one that has."""
    for application in (AMINA, TIAGO):
        confirmations.apply(event, application, now=now)
    unconfirmed, used = session.scalars(select(UnconfirmedApplication).order_by(UnconfirmedApplication.id))
    confirmations.confirm(used, now=now)
    rows = {"unconfirmed": unconfirmed, "used": used}
    return {name: confirmations.link_token(row, secret=SECRET) for name, row in rows.items()}


def _event(slug: str, starts_at: datetime, now: datetime, *, is_published: bool = True, **details: Any) -> Event:
    given = {"kind": "briefing", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    event = events.plan(given | {"timezone": "Europe/Zurich"} | details, by="command", now=now, slug=slug)
    if is_published:
        lifecycle.publish(event, by="command", now=now)
    session.flush()
    return event


def _half_an_hour_ago(now: datetime) -> datetime:
    """Return the local time at which an event began that runs now."""
    return zones.to_local(now, "Europe/Zurich").replace(second=0, microsecond=0) - timedelta(minutes=30)


def _long_names(starts: datetime) -> dict[str, Any]:
    """Words that are longer than a telephone is wide, a title that runs from right to left, and three days."""
    return {
        "title": "الحوار الإقليمي حول بدائل احتجاز المهاجرين – Rindfleischetikettierungsüberwachungsaufgaben und mehr",
        "ends_at": starts + timedelta(days=2, hours=3),
        "timezone": "America/Argentina/Buenos_Aires",
        "modality": "hybrid",
        "venue": "Centre International de Conférences Genève (CICG), salle Donaudampfschifffahrtsgesellschaftskapitän",
        "description": "https://www.example.org/" + "a-very-long-address-without-any-place-to-break/" * 3,
        "focus": ["كرامة المهاجرين", "unaccompanied children"],
        "languages": ["ar", "zh", "en", "fr", "ru", "es"],
        "gcm_objectives": [1, 13, 23],
    }


def _delegations(ahead: datetime, now: datetime) -> dict[str, str]:
    """Add a meeting of delegations: one with a head, somebody who waits and somebody replaced; one with nobody yet."""
    forum = _event("delegations-forum", ahead, now, title="Regional review forum", capacity=2, seats_per_delegation=5)
    morocco = delegations.issue(forum, HASSAN, country="MAR", by="command", now=now)
    new = delegations.issue(forum, HASSAN, organisation="Red Cross", quota=2, by="command", now=now)
    rows = [a_delegate(1, is_head=True, role=DelegationRole.CHIEF_DELEGATE), *(a_delegate(each) for each in (2, 3))]
    first, second, _third = officials.enter(morocco, rows, by="focal_point", now=now)
    officials.substitute(second, a_delegate(4, given_name="عبد الرحمن", family_name="بن علي"), by="self", now=now)
    session.flush()
    return {
        "forum": forum.slug,
        "official": str(first.id),
        "delegation": delegations.link_token(morocco, secret=SECRET),
        "new_delegation": delegations.link_token(new, secret=SECRET),
        "delegation_number": str(morocco.id),
    }


def _surveyed(now: datetime) -> dict[str, str]:
    """Add a meeting of last week about which people are asked."""
    starts, before = datetime.combine(now.date() - timedelta(days=6), time(14, 0)), now - timedelta(days=30)
    event = _event("surveyed-exchange", starts, before, title="Exchange on community care", series=None)
    return ask_afterwards(event, before, now, SECRET)


def _clearing(now: datetime) -> dict[str, str]:
    """Add a meeting of last week whose summary is with the co-leads."""
    starts, before = datetime.combine(now.date() - timedelta(days=8), time(14, 0)), now - timedelta(days=30)
    event = _event("clearing-consultation", starts, before, title="Consultation on guidelines", series=None)
    return clear(event, before, now, SECRET)


def _recent(now: datetime) -> dict[str, str]:
    """Add a meeting of last week whose attendance is to be decided on and whose summary is unpublished."""
    starts, before = datetime.combine(now.date() - timedelta(days=7), time(14, 0)), now - timedelta(days=30)
    event = _event("recent-exchange", starts, before, title="Exchange on case management", series=None)
    for application in (AMINA, TIAGO, an_official(1), an_official(2)):
        register(event, application, now=before)
    export = zoom_export(
        starts,
        [
            ("EL IDRISSI Amina (Morocco)", "", -5, 118),
            ("Tiago", "tiago.pacheco@mne.pt.example", 2, 60),
            ("Interpreter FR", "", -10, 125),
            ("Kojo Ofori-Atta - Ghana", "kojo@mfa.gh.example", 4, 119),
            ("41794***12", "", 10, 15),
        ],
    )
    reading = registry.read(export, event)
    imported = attendance.record(
        event,
        reading.rows,
        platform=reading.platform,
        sha256=hashlib.sha256(export).hexdigest(),
        filename="participants_recent.csv",
        by="command",
        now=now,
        secret=SECRET,
    )
    corrections.apply(
        event, [{"action": "mark_technical", "display_name": "Interpreter FR"}], by="command", now=now, secret=SECRET
    )
    session.flush()
    undecided = next(each for each in attendance.establish(event).participants if "Kojo" in str(each.display_names))
    return {"recent": event.slug, "import": str(imported.id), "participant": str(undecided.number)}


def _written(event: Event, now: datetime) -> dict[str, str]:
    """Return the numbers of what was written down of a past event."""
    version = summaries.published(event)
    point, topic = (*discussion.find_points(event), None)[0], (*discussion.find_topics(event), None)[0]
    topic = topic or discussion.write_topic(event, None, topic="Return", proposed_by=[], by="command", now=now)
    outcome = outcomes.find_all(event)[0]
    assert version is not None
    assert point is not None
    assert interventions.find_all(event)
    session.flush()
    return {
        "version": str(version.number),
        "point": str(point.id),
        "topic": str(topic.id),
        "outcome": str(outcome.id),
        "material": str(_lay_out(event, now)),
    }
