"""A focal point enters officials, names their head, and sends one in another's place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.domain import delegations, lifecycle, officials, openings, outbox, registrations, steps
from eventhub.domain.officials import Fault, FaultyRows, Official
from eventhub.models.people import Category, Level
from eventhub.models.registrations import Delegation, DelegationRole, RegisteredBy, Registration, RegistrationStatus
from tests.domain.delegates import HASSAN, a_delegation, an_official, enter
from tests.world import AMINA, NOW, an_event, register

pytestmark = pytest.mark.usefixtures("app")

Status = RegistrationStatus


def faults(delegation: Delegation, *rows: Official) -> list[tuple[int, str]]:
    """Return row and field of each fault that entering these rows is refused for."""
    with pytest.raises(FaultyRows) as refusal:
        enter(delegation, *rows)
    assert session.scalar(select(func.count()).where(Registration.delegation_id == delegation.id)) == 0
    return [(fault.row, fault.field) for fault in refusal.value.faults]


@pytest.mark.both_databases
def test_officials_are_entered_in_one_step_and_each_is_told_by_whom():
    delegation = a_delegation()
    delegations.describe(delegation, {"organisation": "Ministry of Foreign Affairs"}, by="focal_point", now=NOW)

    first, second = enter(delegation, an_official(1, role=DelegationRole.CHIEF_DELEGATE), an_official(2))

    assert (first.name, first.country, first.category) == ("Khadija 1 Benali", "MAR", Category.MEMBER_STATE)
    assert (first.organisation, first.level, first.status) == (
        "Ministry of Foreign Affairs",
        Level.CAPITAL,
        Status.CONFIRMED,
    )
    assert (first.delegation_role, second.delegation_role) == (DelegationRole.CHIEF_DELEGATE, None)
    assert {each.registered_by for each in (first, second)} == {RegisteredBy.FOCAL_POINT}
    mails = outbox.find_by_event(delegation.event)[:2]
    assert [(mail.kind, mail.particulars["method"], mail.language) for mail in mails] == [
        ("delegation-registered", "REQUEST", "fr")
    ] * 2


def test_nobody_agrees_to_anything_for_an_official():
    (official,) = enter(a_delegation(), an_official(1))

    assert official.consents == []
    assert official.notice_version is None


def test_what_is_missing_is_named_by_row_and_field_and_nothing_is_stored():
    wrong = Official(given_name="Khadija", family_name=None, email="khadija at ministry")

    assert faults(a_delegation(), an_official(1), wrong, Official(None, "Benali", None)) == [
        (2, "family_name"),
        (2, "email"),
        (3, "given_name"),
        (3, "email"),
    ]


def test_an_address_that_stands_twice_names_the_row_it_stood_in_first():
    delegation = a_delegation()
    again = an_official(3, email="K.Benali1@Diplomatie.ma.example ")

    (fault,) = officials.find_faults(delegation, [an_official(1), an_official(2), again])

    assert (fault.row, fault.field, str(fault.sentence)) == (3, "email", "This address stands in row 1 already.")


def test_an_address_registered_for_the_event_is_refused():
    delegation = a_delegation()
    register(delegation.event, AMINA)

    assert faults(delegation, an_official(1, email=AMINA.details["email"].upper())) == [(1, "email")]


def test_rows_beyond_the_quota_are_refused_each_and_a_closed_quota_refuses_all():
    delegation = a_delegation(quota=2)
    assert faults(delegation, *(an_official(number) for number in range(1, 5))) == [
        (3, "given_name"),
        (4, "given_name"),
    ]

    delegations.settle(delegation, {"quota": 0}, by="account:1", now=NOW)
    assert faults(delegation, an_official(1)) == [(1, "given_name")]


def test_a_table_with_two_heads_is_refused_at_the_second():
    assert faults(a_delegation(), an_official(1, is_head=True), an_official(2, is_head=True)) == [(2, "is_head")]


@pytest.mark.parametrize(
    ("country", "row", "field"),
    [
        ("MAR", {"category": Category.MEDIA}, "category"),
        ("VAT", {"category": Category.MEMBER_STATE}, "category"),
        (None, {}, "category"),
        (None, {"category": Category.MEMBER_STATE}, "category"),
        (None, {"category": Category.UN_NETWORK, "organisation": "UNHCR"}, "organisation"),
    ],
)
def test_a_category_that_contradicts_the_delegation_is_refused(country: str | None, row: dict[str, object], field: str):
    of = {"country": country} if country else {"organisation": "IOM"}
    delegation = delegations.issue(an_event(), HASSAN, **of, by="account:1", now=NOW)

    assert faults(delegation, an_official(1, **row)) == [(1, field)]


def test_an_organisations_people_say_as_what_they_take_part():
    delegation = delegations.issue(an_event(), HASSAN, organisation="IOM", by="account:1", now=NOW)

    (official,) = enter(delegation, an_official(1, category=Category.UN_NETWORK))

    assert (official.category, official.organisation, official.country) == (Category.UN_NETWORK, "IOM", None)
    assert official.party_key == delegation.party


@pytest.mark.parametrize("rows", [[], [an_official(number) for number in range(officials.MOST + 1)]])
def test_neither_an_empty_table_nor_an_endless_one_is_taken(rows: Sequence[Official]):
    with pytest.raises((officials.NobodyNamed, officials.TooMany)):
        enter(a_delegation(), *rows)


def test_nobody_is_entered_once_registration_has_closed_but_by_invitation_a_delegation_may():
    closed = a_delegation(registration_closes_at=datetime(2027, 2, 1, 12, 0))
    with pytest.raises(openings.RegistrationClosed):
        enter(closed, an_official(1))

    invited = a_delegation(registration_mode="invited", title="By invitation")
    assert enter(invited, an_official(1))[0].status is Status.CONFIRMED
    lifecycle.cancel(invited.event, by="account:1", now=NOW)
    with pytest.raises(openings.EventCancelled):
        enter(invited, an_official(2))


def test_a_delegation_has_one_head():
    delegation = a_delegation()
    first, second = enter(delegation, an_official(1, is_head=True), an_official(2))

    officials.name_head(second, by="focal_point", now=NOW)

    assert (first.head_of_delegation, second.head_of_delegation) == (False, True)
    assert delegations.find_head(delegation) is second
    (third,) = enter(delegation, an_official(3, is_head=True))
    assert delegations.find_head(delegation) is third
    registrations.withdraw(third, by="focal_point", now=NOW)
    with pytest.raises(steps.NotStanding):
        officials.name_head(third, by="focal_point", now=NOW)


def test_one_official_takes_the_place_role_and_seat_of_another():
    delegation = a_delegation(capacity=1, quota=1)
    (former,) = enter(delegation, an_official(1, is_head=True, role=DelegationRole.CHIEF_DELEGATE))
    waiting = register(delegation.event, AMINA)

    successor = officials.substitute(former, an_official(2), by="focal_point", now=NOW)

    assert (former.status, former.status_reason) == (Status.WITHDRAWN, "substitution")
    assert (successor.status, successor.replaces_id) == (Status.CONFIRMED, former.id)
    assert (successor.delegation_role, delegations.find_head(delegation)) == (DelegationRole.CHIEF_DELEGATE, successor)
    assert waiting.status is Status.WAITLISTED
    kinds = [mail.kind for mail in outbox.find_by_event(delegation.event)]
    assert "delegation-changed" not in kinds


def test_substitution_ends_when_the_organiser_said_and_needs_a_whole_person():
    delegation = a_delegation(substitution_closes_at=datetime(2027, 3, 10, 12, 0))
    (former,) = enter(delegation, an_official(1))

    with pytest.raises(FaultyRows) as refusal:
        officials.substitute(former, Official("Khadija", None, "nowhere"), by="focal_point", now=NOW)
    assert [fault.field for fault in refusal.value.faults] == ["family_name", "email"]
    with pytest.raises(registrations.SubstitutionClosed):
        officials.substitute(former, an_official(2), by="focal_point", now=NOW + timedelta(days=20))
    with pytest.raises(registrations.AlreadyRegistered):
        officials.substitute(former, an_official(1), by="focal_point", now=NOW)


def test_details_and_role_are_put_right_and_the_address_stays():
    delegation = a_delegation()
    (official,) = enter(delegation, an_official(1))
    right = an_official(1, family_name="Bennani", email=None, role=DelegationRole.ADVISER)

    changed = officials.correct(official, right, by="focal_point", now=NOW)

    assert set(changed) == {"family_name", "delegation_role"}
    assert (official.family_name, official.email) == ("Bennani", "k.benali1@diplomatie.ma.example")
    with pytest.raises(FaultyRows):
        officials.correct(official, Official(None, None, None), by="focal_point", now=NOW)


def test_officials_of_another_delegation_are_not_found():
    delegation, other = a_delegation(), a_delegation(title="Another")
    (official,) = enter(other, an_official(1))

    assert officials.find(delegation, official.id) is None
    assert officials.find(other, official.id) is official


ADDRESSES = st.sampled_from(
    ["a@mfa.ma.example", "A@MFA.ma.example", "b@mfa.ma.example", "c@mfa.ma.example", "none", ""]
)


@given(st.lists(ADDRESSES, max_size=8), st.one_of(st.none(), st.integers(0, 6)))
def test_rows_that_are_found_faultless_can_all_be_entered(addresses: list[str], quota: int | None):
    savepoint = session.begin_nested()
    delegation = a_delegation(quota=quota)
    rows = [an_official(number, email=address) for number, address in enumerate(addresses)]
    found: list[Fault] = officials.find_faults(delegation, rows)

    if rows and not found:
        assert len({each.id for each in enter(delegation, *rows)}) == len(rows)
    elif rows:
        with pytest.raises(FaultyRows):
            enter(delegation, *rows)
    savepoint.rollback()
