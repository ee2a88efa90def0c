"""A summary goes to the co-leads: approved or commented by their links, reminded, cleared, and a draft again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.base.db import session
from eventhub.domain import audit, clearances, outbox, retention, summaries
from eventhub.domain.clearances import (
    LinkExpired,
    NobodyToAsk,
    NothingSaid,
    NotWithCoLeads,
    ReasonNeeded,
    Recipient,
    TextMoved,
    TooSoon,
    WrongLine,
)
from eventhub.domain.retention import Stage
from eventhub.domain.summaries import NotHeldYet, SummaryMoved, UnsettledChanges
from eventhub.mail import alarms
from eventhub.models.clearances import Clearance, ClearanceComment
from eventhub.models.events import AttributionRule, Event
from eventhub.models.summaries import SummaryStage
from tests.domain.past_meetings import a_meeting, officials, people, reword
from tests.domain.test_summaries import lose_one
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

INES, SECRET = "account:1", "a secret"
AMAL, BEN = Recipient("amal@unhcr.example", "Amal Haddad, UNHCR"), Recipient("ben@idc.example")


def a_consultation() -> Event:
    return a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional", organisation="IOM")])


def send(event: Event, *recipients: Recipient, **details: bool) -> list[Clearance]:
    seen = summaries.read(event).seen
    clearances.send(event, recipients or (AMAL, BEN), seen=seen, by=INES, now=NOW, **details)
    session.commit()
    return list(clearances.find(event))


def stage(event: Event) -> SummaryStage:
    summary = summaries.find(event)
    assert summary is not None
    return summary.stage


def letters(event: Event) -> list[tuple[str, str]]:
    return [(message.kind, message.recipient) for message in reversed(outbox.find_by_event(event))]


@pytest.mark.both_databases
def test_when_all_have_approved_it_is_cleared_and_may_be_published():
    event = a_consultation()
    amal, ben = send(event)
    assert letters(event) == [("clearance-request", AMAL.email), ("clearance-request", BEN.email)]
    assert (stage(event), amal.sent_version, summaries.needs_clearance(event)) == (SummaryStage.SENT, 1, True)

    clearances.comment(amal, "opening", "Who convened it?", version=1, now=NOW)
    clearances.approve(amal, version=1, now=NOW)
    assert stage(event) is SummaryStage.SENT
    clearances.approve(ben, version=1, now=NOW)
    clearances.resolve(amal.comments[0], by=INES, now=NOW)

    assert stage(event) is SummaryStage.CLEARED
    assert (amal.comments[0].quoted[:16], amal.comments[0].resolved_by) == ("The consultation", INES)
    assert summaries.publish(event, by=INES, now=NOW).number == 2
    with pytest.raises(NotWithCoLeads):
        clearances.comment(ben, "opening", "Late.", version=1, now=NOW)
    assert {"clearance:send", "clearance:approve", "clearance:comment", "clearance:resolve", "summary:clear"} <= {
        each.action for each in audit.find_by_event(event)
    }


@pytest.mark.parametrize("approvals_stand", [False, True])
def test_changed_words_are_a_draft_again_and_the_sender_says_what_becomes_of_approvals(approvals_stand: bool):
    event = a_consultation()
    amal, ben = send(event)
    clearances.approve(amal, version=1, now=NOW)
    reword(event, {"opening": "We met."})
    assert stage(event) is SummaryStage.DRAFT
    with pytest.raises(NotWithCoLeads):
        clearances.approve(ben, version=1, now=NOW)

    amal, ben = send(event, approvals_stand=approvals_stand)

    assert (amal.has_approved, ben.has_approved) == (approvals_stand, False)
    assert (clearances.approved_text(amal) is None) is approvals_stand
    assert len(letters(event)) == (3 if approvals_stand else 4)
    with pytest.raises(TextMoved):
        clearances.approve(ben, version=1, now=NOW)
    clearances.approve(ben, version=3, now=NOW)
    assert stage(event) is (SummaryStage.CLEARED if approvals_stand else SummaryStage.SENT)


@pytest.mark.both_databases
def test_a_link_is_its_readers_alone_ends_and_can_be_taken_back():
    event = a_consultation()
    amal, ben = send(event)
    token = clearances.link_token(amal, secret=SECRET)
    assert clearances.find_by_token(token, secret=SECRET) is amal
    foreign = [clearances.link_token(amal, secret="another"), f"{ben.id:x}.{token.partition('.')[2]}", "x", ""]
    assert [clearances.find_by_token(each, secret=SECRET) for each in foreign] == [None] * 4
    with pytest.raises(LinkExpired):
        clearances.approve(amal, version=1, now=NOW + clearances.LIFE)

    clearances.renew(amal, by=INES, now=NOW)
    assert clearances.find_by_token(token, secret=SECRET) is None
    clearances.approve(ben, version=1, now=NOW)
    clearances.revoke(amal, by=INES, now=NOW)

    assert clearances.find_by_token(clearances.link_token(amal, secret=SECRET), secret=SECRET) is None
    assert stage(event) is SummaryStage.CLEARED
    [ben] = send(event, BEN)
    assert ben.sent_version == 2


def test_whoever_has_not_answered_is_reminded_by_hand_and_once_by_the_clock():
    event = a_consultation()
    amal, _ben = send(event)
    clearances.approve(amal, version=1, now=NOW)
    session.commit()

    with pytest.raises(TooSoon):
        clearances.remind(event, by=INES, now=NOW + timedelta(minutes=5))
    days = timedelta(days=1)
    assert [alarms.ring(now=NOW + each * days) for each in (2, 3, 3, 9)] == [0, 1, 0, 0]
    assert clearances.remind(event, by=INES, now=NOW + 4 * days) == 1
    assert [each for each in letters(event) if each[0] == "clearance-reminder"] == [
        ("clearance-reminder", BEN.email)
    ] * 2


def test_an_organiser_clears_it_with_a_reason():
    event = a_consultation()
    send(event)
    with pytest.raises(ReasonNeeded):
        clearances.clear(event, reason=" ", by=INES, now=NOW)
    clearances.clear(event, reason="Ben is on leave.", by=INES, now=NOW)
    assert stage(event) is SummaryStage.CLEARED
    reword(event, {"opening": "We met."})
    assert stage(event) is SummaryStage.DRAFT


def test_what_cannot_be_is_refused_in_a_sentence():
    event = a_consultation()
    seen = summaries.read(event).seen
    with pytest.raises(NobodyToAsk):
        clearances.send(event, [], seen=seen, by=INES, now=NOW)
    with pytest.raises(SummaryMoved):
        clearances.send(event, [AMAL], seen="another", by=INES, now=NOW)
    coming = an_event()
    with pytest.raises(NotHeldYet):
        clearances.send(coming, [AMAL], seen=summaries.read(coming).seen, by=INES, now=NOW)
    with pytest.raises(WrongLine) as refusal:
        clearances.read_recipients("Amal <amal@unhcr.example>\nBen at idc")
    assert str(refusal.value) == "“Ben at idc” is no e-mail address."
    assert clearances.read_recipients("Amal <a@unhcr.example>\n\n b@idc.example \nB <B@idc.example>") == [
        Recipient("a@unhcr.example", "Amal"),
        Recipient("B@idc.example", "B"),
    ]
    amal, _ben = send(event)
    for text in ("  ", "word " * 500):
        with pytest.raises(NothingSaid):
            clearances.comment(amal, "opening", text, version=1, now=NOW)
    lose_one(event)
    with pytest.raises(UnsettledChanges):
        send(event)


def test_under_the_chatham_house_rule_a_link_shows_no_text_that_names():
    event = a_consultation()
    amal, _ben = send(event)
    assert clearances.sent_text(amal) is not None
    event.attribution_rule = AttributionRule.CHATHAM_HOUSE
    session.flush()
    assert clearances.sent_text(amal) is None


def test_addresses_and_comments_are_forgotten_with_the_events_names():
    event = a_consultation()
    amal, _ben = send(event)
    clearances.comment(amal, "", "Fine.", version=1, now=NOW)

    retention.take(event, Stage.NAMES, by="worker", now=NOW)

    assert {(each.name, each.email) for each in session.query(Clearance)} == {(None, None)}
    assert session.query(ClearanceComment).all() == []
