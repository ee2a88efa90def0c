"""A document is a tree of sentences whose numbers know where they come from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain.composition import (
    Block,
    Document,
    Link,
    Number,
    Section,
    Sentence,
    Text,
    listed,
    phrase,
    reworded,
    sentence,
)

PARTICIPANTS = Number("89 participants", "participants", "champions-2021-05")
STATES = Number("20 Member States", "member_states", "champions-2021-05")
ATTENDANCE = sentence(
    "attendance", "The %(noun)s was attended by %(who)s from %(where)s.", noun="meeting", who=PARTICIPANTS, where=STATES
)


def a_document(*sentences: Sentence) -> Document:
    block = Block("bullets", sentences or (ATTENDANCE,), lead=Sentence("lead", (Text("Emphasised:"),)))
    return Document("champions-2021-05", "en", "Summary", (Section("opening", (block,), "Opening"),))


def test_placeholders_become_tokens_in_the_order_of_the_translated_form():
    assert ATTENDANCE.tokens == (
        Text("The meeting was attended by "),
        PARTICIPANTS,
        Text(" from "),
        STATES,
        Text("."),
    )
    turned = phrase("%(where)s: %(who)s", who=PARTICIPANTS, where=STATES)
    assert turned == (STATES, Text(": "), PARTICIPANTS)


def test_a_placeholder_without_its_part_is_a_fault():
    with pytest.raises(KeyError):
        phrase("%(who)s", whom="nobody")


def test_phrases_are_joined_with_words_between_and_before_the_last():
    assert listed(["a", PARTICIPANTS, "c"], between=", ", last=", and ") == (
        Text("a, "),
        PARTICIPANTS,
        Text(", and c"),
    )
    assert listed([], between=", ", last=", and ") == ()


def test_a_document_comes_back_from_json_as_it_was():
    document = a_document(ATTENDANCE, Sentence("material", (Link("Network workplan", "https://example.org/plan"),)))

    again = Document.from_json(json.loads(json.dumps(document.as_json())))

    assert again == document
    assert again.fingerprint == document.fingerprint
    assert document.as_json()["sentences"][1] == "The meeting was attended by 89 participants from 20 Member States."
    assert list(document.numbers()) == [PARTICIPANTS, STATES]


def test_numbers_left_alone_stay_linked_when_a_sentence_is_reworded():
    edited = reworded(ATTENDANCE, "As many as 89 participants from 20 Member States came.")

    assert edited.is_edited
    assert [token for token in edited.tokens if isinstance(token, Number)] == [PARTICIPANTS, STATES]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Some 90 participants came from 20 Member States.", [STATES]),
        ("Some 189 participants came from 20 Member States.", [STATES]),
        ("189 participants were expected, 89 participants came.", [PARTICIPANTS]),
        ("Nobody counted.", []),
    ],
)
def test_a_number_put_into_other_words_is_no_longer_ours(text: str, kept: list[Number]):
    edited = reworded(ATTENDANCE, text)

    assert [token for token in edited.tokens if isinstance(token, Number)] == kept
    assert edited.text == text


def test_the_same_words_are_no_edit():
    assert reworded(ATTENDANCE, ATTENDANCE.text) is ATTENDANCE


@given(st.text())
def test_a_sentence_reads_as_it_was_reworded_whatever_was_typed(text: str):
    assert reworded(ATTENDANCE, text).text == text


def test_an_emptied_sentence_is_not_read_out():
    document = a_document(reworded(ATTENDANCE, ""))

    assert [each.text for each in document.sentences()] == ["Emphasised:"]
