"""Which connections are one person, and who that is."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.domain.matching import Basis, Match, MatchStatus, Registrant, Trace, match


def registrant(person: str, name: str, country: str | None = None, *emails: str, official: bool = True) -> Registrant:
    return Registrant(person, frozenset({name}), frozenset(emails), country, official)


MARIA_PH = registrant("maria-ph", "Maria Santos", "PHL", "maria.santos@dfa.ph.example")
MARIA_PT = registrant("maria-pt", "Maria Santos", "PRT", "msantos@sef.pt.example")
JOSE = registrant("jose", "José Luis Hernández Peña", "MEX", "jlhernandez@sre.mx.example", "joseluis.hp@mail.example")
JUERGEN = registrant("juergen", "Jürgen Müller", "DEU", "j.mueller@bmi.de.example")
LENA = registrant("lena", "Lena Vogt", None, "lvogt@iom.example", official=False)
HEATHER = registrant("heather", "Heather Tremblay", "GHA", "htremblay@iom.example", official=False)
EMMA = registrant("emma", "Emma Room", "GBR", "emma.room@gov.uk.example")
LI = registrant("li", "Li Wei", None, "li.wei@undp.example", official=False)
EVERYBODY = (MARIA_PH, MARIA_PT, JOSE, JUERGEN, LENA, HEATHER, EMMA, LI)


def only(*traces: Trace) -> Match:
    """Return the one participant behind these traces."""
    (found,) = match(traces, EVERYBODY)
    return found


@pytest.mark.parametrize(
    ("trace", "person", "basis"),
    [
        (Trace("Ayesha's iPad", "LVogt@IOM.example"), "lena", Basis.EMAIL),
        (Trace("joseluis.hp@mail.example"), "jose", Basis.EMAIL),
        (Trace("Jose Luis Hernandez", "joseluis.hp@mail.example"), "jose", Basis.EMAIL),
        (Trace("Interpreter FR", "lvogt@iom.example"), "lena", Basis.EMAIL),
        (Trace("Otter.ai", "lvogt@iom.example"), "lena", Basis.EMAIL),
        (Trace("Maria Santos", "msantos@sef.pt.example"), "maria-pt", Basis.EMAIL),
        (Trace("Lena Vogt", "private@mail.example"), "lena", Basis.NAME),
        (Trace("VOGT Lena"), "lena", Basis.NAME),
        (Trace("Mueller Juergen"), "juergen", Basis.NAME),
        (Trace("Emma Room"), "emma", Basis.NAME),
        (Trace("Lena Vogt (Recording)"), "lena", Basis.NAME),
        (Trace("Lena Vogt's iPhone"), "lena", Basis.NAME),
        (Trace("Maria Santos (Portugal - SEF)"), "maria-pt", Basis.NAME_AND_COUNTRY),
        (Trace("PHL - Maria Santos"), "maria-ph", Basis.NAME_AND_COUNTRY),
        (Trace("Maria Santos (PT)"), "maria-pt", Basis.NAME),
        (Trace("Lena Vogt (Switzerland)"), "lena", Basis.NAME),
    ],
)
def test_an_address_or_a_whole_name_settles_who_it_is(trace: Trace, person: str, basis: Basis):
    found = only(trace)
    assert (found.status, found.person, found.basis) == (MatchStatus.MATCHED, person, basis)


@pytest.mark.parametrize(
    ("trace", "candidates", "basis"),
    [
        (Trace("Maria Santos"), ("maria-ph", "maria-pt"), Basis.AMBIGUOUS_NAME),
        (Trace("SANTOS, Maria", "maria@mail.example"), ("maria-ph", "maria-pt"), Basis.AMBIGUOUS_NAME),
        (Trace("Lena Vogt / Jürgen Müller"), ("juergen", "lena"), Basis.AMBIGUOUS_NAME),
        (Trace("Jose Luis Hernandez"), ("jose",), Basis.PART_OF_NAME),
        (Trace("Maria Santos Pereira"), ("maria-ph", "maria-pt"), Basis.PART_OF_NAME),
        (Trace("J. Müller"), ("juergen",), Basis.PART_OF_NAME),
        (Trace("Lena"), ("lena",), Basis.PART_OF_NAME),
        (Trace("Maria (Philippines)"), ("maria-ph",), Basis.PART_OF_NAME),
        (Trace("Ana Lopez (Lena Vogt)"), ("lena",), Basis.PART_OF_NAME),
        (Trace("Heather Tremblay (Canada)"), ("heather",), Basis.OTHER_COUNTRY),
    ],
)
def test_what_fits_loosely_or_twice_is_one_participant_for_review(
    trace: Trace, candidates: tuple[str, ...], basis: Basis
):
    found = only(trace)
    assert (found.status, found.person, found.candidates) == (MatchStatus.REVIEW, None, candidates)
    assert found.basis is basis
    assert found.status.is_counted


@pytest.mark.parametrize(
    ("trace", "status"),
    [
        (Trace("Olena Hrytsenko - Ukraine"), MatchStatus.UNREGISTERED),
        (Trace("Maria Santos (Brazil)"), MatchStatus.UNREGISTERED),
        (Trace("Samuel Adjei", "samuel.adjei@mission.gh.example"), MatchStatus.UNREGISTERED),
        (Trace("iPhone", "somebody@mail.example"), MatchStatus.UNREGISTERED),
        (Trace("iPhone"), MatchStatus.UNIDENTIFIED),
        (Trace("Ayesha's iPad"), MatchStatus.UNIDENTIFIED),
        (Trace("Delegate 3"), MatchStatus.UNIDENTIFIED),
        (Trace("41794***12", telephone="41794***12"), MatchStatus.UNIDENTIFIED),
        (Trace("Interpreter FR"), MatchStatus.TECHNICAL),
        (Trace("Interprète - Marie Dubois", "marie@mail.example"), MatchStatus.TECHNICAL),
        (Trace("Conference Room", "zoom-room-a@iom.example"), MatchStatus.TECHNICAL),
        (Trace("Lena Vogt's Notetaker"), MatchStatus.TECHNICAL),
        (Trace("Otter.ai (Lena Vogt)"), MatchStatus.TECHNICAL),
        (Trace("Notetaker (Lena Vogt)"), MatchStatus.TECHNICAL),
        (Trace("Lena Vogt", is_technical=True), MatchStatus.TECHNICAL),
    ],
)
def test_whoever_fits_nobody_is_counted_unless_technical(trace: Trace, status: MatchStatus):
    found = only(trace)
    assert (found.status, found.person, found.candidates) == (status, None, ())
    assert found.status.is_counted is (status is not MatchStatus.TECHNICAL)


ONE = [
    [Trace("Olena Hrytsenko - Ukraine"), Trace("HRYTSENKO Olena"), Trace("Hrytsenko, Olena (Guest)")],
    [Trace("Olena H", "olena@mail.example"), Trace("iPad", "olena@mail.example")],
    [Trace("Olena Hrytsenko", "olena@mail.example"), Trace("Olena Hrytsenko")],
    [Trace("Anna Müller"), Trace("Mueller Anna")],
    [Trace("iPhone"), Trace("iPhone")],
    [Trace("41794***12", telephone="a"), Trace("41794***12", telephone="a")],
    [Trace("Interpreter FR"), Trace("Interpreter FR", "fr@interpreters.example")],
    [Trace("Maria Santos"), Trace("SANTOS Maria")],
    [Trace("Lena Vogt", "private@mail.example"), Trace("iPhone", "private@mail.example")],
    [Trace("Ayesha's iPad", "lvogt@iom.example"), Trace("Ayesha's iPad")],
    [Trace("Pepe Hernandez", "joseluis.hp@mail.example"), Trace("Pepe Hernandez")],
    [Trace("41225***47", telephone="b", person="lena", is_corrected=True), Trace("41225***47", telephone="b")],
]


@pytest.mark.parametrize("traces", ONE)
def test_connections_that_share_an_address_a_number_or_a_name_are_one(traces: list[Trace]):
    assert only(*traces).traces == tuple(range(len(traces)))


SEVERAL = [
    [Trace("41794***12", telephone="a"), Trace("41794***12", telephone="b")],
    [Trace("Ali Hassan (Iraq)"), Trace("Ali Hassan (Egypt)")],
    [Trace("Ali Hassan", "ali@one.example"), Trace("Ali Hassan", "ali@two.example")],
    [Trace("Maria Santos", "maria.santos@dfa.ph.example"), Trace("Maria Santos")],
    [Trace("Maria Santos", "msantos@sef.pt.example"), Trace("Maria Santos", "maria.santos@dfa.ph.example")],
    [Trace("Lena Vogt", "room@mail.example"), Trace("Li Wei", "room@mail.example")],
    [Trace("Lena Vogt", "room@mail.example"), Trace("Jose Luis Hernandez", "room@mail.example")],
    [Trace("iPhone", "lvogt@iom.example"), Trace("iPhone")],
    [Trace("Guest"), Trace("Delegate 3")],
    [Trace("Interpreter FR"), Trace("Interpreter ES")],
    [Trace("Maria Santos"), Trace("Maria Santos (Brazil)")],
]


@pytest.mark.parametrize("traces", SEVERAL)
def test_connections_that_may_be_different_people_stay_apart(traces: list[Trace]):
    assert len(match(traces, EVERYBODY)) == 2


def test_an_address_that_two_people_gave_is_settled_by_the_name_or_not_at_all():
    shared = "mission@mission.gh.example"
    both = (registrant("ama", "Ama Quaye", "GHA", shared), registrant("kojo", "Kojo Addo", "GHA", shared))

    assert match([Trace("Kojo Addo", shared)], both)[0].person == "kojo"
    assert match([Trace("Ghana", shared)], both)[0].candidates == ("ama", "kojo")


def test_a_state_word_that_two_states_share_contradicts_nobody():
    congolese = registrant("grace", "Grace Mbemba", "COD")
    assert match([Trace("Grace Mbemba (Congo)")], [congolese])[0].person == "grace"


def test_the_organisation_beside_a_name_tells_namesakes_apart():
    one = Registrant("one", frozenset({"Ana Diaz"}), annotations=frozenset({"UNHCR"}))
    other = Registrant("other", frozenset({"Ana Diaz"}), annotations=frozenset({"ILO"}))
    assert match([Trace("Ana Diaz (UNHCR)")], [one, other])[0].person == "one"


def test_words_that_the_registration_explains_leave_the_name_certain():
    ama = Registrant(
        "ama", frozenset({"Ama Quaye"}), country="GHA", is_official=True, annotations=frozenset({"Legal Aid Circle"})
    )

    for display_name in ("Legal Aid Circle Ama Quaye", "Ama Quaye Ghana", "GH Ama Quaye", "Legal AMA QUAYE"):
        assert match([Trace(display_name)], [ama])[0].person == "ama"
    assert match([Trace("Refugee Forum Ama Quaye")], [ama])[0].candidates == ("ama",)
    assert match([Trace("Ministry of Trade Ama Quaye")], [ama])[0].candidates == ("ama",)


POOL = st.sampled_from(
    [
        "Maria Santos",
        "Maria Santos (Portugal)",
        "PHL - Maria Santos",
        "Maria Santos (Brazil)",
        "Maria",
        "Jose Luis Hernandez",
        "José Luis Hernández Peña",
        "Mueller Juergen",
        "Lena Vogt",
        "Lena Vogt / Li Wei",
        "Li Wei",
        "Heather Tremblay (Canada)",
        "Olena Hrytsenko",
        "Olena Hrytsenko - Ukraine",
        "iPhone",
        "Lena's iPad",
        "Guest",
        "Interpreter FR",
        "Otter.ai",
        "41794***12",
    ]
)
ADDRESSES = st.sampled_from(
    [
        None,
        None,
        None,
        "lvogt@iom.example",
        "msantos@sef.pt.example",
        "joseluis.hp@mail.example",
        "x@mail.example",
        "y@mail.example",
    ]
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    name = draw(POOL)
    asserted = draw(st.sampled_from([None] * 12 + ["lena", "jose"]))
    number = draw(st.sampled_from(["a", "b"])) if name.startswith("4") else None
    return Trace(name, draw(ADDRESSES), number, asserted, is_technical=draw(st.integers(0, 20)) == 20)


def shape(found: list[Match], given_traces: list[Trace]) -> Counter[object]:
    """What became of the traces, without their places."""
    return Counter(
        (each.status, each.person, each.candidates, frozenset(given_traces[place] for place in each.traces))
        for each in found
    )


@given(st.lists(traces(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_connections_changes_nothing(given_traces: list[Trace], chance: random.Random):
    shuffled = given_traces[:]
    chance.shuffle(shuffled)

    assert shape(match(given_traces, EVERYBODY), given_traces) == shape(match(shuffled, EVERYBODY), shuffled)


@given(st.lists(traces(), min_size=1, max_size=10), st.data())
def test_connections_given_again_change_no_count(given_traces: list[Trace], data: st.DataObject):
    again = given_traces + data.draw(st.lists(st.sampled_from(given_traces), max_size=8))

    assert shape(match(given_traces, EVERYBODY), given_traces) == shape(match(again, EVERYBODY), again)


@given(st.lists(traces(), max_size=14))
def test_every_connection_belongs_to_one_participant_and_never_to_two_registrants(given_traces: list[Trace]):
    found = match(given_traces, EVERYBODY)
    owners = {email: each.person for each in EVERYBODY for email in each.emails}

    assert sorted(place for each in found for place in each.traces) == list(range(len(given_traces)))
    assert len({each.person for each in found if each.person}) == sum(1 for each in found if each.person)
    for each in found:
        free = [given_traces[place] for place in each.traces if not given_traces[place].person]
        known = {owners[trace.email] for trace in free if trace.email in owners and not trace.is_technical}
        assert known <= {each.person}
        assert {given_traces[place].person for place in each.traces if not given_traces[place].is_technical} <= {
            each.person,
            None,
        }
