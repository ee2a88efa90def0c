"""The page of an event is kept as written, and written anew the moment that anything on it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event as events_of
from sqlalchemy import update

from eventhub.base import clock
from eventhub.base.db import db, session
from eventhub.domain import cosponsorships, editions, events, lifecycle, registrations, sessions
from eventhub.models.cosponsorships import CoSponsorshipStatus
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, EventReference
from eventhub.web import kept_pages
from eventhub.web.kept_pages import Page
from tests.visitors import Visitor
from tests.web.public import scenes
from tests.web.public.scenes import a_coming_event
from tests.world import AMINA, TIAGO, an_event

BY = "account:1"


def page(visitor: Visitor, event: Event) -> str:
    return visitor.get(f"/events/{event.slug}").get_data(as_text=True)


def an_exchange() -> Event:
    """An exchange that shows all that a page can borrow from other rows."""
    now = clock.now()
    series = events.add_series("Peer exchanges", by=BY, now=now)
    group = WorkingGroup(slug="alternatives", name="Working Group on Alternatives", kind="core")
    event = a_coming_event(title="Third exchange", capacity=20, series=series, working_group=group)
    earlier = a_coming_event(title="Second exchange", days=-30)
    event.references.append(EventReference(refers_to=earlier, position=0))
    registrations.register(event, TIAGO, now=now)
    session.commit()
    return event


def retitle(event: Event) -> None:
    lifecycle.change(event, {"title": "Third global exchange"}, by=BY, now=clock.now())


def seat(event: Event) -> None:
    registrations.register(event, AMINA, now=clock.now())


def leave(event: Event) -> None:
    registrations.withdraw(registrations.find_all(event)[0], by="self", now=clock.now())


def sponsor(event: Event) -> None:
    status = CoSponsorshipStatus.CONFIRMED
    cosponsorships.enter(event, country="GHA", organisation=None, status=status, by=BY, now=clock.now())


def rename_series(event: Event) -> None:
    assert event.series is not None
    event.series.name = "Global peer learning exchanges"


def rename_group(event: Event) -> None:
    assert event.working_group is not None
    event.working_group.name = "Working Group on Alternatives to Detention"


def retitle_related(event: Event) -> None:
    events.change(event.references[0].refers_to, {"title": "Second global exchange"}, by=BY, now=clock.now())


def cancel(event: Event) -> None:
    lifecycle.cancel(event, by=BY, now=clock.now(), reason="The host withdrew.")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (retitle, "Third global exchange"),
        (seat, "18 places left"),
        (leave, "20 places left"),
        (sponsor, "Ghana"),
        (rename_series, "Global peer learning exchanges"),
        (rename_group, "Working Group on Alternatives to Detention"),
        (retitle_related, "Second global exchange"),
        (cancel, "The host withdrew."),
    ],
)
@pytest.mark.both_databases
def test_a_change_shows_on_the_next_visit(visitor: Visitor, act: Callable[[Event], None], words: str):
    event = an_exchange()
    assert words not in page(visitor, event)

    act(event)

    assert words in page(visitor, event)


def test_a_page_that_nothing_has_touched_takes_one_query_and_stays_the_same(visitor: Visitor):
    path = f"/events/{an_exchange().slug}"
    first = visitor.get(path).get_data()
    statements: list[str] = []
    events_of.listen(db.engine, "before_cursor_execute", lambda *details: statements.append(details[2]))

    second = visitor.get(path).get_data()

    assert second == first
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 1


@pytest.mark.usefixtures("app")
def test_a_page_turns_by_itself_when_registration_opens_closes_and_the_meeting_begins_and_ends():
    event = an_event(
        timezone="Europe/Zurich",
        registration_opens_at=datetime(2027, 4, 13, 9, 0),
        registration_closes_at=datetime(2027, 4, 15, 12, 0),
    )
    turns, turn = [], datetime(2027, 4, 12, 22, 30, tzinfo=UTC)
    while turn <= event.ends_at_utc:
        turn = editions.holds_until(event, now=turn)
        turns.append(turn)

    closes = events.registration_closes(event)
    assert {events.registration_opens(event), closes, event.starts_at_utc, event.ends_at_utc} <= set(turns)


@pytest.mark.usefixtures("app")
def test_a_page_turns_by_itself_when_tomorrow_becomes_today():
    event = an_event()
    eve = datetime(2027, 4, 14, 12, 0, tzinfo=UTC)

    assert editions.holds_until(event, now=eve) == datetime(2027, 4, 14, 22, 0, tzinfo=UTC)
    assert editions.holds_until(event, now=eve + timedelta(hours=10)) == event.starts_at_utc - timedelta(hours=1)


def test_a_kept_page_ends_with_its_time_and_a_full_memory_begins_anew(app: Flask, monkeypatch: pytest.MonkeyPatch):
    now, written = clock.now(), list[str]()

    def read(name: str, *, at: datetime) -> int:
        """Return how many pages were written until this one could be shown."""

        def write() -> Page:
            written.append(name)
            return Page(name, until=now + timedelta(minutes=1))

        with app.test_request_context():
            assert kept_pages.shared(write, name, now=at).get_data(as_text=True) == name
        return len(written)

    assert [read("a", at=now), read("a", at=now), read("a", at=now + timedelta(minutes=1))] == [1, 1, 2]
    monkeypatch.setattr(kept_pages, "LIMIT", 1)
    assert [read("b", at=now), read("b", at=now), read("a", at=now)] == [3, 3, 4]


def test_each_reader_of_a_kept_form_has_a_token_of_their_own_that_works(app: Flask):
    event = an_exchange()
    path = f"/events/{event.slug}/register"
    amina, sam = Visitor(app), Visitor(app)

    tokens = [amina.csrf_token(path), sam.csrf_token(path)]

    assert tokens[0] != tokens[1]
    assert sam.post(path, scenes.amina(csrf_token=tokens[0])).status_code == 400
    assert sam.post(path, scenes.amina(csrf_token=tokens[1])).status_code == 303
    assert amina.post(path, scenes.amina(csrf_token=tokens[0])).status_code == 303


def test_a_kept_form_says_so_when_the_last_seat_is_taken(visitor: Visitor):
    event = a_coming_event(capacity=1)
    path = f"/events/{event.slug}/register"
    assert "Join the waiting list" not in visitor.get(path).get_data(as_text=True)

    seat(event)

    assert "Join the waiting list" in visitor.get(path).get_data(as_text=True)


def test_a_kept_form_offers_a_session_until_it_is_over(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    start = scenes.days_from_now(1)
    event = a_coming_event(days=1, registration_closes_at=start + timedelta(hours=2))
    for number, title in enumerate(("Housing", "Health")):
        times = {"starts_at": start + timedelta(hours=number), "ends_at": start + timedelta(hours=number + 1)}
        sessions.add(event, times | {"title": title, "is_elective": True}, by=BY, now=clock.now())
    session.commit()

    def offered(*, hours: float) -> list[str]:
        at = event.starts_at_utc + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda: at)
        text = visitor.get(f"/events/{event.slug}/register").get_data(as_text=True)
        return [title for title in ("Housing", "Health") if title in text]

    assert [offered(hours=0.9), offered(hours=1), offered(hours=1.9)] == [["Housing", "Health"], ["Health"], ["Health"]]


def test_a_kept_form_says_so_when_a_session_is_full(visitor: Visitor):
    event = a_coming_event()
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    details = times | {"title": "Housing", "is_elective": True, "capacity": 1}
    own = sessions.add(event, details, by=BY, now=clock.now())
    session.commit()
    path = f"/events/{event.slug}/register"
    assert "(full)" not in visitor.get(path).get_data(as_text=True)

    registrations.register(event, replace(AMINA, sessions=(own.id,)), now=clock.now())
    session.commit()

    assert "(full)" in visitor.get(path).get_data(as_text=True)


def test_whoever_is_signed_in_has_a_page_of_their_own_and_leaves_none_behind(app: Flask, visitor: Visitor):
    event = an_exchange()
    organiser = Visitor(app).sign_in()

    assert "Sign out" in page(organiser, event)
    stranger = page(visitor, event)
    assert "Sign in" in stranger
    assert "Sign out" not in stranger
    assert "Sign out" in page(organiser, event)


def test_a_draft_that_was_public_is_gone_at_once(visitor: Visitor):
    event = an_exchange()
    assert visitor.get(f"/events/{event.slug}").status_code == 200

    session.execute(update(Event).where(Event.id == event.id).values(published_at=None))

    assert visitor.get(f"/events/{event.slug}").status_code == 404
