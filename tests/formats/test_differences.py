"""What differs between two texts is told word by word."""

from __future__ import annotations

from eventhub.domain.composition import Block, Document, Section, Sentence, Text
from eventhub.formats import differences


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in differences.words(before, after)]


def a_document(title: str, **texts: str) -> Document:
    sentences = tuple(Sentence(key, (Text(text),)) for key, text in texts.items())
    return Document("e", "en", title, (Section("opening", (Block("paragraph", sentences),)),))


def test_words_that_go_and_words_that_come_stand_apart_from_those_that_stay():
    assert told("89 participants came.", "90 participants came.") == [
        ("gone", "89"),
        ("new", "90"),
        ("same", " participants came."),
    ]
    assert told("与会者89人", "与会者90人")[0] == ("same", "与会者")
    assert told("", "") == []


def test_of_two_documents_only_what_differs_is_told_in_the_later_ones_order():
    former = a_document("Summary", a="One.", b="Two.", c="Three.", d="Four.")
    latter = a_document("A summary", b="Two!", a="One.", c="", e="Five.")

    found = [(each.key, each.kind) for each in differences.documents(former, latter)]

    assert found == [("title", "changed"), ("b", "changed"), ("c", "gone"), ("e", "new"), ("d", "gone")]
