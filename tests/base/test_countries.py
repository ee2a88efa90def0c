"""The States by their official names."""

from __future__ import annotations

from eventhub.base import countries


def test_there_are_193_member_states_and_2_observer_states():
    states = countries.in_order()

    assert (sum(state.is_member for state in states), len(states)) == (193, 195)
    assert [state.name() for state in states if not state.is_member] == ["Holy See", "State of Palestine"]


def test_english_order_ignores_accents():
    names = [state.name() for state in countries.in_order("en")]

    assert names.index("Côte d'Ivoire") == names.index("Costa Rica") + 1
    assert names[names.index("Türkiye") - 1 : names.index("Türkiye") + 2] == ["Tunisia", "Türkiye", "Turkmenistan"]


def test_namibia_is_found_by_every_name_it_goes_by():
    assert countries.by_name()["namibia"].iso3 == "NAM"
    assert countries.by_name()["nam"].iso3 == "NAM"
    assert countries.get("NAM").iso2 == "NA"


def test_a_name_two_states_share_means_neither():
    found = countries.by_name()

    assert all(state is not None for state in found.values())
    assert found["cote d'ivoire"].iso3 == "CIV"


def test_every_state_has_a_name_in_each_of_the_six_languages():
    assert all(state.name(code) for state in countries.in_order() for code in ("ar", "zh", "en", "fr", "ru", "es"))
