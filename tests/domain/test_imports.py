"""Lists of people: each row is entered exactly as typed, or refused with its reasons; all or nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event as database_event
from sqlalchemy import func, select

from eventhub.base.db import db, session
from eventhub.domain import audit, entries, imports, invitations, outbox, people, registrations
from eventhub.domain.imports import Judgement, NothingToEnter, RowsAtFault
from eventhub.models.events import Event
from eventhub.models.people import Category, Person
from eventhub.models.registrations import RegisteredBy, Registration, RegistrationStatus
from tests.world import AMINA, NOW, an_event, register

ELENA = {
    "given_name": "ELENA",
    "family_name": "ȚURCANU de la Cruz",
    "email": "Elena.Turcanu@mfa.md.example",
    "category": "member_state",
    "country": "Republic of Moldova",
    "level": "capital",
}


def judged(event: Event, *rows: dict[str, str]) -> Judgement:
    """Rows from the second on, as a table with headings has them."""
    return imports.judge(event, enumerate(rows, 2), category=None, language="en")


def faults(event: Event, **changes: str) -> list[str]:
    """Why Elena's row cannot be entered with these cells."""
    (row,) = judged(event, ELENA | changes).bad
    return [str(fault) for fault in row.faults]


def test_names_are_entered_exactly_as_typed(app: Flask):
    event = an_event()

    (elena,) = imports.enter(event, judged(event, ELENA), by="account:1", now=NOW)

    assert (elena.given_name, elena.family_name) == ("ELENA", "ȚURCANU de la Cruz")
    assert (elena.email, elena.country, elena.level) == ("Elena.Turcanu@mfa.md.example", "MDA", "capital")
    assert (elena.registered_by, elena.status) == (RegisteredBy.ORGANISER, RegistrationStatus.CONFIRMED)
    assert [message.kind for message in outbox.find_by_event(event)] == ["registration-confirmed"]
    assert audit.find_by_subject(event)[0].difference == {"rows": 1, "left_out": 0, "silent": False}


@pytest.mark.parametrize("word", ["MDA", "MD", "republic of moldova", "République de Moldova", "Республика Молдова"])
def test_a_country_is_known_by_its_names_and_codes(app: Flask, word: str):
    event = an_event()
    (row,) = judged(event, ELENA | {"country": word}).good

    assert row.application is not None
    assert row.application.details["country"] == "MDA"


def test_each_fault_of_a_row_is_named(app: Flask):
    event = an_event()
    register(event, AMINA)

    assert faults(event, given_name="", family_name=" ") == [
        "The given name is missing.",
        "The family name is missing.",
    ]
    assert faults(event, email="elena at mfa") == ["Enter an e-mail address in the form name@example.org."]
    assert faults(event, email="") == ["The e-mail address is missing."]
    assert faults(event, country="Atlantis") == ["“Atlantis” is no country that we know."]
    assert faults(event, country="") == ["The country that the official represents is missing."]
    assert faults(event, category="wizard") == ["“wizard” is no category that we know."]
    assert faults(event, category="") == ["The category is missing."]
    assert faults(event, category="observer_state") == ["Republic of Moldova is a Member State, not an observer State."]
    assert faults(event, email="AMINA.elidrissi@diplomatie.ma.example") == [
        "This address is registered for the event already."
    ]
    assert faults(event, given_name="Elena\nMaria") == ["A cell holds line breaks or letters that cannot be printed."]
    assert faults(event, function="x" * 251) == [f"A cell is longer than we keep: “{'x' * 20}…”."]


def test_an_address_that_stands_twice_is_refused_at_its_second_row(app: Flask):
    judgement = judged(an_event(), ELENA, ELENA | {"email": ELENA["email"].upper()})

    assert [row.number for row in judgement.good] == [2]
    assert [str(fault) for fault in judgement.bad[0].faults] == ["The address stands in row 2 already."]


def test_a_table_with_a_bad_row_enters_nobody_until_it_is_left_out(app: Flask):
    event = an_event()
    judgement = judged(event, ELENA, ELENA | {"email": "", "given_name": "Ion"})

    with pytest.raises(RowsAtFault):
        imports.enter(event, judgement, by="account:1", now=NOW)
    assert session.scalar(select(func.count()).select_from(Registration)) == 0

    assert len(imports.enter(event, judgement, by="account:1", now=NOW, leaves_out_bad=True)) == 1
    with pytest.raises(NothingToEnter):
        imports.enter(event, Judgement(), by="account:1", now=NOW)


def test_the_capacity_is_kept_and_a_silent_list_mails_nobody(app: Flask):
    event = an_event(capacity=2)
    rows = [ELENA | {"email": f"official{number}@mfa.md.example"} for number in range(5)]

    entered = imports.enter(event, judged(event, *rows), by="account:1", now=NOW, is_silent=True)

    assert [each.status for each in entered] == ["confirmed"] * 2 + ["waitlisted"] * 3
    assert outbox.count(event, outbox.Filters()) == 0


def officials(*numbers: int) -> list[dict[str, str]]:
    """Rows of officials of the Republic of Moldova."""
    return [ELENA | {"email": f"official{number}@mfa.md.example"} for number in numbers]


@pytest.mark.both_databases
def test_a_long_list_takes_no_more_statements_than_a_short_one(app: Flask):
    statements: list[str] = []
    database_event.listen(db.engine, "before_cursor_execute", lambda *details: statements.append(details[2]))

    def queries(*numbers: int) -> int:
        event = an_event(title=f"An exchange for {len(numbers)}", capacity=len(numbers) // 2)
        statements.clear()
        imports.enter(event, judged(event, *officials(*numbers)), by="account:1", now=NOW)
        session.commit()
        return len(statements)

    queries(*range(3))  # what is asked once
    assert queries(*range(100, 200)) <= queries(*range(10, 20))


@pytest.mark.both_databases
def test_a_list_entered_in_batches_stands_as_if_each_had_come_alone(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Some are known, some were there and left, seats run out in the middle."""
    event, numbers = an_event(capacity=9), range(12)
    elsewhere = an_event(title="An exchange before")
    imports.enter(elsewhere, judged(elsewhere, *officials(1, 4)), by="account:1", now=NOW)
    for left in imports.enter(event, judged(event, *officials(4, 5)), by="account:1", now=NOW):
        registrations.withdraw(left, by="self", now=NOW)
    monkeypatch.setattr(entries, "BATCH", 5)

    entered = imports.enter(event, judged(event, *officials(*numbers)), by="account:1", now=NOW)
    session.commit()

    assert [each.email for each in entered] == [each["email"] for each in officials(*numbers)]
    assert [each.status for each in entered] == ["confirmed"] * 9 + ["waitlisted"] * 3
    assert [invitation.sequence if (invitation := invitations.find(each)) else None for each in entered] == (
        [0] * 4 + [2, 2] + [0] * 3 + [None] * 3
    )
    assert session.scalar(select(func.count()).select_from(Person)) == len(numbers)
    for each in entered:
        assert people.recognise({"email": each.email}, now=NOW) is each.person
        (entry,) = audit.find_by_subject(each)
        assert (entry.action, entry.difference) == ("registration:create", {"status": [None, each.status]})
    assert list(audit.faults()) == []
    told = {message.registration_id: message for message in outbox.find_by_event(event)}
    assert [told[each.id].kind for each in entered] == [f"registration-{each.status}" for each in entered]
    assert [told[each.id].particulars.get("sequence") for each in entered[3:6]] == [0, 2, 2]


def test_whoever_registers_while_a_list_is_looked_through_keeps_their_place(app: Flask):
    event = an_event()
    judgement = judged(event, ELENA, *officials(1))
    amina = register(event, AMINA)
    (elena,) = imports.enter(event, judged(event, ELENA), by="account:1", now=NOW)

    again, ion = imports.enter(event, judgement, by="account:1", now=NOW)

    assert again is elena
    assert audit.find_by_subject(elena)[0].action == "registration:repeat"
    assert [each.status for each in (amina, elena, ion)] == ["confirmed"] * 3


@given(
    st.dictionaries(
        st.sampled_from(["given_name", "family_name", "organisation", "function", "accessibility_needs"]),
        st.text(max_size=40) | st.text(min_size=240, max_size=300),
    )
)
def test_whatever_text_comes_is_kept_exactly_or_refused(cells: dict[str, str]):
    row = imports._Reading(ELENA | cells)
    application = row.application(Category.ACADEMIA, "en")

    assert (application is None) == bool(row.faults)
    if application is not None:
        told = application.details | {"accessibility_needs": application.accessibility_needs}
        assert all((told[name] or "") == text.strip() for name, text in cells.items())
