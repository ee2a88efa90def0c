"""Writing in a summary beside the data and beside others: nothing happens by itself, nobody's words are lost."""

from __future__ import annotations

import pytest

from eventhub.base.db import session
from eventhub.domain import audit, edits, summaries
from eventhub.domain.composition import Number, Sentence
from eventhub.domain.edits import Arrangement, Edited, TooLong, Typed
from eventhub.domain.revisions import BREAKDOWN, Choice
from eventhub.domain.summaries import SummaryMoved
from eventhub.models.discussion import DiscussionPoint
from eventhub.models.events import Event, KeyFigure
from eventhub.models.summaries import SummaryStage
from tests.domain.past_meetings import a_meeting, officials, people, typed
from tests.domain.test_summaries import lose_one
from tests.world import NOW

pytestmark = pytest.mark.usefixtures("app")

INES, SAMUEL = "account:1", "account:2"


def a_consultation(**details: object) -> Event:
    present = [*officials("KEN", "GHA", "PRT"), *people("un_network", 2, level="regional", organisation="IOM")]
    return a_meeting(present, **details)


def save(event: Event, texts: dict[str, str], *, by: str = INES) -> Edited:
    return edits.save(event, typed(event, texts), by=by, now=NOW)


def sentence(event: Event, key: str) -> Sentence:
    return {each.key: each for each in summaries.current(event).all_sentences()}[key]


def breakdown(event: Event) -> list[Sentence]:
    [section] = [each for each in summaries.current(event).sections if each.key == BREAKDOWN]
    return [each for block in section.blocks for each in block.sentences]


def settle(event: Event, **choices: Choice) -> None:
    """Choose about these sentences, and take what the breakdown says."""
    choices = {BREAKDOWN: Choice.TAKE} | choices
    edits.settle(event, choices, seen=summaries.read(event).seen, by=INES, now=NOW)


@pytest.mark.both_databases
def test_new_data_are_shown_beside_words_and_numbers_and_change_nothing_until_taken():
    event = a_consultation()
    edited = save(event, {"attendance": "Welcomed by the host, 5 participants came from 3 Member States."})
    assert edited.version is not None
    assert (edited.version.number, edited.version.stage, edited.version.by) == (1, SummaryStage.DRAFT, INES)
    assert summaries.read(event).changes == ()

    lose_one(event)

    assert sentence(event, "attendance").text == "Welcomed by the host, 5 participants came from 3 Member States."
    change, *others = summaries.read(event).changes
    assert {each.section for each in others} == {BREAKDOWN}
    assert change.after is not None
    assert change.drafted is not None
    assert change.after.text == "Welcomed by the host, 4 participants came from 2 Member States."
    assert change.drafted.text.startswith("The consultation was attended by 4 participants")
    settle(event, attendance=Choice.TAKE)
    told = sentence(event, "attendance")
    assert told.text == "Welcomed by the host, 4 participants came from 2 Member States."
    assert [token.figure for token in told.tokens if isinstance(token, Number)] == ["participants", "member_states"]
    assert summaries.read(event).changes == ()
    assert {"summary:edit", "summary:settle"} <= {each.action for each in audit.find_by_event(event)}


def test_what_was_left_is_not_asked_again_until_the_data_say_something_else():
    event = a_consultation()
    save(event, {"opening": "We met."})
    lose_one(event)

    settle(event, attendance=Choice.LEAVE)
    assert "5 participants" in sentence(event, "attendance").text
    assert summaries.read(event).changes == ()
    lose_one(event)

    change, *_breakdown = summaries.read(event).changes
    settle(event, attendance=Choice.DRAFTED)
    assert change.drafted is not None
    assert sentence(event, "attendance") == change.drafted


def test_a_breakdown_is_taken_or_left_as_a_whole_lest_a_small_cell_is_seen_between_two_of_them():
    event = a_meeting([*officials("KEN", "GHA", "PRT"), *people("un_network", 4, level="regional")])
    save(event, {"opening": "We met."})
    lose_one(event)
    before = [each.text for each in breakdown(event)]

    parts = [each for each in summaries.read(event).changes if each.section == BREAKDOWN]
    assert len(parts) == 3
    one_by_one = {
        part.key: choice for part, choice in zip(parts, (Choice.TAKE, Choice.LEAVE, Choice.TAKE), strict=True)
    }
    edits.settle(event, one_by_one, seen=summaries.read(event).seen, by=INES, now=NOW)
    assert [each.text for each in breakdown(event)] == before

    settle(event)
    assert len(before) == 2
    assert [each.key for each in breakdown(event)] == ["category:member_state,un_network"]


def test_what_the_data_newly_say_and_no_longer_say_is_put_in_its_place_or_taken_out():
    point = {"id": "p1", "text": "thanked the host", "supported_by": ["KEN", "GHA"]}
    event = a_consultation(discussion_points=[point])
    edits.save(event, typed(event, {"opening": "We met."}), by=INES, now=NOW)
    keys = [each.key for each in summaries.current(event).all_sentences()]
    gone = next(key for key in keys if "p1" in key)
    session.add(DiscussionPoint(event_id=event.id, key="p2", text="asked for data", position=2))
    session.delete(session.query(DiscussionPoint).filter_by(key="p1").one())
    session.flush()

    changes = {each.key: each for each in summaries.read(event).changes}
    assert changes[gone].after is None
    [new] = [key for key, each in changes.items() if each.before is None and "p2" in key]
    edits.settle(
        event, dict.fromkeys([*changes, BREAKDOWN], Choice.TAKE), seen=summaries.read(event).seen, by=INES, now=NOW
    )

    text = summaries.current(event)
    assert new in [each.key for each in text.all_sentences()]
    assert gone not in [each.key for each in text.all_sentences()]
    assert summaries.read(event).changes == ()
    unedited = [each for each in text.all_sentences() if not each.is_edited]
    assert [each.key for each in unedited] == [
        each.key for each in summaries.read(event).fresh.all_sentences() if each.key != "opening"
    ]


def test_a_number_whose_rows_are_gone_is_told_and_becomes_a_plain_word_when_it_stays():
    event = a_consultation()
    figure = KeyFigure(key="k1", event_id=event.id, label="detained children", value=330000, is_approximate=False)
    session.add(figure)
    session.flush()
    key = next(each.key for each in summaries.current(event).all_sentences() if "k1" in each.key)
    save(event, {key: f"It was said: {sentence(event, key).text}"})
    session.delete(figure)
    session.flush()

    [change] = summaries.read(event).changes
    assert (change.after, len(change.lost)) == (None, 1)
    settle(event, **{key: Choice.LEAVE})

    told = sentence(event, key)
    assert told.text.startswith("It was said: ")
    assert not [token for token in told.tokens if isinstance(token, Number)]
    assert summaries.read(event).changes == ()


@pytest.mark.both_databases
def test_of_two_editors_of_one_sentence_the_second_sees_both_texts_and_all_others_are_saved():
    event = a_consultation()
    seen = typed(event, {}).marks
    save(event, {"opening": "We met."})

    edited = edits.save(
        event, Typed({"opening": "They met.", "attendance": "5 participants came."}, seen), by=SAMUEL, now=NOW
    )

    [conflict] = edited.conflicts
    assert conflict.theirs is not None
    assert (conflict.key, conflict.mine, conflict.theirs.text) == ("opening", "They met.", "We met.")
    assert sentence(event, "opening").text == "We met."
    assert sentence(event, "attendance").text == "5 participants came."
    assert [version.by for version in summaries.versions(event)] == [SAMUEL, INES]


def test_what_is_being_typed_is_kept_without_a_version_and_stays_told_whose_it_is():
    event = a_consultation()

    edits.note(event, typed(event, {"opening": "We m"}), by=INES, now=NOW)
    edits.note(event, typed(event, {"opening": "We met."}), by=INES, now=NOW)
    assert summaries.versions(event) == []
    assert sentence(event, "opening").text == "We met."
    edits.note(event, typed(event, {"attendance": "5 participants came."}), by=SAMUEL, now=NOW)
    save(event, {}, by=SAMUEL)

    assert [(each.number, each.by) for each in summaries.versions(event)] == [(2, SAMUEL), (1, INES)]
    assert sentence(event, "opening").text == "We met."


def test_an_emptied_sentence_is_left_out_and_reads_as_the_data_say_again():
    event = a_consultation()
    drafted = sentence(event, "opening").text
    save(event, {"opening": ""})
    assert drafted not in [each.text for each in summaries.current(event).sentences()]

    edits.save(event, typed(event, {}, restored=["opening"]), by=INES, now=NOW)

    assert sentence(event, "opening").text == drafted
    assert [version.number for version in summaries.versions(event)] == [2, 1]


def test_paragraphs_of_ones_own_are_added_moved_and_removed_and_outlive_new_data():
    event = a_consultation()

    def arrange(what: Arrangement, key: str, texts: dict[str, str] | None = None) -> list[str]:
        edits.save(event, typed(event, texts or {}), arrangement=(what, key), by=INES, now=NOW)
        return [section.key for section in summaries.current(event).sections]

    first, second, *_ = arrange(Arrangement.ADD, "opening")
    assert (first, second[:4]) == ("opening", "own:")
    save(event, {second: "The  hosts <b>thanked</b> everybody."})
    assert sentence(event, second).text == "The hosts <b>thanked</b> everybody."
    lose_one(event)
    settle(event, attendance=Choice.TAKE)
    assert sentence(event, second).is_edited
    assert arrange(Arrangement.UP, second)[0] == second
    assert arrange(Arrangement.UP, second)[0] == second
    assert arrange(Arrangement.REMOVE, "opening")[0] == second
    assert second not in arrange(Arrangement.REMOVE, second)
    edited = edits.save(event, Typed({second: "Others."}, {second: "000"}), by=SAMUEL, now=NOW)
    assert [(each.mine, each.theirs) for each in edited.conflicts] == [("Others.", None)]
    edits.keep_as_paragraph(event, ["Others."], by=SAMUEL, now=NOW)
    assert list(summaries.current(event).sentences())[-1].text == "Others."


def test_an_enormous_paragraph_and_a_text_that_moved_are_refused_and_nothing_is_stored():
    event = a_consultation()
    with pytest.raises(TooLong) as refusal:
        save(event, {"opening": "word " * 2000})
    assert refusal.value.field == "text:opening"
    with pytest.raises(SummaryMoved):
        edits.settle(event, {"opening": Choice.TAKE}, seen="another", by=INES, now=NOW)
    assert summaries.find(event) is None
