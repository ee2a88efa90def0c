"""Invitees: listed once, written to within measure, bound to their link, and what they answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from eventhub.base.db import session
from eventhub.domain import contacts, cosponsorships, delegations, guest_lists, invitees, lifecycle, outbox
from eventhub.domain.cosponsorships import CoSponsorshipStatus
from eventhub.domain.delegations import FocalPoint
from eventhub.domain.guest_lists import Guest
from eventhub.domain.invitees import Answer
from eventhub.models.invitees import InvitedList, Invitee, InviteeStatus
from tests.conftest import SECRET
from tests.domain.invitations import COLOMBIA, a_closed_meeting, invited
from tests.world import NOW, an_event

DAY = timedelta(days=1)


def mails(invitee: Invitee) -> int:
    """How many invitations were written to somebody."""
    return sum(message.particulars.get("invitee") == invitee.key for message in outbox.find_by_event(invitee.event))


def test_adding_a_list_twice_adds_only_who_is_missing(app: Flask):
    event = a_closed_meeting()
    some = [Guest(country="COL"), Guest(organisation="UNHCR")]

    first = invitees.add(event, InvitedList.CHAMPIONS, some, by="account:1", now=NOW)
    again = invitees.add(event, InvitedList.CHAMPIONS, [*some, Guest(country="KEN")], by="account:1", now=NOW)
    everybody = invitees.add(event, InvitedList.MEMBER_STATES, guest_lists.member_states(), by="account:1", now=NOW)

    assert [len(first), len(again), len(everybody)] == [2, 1, 191]
    assert outbox.find_by_event(event) == []


def test_people_are_one_by_their_address_and_another_event_has_lists_of_its_own(app: Flask):
    event = a_closed_meeting()
    twice = [Guest("Ana Silva", "ana@uni.example"), Guest("A. Silva", "ANA@uni.example")]

    assert len(invitees.add(event, InvitedList.NAMED, twice, by="account:1", now=NOW)) == 1
    assert len(invitees.add(a_closed_meeting(), InvitedList.NAMED, twice, by="account:1", now=NOW)) == 1


def test_an_invitation_goes_out_in_the_invitee_s_language_and_at_most_once_a_day(app: Flask):
    invitee = invited(a_closed_meeting())

    (message,) = outbox.find_by_event(invitee.event)
    assert (message.kind, message.language, message.recipient) == ("invitation", "fr", invitee.email)
    with pytest.raises(invitees.WrittenLately):
        invitees.send(invitee, by="account:1", now=NOW + DAY - timedelta(seconds=1))
    invitees.send(invitee, by="account:1", now=NOW + DAY)
    assert [message.particulars["is_again"] for message in outbox.find_by_event(invitee.event)] == [True, False]


def test_a_state_without_an_address_waits_until_it_is_filled_in(app: Flask):
    event = a_closed_meeting()
    (invitee,) = invitees.add(event, InvitedList.CHAMPIONS, [Guest(country="COL")], by="account:1", now=NOW)

    assert invitees.answer_of(invitee) is Answer.NO_ADDRESS
    assert invitees.send_all(event, Answer.NOT_SENT, by="account:1", now=NOW) == 0
    with pytest.raises(invitees.NoAddress):
        invitees.send(invitee, by="account:1", now=NOW)
    invitees.settle(invitee, name="Laura", email="laura@mre.co.example", language="es", by="account:1", now=NOW)
    assert invitees.answer_of(invitee) is Answer.NOT_SENT
    assert invitees.send_all(event, Answer.NOT_SENT, by="account:1", now=NOW) == 1
    assert invitees.answer_of(invitee) is Answer.UNANSWERED


def test_only_those_who_have_not_answered_are_reminded(app: Flask):
    event = a_closed_meeting()
    silent, gone = invited(event, COLOMBIA), invited(event)
    invitees.decline(gone, reason=None, now=NOW)

    assert invitees.send_all(event, Answer.UNANSWERED, by="account:1", now=NOW + DAY / 2) == 0
    assert invitees.send_all(event, Answer.UNANSWERED, by="account:1", now=NOW + DAY) == 1
    assert (mails(silent), mails(gone)) == (2, 1)


def test_nothing_is_sent_for_a_draft_or_an_event_that_is_over_or_cancelled(app: Flask):
    draft, past, cancelled = a_closed_meeting(is_published=False), a_closed_meeting(), a_closed_meeting()
    lifecycle.cancel(cancelled, by="account:1", now=NOW)
    for event, now in ((draft, NOW), (past, past.ends_at_utc), (cancelled, NOW)):
        invitee = invited(event, is_sent=False)
        with pytest.raises(invitees.NotNow):
            invitees.send(invitee, by="account:1", now=now)
        with pytest.raises(invitees.NotNow):
            invitees.send_all(event, Answer.NOT_SENT, by="account:1", now=now)


def test_a_link_opens_its_own_invitee_until_it_is_revoked_or_the_invitee_removed(app: Flask):
    event = a_closed_meeting()
    invitee = invited(event)
    link = invitees.link_token(invitee, secret=SECRET)

    assert invitees.find_by_token(link, secret=SECRET) is invitee
    assert invitees.find_by_token(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}", secret=SECRET) is None
    assert invitees.find_by_token("nonsense", secret=SECRET) is None
    invitees.revoke(invitee, by="account:1", now=NOW)
    assert invitees.find_by_token(link, secret=SECRET) is None


def test_the_link_of_a_removed_invitee_never_opens_who_comes_after_them(app: Flask):
    event = a_closed_meeting()
    removed = invited(event)
    number, link = removed.id, invitees.link_token(removed, secret=SECRET)
    invitees.remove(removed, by="account:1", now=NOW)

    successor = invited(event, COLOMBIA)

    assert successor.id == number  # SQLite gives the number again
    assert invitees.find_by_token(link, secret=SECRET) is None


def test_another_address_is_another_reader(app: Flask):
    invitee = invited(a_closed_meeting())
    link = invitees.link_token(invitee, secret=SECRET)

    invitees.settle(invitee, name=invitee.name, email=invitee.email, language="en", by="account:1", now=NOW)
    assert invitees.find_by_token(link, secret=SECRET) is invitee
    invitees.settle(invitee, name="Ana", email="ana@uni.example", language="en", by="account:1", now=NOW)
    assert invitees.find_by_token(link, secret=SECRET) is None
    assert invitees.answer_of(invitee) is Answer.NOT_SENT


def test_no_two_people_are_invited_under_one_address(app: Flask):
    event = a_closed_meeting()
    amina = invited(event)
    (ana,) = invitees.add(event, InvitedList.NAMED, [Guest("Ana", "ana@uni.example")], by="account:1", now=NOW)

    with pytest.raises(invitees.ListedAlready):
        invitees.settle(ana, name="Ana", email=amina.email, language="en", by="account:1", now=NOW)


def test_a_decline_keeps_its_reason_and_can_be_changed_until_registration_closes(app: Flask):
    event = a_closed_meeting(registration_closes_at=datetime(2027, 4, 1, 18, 0))
    invitee = invited(event)

    invitees.decline(invitee, reason="On leave", now=NOW)

    assert (invitee.status, invitee.reason) == (InviteeStatus.DECLINED, "On leave")
    invitees.accept(invitee, now=NOW)
    assert invitee.reason is None
    with pytest.raises(invitees.AnswersClosed):
        invitees.decline(invitee, reason=None, now=datetime.fromisoformat("2027-04-01T16:00Z"))


def test_whoever_lost_the_link_gets_it_again_by_address_and_nobody_else_is_written_to(app: Flask):
    event = a_closed_meeting()
    amina, unsent = invited(event), invited(event, COLOMBIA, is_sent=False)

    invitees.request_link(event, "stranger@example.org", now=NOW + DAY)
    invitees.request_link(event, str(unsent.email), now=NOW + DAY)
    invitees.request_link(event, str(amina.email).upper(), now=NOW + timedelta(minutes=5))
    assert mails(amina) == 1
    invitees.request_link(event, str(amina.email).upper(), now=NOW + timedelta(minutes=10))
    assert (mails(amina), mails(unsent)) == (2, 0)


def test_focal_points_of_earlier_events_are_suggested_and_can_be_taken_over(app: Flask):
    earlier, event = an_event(), a_closed_meeting()
    for country, contact in (("COL", "old@mre.co.example"), ("PRT", "ana@mne.pt.example")):
        cosponsorships.enter(
            earlier,
            country=country,
            organisation=None,
            contact_name="Contact",
            contact_email=contact,
            status=CoSponsorshipStatus.CONFIRMED,
            by="account:1",
            now=NOW,
        )
    laura = FocalPoint("Laura Gómez", "laura@mre.co.example")
    delegations.issue(earlier, laura, country="COL", by="account:1", now=NOW)
    listed = invitees.add(
        event,
        InvitedList.MEMBER_STATES,
        [Guest(country=code) for code in ("COL", "KEN", "PRT")],
        by="account:1",
        now=NOW,
    )
    session.flush()

    found = contacts.suggestions(event, listed)

    assert {each.country: found[each.id].email for each in listed if each.id in found} == {
        "COL": "laura@mre.co.example",
        "PRT": "ana@mne.pt.example",
    }
    assert contacts.adopt(event, by="account:1", now=NOW) == 2
    assert [each.email for each in listed] == ["laura@mre.co.example", None, "ana@mne.pt.example"]
    assert contacts.suggestions(event, listed[:1]) == {}


def test_invitees_are_counted_by_where_they_stand(app: Flask):
    event = a_closed_meeting()
    invited(event)
    invitees.decline(invited(event, COLOMBIA), reason=None, now=NOW)
    invitees.add(event, InvitedList.CHAMPIONS, [Guest(country="KEN")], by="account:1", now=NOW)

    assert invitees.count(invitees.find_all(event)) == {
        Answer.NO_ADDRESS: 1,
        Answer.NOT_SENT: 0,
        Answer.UNANSWERED: 1,
        Answer.ACCEPTED: 0,
        Answer.DECLINED: 1,
    }
