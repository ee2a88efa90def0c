"""Decisions on a meeting's records: each a row in a log, each undone without a trace in the figures."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.base.db import session
from eventhub.domain import attendance, audit, corrections, counts
from eventhub.domain.corrections import AlreadyUndone, WrongCorrection
from eventhub.domain.matching import Basis
from eventhub.models.events import Event
from eventhub.models.people import Category, Level, Person
from tests.conftest import SECRET
from tests.domain.meetings import a_meeting, a_person, a_record, summary
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")


def correct(event: Event, *entries: Any):
    made = corrections.apply(event, list(entries), by="account:1", now=NOW, secret=SECRET)
    session.flush()
    return made


def grace() -> Person:
    return a_person("grace", "Grace", "Akoto", country="GHA", category=Category.MEMBER_STATE, level=Level.CAPITAL)


@pytest.mark.both_databases
def test_a_walk_in_is_known_by_name_once_registered_as_one():
    event = a_meeting()
    a_record(event, "Grace Akoto (Ghana)")
    grace()
    assert summary(event) == {"Grace Akoto (Ghana)": ("unregistered", None)}

    correct(event, {"action": "register_walk_in", "person_id": "grace"})

    assert summary(event) == {"Grace Akoto (Ghana)": ("matched", "Akoto")}
    assert (counts.count(event).walk_ins, counts.count(event).member_states) == (1, ["GHA"])


def test_a_walk_in_who_was_not_connected_is_not_present():
    event = a_meeting()
    grace()
    correct(event, {"action": "register_walk_in", "person_id": "grace"})
    assert counts.count(event).participants == 0


def test_a_telephone_is_identified_and_merged_with_its_owners_other_connection():
    event = a_meeting()
    a_record(event, "+212 661 23 45 67", ("Lena Vogt", "lvogt@iom.example"), "41794***12")
    amina = attendance.establish(event).registrations[0].person.key
    lena = next(each.person.key for each in attendance.establish(event).participants if each.person)

    correct(
        event,
        {"action": "identify", "display_name": "+212 661 23 45 67", "person_id": amina, "reason": "said so"},
        {"action": "merge", "display_name": "41794***12", "person_id": lena},
    )

    assert summary(event) == {
        "21266***67": ("matched", "El Idrissi"),
        "Lena Vogt": ("matched", "Vogt"),
    }
    assert {each.basis for each in attendance.establish(event).participants} == {Basis.CORRECTION}
    assert all("661" not in (row.display_name or "") for row in corrections.log(event))


def test_two_numbers_masked_alike_are_told_apart_in_full_or_not_at_all():
    event = a_meeting()
    a_record(event, "+212 661 23 45 67", "+212 669 99 99 67")
    amina = attendance.establish(event).registrations[0].person.key

    with pytest.raises(WrongCorrection, match="several telephone numbers"):
        correct(event, {"action": "identify", "display_name": "21266***67", "person_id": amina})
    correct(event, {"action": "identify", "display_name": "+212 661 23 45 67", "person_id": amina})

    assert [each.match_status.value for each in attendance.establish(event).participants] == ["matched", "unidentified"]


def test_what_is_marked_as_technical_is_present_and_not_counted():
    event = a_meeting()
    a_record(event, "Palais", ("Lena Vogt", "lvogt@iom.example"))

    correct(event, {"action": "mark_technical", "display_name": "Palais"})

    assert summary(event)["Palais"] == ("technical", None)
    assert counts.count(event).participants == 1


def test_a_correction_leaves_alone_whoever_is_known_by_address_under_the_same_name():
    event = a_meeting()
    a_record(event, ("Guest", "lvogt@iom.example"), "Guest")
    amina = attendance.establish(event).registrations[0].person.key

    correct(event, {"action": "identify", "display_name": "Guest", "person_id": amina})

    assert sorted(each.name for each in attendance.establish(event).counted) == ["Amina El Idrissi", "Lena Vogt"]


def test_where_everybody_of_that_name_is_known_by_address_the_correction_means_them():
    event = a_meeting()
    a_record(event, ("Lena Vogt", "lvogt@iom.example"))

    correct(event, {"action": "mark_technical", "display_name": "Lena Vogt"})

    assert summary(event) == {"Lena Vogt": ("technical", None)}


def test_the_later_decision_on_a_connection_stands():
    event = a_meeting()
    a_record(event, "iPhone")
    amina, tiago = (each.person.key for each in attendance.establish(event).registrations[:2])

    correct(event, {"action": "identify", "display_name": "iPhone", "person_id": amina})
    correct(event, {"action": "identify", "display_name": "iPhone", "person_id": tiago})

    assert summary(event) == {"iPhone": ("matched", "Pacheco")}


def test_the_same_correction_twice_is_one():
    event = a_meeting()
    a_record(event, "iPhone")
    entry = {"action": "mark_technical", "display_name": "iPhone"}

    first, again = correct(event, entry, entry)
    (later,) = correct(event, entry)

    assert first is again is later
    assert len(corrections.log(event)) == 1


def test_an_undone_correction_stays_in_the_log_and_changes_nothing_else():
    event = a_meeting()
    a_record(event, "iPhone")
    before = counts.count(event)
    (correction,) = correct(event, {"action": "mark_technical", "display_name": "iPhone"})

    corrections.undo(correction, by="account:2", now=NOW)
    session.flush()

    assert counts.count(event) == before
    assert corrections.standing(event) == []
    assert [(row.undone_by, row.undone_at) for row in corrections.log(event)] == [("account:2", NOW)]
    assert corrections.find(correction.id) is correction
    with pytest.raises(AlreadyUndone):
        corrections.undo(correction, by="account:2", now=NOW)
    correct(event, {"action": "mark_technical", "display_name": "iPhone"})
    assert (len(corrections.log(event)), len(corrections.standing(event))) == (2, 1)


FAULTS: list[tuple[Any, str]] = [
    ({"action": "mark_technical"}, "corrections: give a list"),
    (["register"], "corrections[0]: give an object with an action"),
    (
        [{"action": "promote"}],
        "corrections[0].action: give one of register_walk_in, identify, merge, mark_technical, leave",
    ),
    ([{"action": "register_walk_in"}], "corrections[0].person_id: this action needs one"),
    ([{"action": "register_walk_in", "person_id": 7}], "corrections[0].person_id: this action needs one"),
    ([{"action": "register_walk_in", "person_id": "P9"}], "corrections[0].person_id: there is no person “P9”"),
    ([{"action": "identify", "person_id": "grace"}], "corrections[0].display_name: this action needs one"),
    (
        [{"action": "identify", "display_name": "Nobody", "person_id": "grace"}],
        "corrections[0].display_name: nobody connected under this name",
    ),
    (
        [
            {"action": "mark_technical", "display_name": "iPhone"},
            {"action": "mark_technical", "display_name": "iphone"},
        ],
        "corrections[1].display_name: nobody connected under this name",
    ),
    ([{"action": "mark_technical", "display_name": "iPhone", "reason": 3}], "corrections[0].reason: give a text"),
]


@pytest.mark.parametrize(("entries", "sentence"), FAULTS)
def test_a_fault_names_its_path(entries: Any, sentence: str):
    event = a_meeting()
    a_record(event, "iPhone")
    grace()

    with pytest.raises(WrongCorrection) as refusal:
        corrections.apply(event, entries, by="command", now=NOW)

    assert str(refusal.value) == sentence


def test_whoever_is_registered_is_no_walk_in():
    event = a_meeting()
    amina = attendance.establish(event).registrations[0].person.key

    with pytest.raises(WrongCorrection, match="is registered for this event"):
        correct(event, {"action": "register_walk_in", "person_id": amina})


def test_a_walk_in_is_entered_from_typed_details_and_tied_to_what_stood_on_the_screen():
    event = a_meeting()
    a_record(event, "Kofi's phone")
    details = {"given_name": "Kofi", "family_name": "Asare", "country": "GHA", "category": Category.MEMBER_STATE}

    person = corrections.register_new_walk_in(event, details, display_name="Kofi's phone", by="account:1", now=NOW)

    assert summary(event) == {"Kofi's phone": ("matched", "Asare")}
    assert [row.person for row in corrections.standing(event)] == [person, person]
    with pytest.raises(WrongCorrection):
        corrections.register_new_walk_in(event, {"given_name": " "}, by="account:1", now=NOW)


def test_every_decision_has_its_audit_entry():
    event = a_meeting()
    a_record(event, "iPhone")
    (correction,) = correct(event, {"action": "mark_technical", "display_name": "iPhone", "reason": "a camera"})
    corrections.undo(correction, by="account:1", now=NOW)

    undone, made = audit.find_by_event(event)[:2]
    assert (undone.action, made.action) == ("correction:undo", "correction:mark_technical")
    assert made.difference == {"display_name": "iPhone", "person": None, "reason": "a camera"}
