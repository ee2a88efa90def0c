"""The archive's promises: what goes in comes out, twice is once, all or nothing, nothing is removed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import Model, session
from eventhub.domain import registrations
from eventhub.domain.archive import (
    checkins,
    clearances,
    directory_shapes,
    floor,
    letters,
    proceedings,
    shapes,
    summaries,
    whole,
)
from eventhub.domain.archive.intake import Contradiction
from eventhub.domain.events import NoSuchEvent
from eventhub.formats import archive
from eventhub.models.audit import Entry
from eventhub.models.events import Event
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration
from tests.domain.archives import LATER, a_meeting, count_queries, empty_the_database, lost, scenario, tables, take_in
from tests.world import AMINA, an_event, register


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["before", "after"])
def test_every_key_of_an_archive_comes_back_equal(app: Flask, name: str) -> None:
    document = scenario(name)

    take_in(document)

    assert lost(document, whole.give_out()) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["before", "after"])
def test_importing_twice_changes_nothing_at_all(app: Flask, name: str) -> None:
    take_in(scenario(name))
    before = tables()

    taken = take_in(scenario(name), now=LATER)

    assert not taken.added
    assert not taken.changed
    assert tables() == before


@pytest.mark.both_databases
def test_importing_what_was_exported_changes_nothing(app: Flask) -> None:
    take_in(scenario("after"))
    before = tables()

    take_in(whole.give_out(), now=LATER)

    assert tables() == before


def test_the_second_scenario_continues_the_first(app: Flask) -> None:
    take_in(scenario("before"))
    people = tables()["person"]

    taken = take_in(scenario("after"), now=LATER)

    assert tables()["person"] == people
    assert taken.added["connection"] == 362
    assert "registration" not in taken.added
    assert lost(scenario("after"), whole.give_out()) == []


def test_importing_takes_nothing_away(app: Flask) -> None:
    take_in(scenario("after"))
    full = whole.give_out()

    take_in(scenario("before"), now=LATER)
    take_in({"format": "eventhub-archive", "version": 1, "people": [], "events": []}, now=LATER)

    assert whole.give_out() == full


def test_importing_writes_to_nobody_and_leaves_statuses_as_told(app: Flask) -> None:
    take_in(a_meeting(capacity=0))

    assert session.scalars(select(Message)).all() == []
    statuses = {row.key: row.status.value for row in session.scalars(select(Registration))}
    assert statuses == {"r-amina": "confirmed", "r-tiago": "declined"}


def test_a_new_event_is_published_unless_the_archive_says_otherwise(app: Flask) -> None:
    take_in(a_meeting())
    take_in(a_meeting(id="draft", status="draft", registrations=[]))
    take_in(a_meeting(id="off", status="cancelled", registrations=[]))
    take_in(a_meeting(id="never", status="cancelled", never_published=True, registrations=[]))

    published = {
        event.slug: (event.published_at is not None, event.is_public) for event in session.scalars(select(Event))
    }
    assert published == {
        "briefing-2027": (True, True),
        "draft": (False, False),
        "off": (True, True),
        "never": (False, False),
    }


def test_one_audit_entry_tells_of_each_event_that_changed_and_says_no_name(app: Flask) -> None:
    take_in(a_meeting())
    changed = a_meeting(title="Briefing on the second review forum")
    changed["people"][0]["family_name"] = "Benali"

    take_in(changed, now=LATER)

    entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [entry.action for entry in entries] == ["person:import", "event:import", "person:import", "event:import"]
    assert all(entry.by == "command" for entry in entries)
    assert entries[3].difference == {
        "added": {},
        "changed": {"event": {"briefing-2027": ["title"]}, "registration": {"r-amina": ["family_name"]}},
    }
    assert not any("Benali" in str(entry.difference) for entry in entries)


def test_a_refused_archive_leaves_nothing_behind(app: Flask) -> None:
    take_in(a_meeting())
    before = tables()
    document = a_meeting(id="second")
    document["people"].append({"id": "sam", "given_name": "Sam", "family_name": "Stranger"})

    with pytest.raises(
        Contradiction, match=r"events\[0\]\.registrations\[0\]\.id: the registration belongs to another"
    ):
        take_in(document)

    session.rollback()
    assert tables() == before


def test_an_export_of_one_event_holds_what_it_needs_and_no_more(app: Flask) -> None:
    take_in(scenario("after"))

    document = whole.give_out(["champions-2021-05"])

    full = whole.give_out()
    assert [event["id"] for event in document["events"]] == ["champions-2021-05"]
    assert document["events"][0] == full["events"][1]
    named = {row["person"] for key in ("registrations", "attendance") for row in full["events"][1][key]}
    assert {person["id"] for person in document["people"]} == named
    assert [series["id"] for series in document["series"]] == ["gcm-champions"]
    assert [group["id"] for group in document["working_groups"]] == ["twg-atd"]
    assert document["elsewhere"] == ["atd-ple-1", "atd-ple-2"]
    assert document["milestones"] == []


def test_an_event_that_speaks_of_another_moves_alone_and_finds_it_later(app: Flask) -> None:
    take_in(scenario("after"))
    everything, alone = whole.give_out(), whole.give_out(["champions-2021-05"])
    empty_the_database()

    take_in(alone)
    assert whole.give_out() == alone | {"elsewhere": ["atd-ple-1", "atd-ple-2"]}

    take_in(everything)
    assert "elsewhere" not in whole.give_out()
    events = {event["id"]: event for event in whole.give_out()["events"]}
    assert events["champions-2021-05"]["refers_to"] == everything["events"][1]["refers_to"]


def test_an_export_of_an_unknown_event_is_refused(app: Flask) -> None:
    with pytest.raises(NoSuchEvent, match="nowhere"):
        whole.give_out(["nowhere"])


def test_the_export_of_what_people_did_on_the_site_is_an_archive(app: Flask) -> None:
    event = an_event(venue="Palais des Nations", capacity=20)
    registration = register(event, AMINA)
    registrations.correct(registration, {"function": None}, by="self", now=LATER)
    session.commit()

    document = archive.read(archive.write(whole.give_out()).encode())

    told = document["events"][0]["registrations"][0]
    assert told["details"] == {"function": None}
    assert told["invitation"]["last_method"] == "REQUEST"
    assert document["events"][0]["join_url"] == "https://meet.example/exchange-3"


@pytest.mark.both_databases
def test_an_installation_moves_without_a_change(app: Flask) -> None:
    event = an_event()
    register(event, AMINA)
    take_in(scenario("after"))
    text = archive.write(whole.give_out())
    empty_the_database()

    take_in(archive.read(text.encode()), now=LATER)

    assert archive.write(whole.give_out()) == text


def test_the_number_of_queries_does_not_grow_with_the_people(app: Flask) -> None:
    small, large = a_meeting(), copy.deepcopy(scenario("before"))
    large["events"] = large["events"][:1]
    large = {key: large[key] for key in ("format", "version", "people", "events")}
    large["events"][0] |= {"series": None, "working_group": None}
    take_in(small)
    take_in(large)

    assert count_queries(lambda: take_in(small)) == count_queries(lambda: take_in(large))
    assert count_queries(lambda: whole.give_out(["briefing-2027"])) == count_queries(
        lambda: whole.give_out(["atd-ple-1"])
    )


LEFT_OUT = {
    "audit_entry": "an installation's own memory of its own rows",
    "audit_chain_end": "an installation's own memory of its own rows",
    "message": "mail already sent, or to be sent by the installation that owes it",
    "sign_in_link": "opens the installation that sent it",
    "calendar_bytes": "written again when asked for",
    "attendance_change": "notes of this database about its own rows",
    "kept_attendance": "established again when asked for",
    "presence": "established again when asked for",
    "feed_mark": "what programs here were told last",
    "personal_calendar": "opens the installation that gave out its address",
    "outcome.uid": "a feed is read whole: the installation that serves it names its entries",
    "outcome.sequence": "counts what this installation has told calendars",
    "outcome.changed_at": "as above",
    "kept_key": "written as the keys themselves",
    "role": "written as words of its account",
    "co_lead": "written as names of its working group",
    "point_support": "written as countries of its point",
    "account.session_key": "opens the installation that made it",
    "registration.key_version": "private links open the installation that wrote them",
    "clearance.key_version": "private links open the installation that wrote them",
    "delegation.key_version": "private links open the installation that wrote them",
    "event.door_link_made_at": "private links open the installation that wrote them",
    "event.sequence": "written beside the shape",
    "event.revision": "counts what this installation has shown",
    "event.ends_at": "follows from start and length",
    "event.ends_second": "follows from start and length",
    "event.starts_at_utc": "follows from start and zone",
    "event.ends_at_utc": "written as length",
    "session.sequence": "written beside the shape",
    "session.starts_at_utc": "follows from start and zone",
    "session.ends_at_utc": "follows from end and zone",
    "co_sponsorship.sponsor_key": "follows from country and organisation",
    "speaking_request.party_key": "follows from country and organisation",
    "championship.step": "written beside the shape",
    "remarks.kind": "written as the key",
    "connection.extra": "written beside the row",
    "registration.delegation_id": "written beside the shape",
    "registration.replaces_id": "written beside the shape",
    "registration.name_key": "follows from the name",
    "registration.search_key": "follows from the details",
    "registration.party_key": "follows from the details",
    "incoming_message": "for this installation's organisers to look at, and soon forgotten",
    "unreachable_address": "learnt anew by whoever sends the mail from then on",
    "mailbox_watch": "who reads this installation's mailbox",
    "registration_tag": "written as words of its registration",
    "unconfirmed_application": "an address that nobody has confirmed: it is forgotten in two days",
    "stored_file.size": "follows from the content",
    "survey_ticket": "written within its survey",
    "survey_response": "written within its survey",
    "material_version.size": "follows from the content",
    "material_version.material_id": "written within its material",
    "invitee.registration_id": "written beside the shape",
    "invitee.delegation_id": "written beside the shape",
    "invitee.key_version": "private links open the installation that wrote them",
}
"""What stands in no shape, and why."""


def test_every_column_is_in_the_archive_or_left_out_for_a_reason() -> None:
    written = {
        "series": {directory_shapes.SERIES},
        "glossary_term": {directory_shapes.GLOSSARY_TERM},
        "working_group": {directory_shapes.WORKING_GROUP},
        "organisation": {directory_shapes.ORGANISATION},
        "column_mapping": {directory_shapes.COLUMN_MAPPING},
        "championship": {directory_shapes.CHAMPION, directory_shapes.CHAMPION_STEP},
        "milestone": {directory_shapes.MILESTONE},
        "key_figure": {directory_shapes.KEY_FIGURE},
        "material": {directory_shapes.MATERIAL},
        "material_version": {directory_shapes.MATERIAL_VERSION},
        "person": {shapes.PERSON},
        "account": {shapes.ACCOUNT},
        "event": {shapes.EVENT},
        "event_reference": {shapes.REFERENCE},
        "remarks": {shapes.REMARKS},
        "co_sponsorship": {shapes.CO_SPONSORSHIP},
        "co_sponsorship_step": {shapes.CO_SPONSORSHIP_STEP},
        "delegation": {shapes.DELEGATION},
        "registration": {shapes.REGISTRATION, shapes.DETAILS},
        "registration_note": {shapes.NOTE},
        "consent": {shapes.CONSENT},
        "question": {shapes.QUESTION},
        "answer": {shapes.ANSWER},
        "stored_file": {shapes.FILE},
        "invitee": {shapes.INVITEE},
        "anonymous_count": {shapes.ANONYMOUS_COUNT},
        "invitation": {shapes.INVITATION},
        "session_registration": {shapes.SESSION_CHOICE},
        "session_invitation": {shapes.SESSION_INVITATION},
        "attendance_import": {shapes.ATTENDANCE_IMPORT},
        "correction": {shapes.CORRECTION},
        "check_in": {checkins.CHECK_IN},
        "summary": {summaries.SUMMARY},
        "survey": {shapes.SURVEY},
        "summary_version": {summaries.SUMMARY_VERSION},
        "clearance": {clearances.CLEARANCE},
        "clearance_comment": {clearances.CLEARANCE_COMMENT},
        "connection": set(),
    } | {table.model.__tablename__: {table.shape} for table in (*proceedings.LISTS, *letters.LISTS, *floor.LISTS)}
    parents = {"event_id", "attendance_import_id", "summary_id", "registration_id", "co_sponsorship_id", "clearance_id"}
    by_hand = {
        "connection": {"display_name", "phone_digest", "email", "joined_at", "left_at", "seconds", "person_id"},
        "check_in": {"session_id"},
        "floor": {"session_id"},
        "speaking_request": {"session_id", "intervention_id"},
    }

    missing = []
    for mapper in Model.registry.mappers:
        table = str(mapper.local_table)
        if table in LEFT_OUT:
            continue
        told = {each.attribute for shape in written.get(table, set()) for each in shape.fields} | by_hand.get(
            table, set()
        )
        told |= {"extra"} if any(shape.keeps_unknown for shape in written.get(table, set())) else set()
        told |= _columns_of_relationships(mapper, told)
        for attribute in (each.key for each in mapper.column_attrs):
            is_structure = attribute in parents | {"id", "position", "email_key"}
            if not is_structure and attribute not in told and f"{table}.{attribute}" not in LEFT_OUT:
                missing.append(f"{table}.{attribute}")

    assert missing == []


def _columns_of_relationships(mapper: Any, told: set[str]) -> set[str]:
    return {
        column.key
        for name in told
        if name in mapper.relationships
        for column in mapper.relationships[name].local_columns
    }
