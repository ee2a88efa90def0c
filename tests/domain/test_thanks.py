"""Thanks go once, after the event, to those who were there."""

from __future__ import annotations

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import attendance, events, lifecycle, outbox, thanks
from eventhub.domain.archive import whole
from eventhub.formats.attendance import registry
from eventhub.models.events import Event
from tests.browser.story import zoom_export
from tests.domain.archives import empty_the_database, take_in
from tests.world import AMINA, NOW, TIAGO, an_event, register


def send(event: Event, expected: int) -> int:
    return thanks.send(event, expected=expected, by="account:1", now=event.ends_at_utc)


def both_registered() -> Event:
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)
    return event


def record(event: Event, *rows: tuple[str, str, int, int]) -> None:
    reading = registry.read(zoom_export(event.starts_at, list(rows)), event)
    attendance.record(
        event, reading.rows, platform="zoom", sha256="0" * 64, filename="a.csv", by="command", now=NOW, secret="s"
    )
    session.flush()


def test_without_attendance_everybody_who_had_a_place_is_thanked(app: Flask):
    event = both_registered()

    assert send(event, 2) == 2
    assert [each.particulars for each in outbox.find_by_event(event)][:2] == [{"were_there": False}] * 2


def test_only_those_who_were_there_are_thanked(app: Flask):
    event = both_registered()
    record(event, ("Amina El Idrissi", AMINA.details["email"], 0, 60), ("Somebody else", "", 0, 60))

    assert send(event, 1) == 1
    latest = outbox.find_by_event(event)[0]
    assert (latest.kind, latest.recipient, latest.particulars) == (
        "thank-you",
        AMINA.details["email"],
        {"were_there": True},
    )


def test_thanks_are_sent_once_after_the_event_and_to_as_many_as_were_shown(app: Flask):
    event = both_registered()
    with pytest.raises(thanks.NotOver):
        thanks.send(event, expected=2, by="account:1", now=NOW)
    with pytest.raises(thanks.ReadersMoved):
        send(event, 3)
    assert event.thanked_at is None

    send(event, 2)

    assert event.thanked_at == event.ends_at_utc
    with pytest.raises(thanks.ThankedAlready):
        send(event, 2)


def test_nobody_is_thanked_for_what_was_cancelled_or_had_nobody(app: Flask):
    with pytest.raises(thanks.NobodyToThank):
        send(an_event(), 0)
    cancelled = an_event(title="A briefing")
    lifecycle.cancel(cancelled, by="account:1", now=NOW)

    with pytest.raises(thanks.NotOver):
        send(cancelled, 0)


def test_who_was_thanked_is_not_thanked_again_where_the_event_moves_to(app: Flask):
    event = both_registered()
    send(event, 2)
    session.commit()
    slug, document = event.slug, whole.give_out()
    empty_the_database()

    take_in(document)

    moved = events.get(slug)
    assert outbox.find_by_event(moved) == []
    with pytest.raises(thanks.ThankedAlready):
        send(moved, 2)
