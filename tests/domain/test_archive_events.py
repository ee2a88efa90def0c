"""Events taken from an archive: identity, times, status, and what calendars must hear of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from eventhub.base.db import db, session
from eventhub.domain import events
from eventhub.domain.archive import whole
from eventhub.domain.archive.intake import Contradiction
from eventhub.formats import archive
from eventhub.models.events import Event, EventStatus
from tests.domain.archives import LATER, NOW, a_meeting, lost, take_in

SLUG = "briefing-2027"


def the_event() -> Event:
    return events.get(SLUG)


def test_the_archives_uid_and_sequence_are_those_of_a_new_event(app: Flask) -> None:
    take_in(a_meeting(uid="u-1@example.org", sequence=4))

    assert (the_event().uid, the_event().sequence) == ("u-1@example.org", 4)


def test_an_event_keeps_its_uid_and_its_sequence_never_falls(app: Flask) -> None:
    take_in(a_meeting(uid="u-1@example.org", sequence=4))

    take_in(a_meeting(uid="u-2@example.org", sequence=1), now=LATER)
    assert (the_event().uid, the_event().sequence, the_event().revision) == ("u-1@example.org", 4, 1)

    take_in(a_meeting(sequence=6), now=LATER)
    assert (the_event().sequence, the_event().revision) == (6, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": "2027-04-15T15:00:00"},
        {"duration_minutes": 120},
        {"timezone": "America/New_York"},
        {"venue": "Palais des Nations"},
        {"join_url": "https://meet.example/2"},
        {"modality": "hybrid"},
        {"status": "cancelled"},
    ],
)
def test_a_material_change_raises_the_sequence_once(app: Flask, change: dict[str, Any]) -> None:
    take_in(a_meeting(sequence=2))

    take_in(a_meeting(sequence=2, **change), now=LATER)
    assert (the_event().sequence, the_event().revision, the_event().changed_at) == (3, 2, LATER)

    take_in(a_meeting(sequence=2, **change), now=LATER)
    assert (the_event().sequence, the_event().revision) == (3, 2)


def test_a_material_change_that_the_archive_counted_already_is_not_counted_again(app: Flask) -> None:
    take_in(a_meeting(sequence=2))

    take_in(a_meeting(sequence=3, starts_at="2027-04-15T15:00:00"), now=LATER)

    assert the_event().sequence == 3


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Briefing on the second review forum"},
        {"outcomes": [{"kind": "next_step", "text": "circulate the draft"}]},
        {"opening_remarks": {"points": ["Welcome."]}},
        {"sessions": [{"title": "Opening"}]},
    ],
)
def test_a_change_of_words_raises_the_revision_alone(app: Flask, change: dict[str, Any]) -> None:
    take_in(a_meeting())

    take_in(a_meeting(**change), now=LATER)

    assert (the_event().sequence, the_event().revision, the_event().changed_at) == (0, 2, LATER)


def test_registrations_and_attendance_leave_the_revision_alone(app: Flask) -> None:
    take_in(a_meeting(registrations=[]))

    take_in(a_meeting(attendance=[{"person": "amina"}]), now=LATER)

    assert (the_event().revision, the_event().changed_at) == (1, NOW)


def test_local_time_and_length_make_the_instants(app: Flask) -> None:
    take_in(a_meeting(starts_at="2027-03-28T01:30:00", duration_minutes=60))

    event = the_event()
    assert event.starts_at_utc == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert event.ends_at_utc == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 3, 28, 3, 30)
    assert whole.give_out()["events"][0]["duration_minutes"] == 60


def test_an_absent_key_and_null_leave_what_is_there(app: Flask) -> None:
    full = {
        "description": "On the road to the forum",
        "capacity": 40,
        "languages": ["fr"],
        "status": "draft",
        "summary_options": {"states": "counted", "fold": {"youth": "academia"}},
    }
    take_in(a_meeting(**full))

    take_in(a_meeting(**dict.fromkeys(full)), now=LATER)
    take_in(a_meeting(summary_options={"states": None, "fold": {"media": "academia", "youth": None}}), now=LATER)

    event = the_event()
    assert (event.description, event.capacity, event.languages) == ("On the road to the forum", 40, ["fr"])
    assert event.status is EventStatus.DRAFT
    assert event.summary_options == {"states": "counted", "fold": {"youth": "academia", "media": "academia"}}


def test_a_cancelled_event_that_takes_place_after_all_forgets_why_it_did_not(app: Flask) -> None:
    take_in(a_meeting(status="cancelled", cancellation_reason="No quorum"))

    take_in(a_meeting(status="published"), now=LATER)

    event = the_event()
    assert (event.status, event.cancelled_at, event.cancellation_reason) == (EventStatus.PUBLISHED, None, None)
    assert event.sequence == 1


def test_a_uid_that_another_event_holds_is_refused(app: Flask) -> None:
    take_in(a_meeting(uid="u-1@example.org"))

    with pytest.raises(Contradiction, match=r"events\[0\]\.uid: the event “briefing-2027” has this uid"):
        take_in(a_meeting(id="renamed", uid="u-1@example.org", registrations=[]))


def test_a_session_is_known_by_its_uid_else_by_its_title(app: Flask) -> None:
    take_in(a_meeting(sessions=[{"title": "Opening"}, {"title": "Panel", "starts_at": "2027-04-15T14:20:00"}]))
    written = whole.give_out()["events"][0]["sessions"]

    take_in(a_meeting(sessions=[{"title": "Panel"}, {"title": "Opening address", "uid": written[0]["uid"]}]), now=LATER)

    again = whole.give_out()["events"][0]["sessions"]
    assert [row["uid"] for row in again] == [row["uid"] for row in written]
    assert [row["title"] for row in again] == ["Opening address", "Panel"]
    assert again[1]["starts_at"] == "2027-04-15T14:20:00"


def test_a_session_of_another_event_is_refused(app: Flask) -> None:
    take_in(a_meeting(sessions=[{"title": "Opening", "uid": "s-1"}]))

    with pytest.raises(
        Contradiction, match=r"events\[0\]\.sessions\[0\]\.uid: the event “briefing-2027” has this session"
    ):
        take_in(a_meeting(id="second", registrations=[], sessions=[{"title": "Opening", "uid": "s-1"}]))


def test_unknown_keys_and_kinds_are_kept_and_come_back(app: Flask) -> None:
    document = a_meeting(kind="walking_seminar", weather={"sky": "clear", "wind": None}, notes=None)
    document |= {"source": "a spreadsheet", "series": [{"id": "walks", "colour": "green"}]}
    document["people"][0]["table"] = 7
    document["events"][0]["registrations"][0]["badge"] = ["blue"]
    document["events"][0]["opening_remarks"] = {"speaker": "Chair", "points": [], "minutes": 5}

    take_in(document)
    take_in(document | {"source": None}, now=LATER)

    given = whole.give_out()
    event = given["events"][0]
    assert (given["source"], given["series"][0]["colour"], given["people"][0]["table"]) == ("a spreadsheet", "green", 7)
    assert (event["kind"], event["weather"], event["notes"]) == (
        "walking_seminar",
        {"sky": "clear", "wind": None},
        None,
    )
    assert event["registrations"][0]["badge"] == ["blue"]
    assert event["opening_remarks"]["minutes"] == 5


@pytest.mark.both_databases
def test_nobody_takes_a_seat_while_an_archive_changes_statuses(app: Flask, backend: str) -> None:
    if backend == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    take_in(a_meeting())

    whole.take_in(a_meeting(), by="command", now=LATER)

    with db.engine.connect() as another, pytest.raises(OperationalError, match="could not obtain lock"):
        another.execute(select(Event).with_for_update(nowait=True))


@pytest.mark.parametrize(
    ("places", "modality"),
    [
        ({}, "online"),
        ({"venue": "Palais des Nations"}, "in_person"),
        ({"venue": "Palais des Nations", "join_url": "https://meet.example/1"}, "hybrid"),
        ({"venue": "Palais des Nations", "modality": "online"}, "online"),
    ],
)
def test_where_nothing_says_how_people_meet_the_places_tell(app: Flask, places: dict[str, str], modality: str) -> None:
    take_in(a_meeting(**({"modality": None, "venue": None, "join_url": None} | places)))

    assert the_event().modality == modality


def test_a_start_that_the_clocks_show_twice_says_which_is_meant(app: Flask) -> None:
    night = {"starts_at": "2027-10-31T02:30:00", "timezone": "Europe/Zurich", "duration_minutes": 15}
    with pytest.raises(archive.NotAnArchive, match="show this time twice; say in starts_second which is meant"):
        archive.read(archive.write(a_meeting(**night)).encode())

    take_in(a_meeting(**night, starts_second=True))

    event = session.scalars(select(Event)).one()
    assert event.starts_at_utc == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (event.ends_at, event.ends_second) == (datetime(2027, 10, 31, 2, 45), True)
    assert lost(a_meeting(**night, starts_second=True), whole.give_out()) == []
