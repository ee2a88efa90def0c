"""Answers that come by mail: what may change something does, once; the rest waits for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.base.db import session
from eventhub.domain import audit, erasure, incoming, lifecycle, privacy, registrations
from eventhub.mail.receiving import receive
from eventhub.models.events import OnDecline
from eventhub.models.outbox import Message
from eventhub.models.registrations import Registration, RegistrationStatus
from eventhub.models.replies import IncomingMessage, Outcome
from tests.mail.answering import fitted, invitation_of, mailed, thunderbird
from tests.world import AMINA, NOW, TIAGO, an_event, register

LATER = NOW + timedelta(days=1)


@pytest.fixture
def amina(app: Flask) -> Registration:
    registration = register(an_event(capacity=1), AMINA)
    registration.alternative_email = "Amina@Private.example"
    session.commit()
    return registration


def answered(registration: Registration, participation: str = "ACCEPTED", **details: Any) -> Outcome | None:
    details = {"sender": registration.email, "message_id": "<answer@mail.example>", "headers": ()} | details
    envelope = {name: details.pop(name) for name in ("message_id", "headers")}
    sender = details.pop("sender")
    return receive(mailed(thunderbird(registration, participation, **details), sender, **envelope), now=LATER)


def kinds(registration: Registration) -> list[str]:
    mine = select(Message.kind).where(Message.registration_id == registration.id).order_by(Message.id)
    return list(session.scalars(mine))


@pytest.mark.parametrize("word", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.both_databases
def test_what_thunderbird_answers_is_taken(amina: Registration, word: str):
    assert answered(amina, word) is Outcome.ANSWERED

    held = invitation_of(amina)
    assert (held.reply, held.reply_sequence, held.reply_stamp) == (word, 0, NOW)
    (entry,) = [each for each in audit.find_by_subject(amina) if each.action == "registration:answer"]
    assert (entry.by, entry.difference) == ("calendar", {"reply": [None, word], "sequence": 0})
    assert incoming.find_waiting(amina.event) == []


@pytest.mark.parametrize(
    ("name", "word", "comment"),
    [
        ("outlook.eml", "ACCEPTED", "Bin dabei. Grüße"),
        ("gmail.eml", "DECLINED", "On mission that week"),
        ("apple.eml", "TENTATIVE", None),
    ],
)
def test_other_programs_answer_in_their_own_ways(amina: Registration, name: str, word: str, comment: str | None):
    assert receive(fitted(name, amina), now=LATER) is Outcome.ANSWERED

    held = invitation_of(amina)
    assert (held.reply, held.reply_comment) == (word, comment)


def test_a_message_is_taken_once_however_often_it_comes(amina: Registration):
    assert answered(amina) is Outcome.ANSWERED
    assert answered(amina) is None
    assert session.scalar(select(func.count()).select_from(IncomingMessage)) == 1


def test_messages_without_a_message_id_are_told_apart_by_what_they_say(amina: Registration):
    yes, no = (mailed(thunderbird(amina, word), str(amina.email), message_id="") for word in ("ACCEPTED", "DECLINED"))

    assert [receive(each, now=LATER) for each in (yes, yes)] == [Outcome.ANSWERED, None]
    assert receive(no, now=LATER) is Outcome.OVERTAKEN, "it is another message, given at the same moment"


def test_an_answer_that_was_overtaken_on_its_way_changes_nothing(amina: Registration):
    answered(amina, "DECLINED", stamp=NOW + timedelta(hours=2), message_id="<2@x>")

    assert answered(amina, "ACCEPTED", stamp=NOW, message_id="<1@x>") is Outcome.OVERTAKEN
    assert invitation_of(amina).reply == "DECLINED"


def test_a_clock_that_runs_ahead_does_not_silence_the_next_answer(amina: Registration):
    answered(amina, "DECLINED", stamp=NOW + timedelta(days=900), message_id="<1@x>")

    calendar = thunderbird(amina, "ACCEPTED", stamp=LATER + timedelta(hours=1))
    assert receive(mailed(calendar, str(amina.email)), now=LATER + timedelta(hours=1)) is Outcome.ANSWERED


def test_an_answer_to_an_earlier_time_is_noted_as_such_and_counts_for_nothing(amina: Registration):
    lifecycle.change(amina.event, {"venue": "Palais Wilson"}, by="account:1", now=NOW)
    session.commit()

    assert answered(amina, "DECLINED", sequence=0) is Outcome.EARLIER_TIME

    held = invitation_of(amina)
    assert (held.reply, held.reply_sequence, held.sequence) == ("DECLINED", 0, 1)
    assert "calendar-declined" not in kinds(amina)
    lifecycle.change(amina.event, {"venue": "Palais des Nations"}, by="account:1", now=LATER)
    told = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert told is not None
    assert told.particulars["participation"] == "NEEDS-ACTION"


@pytest.mark.parametrize(
    ("details", "outcome"),
    [
        ({"sender": "sam@stranger.example"}, Outcome.OTHER_SENDER),
        ({"sender": TIAGO.details["email"]}, Outcome.OTHER_SENDER),
        ({"attendee": "sam@stranger.example"}, Outcome.UNKNOWN_ATTENDEE),
        ({"uid": "11111111-2222-3333-4444-555555555555"}, Outcome.UNKNOWN_EVENT),
        ({"sequence": 7}, Outcome.UNSENT_SEQUENCE),
    ],
)
def test_who_cannot_be_believed_changes_nothing_and_waits(
    amina: Registration, caplog: pytest.LogCaptureFixture, details: dict[str, Any], outcome: Outcome
):
    assert answered(amina, "DECLINED", **details) is outcome

    assert invitation_of(amina).reply is None
    assert kinds(amina) == ["registration-confirmed"]
    assert len([each for each in caplog.records if each.name.startswith("eventhub")]) == 1
    (kept,) = incoming.find_waiting(None if outcome is Outcome.UNKNOWN_EVENT else amina.event)
    assert (kept.outcome, kept.particulars["participation"]) == (outcome, "DECLINED")


def test_another_event_s_uid_changes_neither_event(amina: Registration):
    other = an_event(title="Another exchange")
    session.commit()

    assert answered(amina, "DECLINED", uid=other.uid) is Outcome.UNKNOWN_ATTENDEE
    assert invitation_of(amina).reply is None


@pytest.mark.parametrize("sender", ["AMINA.ElIdrissi@diplomatie.ma.example", "amina@private.EXAMPLE"])
def test_addresses_are_the_same_in_any_case_and_a_known_second_one_is_theirs(amina: Registration, sender: str):
    assert answered(amina, sender=sender) is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("assistant", "outcome"),
    [("office@diplomatie.ma.example", Outcome.ANSWERED), ("office@stranger.example", Outcome.OTHER_SENDER)],
)
def test_an_assistant_of_the_same_house_may_answer(amina: Registration, assistant: str, outcome: Outcome):
    calendar = thunderbird(amina).replace(b"RSVP=TRUE", f'RSVP=TRUE;SENT-BY="mailto:{assistant}"'.encode())

    assert receive(mailed(calendar, assistant), now=LATER) is outcome


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("mx.ours.example; dmarc=pass header.from=diplomatie.ma.example", Outcome.ANSWERED),
        ("MX.ours.example; dkim=pass header.d=ma.example; dmarc=none", Outcome.ANSWERED),
        ("mx.ours.example; spf=pass smtp.mailfrom=amina@diplomatie.ma.example", Outcome.ANSWERED),
        ("mx.ours.example; spf=pass smtp.mailfrom=bulk.example; dmarc=fail header.from=x", Outcome.OTHER_SENDER),
        ("mx.ours.example; dkim=pass header.d=stranger.example", Outcome.OTHER_SENDER),
        ("mx.theirs.example; dmarc=pass header.from=diplomatie.ma.example", Outcome.OTHER_SENDER),
        ("mx.ours.example; none", Outcome.OTHER_SENDER),
        (None, Outcome.OTHER_SENDER),
    ],
)
def test_where_our_own_server_is_named_it_must_vouch_for_the_sender(
    app: Flask, amina: Registration, result: str | None, outcome: Outcome
):
    app.config["MAIL_AUTHSERV_ID"] = "mx.ours.example"
    headers = (("Authentication-Results", result),) if result else ()

    assert answered(amina, headers=headers) is outcome


def test_only_the_topmost_result_of_our_server_counts(app: Flask, amina: Registration):
    app.config["MAIL_AUTHSERV_ID"] = "mx.ours.example"
    fails, passes = (f"mx.ours.example; dmarc={word} header.from=x" for word in ("fail", "pass"))
    headers = (("Authentication-Results", fails), ("Authentication-Results", passes))

    assert answered(amina, headers=headers) is Outcome.OTHER_SENDER


def test_whoever_declines_is_asked_once_and_keeps_the_place(amina: Registration):
    answered(amina, "DECLINED", message_id="<1@x>")
    answered(amina, "DECLINED", message_id="<2@x>", stamp=NOW + timedelta(minutes=1))

    assert kinds(amina) == ["registration-confirmed", "calendar-declined"]
    assert amina.status is RegistrationStatus.CONFIRMED


@pytest.mark.both_databases
def test_where_the_event_says_so_a_decline_frees_the_place_at_once(amina: Registration):
    tiago = register(amina.event, TIAGO)
    amina.event.on_decline = OnDecline.WITHDRAW
    session.commit()

    assert answered(amina, "DECLINED") is Outcome.ANSWERED

    session.expire_all()
    assert (amina.status, tiago.status) == (RegistrationStatus.WITHDRAWN, RegistrationStatus.CONFIRMED)


def test_where_the_event_says_nothing_a_decline_is_only_shown(amina: Registration):
    amina.event.on_decline = OnDecline.NOTHING
    session.commit()

    answered(amina, "DECLINED")

    assert kinds(amina) == ["registration-confirmed"]
    assert invitation_of(amina).reply == "DECLINED"


def test_who_has_withdrawn_is_not_asked_for_what_they_gave_back(amina: Registration):
    registrations.withdraw(amina, by="self", now=NOW)
    session.commit()

    assert answered(amina, "DECLINED", message_id="<1@x>", sequence=0) is Outcome.OVERTAKEN
    assert answered(amina, "ACCEPTED", message_id="<2@x>", sequence=0) is Outcome.NOT_INVITED


def test_a_counter_proposal_waits_with_the_time_that_it_proposes(amina: Registration):
    calendar = thunderbird(amina).replace(b"METHOD:REPLY", b"METHOD:COUNTER")

    assert receive(mailed(calendar, str(amina.email), method="COUNTER"), now=LATER) is Outcome.COUNTERED

    (kept,) = incoming.find_waiting(amina.event)
    assert kept.proposed_start is not None
    assert kept.proposed_start.isoformat() == "2026-11-24T13:00:00+00:00"
    assert invitation_of(amina).reply is None


def test_a_calendar_that_lost_the_invitation_gets_it_again_but_not_for_ever(amina: Registration):
    calendar = thunderbird(amina).replace(b"METHOD:REPLY", b"METHOD:REFRESH")
    first, second = (mailed(calendar, str(amina.email), message_id=f"<{n}@x>", method="REFRESH") for n in (1, 2))

    assert receive(first, now=LATER) is Outcome.REFRESHED
    assert receive(second, now=LATER) is Outcome.OVERTAKEN

    assert kinds(amina) == ["registration-confirmed", "calendar-again"]
    latest = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert latest is not None
    assert (latest.particulars["method"], latest.particulars["sequence"]) == ("REQUEST", 0)


def test_a_letter_that_answers_a_message_of_ours_waits_at_its_event(amina: Registration):
    ours = session.scalars(select(Message)).one()
    letter = f"From: {amina.email}\nIn-Reply-To: <{ours.message_id}@eventhub.example>\nSubject: Re\n\nI cannot come.\n"

    assert receive(letter.encode(), now=LATER) is Outcome.LETTER

    (kept,) = incoming.find_waiting(amina.event)
    assert (kept.sender, kept.registration) == (amina.email, amina)


def test_whoever_is_erased_leaves_no_word_of_theirs(amina: Registration):
    calendar = thunderbird(amina).replace(b"=ACCEPTED", b'=DELEGATED;DELEGATED-TO="mailto:salma@ma.example"')
    receive(mailed(calendar.replace(b"SEQUENCE:0", b"SEQUENCE:0\r\nCOMMENT:Salma comes"), str(amina.email)), now=LATER)
    receive(f"From: {amina.email}\n\nPlease reply.\n".encode(), now=LATER)
    event, held = amina.event, invitation_of(amina)
    assert (held.reply_comment, held.reply_delegate) == ("Salma comes", "salma@ma.example")

    erasure.erase(amina, by="self", now=LATER)
    session.commit()
    session.expire_all()

    assert (held.reply_comment, held.reply_delegate) == (None, None)
    assert incoming.find_waiting(event) == incoming.find_waiting(None) == []
    rows = session.scalars(select(IncomingMessage)).all()
    assert [(each.sender, each.subject, each.particulars) for each in rows] == [(None, None, {})] * 2


def test_people_may_take_along_what_their_calendar_answered(amina: Registration):
    answered(amina, "TENTATIVE")

    told = privacy.own_data(amina)["calendar"]
    assert (told["answer"], told["answered_at"]) == ("TENTATIVE", NOW.isoformat())
