"""Who was there, established from connections, registrations and corrections."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select

from eventhub.base.db import db, session
from eventhub.domain import attendance, audit, registrations
from eventhub.domain.matching import Basis, MatchStatus
from eventhub.models.attendance import AttendanceImport, Connection
from eventhub.models.registrations import Registration, RegistrationStatus
from tests.domain.meetings import LENA, Row, a_meeting, a_person, a_record, rows, summary
from tests.world import AMINA, NOW, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.both_databases
def test_participants_are_established_from_what_was_recorded():
    event = a_meeting()
    a_record(
        event, "Amina El Idrissi - Morocco", ("Lena", "lvogt@iom.example"), "Olga Moroz", "iPhone", "Interpreter FR"
    )

    assert summary(event) == {
        "Amina El Idrissi - Morocco": ("matched", "El Idrissi"),
        "Lena": ("matched", "Vogt"),
        "Olga Moroz": ("unregistered", None),
        "iPhone": ("unidentified", None),
        "Interpreter FR": ("technical", None),
    }


@pytest.mark.both_databases
def test_the_same_file_again_stores_nothing():
    event = a_meeting()
    first = a_record(event, "Amina El Idrissi")

    assert a_record(event, "Amina El Idrissi") is first
    assert session.scalar(select(func.count()).select_from(Connection)) == 1
    assert a_record(event, "Amina El Idrissi", sha256="another") is not first
    assert len(attendance.establish(event).participants) == 1


def test_the_same_file_may_serve_two_events():
    one, other = an_event(), an_event(title="Another exchange")
    assert a_record(one, "Amina") is not a_record(other, "Amina")


def test_local_times_become_instants_by_the_zone_of_the_event():
    event = an_event(starts_at=datetime(2027, 3, 28, 1, 0), ends_at=datetime(2027, 3, 28, 4, 0))
    before, skipped = datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 2, 30)
    a_record(
        event, Row(0, "Amina", joined_at=before, left_at=datetime(2027, 3, 28, 3, 30)), Row(1, "Lu", joined_at=skipped)
    )

    amina, lu = attendance.establish(event).participants
    assert amina.first_join == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert amina.seconds_present == 3600
    assert lu.first_join == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_telephone_numbers_are_never_stored_and_two_masked_alike_stay_two():
    event = a_meeting()
    a_record(event, "+41 22 555 01 47 (Unverified)", "+41 22 555 99 47 (Unverified)", "+41225550147")

    stored = session.scalars(select(Connection)).all()
    assert {row.display_name for row in stored} == {"41225***47 (Unverified)", "41225***47"}
    assert all("555" not in row.display_name for row in stored)
    assert len(attendance.establish(event).participants) == 2


def test_who_cancelled_and_came_anyway_came():
    event = a_meeting()
    amina = session.scalars(select(Registration).where(Registration.family_name == "El Idrissi")).one()
    registrations.withdraw(amina, by="self", now=NOW)
    a_record(event, "Amina El Idrissi")

    (participant,) = attendance.establish(event).participants
    assert (participant.match_status, participant.registration) == (MatchStatus.MATCHED, amina)


def test_a_second_registration_of_one_person_takes_the_place_of_the_first():
    event = an_event()
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)
    second = register(event, AMINA)
    a_record(event, "EL IDRISSI Amina")

    (participant,) = attendance.establish(event).participants
    assert participant.registration is second
    assert second.status is RegistrationStatus.CONFIRMED


def test_the_details_are_those_of_the_registration_not_of_today():
    event = a_meeting()
    a_record(event, "Lena Vogt")
    session.scalars(select(Registration).where(Registration.family_name == "Vogt")).one().person.organisation = "UNHCR"

    (participant,) = attendance.establish(event).participants
    assert participant.details is not None
    assert participant.details.organisation == "IOM"


def test_the_alternative_address_is_theirs_too():
    event = a_meeting()
    a_record(event, ("Someone", LENA.details["alternative_email"].upper()))
    assert summary(event) == {"Someone": ("matched", "Vogt")}


def test_whom_the_source_names_it_is_without_any_registration():
    event = a_meeting()
    grace = a_person("grace", "Grace", "Akoto", country="GHA")
    (connection,) = a_record(event, "G.").connections
    connection.person = grace

    (participant,) = attendance.establish(event).participants
    assert (participant.person, participant.registration, participant.basis) == (grace, None, Basis.SOURCE)
    assert participant.details is grace


def test_candidates_are_the_registrations_it_may_be():
    event = a_meeting()
    a_record(event, "Amina")

    (participant,) = attendance.establish(event).participants
    assert participant.match_status is MatchStatus.REVIEW
    assert [each.family_name for each in participant.candidates] == ["El Idrissi"]
    assert participant.name == "Amina"


def test_one_file_can_be_asked_for_alone():
    event = a_meeting()
    a_record(event, "Amina El Idrissi")
    other = a_record(event, "Lena Vogt", sha256="two")

    assert [each.name for each in attendance.establish(event, only=other).participants] == ["Lena Vogt"]
    assert [each.name for each in attendance.establish(event).participants] == ["Amina El Idrissi", "Lena Vogt"]


def test_a_file_read_by_mistake_is_forgotten_with_its_connections():
    event = a_meeting()
    imported = a_record(event, "Amina El Idrissi")

    attendance.discard(imported, by="account:1", now=NOW)

    assert attendance.establish(event).participants == ()
    assert session.scalar(select(func.count()).select_from(AttendanceImport)) == 0
    assert [each.action for each in audit.find_by_event(event)][:2] == ["attendance:discard", "attendance:import"]


def count_queries(event, number: int) -> int:
    statements: list[str] = []
    session.flush()
    session.expire_all()
    session.refresh(event)

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        found = attendance.establish(event)
        assert len(found.participants) == number
        assert all(each.details and each.emails is not None and each.display_names for each in found.participants)
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_the_number_of_queries_does_not_depend_on_the_number_of_people():
    event = an_event()
    register(event, an_official(1))
    a_record(event, ("Wanjiru", "official1@immigration.ke.example"))
    few = count_queries(event, 1)
    for number in range(2, 9):
        register(event, an_official(number))
        a_record(event, ("Wanjiru", f"official{number}@immigration.ke.example"), sha256=str(number))

    assert count_queries(event, 8) == few


def test_a_second_device_adds_no_time():
    event = a_meeting()
    a_record(event, *rows("Amina El Idrissi", ("Amina's iPad", "amina.elidrissi@diplomatie.ma.example")))
    (participant,) = attendance.establish(event).participants
    assert participant.seconds_present == 7200
