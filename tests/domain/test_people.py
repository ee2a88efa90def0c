"""Accounts, roles and sign-in links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import access, people
from eventhub.domain.access import Permission
from eventhub.models.outbox import Message
from eventhub.models.people import Account, RoleName
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")


def an_organiser() -> Account:
    return people.add_account("Ines@Example.org", RoleName.ORGANISER, name="Inês", by="command", now=NOW)


@pytest.mark.both_databases
def test_a_sign_in_link_works_once():
    link = people.issue_link(an_organiser(), now=NOW)
    token = people.link_token(link, secret="s")

    assert people.sign_in(token, secret="s", now=NOW).email == "ines@example.org"
    with pytest.raises(people.LinkSpent, match="has been used or has expired"):
        people.sign_in(token, secret="s", now=NOW)


@pytest.mark.parametrize("wait", [timedelta(hours=1), timedelta(days=3)])
def test_a_sign_in_link_expires(wait: timedelta):
    token = people.link_token(people.issue_link(an_organiser(), now=NOW), secret="s")

    assert people.find_link(token, secret="s", now=NOW + wait) is None


def test_asking_for_a_link_mails_it_only_to_an_account_and_not_without_end():
    an_organiser()

    people.request_link("stranger@example.org", now=NOW)
    for _ in range(people.LINKS_PER_HOUR + 3):
        people.request_link("INES@example.org ", now=NOW)

    queued = session.scalars(select(Message)).all()
    assert [message.recipient for message in queued] == ["ines@example.org"] * people.LINKS_PER_HOUR


def test_the_policy_lets_readers_read_organisers_run_and_nobody_inactive_anything():
    reader = people.add_account("sam@example.org", RoleName.READER, by="command", now=NOW)
    organiser = an_organiser()

    assert access.may(reader, Permission.READ_EVENTS)
    assert not access.may(reader, Permission.RUN_EVENTS)
    assert access.may(organiser, Permission.RUN_EVENTS)
    assert not access.may(organiser, Permission.MANAGE_ACCOUNTS)
    organiser.is_active = False
    assert not any(access.may(organiser, permission) for permission in Permission)


def test_an_account_that_exists_gains_the_role():
    first = an_organiser()
    again = people.add_account("ines@example.org", RoleName.ADMINISTRATOR, by="command", now=NOW)

    assert again is first
    assert {role.name for role in again.roles} == {RoleName.ORGANISER, RoleName.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("category", "country", "sentence"),
    [
        ("observer_state", "MAR", "Morocco is a Member State, not an observer State."),
        ("member_state", "PSE", "State of Palestine is an observer State, not a Member State."),
        ("member_state", "VAT", "Holy See is an observer State, not a Member State."),
    ],
)
def test_a_state_takes_part_as_what_it_is(category: str, country: str, sentence: str):
    with pytest.raises(people.WrongCategory) as refusal:
        people.refuse_contradiction(category, country)

    assert (str(refusal.value.sentence), refusal.value.field) == (sentence, "category")


@pytest.mark.parametrize(
    ("category", "country"),
    [
        ("observer_state", "VAT"),
        ("member_state", "MAR"),
        ("un_network", "PSE"),
        ("civil_society", "MAR"),
        ("observer_state", None),
        (None, "MAR"),
        ("", ""),
    ],
)
def test_whoever_does_not_stand_for_a_state_may_work_in_any(category: str | None, country: str | None):
    people.refuse_contradiction(category, country)
