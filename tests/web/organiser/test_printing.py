"""The list of participants, badges and table cards, as an organiser opens them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventhub.base import countries
from eventhub.domain import erasure, registrations
from eventhub.models.events import Event
from eventhub.web.organiser import printing
from tests.domain.meetings import LENA, a_record
from tests.statements import count_queries
from tests.visitors import Visitor
from tests.world import AMINA, NOW, TIAGO, an_event, an_official, register


def a_list(event: Event, query: str = "") -> str:
    """The address of an event's list of participants."""
    return f"/organiser/events/{event.slug}/participants?{query}"


def the_cards(event: Event, query: str = "") -> str:
    """The address of an event's name cards."""
    return f"/organiser/events/{event.slug}/name-cards?{query}"


def text(visitor: Visitor, address: str) -> str:
    """A page as text."""
    response = visitor.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def cards(visitor: Visitor, address: str) -> list[str]:
    """The cards of a page, one text each."""
    return text(visitor, address).split('<li class="badge-card">')[1:]


def test_what_is_handed_out_names_who_agreed_and_says_how_many_are_not_named(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)

    page = text(organiser, a_list(event))

    assert "Mr. Tiago Pacheco" in page
    assert "First Secretary" in page
    assert "Portugal" in page
    assert "El Idrissi" not in page
    assert "Morocco" not in page  # an official who is not named would be known by the State
    assert "2 participants, 1 of whom is not named here" in page
    assert "Internal" not in page


def test_the_copy_for_the_organisers_names_everybody_and_is_marked(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)

    page = text(organiser, a_list(event, "copy=internal"))

    assert page.count("Amina El Idrissi") == page.count("Tiago Pacheco") == 1
    assert "Internal: for the organisers only" in page
    assert page.count("Not for publication") == 1
    assert "2 participants</p>" in page


def test_under_the_chatham_house_rule_what_is_handed_out_has_counts_only(organiser: Visitor):
    event = an_event(attribution_rule="chatham_house")
    register(event, TIAGO)
    for number in range(3):
        register(event, an_official(number))
    register(event, LENA)

    page = text(organiser, a_list(event))

    assert "5 participants" in page
    assert "Pacheco" not in page
    assert "Portugal" not in page
    assert "Member States and United Nations Network on Migration" in page  # one of the Network alone would be known
    assert "Tiago Pacheco" in text(organiser, a_list(event, "copy=internal"))


@pytest.mark.parametrize("copy", ["public", "internal"])
def test_whoever_was_erased_is_counted_and_neither_listed_nor_given_a_card(organiser: Visitor, copy: str):
    event = an_event()
    register(event, AMINA)
    tiago = register(event, TIAGO)
    erasure.anonymise([tiago], now=NOW)  # after the event: the place stays

    page = text(organiser, a_list(event, f"copy={copy}"))

    assert "2 participants, " in page
    assert "Portugal" not in page
    (card,) = cards(organiser, the_cards(event))
    assert "Amina El Idrissi" in card
    assert "Portugal" not in text(organiser, the_cards(event, "card=tables"))


def test_an_empty_list_says_so(organiser: Visitor):
    event = an_event()
    assert "Nobody has a confirmed place yet." in text(organiser, a_list(event))
    assert "Nobody has such a place yet." in text(organiser, the_cards(event))
    register(event, AMINA)
    assert "Nobody has agreed to be named on the list." in text(organiser, a_list(event))


def test_who_was_present_can_be_listed_once_attendance_is_known(organiser: Visitor):
    event = an_event()
    register(event, AMINA)
    register(event, TIAGO)
    offer = "Those who were present"
    assert offer not in text(organiser, a_list(event))
    assert "2 participants" in text(organiser, a_list(event, "who=present"))

    a_record(event, ("Tiago Pacheco", "tiago.pacheco@mne.pt.example"), "Guest 7")
    page = text(organiser, a_list(event, "who=present&copy=internal"))

    assert offer in page
    assert "Tiago Pacheco" in page
    assert "El Idrissi" not in page
    assert "2 participants, 1 of whom is not identified" in page


def test_everybody_with_a_place_has_one_badge_and_nobody_else(organiser: Visitor):
    event = an_event(capacity=3)
    tiago, _amina, _lena = (register(event, each) for each in (TIAGO, AMINA, LENA))
    registrations.withdraw(tiago, by="self", now=NOW)

    found = cards(organiser, the_cards(event))

    assert ["Amina El Idrissi" in found[0], "Lena Vogt" in found[1], len(found)] == [True, True, 2]
    assert "Morocco" in found[0]
    assert "IOM" in found[1]


def test_badges_can_be_printed_for_one_person_or_for_who_awaits_a_decision(organiser: Visitor):
    event = an_event(registration_mode="approval")
    amina, tiago = register(event, AMINA), register(event, TIAGO)
    registrations.approve(amina, by="account:1", now=NOW)

    assert len(cards(organiser, the_cards(event))) == 1
    assert "Pacheco" in cards(organiser, the_cards(event, "status=pending"))[0]
    assert len(cards(organiser, the_cards(event, f"person={tiago.id}"))) == 1  # not on offer: everybody confirmed
    registrations.approve(tiago, by="account:1", now=NOW)
    assert "Pacheco" in cards(organiser, the_cards(event, f"person={tiago.id}"))[0]
    assert len(cards(organiser, the_cards(event, f"person={tiago.id}"))) == 1


def test_a_delegation_has_one_table_card(organiser: Visitor):
    event = an_event()
    for number in range(3):
        register(event, an_official(number))
    register(event, TIAGO)

    page = text(organiser, the_cards(event, "card=tables"))

    assert page.count('class="tent"') == 2
    assert page.index("<bdi>Kenya</bdi>") < page.index("<bdi>Portugal</bdi>")
    assert "Kamotho" not in page.split('<ol class="tents">')[1]


@pytest.mark.parametrize("query", ["", "copy=internal", "copy=internal&who=present"])
def test_the_number_of_queries_of_the_list_does_not_depend_on_the_number_of_rows(organiser: Visitor, query: str):
    event = an_event()
    people = [replace(an_official(number), consents={"participant_list": True}) for number in range(3)]
    register(event, people[0])
    a_record(event, *(("Somebody", each.details["email"]) for each in people))
    one = count_queries(organiser, a_list(event, query))
    for each in people[1:]:
        register(event, each)

    assert count_queries(organiser, a_list(event, query)) == one


@pytest.mark.parametrize("query", ["", "card=tables"])
def test_the_number_of_queries_of_the_cards_does_not_depend_on_the_number_of_rows(organiser: Visitor, query: str):
    event = an_event()
    register(event, an_official(1))
    one = count_queries(organiser, the_cards(event, query))
    register(event, an_official(2))
    register(event, an_official(3))

    assert count_queries(organiser, the_cards(event, query)) == one


def test_a_reader_may_print_what_readers_see(reader: Visitor):
    event = an_event()
    register(event, TIAGO)

    assert "Tiago Pacheco" in text(reader, a_list(event))
    assert len(cards(reader, the_cards(event))) == 1


def test_the_registrations_lead_to_what_can_be_printed(organiser: Visitor):
    event = an_event()
    register(event, TIAGO)

    page = text(organiser, f"/organiser/events/{event.slug}/registrations")

    assert f'href="/organiser/events/{event.slug}/participants">Print</a>' in page


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Amina El Idrissi", "full"),
        ("محمد عبد الرحمن آل الشيخ", "full"),
        ("欧阳修", "full"),
        ("Rindfleischetikettierung", "longer"),
        ("María de los Ángeles Fernández de Córdoba", "long"),
        ("Phra Chao Boromma Wong Thoe Krom Luang Wongsa Dhiraj Snid Sanidvongs", "longer"),
        ("Sir " * 40, "longest"),
        ("", "full"),
    ],
)
def test_a_long_name_is_set_smaller(name: str, size: str):
    assert printing.size(name, printing.ON_A_BADGE) == size


def test_every_state_fits_its_table_card():
    names = [name for state in countries.in_order() for name in state.names.values()]

    assert {printing.size(name, printing.ON_A_TABLE) for name in names} == {"full", "long", "longer"}
