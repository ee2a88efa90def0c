"""Numbers, quantifiers, ordinals and nouns as published summaries write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain import wording
from eventhub.domain.wording import Precision


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (112, "more than 110 participants"),
        (111, "more than 110 participants"),
        (110, "more than 100 participants"),
        (97, "more than 90 participants"),
        (11, "more than 10 participants"),
        (10, "10 participants"),
        (1, "1 participant"),
        (1251, "more than 1,250 participants"),
    ],
)
def test_participants_are_rounded_down_to_the_ten_and_small_numbers_stay(number: int, written: str):
    assert wording.participants(number, Precision.ROUNDED) == written


def test_exact_numbers_are_written_as_they_are():
    assert wording.participants(89) == "89 participants"
    assert wording.officials(1) == "1 official"
    assert wording.officials(63, Precision.ROUNDED) == "over 60 officials"
    assert wording.member_states(34) == "34 Member States"
    assert wording.observer_states(1) == "1 observer State"
    assert wording.country_count(35) == "35 countries"


@given(st.integers(min_value=0, max_value=1_000_000))
def test_what_is_more_than_a_number_is_never_that_number(number: int):
    written = wording.participants(number, Precision.ROUNDED)
    told = int(re.sub(r"\D", "", written))

    if written.startswith("more than"):
        assert told % 10 == 0
        assert told < number <= told + 10
    else:
        assert told == number <= 10


@pytest.mark.parametrize(
    ("supporters", "speakers", "word"),
    [
        (6, 10, "Many"),
        (5, 10, "Several"),
        (4, 10, "Several"),
        (3, 10, "Others"),
        (2, 10, "Others"),
        (1, 10, "It was suggested"),
        (3, 5, "Many"),
        (2, 5, "Several"),
        (59, 100, "Several"),
        (39, 100, "Others"),
        (0, 10, "It was suggested"),
    ],
)
def test_the_word_for_a_point_follows_the_share_of_those_who_spoke(supporters: int, speakers: int, word: str):
    assert wording.quantifier(supporters, speakers) == word


@given(st.integers(min_value=0, max_value=200))
def test_a_single_supporter_is_never_told_from_how_few_spoke(speakers: int):
    assert wording.quantifier(1, speakers) == "It was suggested"


@pytest.mark.parametrize(
    ("number", "word"), [(12, "many"), (8, "many"), (7, "several"), (4, "several"), (3, "some"), (1, "some")]
)
def test_offers_to_co_sponsor_are_many_several_or_some(number: int, word: str):
    assert wording.offers(number) == word


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "first"),
        (2, "second"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (30, "thirtieth"),
        (42, "forty-second"),
        (99, "ninety-ninth"),
        (100, "100th"),
        (101, "101st"),
        (111, "111th"),
        (122, "122nd"),
    ],
)
def test_a_place_in_a_series_is_written_as_a_word(number: int, word: str):
    assert wording.ordinal(number) == word


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        ("informal_consultation", "consultation"),
        ("champions_meeting", "meeting"),
        ("peer_learning_exchange", "exchange"),
        ("briefing", "briefing"),
        ("listening_session", "session"),
        ("side_event", "event"),
        ("regional_review", "review"),
        ("technical workshop", "workshop"),
        ("round_table", "round table"),
        ("???", "event"),
    ],
)
def test_every_kind_of_event_has_a_noun(kind: str, noun: str):
    assert wording.noun(kind) == noun


@pytest.mark.parametrize(
    ("levels", "is_counted", "written"),
    [
        (["headquarters", "country"], False, "UN Network entities at both headquarters and country levels"),
        (["headquarters", "country"], True, "UN Network entities at both Headquarters and country levels"),
        (["country", "regional"], False, "UN Network entities at both regional and country levels"),
        (["country"], False, "UN Network entities at country level"),
        (
            ["country", "regional", "headquarters"],
            False,
            "UN Network entities at headquarters, regional and country levels",
        ),
        ([], True, "UN Network entities"),
    ],
)
def test_the_network_is_named_with_the_levels_that_were_present(levels: list[str], is_counted: bool, written: str):
    assert wording.network(levels, states_are_counted=is_counted) == written


def test_topics_with_commas_of_their_own_are_told_apart_by_semicolons():
    assert wording.issues(["case management"]) == "case management"
    assert wording.issues(["case management", "public perceptions"]) == "case management and public perceptions"
    assert wording.issues(["a, b", "c", "d"]) == "a, b; c; and d"


def test_states_are_named_as_the_united_nations_does_without_serial_comma():
    assert wording.state_names(["CRI", "CIV", "TUR"]) == "Costa Rica, Côte d'Ivoire and Türkiye"


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        (22.0, None, "22"),
        (17.5, "USD million", "USD 17.5 million"),
        (30, "USD", "USD 30"),
        (10, "per cent of the 2021 target", "10 per cent of the 2021 target"),
    ],
)
def test_a_figure_stands_with_its_unit_and_a_currency_before_it(number: float, unit: str | None, written: str):
    assert wording.measured(number, unit) == written
    assert wording.approximately("17.5") == "approximately 17.5"
