"""Registrations taken from an archive: details as of the event, consents, addresses, places on the waitlist."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import people, registrations
from eventhub.domain.archive import whole
from eventhub.domain.archive.intake import Contradiction
from eventhub.models.registrations import Consent, Registration
from tests.domain.archives import LATER, NOW, Document, a_meeting, take_in


def the_registration(key: str = "r-amina") -> Registration:
    return session.scalars(select(Registration).where(Registration.key == key)).one()


def amina(**registration: Any) -> Document:
    """Return the meeting with Amina's registration alone."""
    own = {"id": "r-amina", "person": "amina", "status": "confirmed"}
    return a_meeting(registrations=[own | registration])


def test_a_registration_says_what_the_person_says(app: Flask) -> None:
    take_in(amina())

    registration = the_registration()
    assert registration.name == "Amina El Idrissi"
    assert registration.email_key == "amina.elidrissi@diplomatie.ma.example"
    assert "details" not in whole.give_out()["events"][0]["registrations"][0]


def test_what_the_registration_says_of_its_own_stands_over_the_person(app: Flask) -> None:
    take_in(amina(details={"function": "Head of delegation", "country": None}))

    registration = the_registration()
    assert (registration.function, registration.country, registration.given_name) == (
        "Head of delegation",
        None,
        "Amina",
    )
    assert whole.give_out()["events"][0]["registrations"][0]["details"] == {
        "country": None,
        "function": "Head of delegation",
    }


def test_a_registration_follows_its_person_where_it_said_the_same(app: Flask) -> None:
    take_in(amina(details={"function": "Head of delegation"}))
    changed = amina()
    changed["people"][0] |= {"family_name": "Benali", "function": "Ambassador"}

    take_in(changed, now=LATER)

    registration = the_registration()
    assert (registration.family_name, registration.function) == ("Benali", "Head of delegation")
    assert registration.changed_at == LATER


def test_a_correction_on_the_site_outlives_the_same_archive(app: Flask) -> None:
    take_in(amina())
    registrations.correct(the_registration(), {"organisation": "Ministry of Justice"}, by="self", now=NOW)
    session.commit()

    take_in(amina(), now=LATER)

    assert the_registration().organisation == "Ministry of Justice"


def test_a_registration_that_passes_to_another_person_takes_their_details(app: Flask) -> None:
    take_in(amina())

    take_in(amina(person="tiago"), now=LATER)

    assert (the_registration().name, the_registration().email) == ("Tiago Pacheco", "tiago@mne.pt.example")


@pytest.mark.parametrize("email", ["tiago@mne.pt.example", " TIAGO@mne.pt.example"])
def test_a_second_standing_registration_for_an_address_is_refused(app: Flask, email: str) -> None:
    document = a_meeting()
    document["people"][0]["email"] = email
    document["events"][0]["registrations"][1]["status"] = "waitlisted"

    with pytest.raises(
        Contradiction,
        match=r"registrations\[1\]: the registration “r-amina” of this event stands under the same address",
    ):
        take_in(document)


def test_a_standing_registration_made_here_is_counted_too(app: Flask) -> None:
    take_in(amina())

    with pytest.raises(Contradiction, match=r"events\[0\]\.registrations\[0\]: the registration “r-amina”"):
        take_in(amina(id="r-new"))


def test_people_without_address_may_all_register(app: Flask) -> None:
    document = a_meeting()
    document["people"][0]["email"] = ""
    document["people"][1]["email"] = None
    document["events"][0]["registrations"][1]["status"] = "confirmed"

    take_in(document)

    assert [row.email_key for row in session.scalars(select(Registration))] == [None, None]


@pytest.mark.both_databases
def test_an_address_may_pass_from_one_registration_to_a_new_one(app: Flask) -> None:
    take_in(amina())
    document = amina(status="withdrawn")
    document["events"][0]["registrations"].append({"id": "r-again", "person": "amina", "status": "confirmed"})

    take_in(document, now=LATER)

    assert the_registration("r-again").email_key == "amina.elidrissi@diplomatie.ma.example"
    assert the_registration().status == "withdrawn"


@pytest.mark.both_databases
def test_two_people_may_swap_addresses(app: Flask) -> None:
    document = a_meeting()
    document["events"][0]["registrations"][1]["status"] = "confirmed"
    take_in(document)
    one, other = document["people"]
    one["email"], other["email"] = other["email"], one["email"]

    take_in(document, now=LATER)

    assert the_registration("r-amina").email == "tiago@mne.pt.example"
    assert the_registration("r-tiago").email_key == "amina.elidrissi@diplomatie.ma.example"


def test_links_written_elsewhere_open_nothing_here(app: Flask) -> None:
    take_in(a_meeting())

    versions = {row.key_version for row in session.scalars(select(Registration))}
    assert len(versions) == 2
    assert 1 not in versions


def test_whoever_waits_waits_since_they_registered(app: Flask) -> None:
    take_in(amina(status="waitlisted", registered_on="2027-02-01"))
    assert the_registration().waiting_since == datetime(2027, 2, 1, tzinfo=UTC)

    take_in(amina(status="confirmed", registered_on="2027-02-01"), now=LATER)
    assert the_registration().waiting_since is None


def test_a_consent_is_a_word_in_the_log_and_only_a_new_word_adds_one(app: Flask) -> None:
    take_in(amina(consents={"privacy_notice": True, "recording": False}))
    take_in(amina(consents={"privacy_notice": True, "recording": True, "mailings": None}), now=LATER)

    words = session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(word.purpose, word.is_given, word.at, word.by) for word in words] == [
        ("privacy_notice", True, NOW, "archive"),
        ("recording", False, NOW, "archive"),
        ("recording", True, LATER, "archive"),
    ]


def test_an_old_export_does_not_undo_a_consent_withdrawn_since(app: Flask) -> None:
    take_in(amina(consents={"recording": True}))
    export = whole.give_out()
    registrations.consent(the_registration(), {"recording": False}, by="self", now=LATER)
    session.commit()

    take_in(export, now=LATER)

    assert not the_registration().consents_to("recording")


def test_the_words_of_another_installation_take_their_place_in_time(app: Flask) -> None:
    take_in(amina(consents={"recording": False}))
    earlier = {"purpose": "recording", "given": True, "at": "2027-01-01T00:00:00Z", "by": "self"}

    take_in(amina(consent_history=[earlier]), now=LATER)

    assert [word.is_given for word in the_registration().consents] == [True, False]
    assert not the_registration().consents_to("recording")


def test_delegations_and_calendar_entries_move_with_their_registration(app: Flask) -> None:
    invitation = {"sequence": 2, "last_method": "REQUEST", "last_stamp": "2027-02-01T10:00:00Z", "reply": "ACCEPTED"}
    document = amina(delegation="D1", head_of_delegation=True, invitation=invitation)
    document["events"][0]["delegations"] = [
        {"id": "D1", "country": "MAR", "focal_point_email": "focal@diplomatie.ma.example"}
    ]

    take_in(document)
    stale = invitation | {"sequence": 1, "reply": "DECLINED"}
    take_in(amina(invitation=stale), now=LATER)

    event = whole.give_out()["events"][0]
    assert event["delegations"][0]["country"] == "MAR"
    assert event["registrations"][0]["delegation"] == event["delegations"][0]["id"]
    assert event["registrations"][0]["invitation"] | invitation == event["registrations"][0]["invitation"]


def test_an_account_that_exists_keeps_its_roles(app: Flask) -> None:
    document = a_meeting() | {
        "accounts": [{"email": "Ines@example.org", "name": "Inês", "roles": ["organiser"], "is_active": True}]
    }
    take_in(document)
    account = people.find_account("ines@example.org")
    assert account is not None
    account.is_active, account.roles = False, []
    session.commit()

    take_in(document, now=LATER)

    assert whole.give_out()["accounts"][0] | {"is_active": False, "roles": []} == whole.give_out()["accounts"][0]


def test_an_archive_tells_what_was_even_where_a_form_would_ask_again(app: Flask) -> None:
    take_in(amina(details={"category": "observer_state"}))

    registration = the_registration()
    assert (registration.category, registration.country) == ("observer_state", "MAR")
    registrations.correct(registration, {"function": "Ambassador"}, by="self", now=NOW)
    with pytest.raises(people.WrongCategory):
        registrations.correct(registration, {"country": "PRT"}, by="self", now=NOW)
