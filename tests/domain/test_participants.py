"""Who stands on a list of participants, where, and who may be named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import countries
from eventhub.domain import participants, registrations
from eventhub.domain.participants import Entry
from eventhub.domain.registrations import Application
from eventhub.models.people import Category, Level, Person
from tests.domain.meetings import LENA, NUNZIO, a_record
from tests.world import AMINA, NOW, TIAGO, an_event, register


def somebody(family: str, **details: Any) -> Entry:
    """A person who may be named."""
    own = {"given_name": "Ana", "family_name": family, "category": Category.MEMBER_STATE}
    return Entry(Person(id=1, **(own | details)), may_be_named=True)


def listed(entries: list[Entry], language: str = "en") -> list[tuple[str, str | None, list[str]]]:
    """A list as headings with family names."""
    return [
        (part.word, group.word, [each.details.family_name for each in group.entries])
        for part in participants.arrange(entries, language)
        for group in part.groups
    ]


def with_consent(application: Application) -> Application:
    """The same person, who agrees to stand on the list."""
    return replace(application, consents={"privacy_notice": True, "participant_list": True})


def test_states_come_first_then_observers_the_network_by_level_and_civil_society():
    found = listed(
        [
            somebody("Walker", category=Category.CIVIL_SOCIETY),
            somebody("Moreau", category=Category.UN_NETWORK, level=Level.COUNTRY, country="FRA"),
            somebody("Vogt", category=Category.UN_NETWORK, level=Level.HEADQUARTERS),
            somebody("Nobody", category=None),
            somebody("Ferri", category=Category.OBSERVER_STATE, country="VAT"),
            somebody("Pacheco", country="PRT"),
            somebody("El Idrissi", country="MAR"),
            somebody("Unplaced", category=Category.UN_NETWORK),
        ]
    )

    assert found == [
        ("member_state", "MAR", ["El Idrissi"]),
        ("member_state", "PRT", ["Pacheco"]),
        ("observer_state", "VAT", ["Ferri"]),
        ("un_network", "headquarters", ["Vogt"]),
        ("un_network", "country", ["Moreau"]),
        ("un_network", None, ["Unplaced"]),
        ("civil_society", None, ["Walker"]),
        ("others", None, ["Nobody"]),
    ]


def test_states_stand_in_the_order_of_the_readers_language():
    officials = [somebody("A", country=code) for code in ("DEU", "ESP", "CIV", "TUR", "CRI", "TUN")]

    assert [group for _part, group, _names in listed(officials, "en")] == ["CRI", "CIV", "DEU", "ESP", "TUN", "TUR"]
    assert [group for _part, group, _names in listed(officials, "fr")] == ["DEU", "CRI", "CIV", "ESP", "TUN", "TUR"]


@pytest.mark.usefixtures("app")
def test_the_head_of_a_delegation_stands_first_then_family_names_accents_aside():
    event = an_event()
    for number, family in enumerate(("Zapata", "Ávila", "Bello")):
        details = AMINA.details | {"family_name": family, "email": f"{number}@diplomatie.ma.example"}
        registration = register(event, replace(AMINA, details=details))
        registration.head_of_delegation = family == "Zapata"

    found = listed(list(participants.confirmed(event).entries))

    assert found == [("member_state", "MAR", ["Zapata", "Ávila", "Bello"])]


@pytest.mark.usefixtures("app")
def test_only_who_has_a_place_is_listed_and_only_who_agreed_is_named():
    event = an_event(capacity=2)
    withdrawn, _amina, _tiago = (register(event, each) for each in (with_consent(LENA), AMINA, TIAGO))
    registrations.withdraw(withdrawn, by="self", now=NOW)
    register(event, with_consent(NUNZIO))

    people = participants.confirmed(event)

    assert sorted(each.details.family_name for each in people.entries) == ["El Idrissi", "Pacheco"]
    assert [each.details.family_name for each in people.named] == ["Pacheco"]


@pytest.mark.usefixtures("app")
def test_whoever_changes_their_mind_is_named_no_more():
    event = an_event()
    tiago = register(event, TIAGO)
    registrations.consent(tiago, {"participant_list": False}, by="self", now=NOW)

    assert participants.confirmed(event).named == []


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("rule", ["attributable", "chatham_house"])
def test_under_the_chatham_house_rule_nobody_is_named(rule: str):
    event = an_event(attribution_rule=rule)
    register(event, TIAGO)

    assert len(participants.confirmed(event).named) == (rule == "attributable")


@pytest.mark.usefixtures("app")
def test_who_was_present_is_listed_once_and_strangers_are_only_counted():
    event = an_event()
    register(event, TIAGO)
    register(event, AMINA)
    address = "tiago.pacheco@mne.pt.example"
    a_record(event, ("Tiago Pacheco", address), ("Tiago P.", address), "Guest 7")

    people = participants.present(event)

    assert [each.details.family_name for each in people.entries] == ["Pacheco"]
    assert [each.details.family_name for each in people.named] == ["Pacheco"]
    assert (people.unknown, people.total) == (1, 2)


@pytest.mark.usefixtures("app")
def test_a_delegation_has_one_card_and_an_organisation_too():
    event = an_event()
    people = [register(event, each) for each in (TIAGO, LENA, AMINA)]
    people.append(
        register(event, replace(LENA, details=LENA.details | {"email": "b@iom.example", "organisation": "iom"}))
    )

    found = participants.delegations(people, "en")

    assert found == [countries.get("MAR"), countries.get("PRT"), "IOM"]


@given(
    st.lists(
        st.builds(
            somebody,
            st.text(max_size=4),
            category=st.sampled_from([None, *Category]),
            level=st.sampled_from([None, *Level]),
            country=st.sampled_from([None, "MAR", "VAT", "XKX"]),
        )
    )
)
def test_everybody_stands_on_the_list_exactly_once(entries: list[Entry]):
    found = [
        id(each) for part in participants.arrange(entries, "ar") for group in part.groups for each in group.entries
    ]

    assert sorted(found) == sorted(map(id, entries))
