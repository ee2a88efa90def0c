"""The life of a summary: a living draft, people's words over it, versions kept, numbers frozen when published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.base.db import session
from eventhub.domain import attendance, audit, corrections, loose_ends, outbox, summaries
from eventhub.domain.composition import Number, UnreadableDocument
from eventhub.domain.drafting.document import draft
from eventhub.domain.summaries import NotHeldYet, SummaryMoved
from eventhub.models.events import AttributionRule, Event
from eventhub.models.summaries import SummaryStage, SummaryVersion
from tests.domain.past_meetings import a_meeting, officials, people
from tests.world import NOW, an_event

pytestmark = pytest.mark.usefixtures("app")

INES = "account:1"


def a_consultation() -> Event:
    return a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional", organisation="IOM")])


def edit(event: Event, key: str, text: str, *, by: str = INES) -> SummaryVersion | None:
    return summaries.edit(event, {key: text}, seen=summaries.current(event).fingerprint, by=by, now=NOW)


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


@pytest.mark.both_databases
def test_words_are_kept_and_the_numbers_in_them_follow_the_data():
    event = a_consultation()

    version = edit(event, "attendance", "Welcomed by the host, 5 participants came from 3 Member States.")
    lose_one(event)

    assert version is not None
    assert (version.number, version.stage, version.by) == (1, SummaryStage.DRAFT, INES)
    told = {each.key: each for each in summaries.current(event).all_sentences()}["attendance"]
    assert told.text == "Welcomed by the host, 4 participants came from 2 Member States."
    assert [token.figure for token in told.tokens if isinstance(token, Number)] == ["participants", "member_states"]
    assert audit.find_by_event(event)[-1].action
    assert "summary:edit" in [entry.action for entry in audit.find_by_event(event)]


def test_saving_without_a_change_keeps_no_version():
    event = a_consultation()

    assert edit(event, "attendance", f"  {sentence(event, 'attendance')}\r\n") is None
    assert edit(event, "no-such-sentence", "Words.") is None
    assert summaries.find(event) is None


def test_of_two_editors_the_second_is_told_and_overwrites_nothing():
    event = a_consultation()
    seen = summaries.current(event).fingerprint
    summaries.edit(event, {"opening": "We met."}, seen=seen, by=INES, now=NOW)

    with pytest.raises(SummaryMoved):
        summaries.edit(event, {"opening": "They met."}, seen=seen, by="account:2", now=NOW)

    assert sentence(event, "opening") == "We met."


def test_new_data_between_reading_and_publishing_are_noticed():
    event = a_consultation()
    seen = summaries.current(event).fingerprint
    lose_one(event)

    with pytest.raises(SummaryMoved):
        summaries.publish(event, seen=seen, by=INES, now=NOW)


def test_an_emptied_sentence_is_left_out_and_can_be_restored():
    event = a_consultation()
    drafted = sentence(event, "opening")
    edit(event, "opening", "")
    assert drafted not in [each.text for each in summaries.current(event).sentences()]

    summaries.edit(event, {}, restored=["opening"], seen=summaries.current(event).fingerprint, by=INES, now=NOW)

    assert sentence(event, "opening") == drafted
    assert [version.number for version in summaries.versions(event)] == [2, 1]


def test_publishing_freezes_the_text_and_its_numbers():
    event = a_consultation()
    version = summaries.publish(event, seen=summaries.current(event).fingerprint, by=INES, now=NOW)
    lose_one(event)
    edit(event, "opening", "Another draft.")

    public = summaries.published(event)
    assert public is version
    assert "5 participants" in "".join(each.text for each in summaries.document(public).sentences())
    assert public.figures[event.slug]["participants"] == 5
    assert "4 participants" in sentence(event, "attendance")
    summary = summaries.find(event)
    assert summary is not None
    assert (summary.stage, summary.published_at) == (SummaryStage.DRAFT, NOW)
    assert summaries.publish(event, by=INES, now=NOW).number == 3


def test_a_summary_is_not_published_before_the_event():
    event = an_event()

    with pytest.raises(NotHeldYet):
        summaries.publish(event, by=INES, now=event.starts_at_utc - timedelta(minutes=1))


def test_participants_are_told_only_when_the_organiser_says_so():
    event = a_consultation()

    summaries.publish(event, by=INES, now=NOW)
    assert outbox.find_by_event(event) == []

    summaries.publish(event, by=INES, now=NOW, is_announced=True)
    assert {message.kind for message in outbox.find_by_event(event)} == {"summary-published"}
    assert len(outbox.find_by_event(event)) == 5


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
