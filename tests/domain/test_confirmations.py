"""Where an event asks for it, an address answers before a seat is held for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventhub.base.db import session
from eventhub.domain import confirmations, entries, openings, outbox, uploads
from eventhub.models.events import Event
from eventhub.models.registrations import Registration, RegistrationStatus, UnconfirmedApplication
from eventhub.models.uploads import StoredFile
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register

pytestmark = pytest.mark.usefixtures("app")

SOON = NOW + timedelta(minutes=5)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def a_cautious_event(**details: object) -> Event:
    return an_event(needs_address_confirmation=True, **details)


def waiting() -> list[UnconfirmedApplication]:
    return list(session.scalars(select(UnconfirmedApplication).order_by(UnconfirmedApplication.id)))


def registered() -> list[Registration]:
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def kinds(event: Event) -> list[str]:
    return [message.kind for message in reversed(outbox.find_by_event(event))]


@pytest.mark.both_databases
def test_no_seat_is_held_until_the_address_has_answered():
    event = a_cautious_event(capacity=1)
    confirmations.apply(event, AMINA, now=NOW)
    confirmations.apply(event, TIAGO, now=NOW)
    assert (registered(), kinds(event)) == ([], ["confirm-address"] * 2)

    amina, tiago = waiting()
    confirmations.confirm(tiago, now=SOON)
    confirmations.confirm(amina, now=SOON)

    assert [(each.given_name, each.status) for each in registered()] == [
        ("Tiago", RegistrationStatus.CONFIRMED),
        ("Amina", RegistrationStatus.WAITLISTED),
    ]


@pytest.mark.both_databases
def test_all_that_was_typed_arrives_and_is_forgotten_beside():
    event = a_cautious_event()
    confirmations.apply(event, AMINA, now=NOW)
    session.commit()

    amina = confirmations.confirm(waiting()[0], now=SOON)

    assert {name: getattr(amina, name) for name in AMINA.details} == AMINA.details
    assert (amina.interpretation_language, amina.party_key) == ("fr", "country:MAR")
    assert amina.consents_to("privacy_notice")
    assert [each.application for each in waiting()] == [{}]


def test_a_link_used_twice_registers_once():
    event = a_cautious_event()
    confirmations.apply(event, AMINA, now=NOW)
    confirmations.apply(event, AMINA, now=NOW)
    first, second = waiting()
    confirmations.confirm(second, now=SOON)

    for used in (first, second):
        with pytest.raises(confirmations.LinkUsed, match="confirmed this address already"):
            confirmations.confirm(used, now=SOON)

    assert len(registered()) == 1


def test_whoever_is_registered_gets_their_link_and_no_question():
    event = a_cautious_event()
    register(event, AMINA)

    confirmations.apply(event, AMINA, now=SOON)

    assert (waiting(), kinds(event)) == ([], ["registration-confirmed", "registration-link"])


def test_an_address_is_not_asked_more_than_a_few_times_an_hour():
    event = a_cautious_event()
    for second in range(entries.LINKS_PER_HOUR + 3):
        confirmations.apply(event, AMINA, now=NOW + timedelta(seconds=second))
    assert len(kinds(event)) == entries.LINKS_PER_HOUR

    confirmations.apply(event, AMINA, now=NOW + timedelta(hours=2))

    assert len(kinds(event)) == entries.LINKS_PER_HOUR + 1


def test_a_link_opens_its_application_for_two_days():
    confirmations.apply(a_cautious_event(), AMINA, now=NOW)
    (unconfirmed,) = waiting()
    token = confirmations.link_token(unconfirmed, secret="s")

    last = NOW + timedelta(hours=48) - timedelta(seconds=1)
    assert confirmations.find_by_token(token, secret="s", now=last) is unconfirmed
    assert confirmations.find_by_token(token, secret="s", now=NOW + timedelta(hours=48)) is None
    assert confirmations.find_by_token(token, secret="another", now=NOW) is None
    assert confirmations.find_by_token("nonsense", secret="s", now=NOW) is None


def test_registration_that_closed_meanwhile_stays_closed():
    event = a_cautious_event()
    confirmations.apply(event, AMINA, now=NOW)

    with pytest.raises(openings.RegistrationClosed):
        confirmations.confirm(waiting()[0], now=event.starts_at_utc)


def test_what_never_was_confirmed_is_forgotten_with_its_files():
    event = a_cautious_event()
    letter = uploads.check("note.pdf", PDF)
    confirmations.apply(event, an_official(1), now=NOW)
    application = entries.Application(details=an_official(2).details, answers={"letter": letter})
    confirmations.apply(event, application, now=NOW + timedelta(hours=1))
    assert len(session.scalars(select(StoredFile)).all()) == 1

    assert confirmations.forget_expired(now=NOW + timedelta(hours=48)) == 1
    assert confirmations.forget_expired(now=NOW + timedelta(hours=49)) == 1

    session.flush()
    assert (waiting(), session.scalars(select(StoredFile)).all()) == ([], [])
