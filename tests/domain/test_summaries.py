"""The life of a summary: a living draft, people's words over it, versions kept, numbers frozen when published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.base.db import session
from eventhub.domain import attendance, corrections, edits, loose_ends, outbox, retellings, summaries
from eventhub.domain.composition import UnreadableDocument
from eventhub.domain.drafting.document import draft
from eventhub.domain.summaries import (
    NotCleared,
    NotHeldYet,
    NothingNew,
    SummaryMoved,
    UnsettledChanges,
    WhatWasCorrected,
)
from eventhub.models.events import AttributionRule, Event
from eventhub.models.summaries import SummaryStage, SummaryVersion
from tests.domain.past_meetings import a_meeting, officials, people, reword, typed
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

INES = "account:1"


def a_consultation() -> Event:
    return a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional", organisation="IOM")])


def edit(event: Event, key: str, text: str, *, by: str = INES) -> SummaryVersion | None:
    return edits.save(event, typed(event, {key: text}), by=by, now=NOW).version


def sentence(event: Event, key: str) -> str:
    return {each.key: each.text for each in summaries.current(event).all_sentences()}[key]


def lose_one(event: Event) -> None:
    someone = attendance.establish(event).counted[0].display_names[0]
    decision = {"action": "mark_technical", "display_name": someone}
    corrections.apply(event, [decision], by=INES, now=NOW, secret="a secret")


def test_without_anybodys_words_the_draft_is_what_the_data_say():
    event = a_consultation()

    assert summaries.find(event) is None
    assert summaries.current(event) == draft(event)
    assert summaries.published(event) is None


def test_saving_without_a_change_keeps_no_version():
    event = a_consultation()

    assert edit(event, "attendance", f"  {sentence(event, 'attendance')}\r\n") is None
    assert summaries.find(event) is None


def test_new_data_between_reading_and_publishing_are_noticed():
    event = a_consultation()
    seen = summaries.read(event).seen
    lose_one(event)

    with pytest.raises(SummaryMoved):
        summaries.publish(event, seen=seen, by=INES, now=NOW)


def test_publishing_freezes_the_text_and_its_numbers():
    event = a_consultation()
    version = summaries.publish(event, seen=summaries.read(event).seen, by=INES, now=NOW)
    lose_one(event)
    edit(event, "opening", "Another draft.")

    public = summaries.published(event)
    assert public is version
    assert "5 participants" in "".join(each.text for each in summaries.document(public).sentences())
    assert public.figures[event.slug]["participants"] == 5
    assert "5 participants" in sentence(event, "attendance")
    summary = summaries.find(event)
    assert summary is not None
    assert (summary.stage, summary.published_at) == (SummaryStage.DRAFT, NOW)
    with pytest.raises(UnsettledChanges):
        summaries.publish(event, by=INES, now=NOW)


def test_a_summary_is_not_published_before_the_event():
    event = an_event()

    with pytest.raises(NotHeldYet):
        summaries.publish(event, by=INES, now=event.starts_at_utc - timedelta(minutes=1))


def test_those_who_were_there_and_those_who_had_a_place_are_told_once_in_the_right_words():
    event = a_consultation()
    lose_one(event)
    summaries.publish(event, by=INES, now=NOW)
    assert outbox.find_by_event(event) == []
    reword(event, {"opening": "We met."})

    summaries.publish(event, by=INES, now=NOW, is_announced=True, correction="the opening")

    told = outbox.find_by_event(event)
    assert {message.kind for message in told} == {"summary-published"}
    assert len({message.recipient for message in told}) == len(told) == 5
    assert sorted(message.particulars["were_there"] for message in told) == [False, True, True, True, True]
    assert {message.particulars["correction"] for message in told} == {"the opening"}


def test_what_replaces_a_public_text_says_what_it_corrects_above_the_text():
    event = a_consultation()
    first = summaries.publish(event, by=INES, now=NOW)
    with pytest.raises(NothingNew):
        summaries.publish(event, by=INES, now=NOW, correction="nothing")
    reword(event, {"opening": "We met."})
    with pytest.raises(WhatWasCorrected) as refusal:
        summaries.publish(event, by=INES, now=NOW)
    assert refusal.value.field == "correction"

    summaries.publish(event, by=INES, now=NOW, correction=" the\r\nopening ")
    reword(event, {"opening": "We all met."})
    text = summaries.document(summaries.publish(event, by=INES, now=NOW, correction="the opening again"))

    lines = ["Corrected on 1 March 2027: the opening", "Corrected on 1 March 2027: the opening again"]
    assert summaries.corrections(text) == lines
    assert [each.text for each in text.sentences()][:3] == [*lines, "We all met."]
    assert summaries.corrections(summaries.document(first)) == []
    assert summaries.read(event).changes == ()


def test_a_correction_is_told_in_the_language_of_the_text():
    event = a_consultation()
    retellings.change_language(event, "fr", by=INES, now=NOW)
    summaries.publish(event, by=INES, now=NOW)
    reword(event, {"opening": "Nous nous sommes réunis."})

    text = summaries.document(summaries.publish(event, by=INES, now=NOW, correction="la date"))

    assert summaries.corrections(text) == ["Corrigé le 1er mars 2027 : la date"]


def test_where_the_group_has_co_leads_publishing_waits_for_them_or_needs_a_reason():
    groups = [{"id": "atd", "name": "Alternatives to Detention", "co_leads": ["IDC", "UNHCR"]}]
    event = a_meeting(officials("KEN", "GHA", "PRT"), around={"working_groups": groups}, working_group="atd")

    with pytest.raises(NotCleared) as refusal:
        summaries.publish(event, by=INES, now=NOW, reason="  ")
    assert refusal.value.field == "reason"
    summaries.publish(event, by=INES, now=NOW, reason="They agreed by telephone.")

    summary = summaries.find(event)
    assert summary is not None
    assert (summary.stage, summary.cleared_by) == (SummaryStage.PUBLISHED, INES)
    assert summary.clearance_note == "They agreed by telephone."


def test_a_summary_with_names_stays_back_once_the_event_is_under_the_chatham_house_rule():
    event = a_consultation()
    edit(event, "opening", "Kenya spoke.")
    summaries.publish(event, by=INES, now=NOW)

    event.attribution_rule = AttributionRule.CHATHAM_HOUSE
    session.flush()

    assert summaries.published(event) is None
    assert "Kenya" not in sentence(event, "opening")


def test_a_version_that_cannot_be_read_is_refused_in_a_sentence():
    event = a_consultation()
    version = summaries.publish(event, by=INES, now=NOW)
    version.document = {"format": "eventhub-summary", "sections": [{"blocks": 7}]}

    with pytest.raises(UnreadableDocument):
        summaries.document(version)


def test_the_drafter_is_reminded_of_what_is_open():
    event = a_meeting(
        [{"category": "member_state", "country": "KEN"}],
        discussion_points=[{"id": "p", "text": "thanked the host", "supported_by": ["KEN"]}],
    )
    assert loose_ends.find(event, summaries.current(event)) == [
        "1 point was made by a single State: check that its wording says what was meant and names nobody."
    ]
    assert loose_ends.find(an_event(), draft(an_event(title="Other"))) == [
        "No attendance is recorded yet, so the summary says nothing of who took part."
    ]


def test_under_the_chatham_house_rule_the_drafter_is_warned_of_names():
    event = a_meeting(
        [*officials("KEN"), *people("un_network", 4, level="regional", organisation="IOM")],
        attribution_rule="chatham_house",
        discussion_points=[{"id": "p", "text": "thanked the host", "supported_by": ["KEN"]}],
    )
    edit(event, "opening", "We met, said Kenya; IOM, too.")

    assert loose_ends.find(event, summaries.current(event)) == [
        "1 note of what was said is left out under the Chatham House Rule.",
        "Under the Chatham House Rule nobody may be named, but your words name: IOM and Kenya.",
    ]
