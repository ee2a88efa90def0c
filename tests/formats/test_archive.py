"""Reading an archive file: what is right passes untouched, what is wrong is named with its place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from eventhub.base import countries
from eventhub.formats import archive, archive_schema

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "tests" / "samples" / "scenarios"
AFTER: dict[str, Any] = json.loads((SCENARIOS / "after.json").read_text(encoding="utf-8"))
ABSENT = object()


def faults(content: bytes) -> list[str]:
    """Return the faults of a file, one sentence each; none when it is read."""
    try:
        archive.read(content)
    except archive.NotAnArchive as refusal:
        return str(refusal).split("\n")
    return []


def changed(*steps: Any) -> bytes:
    """Return the scenario with the value at the end of a path put there, or taken away."""
    document = copy.deepcopy(AFTER)
    *path, last, value = steps
    place: Any = document
    for step in path:
        place = place[step]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_right_archive_is_read_and_written_unchanged(name: str) -> None:
    content = (SCENARIOS / f"{name}.json").read_bytes()

    document = archive.read(content)

    assert document == json.loads(content)
    assert archive.write(document).strip() == content.decode().strip()


def test_a_byte_order_mark_does_no_harm() -> None:
    assert archive.read(b"\xef\xbb\xbf" + changed("people", 0, "given_name", "Ama"))["people"][0]["given_name"] == "Ama"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1, column 1: Expecting value"),
        (b'{"format": "eventhub-archive",\n "version" 1}', "line 2, column 12: Expecting ':' delimiter"),
        (b"\xff\xfe\x00", "the file is not UTF-8 text (byte 0)"),
        (b"[]", "format: this is not an EventHub archive"),
        (b'{"format": "backup", "version": 1}', "format: this is not an EventHub archive"),
        (
            b'{"format": "eventhub-archive", "version": 2, "people": 7}',
            "version: 2 is not a version that can be read here, which is 1",
        ),
        (b'{"format": "eventhub-archive", "version": true}', "version: true is not a version that can be read"),
        (b'{"format": "eventhub-archive", "version": NaN}', "the file cannot be read as JSON: NaN is not a number"),
        (b'{"format": "eventhub-archive", "version": 1}', "people: missing"),
        (b"[" * 200_000, "the file cannot be read as JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "the file cannot be read as JSON"),
    ],
)
def test_a_file_that_is_no_archive_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    assert faults(content)[0].startswith(sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            changed("events", 2, "registrations", 14, "person", "P999"),
            "events[2].registrations[14].person: no such person",
        ),
        (changed("events", 0, "attendance", 3, "person", "P999"), "events[0].attendance[3].person: no such person"),
        (changed("events", 1, "series", "gone"), "events[1].series: no such series"),
        (changed("events", 1, "working_group", "gone"), "events[1].working_group: no such working group"),
        (changed("events", 1, "refers_to", 0, "event", "gone"), "events[1].refers_to[0].event: no such event"),
        (
            changed("events", 1, "consultations", 0, "refers_to", 1, "gone"),
            "events[1].consultations[0].refers_to[1]: no such event",
        ),
        (
            changed("events", 1, "focus_proposals", 2, "for_event", "gone"),
            "events[1].focus_proposals[2].for_event: no such event",
        ),
        (changed("materials", 1, "event", "gone"), "materials[1].event: no such event"),
        (changed("milestones", 1, "event", "gone"), "milestones[1].event: no such event"),
        (
            changed("events", 1, "registrations", 0, "delegation", "D1"),
            "events[1].registrations[0].delegation: no such",
        ),
        (
            changed("people", 3, "category", "foo"),
            'people[3].category: "foo" is not one of member_state, observer_state, un_network, civil_society, '
            "academia, local_authority, youth, media, private_sector",
        ),
        (changed("people", 3, "country", "XXX"), 'people[3].country: "XXX" is not the ISO alpha-3 code of a State'),
        (changed("people", 3, "country", "ar"), 'people[3].country: "ar" is not the ISO alpha-3 code of a State'),
        (changed("people", 3, "given_name", ABSENT), "people[3].given_name: missing"),
        (changed("people", 3, "given_name", None), "people[3].given_name: missing"),
        (changed("people", 3, "email", "nobody"), 'people[3].email: "nobody" is not an e-mail address'),
        (changed("people", 3, "email", "a@b.example\r\nBcc: c@d.example"), "people[3].email: "),
        (changed("people", 3, "email", "a@b.example\n"), "people[3].email: "),
        (changed("events", 0, "id", "atd-ple-1\n"), "events[0].id: "),
        (changed("people", 3, "id", 12), "people[3].id: not an id"),
        (changed("people", {}), "people: not a list"),
        (
            changed("events", 0, "starts_at", "26 May 2021"),
            'events[0].starts_at: "26 May 2021" is not a local date and time',
        ),
        (changed("events", 0, "starts_at", "2020-11-31T14:00:00"), "events[0].starts_at: "),
        (changed("events", 0, "starts_at", "2020-11-17T14:00:00Z"), "events[0].starts_at: "),
        (changed("events", 0, "starts_at", 1605621600), "events[0].starts_at: not a local date and time"),
        (
            changed("events", 0, "starts_at", "2020-03-29T02:30:00"),
            "events[0].starts_at: the clocks in Europe/Zurich skip this time",
        ),
        (changed("events", 1, "timezone", "Europe/Genf"), 'events[1].timezone: "Europe/Genf" is not a time zone'),
        (changed("events", 1, "timezone", None), "events[1].timezone: missing"),
        (changed("events", 1, "duration_minutes", 0), "events[1].duration_minutes: 0 is less than 1"),
        (changed("events", 1, "duration_minutes", True), "events[1].duration_minutes: not a whole number"),
        (changed("events", 1, "capacity", 2**31), "events[1].capacity: 2147483648 is more than 2147483647"),
        (changed("events", 1, "id", "../admin"), 'events[1].id: "../admin" is not an id of letters, digits'),
        (changed("events", 1, "join_url", "javascript:alert(1)"), "events[1].join_url: "),
        (
            changed("events", 1, "registrations", 0, "status", "maybe"),
            'events[1].registrations[0].status: "maybe" is not one',
        ),
        (
            changed("events", 1, "registrations", 0, "consents", "recording", "yes"),
            "events[1].registrations[0].consents.recording: not true or false",
        ),
        (changed("events", 1, "summary", {"colour": 1}), "events[1].summary.colour: unknown key"),
        (changed("events", 2, "co_sponsorships", 0, "history", []), "events[2].co_sponsorships[0].history: empty"),
        (
            changed("events", 2, "co_sponsorships", 0, "country", None),
            "events[2].co_sponsorships[0]: names neither a country nor an organisation",
        ),
        (
            changed("events", 2, "co_sponsorships", 1, "country", "COL"),
            "events[2].co_sponsorships[1].country: stands twice, first at events[2].co_sponsorships[0].country",
        ),
        (changed("people", 5, "id", "P001"), "people[5].id: stands twice, first at people[0].id"),
        (
            changed("events", 2, "registrations", 0, "id", "E1-P001"),
            "events[2].registrations[0].id: stands twice, first at events[0].registrations[0].id",
        ),
        (changed("events", 1, "interventions", 4, "order", 1), "events[1].interventions[4].order: stands twice"),
        (
            changed("events", 1, "discussion_points", 0, "supported_by", ["CAN", "CAN"]),
            "events[1].discussion_points[0]",
        ),
        (changed("champions", 0, "confirmed_on", "May 2021"), "champions[0].confirmed_on: "),
        (changed("champions", 0, "country", "BGDX"), "champions[0].country: "),
        (changed("people", 0, "function", "\0"), "people[0].function: holds a character that is no text"),
        (changed("people", 0, "function", "\ud800"), "people[0].function: holds a character that is no text"),
        (changed("people", 0, "\ud800", 1), "people[0]: holds a character that is no text"),
        (changed("people", 0, "note", json.loads("[" * 60 + "]" * 60)), "people[0].note[0]"),
    ],
)
def test_a_fault_anywhere_is_named_with_its_place(content: bytes, sentence: str) -> None:
    assert any(fault.startswith(sentence) for fault in faults(content)), faults(content)


def test_a_number_beyond_every_bound_is_a_fault() -> None:
    content = json.dumps(AFTER).replace('"version": 1,', '"version": 1, "note": 1e999,', 1).encode()

    assert faults(content) == ["note: too large a number"]


def test_up_to_twenty_faults_are_told_at_once() -> None:
    document = copy.deepcopy(AFTER)
    for person in document["people"]:
        person["country"] = "Atlantis"

    told = faults(json.dumps(document).encode())

    assert len(told) == 20
    assert [fault.partition(":")[0] for fault in told] == [f"people[{place}].country" for place in range(20)]


def test_an_unknown_kind_and_an_unknown_key_are_no_faults() -> None:
    assert not faults(changed("events", 0, "kind", "walking_seminar"))
    assert not faults(changed("events", 0, "weather", "mild"))


def test_the_published_schema_is_the_one_that_is_checked() -> None:
    published = json.loads((ROOT / "docs" / "archive.schema.json").read_text(encoding="utf-8"))

    assert published == archive_schema.schema()
    Draft202012Validator.check_schema(published)


def test_the_schema_knows_exactly_the_states() -> None:
    codes = archive_schema.schema()["$defs"]["country"]["enum"]

    assert set(codes) - {None} == {state.iso3 for state in countries.in_order()}


def test_every_reference_within_the_schema_leads_somewhere() -> None:
    text = json.dumps(archive_schema.schema())
    named = {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}

    assert named == set(archive_schema.schema()["$defs"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(value=JSON, place=st.sampled_from([*AFTER, "sequence"]), data=st.data())
def test_whatever_stands_in_a_file_it_is_read_or_refused(value: Any, place: str, data: st.DataObject) -> None:
    document = {key: list(rows[:2]) if isinstance(rows, list) else rows for key, rows in AFTER.items()}
    if data.draw(st.booleans()) and isinstance(document.get(place), list) and document[place]:
        row = dict(document[place][0])
        row[data.draw(st.sampled_from([*row, "extra"]))] = value
        document[place] = [row, *document[place][1:]]
    else:
        document[place] = value

    faults(json.dumps(document).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=40))
def test_whatever_bytes_come_they_are_refused_in_words(content: bytes) -> None:
    assert faults(content)
