"""Whatever is sent as an answer is either a value that writes back or refused in one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import countries
from eventhub.base.errors import Refused
from eventhub.base.i18n import speaking
from eventhub.domain.question_kinds import KINDS, AnswerKind, WrongAnswer, WrongLimits
from eventhub.models.questions import QuestionKind
from tests.files import EXE, a_pdf

pytestmark = pytest.mark.usefixtures("app")

Kind = QuestionKind

OPTIONS = [
    {"value": "fish", "label": "Fish", "words": {"fr": "Poisson"}},
    {"value": "none", "label": "No meal", "words": {}},
    {"value": "halal", "label": "Halal", "words": {}},
]

WRITTEN = [kind for kind in Kind if kind is not Kind.FILE]

LIKELY = st.one_of(
    st.text(),
    st.sampled_from(["fish", "none", "halal", "yes", "no", "MAR", "mar", " VAT ", "2027-04-15", "2027-02-30"]),
    st.integers().map(str),
    st.floats(allow_nan=False).map(str),
    st.dates().map(str),
)


def outcome(kind: AnswerKind, raw: list[str]) -> tuple[Any, str | None]:
    """Return the value that was read, or the sentence that refuses it."""
    try:
        return kind.read(raw), None
    except Refused as refusal:
        return None, str(refusal)


@pytest.mark.parametrize("word", WRITTEN)
@given(raw=st.lists(LIKELY, max_size=4))
def test_whatever_text_comes_in_is_a_value_that_writes_back_or_one_sentence(word: QuestionKind, raw: list[str]):
    kind = KINDS[word](OPTIONS)

    value, sentence = outcome(kind, raw)

    assert sentence is None or sentence.endswith(".")
    if value is None:
        return
    assert json.loads(json.dumps(value)) == value
    assert kind.read(kind.form_values(value)) == value
    assert kind.write(value)
    assert kind.cell(value) is not None
    assert "\0" not in kind.write(value)


@pytest.mark.parametrize("word", WRITTEN)
@pytest.mark.parametrize("raw", [[], [""], ["", ""]])
def test_nothing_typed_is_blank_and_no_value(word: QuestionKind, raw: list[str]):
    assert KINDS[word](OPTIONS).read(raw) is None


@pytest.mark.parametrize(
    ("word", "raw", "value", "written"),
    [
        (Kind.SHORT_TEXT, ["  Two\r\nlines "], "Two lines", "Two lines"),
        (Kind.LONG_TEXT, ["One\r\ntwo\x00 \r\n"], "One\ntwo", "One\ntwo"),
        (Kind.NUMBER, ["12"], 12, "12"),
        (Kind.NUMBER, ["-2,5"], -2.5, "-2.5"),
        (Kind.NUMBER, ["٣٤"], 34, "34"),
        (Kind.NUMBER, ["1234567"], 1234567, "1,234,567"),
        (Kind.DATE, ["2027-04-15"], "2027-04-15", "15 April 2027"),
        (Kind.COUNTRY, ["civ"], "CIV", "Côte d'Ivoire"),
        (Kind.SINGLE_CHOICE, ["fish"], "fish", "Fish"),
        (Kind.MULTIPLE_CHOICE, ["halal", "fish", "fish"], ["fish", "halal"], "Fish; Halal"),
        (Kind.YES_NO, ["no"], False, "No"),
    ],
)
def test_a_value_is_kept_plain_and_written_for_people(word: QuestionKind, raw: list[str], value: object, written: str):
    kind = KINDS[word](OPTIONS)

    assert kind.read(raw) == value
    assert kind.write(value).replace("’", "'") == written


def test_choices_and_countries_are_written_in_the_language_of_the_page():
    assert countries.get("MAR").name("fr") == "Maroc"
    with speaking("fr"):
        assert KINDS[Kind.SINGLE_CHOICE](OPTIONS).write("fish") == "Poisson"
        assert KINDS[Kind.SINGLE_CHOICE](OPTIONS).write("none") == "No meal"
        assert KINDS[Kind.COUNTRY]().write("MAR") == "Maroc"
        assert KINDS[Kind.DATE]().write("2027-04-15") == "15 avril 2027"
        assert KINDS[Kind.NUMBER]().write(2.5) == "2,5"


@pytest.mark.parametrize(
    ("word", "limits", "raw", "sentence"),
    [
        (Kind.SHORT_TEXT, {}, ["x" * 251], "Use at most 250 letters."),
        (Kind.SHORT_TEXT, {"length": 5}, ["sixsix"], "Use at most 5 letters."),
        (Kind.LONG_TEXT, {}, ["x" * 5001], "Use at most 5000 letters."),
        (Kind.NUMBER, {}, ["1,000"], "Enter a number in figures, for example 12 or 2.5."),
        (Kind.NUMBER, {}, ["NaN"], "Enter a number in figures, for example 12 or 2.5."),
        (Kind.NUMBER, {}, ["9" * 400], "Enter a number in figures, for example 12 or 2.5."),
        (Kind.NUMBER, {"least": 1, "most": 9}, ["0"], "Enter a number from 1 to 9."),
        (Kind.NUMBER, {"least": 1}, ["-1"], "Enter a number of at least 1."),
        (Kind.NUMBER, {"most": 2.5}, ["3"], "Enter a number of at most 2.5."),
        (Kind.DATE, {}, ["15/04/2027"], "Enter a date as year, month and day: 2027-04-15."),
        (Kind.DATE, {}, ["2027-02-29"], "Enter a date as year, month and day: 2027-04-15."),
        (Kind.DATE, {"most": "2027-04-15"}, ["2027-04-16"], "Enter a date not after 15 April 2027."),
        (Kind.COUNTRY, {}, ["XKX"], "Choose a country from the list."),
        (Kind.SINGLE_CHOICE, {}, ["beef"], "Choose one of the options."),
        (Kind.MULTIPLE_CHOICE, {}, ["fish", "beef"], "Choose one of the options."),
        (Kind.MULTIPLE_CHOICE, {"least": 2}, ["fish"], "Choose at least 2."),
        (
            Kind.MULTIPLE_CHOICE,
            {"least": 1, "most": 2},
            ["fish", "none", "halal"],
            "Choose from 1 to 2 of the options.",
        ),
        (Kind.YES_NO, {}, ["perhaps"], "Choose yes or no."),
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence(
    word: QuestionKind, limits: dict[str, object], raw: list[str], sentence: str
):
    with pytest.raises(WrongAnswer) as refused:
        KINDS[word](OPTIONS, limits).read(raw)

    assert str(refused.value) == sentence


def test_a_file_is_read_by_its_content():
    kind = KINDS[Kind.FILE]()

    assert kind.read([]) is None
    assert kind.write(kind.read([("note.pdf", a_pdf())])) == "note.pdf"
    with pytest.raises(Refused, match="must be a PDF"):
        kind.read([("note.pdf", EXE)])


@pytest.mark.parametrize(
    ("word", "limits"),
    [(Kind.NUMBER, {"least": 3, "most": 2}), (Kind.SHORT_TEXT, {"length": 0}), (Kind.SHORT_TEXT, {"length": 251})],
)
def test_limits_that_nothing_can_keep_are_refused(word: QuestionKind, limits: dict[str, object]):
    with pytest.raises(WrongLimits):
        KINDS[word]((), limits).check()


def test_every_kind_of_question_is_known():
    assert set(KINDS) == set(Kind)
