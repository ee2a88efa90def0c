"""What registration needs beside names moves too: questions, files, delegations, invitees, letters, counts."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain.archive import whole
from eventhub.domain.archive.intake import Contradiction
from eventhub.formats import archive
from eventhub.models.events import Event
from eventhub.models.invitees import Invitee
from eventhub.models.outbox import Message
from eventhub.models.questions import Answer
from eventhub.models.registrations import Delegation, Registration
from eventhub.models.uploads import StoredFile
from tests.domain.archives import (
    LATER,
    NOW,
    Document,
    a_meeting,
    count_queries,
    empty_the_database,
    lost,
    tables,
    take_in,
)
from tests.domain.full_meeting import ARRIVED, BADGE, NOTE_VERBALE, THEN, a_file, a_full_meeting


def given(key: str) -> Any:
    return whole.give_out()["events"][0][key]


@pytest.mark.both_databases
def test_all_of_it_comes_back_equal_and_a_second_time_changes_nothing(app: Flask) -> None:
    take_in(a_full_meeting())
    before = tables()

    taken = take_in(a_full_meeting(), now=LATER)
    take_in(whole.give_out(), now=LATER)

    assert (taken.added, taken.changed) == ({}, {})
    assert tables() == before
    assert lost(a_full_meeting(), whole.give_out()) == []
    assert lost(a_full_meeting()["events"], whole.give_out(["briefing-2027"])["events"]) == []


def test_rows_point_at_one_another_as_told(app: Flask) -> None:
    take_in(a_full_meeting())

    rows = {row.key: row for row in session.scalars(select(Registration))}
    delegation = session.scalars(select(Delegation)).one()
    asked = {row.key: row for row in session.scalars(select(Invitee))}
    assert rows["r-amina"].replaces_id == rows["r-tiago"].id
    assert delegation.note_verbale is not None
    assert (delegation.note_verbale.content, delegation.note_verbale.size) == (NOTE_VERBALE, len(NOTE_VERBALE))
    assert (asked["i-mar"].delegation_id, asked["i-amina"].registration_id) == (delegation.id, rows["r-amina"].id)
    assert [answer.file.key for answer in rows["r-amina"].answers if answer.file] == ["badge"]
    assert session.scalars(select(Message)).all() == []


def test_a_later_archive_adds_and_corrects_and_takes_nothing_away(app: Flask) -> None:
    take_in(a_full_meeting())
    registration = {
        "id": "r-amina",
        "person": "amina",
        "status": "confirmed",
        "answers": [{"question": "visa", "value": True}],
        "tags": ["speaker", "visa"],
        "notes": [{"text": "arrives on Tuesday"}],
    }
    visa = {"id": "visa", "kind": "yes_no", "label": "Do you need a letter for your visa?"}

    taken = take_in(a_meeting(registrations=[registration], questions=[visa]), now=LATER)

    told = given("registrations")[0]
    assert [answer.get("value") for answer in told["answers"]] == [["housing", "children"], True, None]
    assert told["tags"] == ["speaker", "visa"]
    assert [note["text"] for note in told["notes"]] == ["asked for a seat at the front", "arrives on Tuesday"]
    assert [row["label"] for row in given("questions")][1] == visa["label"]
    assert (dict(taken.added), dict(taken.changed)) == ({}, {"question": 1, "registration": 1})


def test_a_new_question_moves_the_page_and_a_new_note_does_not(app: Flask) -> None:
    take_in(a_full_meeting())
    revision = session.scalars(select(Event)).one().revision
    noted = a_full_meeting()
    noted["events"][0]["registrations"][1]["notes"] = [{"text": "wrote to us"}]

    take_in(noted, now=LATER)
    assert session.scalars(select(Event)).one().revision == revision

    noted["events"][0]["questions"].append({"id": "hotel", "kind": "short_text", "label": "Hotel"})
    take_in(noted, now=LATER)
    assert session.scalars(select(Event)).one().revision == revision + 1


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("questions", {"id": "visa", "kind": "yes_no", "label": "Do you need a visa?"}),
        ("files", a_file("nv", NOTE_VERBALE)),
        ("invitees", {"id": "i-prt", "list": "champions", "country": "PRT"}),
    ],
)
def test_an_id_of_another_event_is_refused_with_its_place(app: Flask, key: str, entry: Document) -> None:
    take_in(a_full_meeting())

    with pytest.raises(Contradiction) as refusal:
        take_in(a_meeting(id="another", registrations=[], **{key: [entry]}))

    assert str(refusal.value) == f"events[0].{key}[0].id: a row of another event has this id"


def test_whoever_stands_checked_in_here_is_not_checked_in_again_by_an_archive(app: Flask) -> None:
    take_in(a_full_meeting())
    elsewhere = a_full_meeting()
    elsewhere["events"][0]["check_ins"][0]["at"] = "2027-04-15T12:30:00Z"

    taken = take_in(elsewhere, now=LATER)

    assert (dict(taken.added), [row["at"] for row in given("check_ins")]) == ({}, [ARRIVED, THEN])


def test_a_file_never_changes(app: Flask) -> None:
    take_in(a_full_meeting())

    with pytest.raises(Contradiction) as refusal:
        take_in(a_meeting(files=[a_file("badge", BADGE), a_file("nv", b"another")]))

    session.rollback()
    assert str(refusal.value).startswith("events[0].files[1].sha256: the file “nv” that is here has another content")
    assert {file.sha256 for file in session.scalars(select(StoredFile))} == {
        hashlib.sha256(content).hexdigest() for content in (NOTE_VERBALE, BADGE)
    }


@pytest.mark.both_databases
def test_whom_an_old_archive_names_again_goes_again_in_time(app: Flask) -> None:
    take_in(a_full_meeting())
    event = session.scalars(select(Event)).one()
    event.anonymised_at = NOW
    for row in session.scalars(select(Registration)):
        row.anonymised_at, row.family_name, row.person.family_name = NOW, "", ""
    session.commit()
    nameless = whole.give_out()
    session.expunge_all()

    take_in(a_full_meeting(), now=LATER)
    assert session.scalars(select(Event.anonymised_at)).all() == [None]
    assert session.scalars(select(Registration.anonymised_at)).all() == [None, None]

    take_in(nameless, now=LATER)
    assert None not in session.scalars(select(Registration.anonymised_at)).all()
    assert given("anonymised_at") == nameless["events"][0]["anonymised_at"]


def test_a_sensitive_answer_that_was_erased_stays_a_row_and_moves(app: Flask) -> None:
    take_in(a_full_meeting())
    for answer in session.scalars(select(Answer)):
        answer.value = answer.file = None
    session.commit()

    take_in(whole.give_out(), now=LATER)

    assert given("registrations")[0]["answers"] == [{"question": key} for key in ("topic", "visa", "passport")]


REGISTRATION, QUESTIONS, FILES = ("registrations", 0), ("questions",), ("files", 0)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ((*REGISTRATION, "replaces"), "r-sam", "registrations[0].replaces: no such registration"),
        ((*REGISTRATION, "delegation_role"), "guest", 'registrations[0].delegation_role: "guest" is not one of chief'),
        ((*REGISTRATION, "tags"), ["VIP", "VIP"], "registrations[0].tags: something stands twice"),
        ((*REGISTRATION, "sessions", 0, "session"), "s-9", "registrations[0].sessions[0].session: no such session"),
        (("sessions", 1, "ends_at"), "2027-04-15T14:00:00", "sessions[1].ends_at: the session must end after it"),
        (("sessions", 1, "capacity"), 0, "sessions[1].capacity: 0 is less than 1"),
        ((*REGISTRATION, "answers", 0, "question"), "hat", "registrations[0].answers[0].question: no such question"),
        ((*REGISTRATION, "answers", 0, "question"), "visa", "registrations[0].answers[1].question: stands twice"),
        ((*REGISTRATION, "answers", 2, "file"), "gone", "registrations[0].answers[2].file: no such file"),
        ((*REGISTRATION, "answers", 0, "value"), "housing", "registrations[0].answers[0].value: no answer to a"),
        ((*REGISTRATION, "answers", 1, "value"), 1, "registrations[0].answers[1].value: no answer to a question"),
        ((*REGISTRATION, "answers", 2, "value"), "x", "registrations[0].answers[2].value: no answer to a question"),
        ((*QUESTIONS, 0, "conditions", 0, "about"), "hat", "questions[0].conditions[0].about: no such question"),
        ((*QUESTIONS, 0, "kind"), "colour", 'questions[0].kind: "colour" is not one of short_text'),
        ((*QUESTIONS, 0, "id"), "my topic", 'questions[0].id: "my topic" is not an id of letters'),
        ((*QUESTIONS, 1, "id"), "topic", "questions[1].id: stands twice, first at events[0].questions[0].id"),
        ((*QUESTIONS, 0, "words"), {"xx": {}}, 'questions[0].words: "xx" is not one of ar, zh'),
        ((*QUESTIONS, 0, "colour"), "red", "questions[0].colour: unknown key"),
        ((*FILES, "media_type"), "text/html", 'files[0].media_type: "text/html" is not one of application/pdf'),
        ((*QUESTIONS, 0, "limits"), {"most": "2027-01-01"}, "questions[0].limits.most: no limit of a question of"),
        ((*FILES, "content"), "%%%", "files[0].content: not base64"),
        ((*FILES, "content"), "JVBERi0=\n", "files[0].content: not base64"),
        ((*FILES, "sha256"), "0" * 64, "files[0].sha256: not the hash of the content"),
        (("delegations", 0, "note_verbale"), "gone", "delegations[0].note_verbale: no such file"),
        (("delegations", 0, "quota"), -1, "delegations[0].quota: -1 is less than 0"),
        (("invitees", 0, "delegation"), "d9", "invitees[0].delegation: no such delegation"),
        (("invitees", 1, "registration"), "r-sam", "invitees[1].registration: no such registration"),
        (("invitees", 1, "id"), "i-mar", "invitees[1].id: stands twice"),
        (("reminders", 1, "hours_before"), 10**6, "reminders[1].hours_before: 1000000 is more than 1344"),
        (("check_ins", 0, "person"), "sam", "check_ins[0].person: no such person"),
        (("check_ins", 0, "registration"), "r-sam", "check_ins[0].registration: no such registration"),
        (("check_ins", 1, "session"), "r-other", "check_ins[1].session: no such session"),
        (("check_ins", 0, "mode"), "by telephone", 'check_ins[0].mode: "by telephone" is not one of in_person'),
        (("retention_months",), 10**6, "retention_months: 1000000 is more than 1200"),
        (("reminders", 1, "hours_before"), 24, "reminders[1].hours_before: stands twice"),
        (("mail_texts", 0, "language"), "pt", 'mail_texts[0].language: "pt" is not one of ar'),
        (("anonymous_count", "counts"), None, "anonymous_count.counts: missing"),
        (
            ("substitution_closes_at",),
            "2027-03-28T02:30:00",
            "substitution_closes_at: the clocks in Europe/Zurich skip",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(path: tuple[Any, ...], value: Any, sentence: str) -> None:
    document = copy.deepcopy(a_full_meeting())
    *steps, last = path
    place = document["events"][0]
    for step in steps:
        place = place[step]
    place[last] = value

    with pytest.raises(archive.NotAnArchive) as refusal:
        archive.read(archive.write(document).encode())

    assert any(line.startswith(f"events[0].{sentence}") for line in str(refusal.value).split("\n")), refusal.value


def test_a_delegation_is_known_by_its_country_and_organisation_else_by_its_id_there(app: Flask) -> None:
    take_in(a_meeting(delegations=[{"id": "d1", "country": "MAR", "organisation": "Ministry of Justice"}]))

    renamed = {"id": "d1", "country": "MAR", "organisation": "Ministry of Foreign Affairs", "quota": 5}
    elsewhere = {"id": "7", "country": "MAR", "organisation": "ministry of foreign affairs", "quota": 6}
    stranger = {"id": "d1", "country": "PRT"}
    take_in(a_meeting(delegations=[renamed]), now=LATER)
    take_in(a_meeting(delegations=[elsewhere]), now=LATER)
    take_in(a_meeting(delegations=[stranger]), now=LATER)
    take_in(a_meeting(delegations=[stranger]), now=LATER)

    told = [(row["id"], row["country"], row.get("quota")) for row in given("delegations")]
    assert told[0] == ("d1", "MAR", 6)
    assert (told[1][0] == "d1", told[1][1:]) == (False, ("PRT", None))
    assert len(told) == 2


@pytest.mark.both_databases
def test_all_of_it_moves_to_another_installation_without_a_change(app: Flask) -> None:
    take_in(a_full_meeting())
    text = archive.write(whole.give_out())
    empty_the_database()

    take_in(archive.read(text.encode()), now=LATER)

    assert archive.write(whole.give_out()) == text


def test_the_number_of_queries_does_not_grow_with_what_hangs_on_an_event(app: Flask) -> None:
    renamed = json.dumps(a_full_meeting(id="larger")).replace('"s-', '"t-').replace('"r-', '"s-')
    few, many = a_full_meeting(), json.loads(renamed)
    for key in ("questions", "files", "invitees", "clearances"):
        for row in many["events"][0][key]:
            row["id"] += "-2"
    larger = many["events"][0]
    larger["files"].append(a_file("third", b"third"))
    larger["delegations"] += [{"id": str(place), "organisation": f"City of {place}"} for place in range(3)]
    larger["questions"] += [{"id": f"more-{place}", "kind": "short_text", "label": "More?"} for place in range(3)]
    larger["delegations"][0]["note_verbale"] = larger["delegations"][1]["note_verbale"] = "third"
    first, second = larger["registrations"]
    first["answers"] = [{"question": f"more-{place}", "value": "yes"} for place in range(3)]
    first["answers"].append({"question": "passport-2", "file": "badge-2"})
    second["sessions"] = [{"session": "Housing"}, {"session": "Visits"}]
    second["answers"], second["tags"], second["notes"] = first["answers"], ["new"], [{"text": "new"}]
    larger["invitees"][0]["delegation"] = "2"
    larger["questions"][2]["conditions"] = []
    take_in(few)
    take_in(many)

    assert count_queries(lambda: take_in(few)) == count_queries(lambda: take_in(many))
    assert count_queries(lambda: whole.give_out(["briefing-2027"])) == count_queries(lambda: whole.give_out(["larger"]))
