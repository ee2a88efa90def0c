"""Whatever an archive holds, it comes back, moves without a change, and is the same twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from eventhub.base import zones
from eventhub.base.db import session
from eventhub.base.text import address_key
from eventhub.domain.archive import whole
from eventhub.formats import archive
from tests.domain.archive_parts import COUNTRIES, DAYS, NAMES, TEXTS, entry, several, with_all_of_registration
from tests.domain.archives import LATER, NOW, Document, lost

SLUGS = st.from_regex(r"[a-z][a-z0-9.-]{0,8}", fullmatch=True)
EMAILS = st.builds(
    "{}@{}.example".format, st.from_regex(r"[A-Za-zéß]{1,6}", fullmatch=True), st.sampled_from(["a", "B"])
)
PARTIAL_DAYS = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from([4, 7, 10]))
ZONES = st.sampled_from(sorted(zones.names()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
UNKNOWN = {"x_odd": JSON}


def details() -> dict[str, Any]:
    words = {"form_of_address": TEXTS, "organisation": TEXTS, "function": TEXTS, "network_role": TEXTS}
    lists = {
        "email": EMAILS,
        "alternative_email": EMAILS,
        "country": COUNTRIES,
        "category": st.sampled_from(["member_state", "un_network", "youth"]),
        "level": st.sampled_from(["capital", "global"]),
    }
    return words | lists


@st.composite
def archives(draw: st.DrawFn) -> Document:
    """An archive of some people, directory rows and events."""
    person = entry({"id": NAMES, "given_name": TEXTS, "family_name": TEXTS}, details() | UNKNOWN)
    people = draw(st.lists(person, min_size=1, max_size=4, unique_by=lambda row: row["id"]))
    series = draw(several(entry({"id": SLUGS}, {"name": TEXTS, "in_text": TEXTS} | UNKNOWN), "id"))
    groups = draw(several(entry({"id": SLUGS}, {"kind": TEXTS, "co_leads": several(NAMES)} | UNKNOWN), "id"))
    slugs = draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True))
    bare = [draw(_event(slug, slugs, people, series, groups)) for slug in slugs]
    events = [draw(with_all_of_registration(event)) for event in bare]
    keys = [row["id"] for event in events for row in event.get("registrations") or ()]
    assume(len(keys) == len(set(keys)))
    known = st.sampled_from(slugs)
    champion = entry({"country": COUNTRIES}, {"confirmed_on": PARTIAL_DAYS, "confirmed_by": DAYS} | UNKNOWN)
    milestone = {"end": PARTIAL_DAYS, "precision": TEXTS, "tentative": st.booleans(), "event": known}
    figure = {"unit": TEXTS, "approximate": st.booleans(), "as_of": DAYS, "event": known}
    value = st.integers(-(10**9), 10**9) | st.floats(-1e15, 1e15)
    required = {"format": "eventhub-archive", "version": 1, "people": people, "events": events}
    return required | {
        "series": series,
        "working_groups": groups,
        "glossary": draw(several(entry({"short": NAMES, "long": TEXTS}, UNKNOWN), "short")),
        "champions": draw(several(champion, "country")),
        "milestones": draw(
            several(entry({"id": NAMES, "title": TEXTS, "start": PARTIAL_DAYS}, milestone | UNKNOWN), "id")
        ),
        "key_figures": draw(several(entry({"id": NAMES, "label": TEXTS, "value": value}, figure | UNKNOWN), "id")),
        "materials": draw(
            several(entry({"id": NAMES, "title": TEXTS}, {"kind": TEXTS, "event": known} | UNKNOWN), "id")
        ),
        "x_document": draw(JSON),
    }


def _event(slug: str, slugs: list[str], people: list[Document], series: list[Document], groups: list[Document]) -> Any:
    times = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(lambda time: time.replace(microsecond=0))
    person, event = st.sampled_from([row["id"] for row in people]), st.sampled_from(slugs)
    group = st.sampled_from([row["id"] for row in groups]) if groups else st.none()
    words = st.lists(TEXTS, max_size=3)
    states = st.lists(COUNTRIES, max_size=3, unique=True)
    connection = entry({}, {"display_name": NAMES, "email": TEXTS, "joined_at": times.map(str_time)} | UNKNOWN)
    step = st.fixed_dictionaries({"date": DAYS, "status": st.sampled_from(["offered", "confirmed", "withdrawn"])})
    history = st.lists(step, min_size=1, max_size=3).map(lambda steps: sorted(steps, key=lambda each: each["date"]))
    registration = {
        "details": entry({}, details()),
        "registered_on": DAYS,
        "registered_by": st.sampled_from(["self", "focal_point", "organiser"]),
        "head_of_delegation": st.booleans(),
        "interpretation_language": TEXTS,
        "consents": st.dictionaries(NAMES, st.none() | st.booleans(), max_size=3),
    }
    status = st.sampled_from(["confirmed", "waitlisted", "declined", "withdrawn"])
    return entry(
        {
            "id": st.just(slug),
            "title": NAMES,
            "kind": NAMES,
            "starts_at": times.map(str_time),
            "duration_minutes": st.integers(1, 10_000),
            "timezone": ZONES,
        },
        {
            "status": st.sampled_from(["draft", "published", "cancelled"]),
            "series": st.sampled_from([row["id"] for row in series]) if series else st.none(),
            "working_group": group,
            "number": st.integers(0, 99),
            "capacity": st.integers(0, 2**31 - 1),
            "gcm_objectives": st.lists(st.integers(1, 23)),
            "focus": words,
            "agenda": words,
            "summary_options": st.dictionaries(TEXTS, JSON, max_size=2),
            "refers_to": several(entry({"event": event}, {"speaker": TEXTS} | UNKNOWN), "event"),
            "registrations": several(
                entry({"id": NAMES, "person": person, "status": status}, registration | UNKNOWN), "id"
            ),
            "attendance": several(
                entry({"person": person, "connections": st.lists(connection, min_size=1, max_size=2)}, UNKNOWN),
                "person",
            ),
            "opening_remarks": entry({}, {"speaker": TEXTS, "points": words} | UNKNOWN),
            "consultations": several(
                entry({"working_group": group}, {"refers_to": st.lists(event, max_size=2)}), "working_group"
            )
            if groups
            else st.none(),
            "interventions": st.lists(entry({"kind": NAMES}, {"country": COUNTRIES} | UNKNOWN), max_size=3),
            "discussion_points": several(entry({"id": NAMES, "text": TEXTS}, {"supported_by": states} | UNKNOWN), "id"),
            "focus_proposals": several(
                entry({"topic": NAMES}, {"for_event": event, "supported_by": states} | UNKNOWN), "for_event", "topic"
            ),
            "future_topics": several(entry({"topic": NAMES}, {"proposed_by": words} | UNKNOWN), "topic"),
            "outcomes": st.lists(
                entry({"kind": NAMES, "text": TEXTS}, {"due": PARTIAL_DAYS, "items": words} | UNKNOWN), max_size=3
            ),
            "co_sponsorships": several(entry({"country": COUNTRIES, "history": history}, UNKNOWN), "country"),
        }
        | UNKNOWN,
    )


def str_time(time: Any) -> str:
    return str(time.isoformat())


def _gives_an_address_twice(document: Document) -> bool:
    """Tell whether one address would have two standing registrations at an event."""
    people = {row["id"]: row for row in document["people"]}
    for event in document["events"]:
        standing = [row for row in event.get("registrations") or () if row["status"] in {"confirmed", "waitlisted"}]
        addresses = [(people[row["person"]] | (row.get("details") or {})).get("email") for row in standing]
        keys = [address_key(address) for address in addresses if address]
        if len(keys) != len(set(keys)):
            return True
    return False


def _without_idle_details(document: Document) -> Document:
    """Take out details that say what the person says: they are not written again."""
    people = {row["id"]: row for row in document["people"]}
    for event in document["events"]:
        for row in event.get("registrations") or ():
            person, own = people[row["person"]], row.get("details") or {}
            own = {key: value for key, value in own.items() if person.get(key) != value}
            row["details"] = own or None
    return document


def _taken_in(document: Document, **when: Any) -> whole.Taken:
    read = archive.read(archive.write(document).encode())
    taken = whole.take_in(read, by="command", **when)
    session.flush()
    session.expunge_all()
    return taken


@pytest.mark.both_databases
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25)
@given(document=archives())
def test_whatever_goes_in_comes_out_moves_and_is_the_same_twice(app: Flask, document: Document) -> None:
    try:
        archive.read(archive.write(document).encode())
    except archive.NotAnArchive as refusal:
        assume("skip this time" not in str(refusal))
        raise
    assume(not _gives_an_address_twice(document))
    session.rollback()

    _taken_in(document, now=NOW)
    export = archive.write(whole.give_out())
    again = _taken_in(document, now=LATER)
    assert lost(_without_idle_details(document), archive.read(export.encode())) == []
    assert (dict(again.added), dict(again.changed)) == ({}, {})
    assert archive.write(whole.give_out()) == export

    session.rollback()
    _taken_in(archive.read(export.encode()), now=LATER)
    assert archive.write(whole.give_out()) == export
    session.rollback()
