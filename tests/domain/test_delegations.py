"""A State or organisation registers through its focal point: by which link, with how many places."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.base.errors import Refused
from eventhub.domain import delegations, officials, outbox, people, registrations, uploads
from eventhub.domain.delegations import FocalPoint
from eventhub.models.events import Event
from eventhub.models.people import Category
from eventhub.models.registrations import Delegation, RegistrationStatus
from tests.conftest import SECRET
from tests.domain.delegates import HASSAN, a_delegation, an_official, enter
from tests.world import AMINA, NOW, TIAGO, an_event, register

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\nxref\ntrailer <<>>\nstartxref\n9\n%%EOF\n"


def kinds(event: Event) -> list[str]:
    return [message.kind for message in reversed(outbox.find_by_event(event))]


def opens(token: str, delegation: Delegation, *, at: timedelta = timedelta(0)) -> bool:
    found = delegations.find_by_token(token, event=delegation.event, secret=SECRET, now=NOW + at)
    return found is delegation


def test_the_focal_point_is_mailed_a_link_that_opens_the_delegation_until_the_event_is_over():
    delegation = a_delegation()

    (message,) = outbox.find_by_event(delegation.event)
    token = delegations.link_token(delegation, secret=SECRET)

    assert (message.kind, message.recipient, message.language) == ("delegation-link", HASSAN.email, "fr")
    assert opens(token, delegation)
    assert not opens(token, delegation, at=delegation.event.ends_at_utc - NOW)
    assert delegations.find_by_token(token, event=an_event(), secret=SECRET, now=NOW) is None
    assert delegations.find_by_token("1.guessed", event=delegation.event, secret=SECRET, now=NOW) is None


def test_a_renewed_link_ends_the_one_before():
    delegation = a_delegation()
    former = delegations.link_token(delegation, secret=SECRET)

    delegations.renew(delegation, by="account:1", now=LATER)

    assert not opens(former, delegation)
    assert opens(delegations.link_token(delegation, secret=SECRET), delegation)
    assert kinds(delegation.event) == ["delegation-link", "delegation-link"]


def test_a_link_that_was_ended_is_not_mailed_again_because_somebody_asks():
    delegation = a_delegation()

    delegations.revoke(delegation, by="account:1", now=NOW)
    delegations.request_link(delegation.event, HASSAN.email, now=LATER)

    assert kinds(delegation.event) == ["delegation-link"]
    assert delegation.invited_at is None


def test_a_new_focal_point_gets_a_link_and_the_former_one_loses_theirs():
    delegation = a_delegation()
    former = delegations.link_token(delegation, secret=SECRET)

    delegations.settle(delegation, {"focal_point_email": "salma@mission.ma.example"}, by="account:1", now=LATER)

    assert not opens(former, delegation)
    assert outbox.find_by_event(delegation.event)[0].recipient == "salma@mission.ma.example"


def test_whoever_asks_for_the_link_gets_it_only_as_a_known_focal_point_and_not_at_every_click():
    delegation = a_delegation()
    event = delegation.event

    delegations.request_link(event, "stranger@example.org", now=LATER)
    delegations.request_link(event, HASSAN.email.upper(), now=LATER)
    delegations.request_link(event, HASSAN.email, now=LATER + timedelta(minutes=9))
    assert kinds(event) == ["delegation-link"] * 2

    delegations.request_link(event, HASSAN.email, now=LATER + delegations.REST)
    delegations.request_link(event, HASSAN.email, now=event.ends_at_utc)
    assert kinds(event) == ["delegation-link"] * 3


def test_a_state_has_one_delegation_and_an_accepted_invitation_opens_the_one_there_is():
    delegation = a_delegation()
    event = delegation.event

    with pytest.raises(delegations.AlreadyIssued):
        delegations.issue(event, HASSAN, country="MAR", by="account:1", now=NOW)
    again = delegations.open_for(event, country="MAR", focal_point=HASSAN, by="self", now=LATER)
    other = delegations.open_for(event, organisation="IOM", focal_point=HASSAN, by="self", now=LATER)

    assert again is delegation
    assert delegations.open_for(event, organisation=" iom ", focal_point=HASSAN, by="self", now=LATER) is other
    assert kinds(event) == ["delegation-link"] * 2


def test_a_delegation_needs_a_party_a_reachable_focal_point_and_a_published_event():
    event, draft = an_event(), an_event(is_published=False)

    with pytest.raises(delegations.NoParty):
        delegations.issue(event, HASSAN, organisation=" ", by="account:1", now=NOW)
    with pytest.raises(people.WrongAddress) as refusal:
        delegations.issue(event, FocalPoint("Hassan", "hassan at mission"), country="MAR", by="account:1", now=NOW)
    assert refusal.value.field == "focal_point_email"
    with pytest.raises(delegations.NotNow):
        delegations.issue(draft, HASSAN, country="MAR", by="account:1", now=NOW)
    with pytest.raises(delegations.NotNow):
        delegations.issue(event, HASSAN, country="MAR", by="account:1", now=event.ends_at_utc)


def test_places_count_everybody_of_the_state_whoever_registered_them():
    delegation = a_delegation(quota=5)
    register(delegation.event, AMINA)
    register(delegation.event, TIAGO)
    enter(delegation, an_official(1), an_official(2))

    places = delegations.places(delegation)

    assert delegations.find_heads(delegation.event) == {}
    assert (places.used, places.entered, places.limit, places.left) == (3, 2, 5, 2)


def test_the_events_own_limit_holds_where_a_delegation_has_none():
    delegation = a_delegation(seats_per_delegation=3)

    assert delegations.places(delegation).limit == 3
    delegations.settle(delegation, {"quota": 0}, by="account:1", now=NOW)
    assert delegations.places(delegation).limit == 0


def test_a_ministry_typed_once_is_that_of_all_its_officials():
    delegation = a_delegation()
    ours, theirs = enter(delegation, an_official(1), an_official(2, organisation="Ministry of Justice"))
    details = {"organisation": "Ministère des affaires étrangères", "address": "Avenue F. Roosevelt, Rabat"}

    delegations.describe(delegation, details, by="focal_point", now=LATER)

    assert (delegation.address, ours.organisation) == (details["address"], details["organisation"])
    assert theirs.organisation == "Ministry of Justice"


def test_the_name_of_an_organisation_is_not_its_focal_points_to_change():
    delegation = delegations.issue(an_event(), HASSAN, organisation="IOM", by="account:1", now=NOW)

    delegations.describe(delegation, {"organisation": "Another", "address": "Geneva"}, by="focal_point", now=NOW)

    assert (delegation.organisation, delegation.address) == ("IOM", "Geneva")


def test_a_raised_quota_and_no_longer_waiting_together_let_in_whoever_fits():
    delegation = a_delegation(capacity=2)
    amina = register(delegation.event, AMINA)
    delegations.describe(delegation, {"waits_together": True}, by="focal_point", now=NOW)
    pair = enter(delegation, an_official(1), an_official(2))
    assert {each.status for each in pair} == {RegistrationStatus.WAITLISTED}

    delegations.describe(delegation, {"waits_together": False}, by="focal_point", now=NOW)
    assert [each.status.value for each in pair] == ["confirmed", "waitlisted"]
    delegations.settle(delegation, {"quota": 1}, by="account:1", now=NOW)
    registrations.withdraw(amina, by="self", now=LATER)
    assert pair[1].status is RegistrationStatus.WAITLISTED
    delegations.settle(delegation, {"quota": 2}, by="account:1", now=NOW)

    assert pair[1].status is RegistrationStatus.CONFIRMED


def test_a_new_note_verbale_takes_the_place_of_the_former():
    delegation = a_delegation()
    delegations.hand_in_note(delegation, uploads.check("note.pdf", PDF), by="focal_point", now=NOW)
    former = delegation.note_verbale
    assert former is not None

    delegations.hand_in_note(delegation, uploads.check("note 2.pdf", PDF), by="focal_point", now=LATER)

    assert delegation.note_verbale is not None
    assert delegation.note_verbale.name == "note 2.pdf"
    assert uploads.find(delegation.event, former.key) is None


@pytest.mark.parametrize("by", ["self", "account:1"])
def test_the_focal_point_is_told_when_somebody_else_takes_an_official_out(by: str):
    delegation = a_delegation()
    head, other = enter(delegation, an_official(1, is_head=True), an_official(2))
    outbox.find_by_event(delegation.event)

    registrations.withdraw(head, by=by, now=LATER)

    told = outbox.find_by_event(delegation.event)[0]
    assert (told.kind, told.recipient) == ("delegation-changed", HASSAN.email)
    assert delegations.find_head(delegation) is None
    registrations.withdraw(other, by="focal_point", now=LATER)
    assert outbox.find_by_event(delegation.event)[0].kind == "registration-withdrawn"


def test_everybody_on_a_states_delegation_takes_part_for_it():
    holy_see = delegations.issue(an_event(), HASSAN, country="VAT", by="account:1", now=NOW)

    assert officials.category_of(a_delegation()) is Category.MEMBER_STATE
    assert officials.category_of(holy_see) is Category.OBSERVER_STATE
    assert delegations.name(holy_see, "fr") == "Saint-Siège"


def test_refusals_are_one_sentence_each():
    for refusal in (delegations.NoParty, delegations.AlreadyIssued, delegations.NotNow, delegations.NoFocalPoint):
        assert issubclass(refusal, Refused)
        assert str(refusal()).count(".") == 1
