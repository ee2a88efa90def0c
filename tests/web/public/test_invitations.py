"""Answering an invitation by its link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.base import clock
from eventhub.base.db import session
from eventhub.domain import delegations, invitees, lifecycle, outbox, registrations
from eventhub.models.events import Event, RegistrationMode
from eventhub.models.invitees import Invitee, InviteeStatus
from tests.conftest import SECRET
from tests.domain.invitations import COLOMBIA, invited
from tests.visitors import Visitor
from tests.web.public.scenes import a_coming_event, amina, days_from_now


def a_closed_meeting(**details: object) -> Event:
    own = {"title": "Meeting of the Champions", "registration_mode": RegistrationMode.INVITED}
    return a_coming_event(**own | details)


def link(invitee: Invitee) -> str:
    return f"/invitations/{invitees.link_token(invitee, secret=SECRET)}"


@pytest.fixture
def hers(app: Flask) -> Invitee:
    """Amina's invitation to a closed meeting."""
    return invited(a_closed_meeting(), now=clock.now())


def test_the_page_shows_the_event_and_whom_the_link_is_bound_to(visitor: Visitor, hers: Invitee):
    response = visitor.get(link(hers))
    page = response.get_data(as_text=True)

    assert "Meeting of the Champions" in page
    assert "Zurich time" in page
    assert "<bdi>Amina El Idrissi</bdi>" in page
    assert "Accept and register" in page
    assert str(hers.email) not in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_accepting_registers_under_the_invited_address_whatever_the_form_says(visitor: Visitor, hers: Invitee):
    form = visitor.get(f"{link(hers)}/register").get_data(as_text=True)
    assert 'name="email"' not in form
    assert 'value="Amina El"' in form
    assert 'value="Idrissi"' in form
    assert 'value="MAR" selected' in form
    assert "under the address amina.elidrissi@diplomatie.ma.example" in form

    response = visitor.post(f"{link(hers)}/register", amina(email="somebody@else.example"))

    assert (response.status_code, response.location) == (303, f"/events/{hers.event.slug}/registered")
    (registration,) = registrations.find_all(hers.event)
    assert (registration.email, registration.name) == (hers.email, "Amina El Idrissi")
    assert "You have accepted." in visitor.get(link(hers)).get_data(as_text=True)


def test_a_wrong_field_is_named_and_nothing_is_registered(visitor: Visitor, hers: Invitee):
    response = visitor.post(f"{link(hers)}/register", amina(given_name=""))

    assert response.status_code == 422
    assert "Enter your given name." in response.get_data(as_text=True)
    assert registrations.find_all(hers.event) == []


def test_a_state_goes_on_to_its_delegation_s_page(visitor: Visitor, app: Flask):
    invitee = invited(a_closed_meeting(), COLOMBIA, now=clock.now())
    page = visitor.get(link(invitee)).get_data(as_text=True)
    assert "<bdi>Colombia</bdi>" in page

    response = visitor.post(f"{link(invitee)}/accept", form_at=link(invitee))

    delegation = delegations.find_by_party(invitee.event, "country:COL")
    assert delegation is not None
    assert response.location == (
        f"/events/{invitee.event.slug}/delegation/{delegations.link_token(delegation, secret=SECRET)}"
    )
    assert visitor.follow(response).status_code == 200
    assert "Your delegation" in visitor.get(link(invitee)).get_data(as_text=True)
    assert visitor.get(f"{link(invitee)}/register").location == link(invitee)


def test_declining_takes_a_reason_and_can_be_changed(visitor: Visitor, hers: Invitee):
    response = visitor.post(f"{link(hers)}/decline", {"reason": "I am on leave."})

    assert "Thank you for telling us." in visitor.follow(response).get_data(as_text=True)
    session.refresh(hers)
    assert (hers.status, hers.reason) == (InviteeStatus.DECLINED, "I am on leave.")
    assert [message.kind for message in outbox.find_by_event(hers.event)] == ["invitation"]
    assert visitor.post(f"{link(hers)}/register", amina()).status_code == 303
    session.refresh(hers)
    assert hers.status is InviteeStatus.ACCEPTED


def test_whoever_is_registered_is_told_to_withdraw_before_declining(visitor: Visitor, hers: Invitee):
    visitor.post(f"{link(hers)}/register", amina())

    response = visitor.post(f"{link(hers)}/decline", {"reason": ""})

    assert response.status_code == 422
    assert "Withdraw the registration first." in response.get_data(as_text=True)


def test_a_foreign_and_a_revoked_link_are_not_found_and_one_of_the_past_is_gone(visitor: Visitor, hers: Invitee):
    past = invited(a_closed_meeting(), now=clock.now())
    past.event.starts_at, past.event.ends_at = days_from_now(-2), days_from_now(-1)
    past.event.starts_at_utc = past.event.ends_at_utc = clock.now() - timedelta(days=1)
    revoked = link(hers)
    invitees.revoke(hers, by="account:1", now=clock.now())

    answers = {path: visitor.get(path) for path in (revoked, "/invitations/1.nonsense", link(past))}

    assert [answer.status_code for answer in answers.values()] == [404, 404, 410]
    for answer in answers.values():
        page = answer.get_data(as_text=True)
        assert "Meeting of the Champions" not in page
        assert "Amina" not in page


def test_the_invitation_to_a_cancelled_event_says_so(visitor: Visitor, hers: Invitee):
    lifecycle.cancel(hers.event, by="account:1", now=clock.now(), reason="The hall is flooded.")

    page = visitor.get(link(hers)).get_data(as_text=True)

    assert "The hall is flooded." in page
    assert "Accept" not in page


def test_before_and_after_the_times_of_registration_the_page_says_when(visitor: Visitor, app: Flask):
    later = invited(a_closed_meeting(registration_opens_at=days_from_now(3)), now=clock.now())
    closed = invited(a_closed_meeting(registration_closes_at=days_from_now(-1), title="Past answers"), now=clock.now())

    early = visitor.get(link(later)).get_data(as_text=True)
    assert "Registration opens on" in early
    assert "in 3 days" in early
    assert "Decline" in early
    assert "can no longer be answered" in visitor.get(link(closed)).get_data(as_text=True)
    assert visitor.get(f"{link(later)}/register").status_code == 303


def test_the_closed_door_says_what_to_do_and_a_lost_link_is_mailed_with_a_neutral_answer(
    visitor: Visitor, hers: Invitee
):
    slug = hers.event.slug
    hers.invited_at = clock.now() - timedelta(hours=1)
    refusal = visitor.get(f"/events/{slug}/register")
    assert refusal.status_code == 409
    assert f'href="/events/{slug}/invitation"' in refusal.get_data(as_text=True)

    known = visitor.post(f"/events/{slug}/invitation", {"email": str(hers.email)})
    stranger = visitor.post(f"/events/{slug}/invitation", {"email": "stranger@example.org"})

    assert known.location == stranger.location == f"/events/{slug}/invitation/sent"
    assert "If this address was invited" in visitor.follow(known).get_data(as_text=True)
    assert len(outbox.find_by_event(hers.event)) == 2
    assert visitor.post(f"/events/{slug}/invitation", {"email": "no address"}).status_code == 422
