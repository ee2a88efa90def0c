"""An invitation accepted: one person, one registration, the invited address; a State's delegation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from eventhub.base.db import session
from eventhub.domain import acceptances, delegations, events, invitees, openings, outbox, registrations, seats
from eventhub.domain.delegations import FocalPoint
from eventhub.models.invitees import Invitee, InviteeStatus
from eventhub.models.registrations import RegistrationStatus
from tests.domain import at_once
from tests.domain.invitations import AMINA_INVITED, COLOMBIA, a_closed_meeting, invited
from tests.world import AMINA, NOW, TIAGO, register


def test_whoever_is_invited_may_register_for_a_closed_meeting_and_nobody_else(app: Flask):
    event = a_closed_meeting()

    registration = acceptances.register(invited(event), AMINA, now=NOW)

    assert registration.status is RegistrationStatus.CONFIRMED
    with pytest.raises(openings.ByInvitationOnly):
        register(event, TIAGO)


def test_the_link_registers_the_invited_address_whatever_is_typed(app: Flask):
    invitee = invited(a_closed_meeting())

    registration = acceptances.register(invitee, TIAGO, now=NOW)

    assert registration.email == invitee.email != TIAGO.details["email"]
    assert (invitee.status, invitee.registration_id) == (InviteeStatus.ACCEPTED, registration.id)
    assert invitee.answered_at == NOW


def test_a_link_used_twice_makes_one_registration(app: Flask):
    invitee = invited(a_closed_meeting())

    first = acceptances.register(invitee, AMINA, now=NOW)
    again = acceptances.register(invitee, TIAGO, now=NOW)

    assert again is first
    assert [each.name for each in registrations.find_all(invitee.event)] == ["Amina El Idrissi"]


def answered_at_once(address: str, folder: Path, *, invited_people: int, runners: int, is_locked: bool) -> list[str]:
    """Let several processes accept and decline each invitation; return what then contradicts itself."""
    event = a_closed_meeting()
    for number in range(invited_people):
        invited(event, replace(AMINA_INVITED, email=f"amina{number}@diplomatie.ma.example"))
    slug = event.slug
    session.commit()
    session.remove()

    at_once.race(address, "answer", folder, runners=runners, is_locked=is_locked)

    event, faults = events.get(slug), []
    places = [each.email for each in registrations.find_all(event) if each.status.is_standing]
    for invitee in invitees.find_all(event):
        if (invitee.status is InviteeStatus.ACCEPTED) is not (places.count(invitee.email) == 1):
            faults.append(f"{invitee.status} with {places.count(invitee.email)} places")
    return faults


@pytest.mark.both_databases
def test_whoever_answers_one_link_at_once_has_one_place_or_has_declined(app: Flask, database: str, tmp_path: Path):
    assert answered_at_once(database, tmp_path / "race", invited_people=8, runners=4, is_locked=True) == []


@pytest.mark.both_databases
def test_without_the_lock_somebody_has_declined_and_holds_a_place(app: Flask, database: str, tmp_path: Path):
    faults = answered_at_once(database, tmp_path / "race", invited_people=1, runners=2, is_locked=False)

    assert faults == ["declined with 1 places"]


def test_a_declined_invitation_can_be_accepted_after_all(app: Flask):
    invitee = invited(a_closed_meeting())
    invitees.decline(invitee, reason="On leave", now=NOW)

    acceptances.register(invitee, AMINA, now=NOW)

    assert (invitee.status, invitee.reason) == (InviteeStatus.ACCEPTED, None)


def test_whoever_has_a_place_gives_it_back_before_they_decline(app: Flask):
    invitee = invited(a_closed_meeting())
    registration = acceptances.register(invitee, AMINA, now=NOW)

    with pytest.raises(invitees.HasAccepted):
        invitees.decline(invitee, reason=None, now=NOW)
    registrations.withdraw(registration, by="self", now=NOW)
    invitees.decline(invitee, reason=None, now=NOW)

    assert invitee.status is InviteeStatus.DECLINED


def test_a_removed_invitee_stays_registered(app: Flask):
    invitee = invited(a_closed_meeting())
    registration = acceptances.register(invitee, AMINA, now=NOW)

    invitees.remove(invitee, by="account:1", now=NOW)

    assert registration.status is RegistrationStatus.CONFIRMED


def test_an_invitation_is_bound_to_the_times_of_registration(app: Flask):
    event = a_closed_meeting(
        registration_opens_at=datetime(2027, 3, 2, 9, 0), registration_closes_at=datetime(2027, 4, 1, 18, 0)
    )
    invitee = invited(event)

    with pytest.raises(openings.RegistrationNotOpen, match="opens on 2 March 2027, 09:00 Zurich time"):
        acceptances.register(invitee, AMINA, now=NOW)
    with pytest.raises(openings.RegistrationClosed, match="closed on 1 April 2027, 18:00 Zurich time"):
        acceptances.register(invitee, AMINA, now=datetime.fromisoformat("2027-04-01T16:00Z"))


def test_a_link_that_the_organiser_ended_meanwhile_registers_nobody(app: Flask):
    invitee = invited(a_closed_meeting())
    ended = update(Invitee).values(key_version=Invitee.key_version + 1)
    session.execute(ended, execution_options={"synchronize_session": False})  # as somebody else's transaction

    with pytest.raises(invitees.LinkEnded):
        acceptances.register(invitee, AMINA, now=NOW)


def test_a_state_that_accepts_has_a_delegation_and_its_focal_point_a_link(app: Flask):
    invitee = invited(a_closed_meeting(), COLOMBIA)

    delegation = acceptances.open_delegation(invitee, now=NOW)

    assert (delegation.country, delegation.focal_point_email) == ("COL", invitee.email)
    assert (invitee.status, invitee.delegation_id) == (InviteeStatus.ACCEPTED, delegation.id)
    assert acceptances.open_delegation(invitee, now=NOW + timedelta(hours=1)) is delegation
    kinds = [message.kind for message in outbox.find_by_event(invitee.event)]
    assert kinds.count("delegation-link") == 1


def test_an_invitation_does_not_open_the_delegation_of_another_focal_point(app: Flask):
    event = a_closed_meeting()
    other = FocalPoint("Carlos Ruiz", "carlos.ruiz@mre.co.example")
    delegations.issue(event, other, country="COL", by="account:1", now=NOW)
    invitee = invited(event, COLOMBIA)

    with pytest.raises(acceptances.OtherFocalPoint):
        acceptances.open_delegation(invitee, now=NOW)
    assert invitee.status is InviteeStatus.INVITED


def test_a_declined_registration_can_be_confirmed_after_all_while_a_seat_is_free(app: Flask):
    event = a_closed_meeting(registration_mode="approval", capacity=1)
    amina = register(event, AMINA)
    registrations.decline(amina, by="account:1", now=NOW, reason="One official of each State.")
    assert amina.status_reason == "One official of each State."

    registrations.approve(amina, by="account:1", now=NOW)

    assert (amina.status, amina.status_reason) == (RegistrationStatus.CONFIRMED, None)
    assert [message.kind for message in outbox.find_by_event(event)][:2] == [
        "registration-confirmed",
        "registration-declined",
    ]


def test_a_decline_is_not_undone_when_the_seat_is_gone_or_the_person_registered_anew(app: Flask):
    event = a_closed_meeting(registration_mode="approval", capacity=1)
    amina = register(event, AMINA)
    registrations.decline(amina, by="account:1", now=NOW)
    tiago = register(event, TIAGO)

    with pytest.raises(seats.NoSeatLeft):
        registrations.approve(amina, by="account:1", now=NOW)
    registrations.withdraw(tiago, by="self", now=NOW)
    register(event, AMINA)
    with pytest.raises(registrations.AlreadyRegistered):
        registrations.approve(amina, by="account:1", now=NOW)
