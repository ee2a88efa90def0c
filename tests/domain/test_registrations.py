"""Who gets a seat, who waits, and what happens when a seat comes free."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from eventhub.base import tokens
from eventhub.base.db import session
from eventhub.domain import entries, lifecycle, openings, outbox, registrations, seats, steps, waitlists
from eventhub.domain.entries import Application
from eventhub.domain.people import WrongAddress
from eventhub.models.audit import Entry
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.people import Person
from eventhub.models.registrations import RegisteredBy, Registration, RegistrationStatus
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

Status = RegistrationStatus


def kinds(event: Event) -> list[str]:
    return [message.kind for message in reversed(outbox.find_by_event(event))]


@pytest.mark.both_databases
def test_withdrawal_passes_the_seat_to_whoever_waited_longest():
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO, now=NOW + timedelta(minutes=1))
    third = register(event, an_official(3), now=NOW + timedelta(minutes=2))
    assert (amina.status, tiago.status, third.status) == (Status.CONFIRMED, Status.WAITLISTED, Status.WAITLISTED)

    registrations.withdraw(amina, by="self", now=NOW + timedelta(days=1))

    assert tiago.status is Status.CONFIRMED
    assert third.status is Status.WAITLISTED
    assert waitlists.position(third) == 1


def test_whoever_is_seated_is_invited_and_whoever_waits_is_not():
    event = an_event(capacity=1)
    register(event, AMINA)
    register(event, TIAGO)

    confirmed, waitlisted = reversed(outbox.find_by_event(event))

    assert (confirmed.kind, confirmed.particulars["method"]) == ("registration-confirmed", "REQUEST")
    assert (waitlisted.kind, "method" in waitlisted.particulars) == ("registration-waitlisted", False)


def test_a_second_registration_from_one_address_only_sends_the_link_again():
    event = an_event()
    first = register(event, AMINA)

    shouting = {**AMINA.details, "email": AMINA.details["email"].upper(), "given_name": "Somebody else"}
    again = register(event, Application(details=shouting))

    assert again is first
    assert first.given_name == "Amina"
    assert kinds(event) == ["registration-confirmed", "registration-link"]


def test_what_a_stranger_types_never_changes_a_person_we_know():
    register(an_event(), AMINA)

    register(
        an_event(title="Another exchange"),
        Application(details={**AMINA.details, "given_name": "Mallory"}),
    )

    assert [person.given_name for person in session.scalars(select(Person))] == ["Amina"]


def test_whoever_withdrew_may_come_back():
    event = an_event()
    first = register(event, AMINA)
    registrations.withdraw(first, by="self", now=NOW)

    second = register(event, AMINA, now=NOW + timedelta(hours=1))

    assert second is not first
    assert second.person is first.person
    assert second.status is Status.CONFIRMED


def test_withdrawing_twice_is_refused_with_a_sentence():
    registration = register(an_event(), AMINA)
    registrations.withdraw(registration, by="self", now=NOW)

    with pytest.raises(steps.NotStanding, match="no longer in force"):
        registrations.withdraw(registration, by="self", now=NOW)


def test_registration_is_open_from_publication_to_the_start_unless_times_are_set():
    event = an_event()

    register(event, AMINA, now=event.starts_at_utc - timedelta(seconds=1))
    with pytest.raises(openings.RegistrationClosed, match="has closed"):
        register(event, TIAGO, now=event.starts_at_utc)


def test_opening_and_closing_times_are_in_the_events_zone():
    event = an_event(
        registration_opens_at=datetime(2027, 3, 10, 9, 0), registration_closes_at=datetime(2027, 4, 1, 9, 0)
    )

    with pytest.raises(openings.RegistrationNotOpen):
        register(event, AMINA, now=NOW)
    register(event, AMINA, now=NOW.replace(day=10, hour=8))
    with pytest.raises(openings.RegistrationClosed):
        register(event, TIAGO, now=NOW.replace(month=4, day=1, hour=7))


@pytest.mark.parametrize("by_organiser", [False, True])
def test_an_event_by_invitation_takes_only_whom_the_organiser_enters(by_organiser: bool):
    event = an_event(registration_mode=RegistrationMode.INVITED)

    if not by_organiser:
        with pytest.raises(openings.ByInvitationOnly):
            register(event, AMINA)
        return
    entered = registrations.register(event, AMINA, now=NOW, by="account:1", registered_by=RegisteredBy.ORGANISER)
    assert entered.status is Status.CONFIRMED


def test_a_draft_takes_no_registrations():
    with pytest.raises(openings.RegistrationClosed):
        register(an_event(is_published=False), AMINA)


def test_a_cancelled_event_says_so():
    event = an_event()
    lifecycle.cancel(event, by="account:1", now=NOW)

    with pytest.raises(openings.EventCancelled):
        register(event, AMINA)


@pytest.mark.both_databases
def test_approval_holds_a_seat_until_the_decision():
    event = an_event(capacity=1, registration_mode=RegistrationMode.APPROVAL)
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    assert (amina.status, tiago.status) == (Status.PENDING, Status.WAITLISTED)

    registrations.decline(amina, by="account:1", now=NOW, reason="For capital officials only.")

    assert amina.status is Status.DECLINED
    assert amina.status_reason == "For capital officials only."
    assert tiago.status is Status.PENDING
    registrations.approve(tiago, by="account:1", now=NOW)
    assert tiago.status is Status.CONFIRMED
    assert kinds(event) == [
        "registration-pending",
        "registration-waitlisted",
        "registration-declined",
        "registration-pending",
        "registration-confirmed",
    ]


def test_the_organiser_cannot_approve_past_the_capacity():
    event = an_event(capacity=1)
    register(event, AMINA)
    tiago = register(event, TIAGO)

    with pytest.raises(seats.NoSeatLeft):
        registrations.approve(tiago, by="account:1", now=NOW)


def test_nobody_moves_to_a_state_that_holds_all_it_may_not_even_where_more_are_seated_than_there_are_seats():
    event = an_event(capacity=3, seats_per_delegation=2)
    for n in range(2):
        register(event, an_official(n, country="KEN"))
    moving = register(event, an_official(2, country="MAR"))
    lifecycle.change(event, {"capacity": 1}, by="account:1", now=NOW)

    with pytest.raises(seats.PartyIsFull):
        registrations.correct(moving, {"country": "KEN"}, by="self", now=NOW)


def test_more_capacity_seats_those_who_wait_in_their_order():
    event = an_event(capacity=1)
    everybody = [register(event, an_official(n), now=NOW + timedelta(minutes=n)) for n in range(4)]

    lifecycle.change(event, {"capacity": 3}, by="account:1", now=NOW + timedelta(hours=1))

    assert [each.status for each in everybody] == [Status.CONFIRMED] * 3 + [Status.WAITLISTED]


def test_nobody_is_promoted_to_an_event_that_is_over():
    event = an_event(capacity=1)
    amina, tiago = register(event, AMINA), register(event, TIAGO)

    registrations.withdraw(amina, by="self", now=event.ends_at_utc + timedelta(minutes=1))

    assert tiago.status is Status.WAITLISTED


def test_a_correction_keeps_names_as_typed_and_is_audited():
    registration = register(an_event(), AMINA)

    difference = registrations.correct(registration, {"family_name": "el IDRISSI"}, by="self", now=NOW)

    assert difference == {"family_name": ["El Idrissi", "el IDRISSI"]}
    assert session.scalars(select(Entry.action)).all()[-1] == "registration:correct"


def test_the_address_cannot_be_corrected_by_the_private_link():
    registration = register(an_event(), AMINA)

    assert registrations.correct(registration, {"email": "other@example.org"}, by="self", now=NOW) == {}


def test_consents_are_a_log_whose_last_word_counts():
    registration = register(an_event(), TIAGO)
    assert registration.consents_to("participant_list")

    registrations.consent(registration, {"participant_list": False, "recording": False}, by="self", now=NOW)

    assert not registration.consents_to("participant_list")
    assert [word.is_given for word in registration.consents if word.purpose == "participant_list"] == [True, False]
    assert [word.purpose for word in registration.consents].count("recording") == 1


@pytest.mark.parametrize("address", ["", "amina", "amina@", "a b@example.org", "amina@example.org\nBcc: x@example.org"])
def test_an_address_no_mail_can_reach_is_refused(address: str):
    with pytest.raises(WrongAddress, match=r"name@example\.org"):
        register(an_event(), Application(details={**AMINA.details, "email": address}))


def test_a_private_link_opens_its_registration_until_its_key_moves():
    amina, tiago = (register(an_event(), each) for each in (AMINA, TIAGO))
    token = registrations.link_token(amina, secret="s")

    assert registrations.find_by_token(token, secret="s") is amina
    assert registrations.find_by_token(token, secret="another installation") is None
    assert registrations.find_by_token(f"{tiago.id:x}.{token.partition('.')[2]}", secret="s") is None
    assert registrations.find_by_token(tokens.issue("sign-in", amina.id, 1, secret="s"), secret="s") is None

    amina.key_version += 1

    assert registrations.find_by_token(token, secret="s") is None


def test_every_write_has_its_audit_entry():
    event = an_event()
    registrations.withdraw(register(event, AMINA), by="self", now=NOW)

    actions = session.scalars(select(Entry.action).order_by(Entry.id)).all()

    assert actions == ["event:plan", "event:publish", "registration:create", "registration:withdrawn"]
    assert session.scalars(select(Registration.status)).all() == [Status.WITHDRAWN]


def test_nobody_can_fill_a_mailbox_by_registering_again_and_again():
    event = an_event()
    for second in range(20):
        register(event, AMINA, now=NOW + timedelta(seconds=second))

    assert kinds(event) == ["registration-confirmed"] + ["registration-link"] * entries.LINKS_PER_HOUR
    register(event, AMINA, now=NOW + timedelta(hours=2))
    assert kinds(event)[-1] == "registration-link"
    assert len(kinds(event)) == entries.LINKS_PER_HOUR + 2
