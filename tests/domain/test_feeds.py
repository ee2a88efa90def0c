"""Which events stand in which feed, and what its ETag rests on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as events_of
from sqlalchemy import select

from eventhub.base.db import db, session
from eventhub.domain import events, feeds, lifecycle
from eventhub.domain.feeds import Feed, Kept, Mark
from eventhub.models.calendars import CalendarBytes
from eventhub.models.directory import WorkingGroup
from eventhub.models.events import Event, EventStatus, Milestone, RegistrationMode
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)
ALL = feeds.everything()


def titles(feed: Feed = ALL, *, now: datetime = NOW) -> list[str]:
    shown = feeds.kept(feed, variant="public-en", renderer="1", now=now)
    found = {each.id: each for each in feeds.load([each.event_id for each in shown])}
    return [found[each.event_id].title for each in shown]


def held(days_ago: int, **details: Any) -> Event:
    start = datetime(2027, 3, 1, 14) - timedelta(days=days_ago)
    return an_event(starts_at=start, ends_at=start + timedelta(hours=2), **details)


def test_a_feed_shows_twelve_months_back_and_all_that_is_to_come_in_order():
    for days_ago, title in [(-900, "In years"), (30, "Last month"), (360, "A year ago"), (400, "Long ago")]:
        held(days_ago, title=title)

    assert titles() == ["A year ago", "Last month", "In years"]


def test_drafts_are_never_shown_not_even_when_cancelled_before_publication():
    an_event(title="Draft", is_published=False)
    an_event(title="Dropped", is_published=False).status = EventStatus.CANCELLED

    assert titles() == []


def test_a_closed_event_stands_in_no_public_feed_and_closing_one_takes_it_out():
    series = events.add_series("Exchanges on detention", by="account:1", now=NOW)
    event = an_event(title="For all", series=series)
    closed = an_event(title="Champions only", registration_mode=RegistrationMode.INVITED, series=series)
    before = feeds.state(ALL, now=NOW)

    assert titles() == titles(feeds.of_series(series.slug)) == ["For all"]
    lifecycle.change(event, {"registration_mode": RegistrationMode.INVITED}, by="account:1", now=NOW)
    assert titles() == titles(feeds.of_series(series.slug)) == []
    assert feeds.state(ALL, now=NOW).fingerprint != before.fingerprint
    assert closed.is_public  # its page can be read by whoever is invited


def test_a_cancelled_event_stays():
    event = an_event(title="Briefing")
    lifecycle.cancel(event, by="account:1", now=NOW)

    assert titles() == ["Briefing"]


def test_the_latest_events_are_kept_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "LIMIT", 2)
    feeds._kept_query.cache_clear()
    for days_ago in (3, 2, 1):
        held(days_ago, title=f"{days_ago} days ago")

    assert titles() == ["2 days ago", "1 days ago"]
    feeds._kept_query.cache_clear()


def test_the_earliest_entries_give_way_when_a_feed_grows_too_large(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "SIZE_LIMIT", 7)

    assert feeds.fitting([b"aaaa", b"bbb", b"cccc"]) == [b"bbb", b"cccc"]
    assert feeds.fitting([b"a", b"b"]) == [b"a", b"b"]
    assert feeds.fitting([]) == []


def test_a_feed_can_be_one_series_group_kind_or_theme():
    series = events.add_series("Exchanges on detention", by="account:1", now=NOW)
    group = WorkingGroup(slug="twg-atd", name="Alternatives to Detention")
    session.add(group)
    an_event(title="Ours", series=series, working_group=group, kind="briefing", theme="Children and families")
    an_event(title="Other", kind="side_event", theme="Return")

    for feed in (
        feeds.of_series(series.slug),
        feeds.of_working_group("twg-atd"),
        feeds.of_kind("briefing"),
        feeds.of_theme("children-and-families"),
    ):
        assert titles(feed) == ["Ours"]
    assert feeds.of_series(series.slug).name == "Exchanges on detention"


def test_themes_that_read_alike_in_an_address_share_a_feed():
    an_event(title="First", theme="Children & families")
    an_event(title="Second", theme="children, families", starts_at=datetime(2027, 4, 15, 15, 0))

    assert titles(feeds.of_theme("children-families")) == ["First", "Second"]


def test_what_no_stranger_knows_of_has_no_feed():
    hidden = events.add_series("Not announced", by="account:1", now=NOW)
    an_event(series=hidden, kind="secret_retreat", theme="Not announced", is_published=False)

    for find, name in [
        (feeds.of_series, hidden.slug),
        (feeds.of_series, "unknown"),
        (feeds.of_working_group, "unknown"),
        (feeds.of_kind, "secret_retreat"),
        (feeds.of_theme, "not-announced"),
    ]:
        with pytest.raises(feeds.NoSuchFeed):
            find(name)


def test_a_kind_of_ours_has_a_feed_before_its_first_event():
    assert titles(feeds.of_kind("listening_session")) == []


def test_the_state_stands_still_while_nothing_happens():
    an_event()

    assert feeds.state(ALL, now=NOW) == feeds.state(ALL, now=LATER)


def test_the_state_moves_with_every_change():
    seen = [feeds.state(ALL, now=NOW).fingerprint]

    def note() -> None:
        session.flush()
        seen.append(feeds.state(ALL, now=NOW).fingerprint)

    event = an_event()
    note()
    events.change(event, {"title": "Another title"}, by="account:1", now=NOW)
    note()
    events.change(event, {"starts_at": datetime(2027, 4, 15, 13, 0)}, by="account:1", now=NOW)
    note()
    lifecycle.cancel(event, by="account:1", now=NOW)
    note()

    assert len(set(seen)) == 5


def test_a_draft_moves_no_state():
    an_event()
    before = feeds.state(ALL, now=NOW)
    draft = an_event(is_published=False)
    events.change(draft, {"title": "Another title"}, by="account:1", now=LATER)

    assert feeds.state(ALL, now=NOW) == before


def test_a_change_in_one_series_leaves_another_s_fingerprint():
    one = events.add_series("One", by="account:1", now=NOW)
    an_event(series=one)
    other = an_event(series=events.add_series("Other", by="account:1", now=NOW))
    before = feeds.state(feeds.of_series("one"), now=NOW).fingerprint

    events.change(other, {"title": "Another title"}, by="account:1", now=LATER)

    assert feeds.state(feeds.of_series("one"), now=NOW).fingerprint == before


def test_an_event_that_leaves_the_window_is_a_change():
    event = held(365)
    leaves = event.ends_at_utc + feeds.WINDOW
    before, after = (feeds.state(ALL, now=leaves + timedelta(seconds=n)) for n in (0, 1))

    assert before.fingerprint != after.fingerprint


def test_an_event_that_leaves_for_another_series_changes_both():
    one, other = (events.add_series(name, by="account:1", now=NOW) for name in ("One", "Other"))
    an_event(series=one, title="Stays")
    moves = an_event(series=one)
    an_event(series=other)
    before = feeds.state(feeds.of_series("one"), now=NOW)

    events.change(moves, {"series": other}, by="account:1", now=LATER)

    after = feeds.state(feeds.of_series("one"), now=LATER)
    assert after.fingerprint != before.fingerprint


@pytest.mark.both_databases
def test_a_feed_changed_when_somebody_first_found_it_so_and_never_twice_in_a_second():
    an_event()
    session.flush()

    def changed(fingerprint: str, *, now: datetime) -> datetime:
        state = feeds.state(ALL, now=now)
        found = state.changed(fingerprint, now=now)
        feeds.mark(state.feed, Mark(fingerprint, found))
        session.flush()
        return found

    assert changed("first", now=NOW) == NOW
    assert changed("first", now=LATER) == NOW
    assert changed("second", now=NOW) == NOW + timedelta(seconds=1)
    assert changed("third", now=LATER) == LATER
    assert feeds.marked("milestones", "first").mark is None
    assert feeds.state(feeds.of_kind("briefing"), now=NOW).mark is None


@pytest.mark.both_databases
def test_the_state_is_one_query_on_both_databases():
    an_event()
    session.flush()
    statements: list[str] = []
    events_of.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    state = feeds.state(ALL, now=NOW)

    assert state.fingerprint.startswith("1 ")
    assert len(statements) == 1


@pytest.mark.both_databases
def test_bytes_are_good_for_one_revision_variant_and_renderer():
    event = an_event()
    feeds.keep([Kept(event.id, event.revision, b"old")], variant="public-en", renderer="1")
    feeds.keep([Kept(event.id, event.revision, b"new")], variant="public-en", renderer="1")
    feeds.keep([Kept(event.id, event.revision, "neuf é".encode())], variant="public-fr", renderer="1")

    def body(variant: str = "public-en", renderer: str = "1") -> bytes | None:
        (only,) = feeds.kept(ALL, variant=variant, renderer=renderer, now=NOW)
        return only.body

    assert (body(), body("public-fr"), body(renderer="2"), body("public-ar")) == (b"new", "neuf é".encode(), None, None)
    events.change(event, {"title": "Another title"}, by="account:1", now=LATER)
    session.flush()
    assert body() is None
    assert len(session.scalars(select(CalendarBytes)).all()) == 2


def test_milestones_keep_the_same_window():
    for key, starts_on in [("long-ago", "2025-12-31"), ("month", "2026-01"), ("coming", "2027-07-12")]:
        session.add(Milestone(key=key, uid=key, title=key, starts_on=starts_on, changed_at=NOW - timedelta(days=900)))

    assert [each.key for each in feeds.milestones(now=NOW)] == ["coming"]
