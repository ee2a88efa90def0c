"""What display names say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import countries
from eventhub.domain import annotations, names, telephones
from eventhub.domain.annotations import Kind


def is_named(display_name: str, name: str) -> bool:
    """Tell whether some sure reading of a display name is exactly this name."""
    readings = names.understand(display_name).hypotheses
    return any(reading.is_firm and reading.keys & names.keys_of(name) for reading in readings)


def states_beside(display_name: str) -> set[str]:
    likeliest = names.understand(display_name).likeliest
    return set(likeliest.countries) if likeliest else set()


@pytest.mark.parametrize(
    ("display_name", "name"),
    [
        ("Fatima El Amrani", "Fatima El Amrani"),
        ("FATIMA EL AMRANI", "Fatima El Amrani"),
        ("EL AMRANI Fatima", "Fatima El Amrani"),
        ("El-Amrani, Fatima", "Fatima El Amrani"),
        ("Fatima ElAmrani", "Fatima El Amrani"),
        ("MAR - Fatima El Amrani (Morocco)", "Fatima El Amrani"),
        ("MAR-Fatima El Amrani", "Fatima El Amrani"),
        ("Fatima El Amrani-Morocco", "Fatima El Amrani"),
        ("KEN_Wanjiru Kamotho", "Wanjiru Kamotho"),
        ("Wanjiru Kamotho | Kenya", "Wanjiru Kamotho"),
        ("Kamotho, Wanjiru (External)", "Wanjiru Kamotho"),
        ("Kamotho Wanjiru (Guest)", "Wanjiru Kamotho"),
        ("[UNICEF] Tomás Rey", "Tomas Rey"),
        ("IOM HQ - Lena Vogt", "Lena Vogt"),
        ("UNHCR Lena Vogt", "Lena Vogt"),
        ("Lena Vogt, UNHCR", "Lena Vogt"),
        ("Lena Vogt, Ministry of Labour, Ghana", "Lena Vogt"),
        ("Kwame Boateng-Osei, PM Ghana", "Kwame Boateng Osei"),
        ("H.E. Amb. Kwame Boateng-Osei - Ghana", "Kwame Boateng-Osei"),
        ("Ambassador Kwame Boateng Osei", "Kwame Boateng-Osei"),
        ("Chloé DUBOIS (she/her) UNHCR", "Chloe Dubois"),
        ("Chloé Dubois she/her", "Chloé Dubois"),
        ("Jürgen Müller / BMI", "Juergen Mueller"),
        ("Mueller Juergen", "Jürgen Müller"),
        ("عبدالله الجبوري (Abdullah Al-Jubouri)", "Abdullah Al Jubouri"),
        ("Анна Иванова - Anna Ivanova", "Anna Ivanova"),
        ("ANNA ИВАНОВА", "Anna ИВАНОВА"),
        ("Sara O’Connor Lynch", "Sara O'Connor-Lynch"),
        ("Sara OConnor-Lynch", "Sara O'Connor-Lynch"),
        ("Masha (Maria Santos)", "Maria Santos"),
        ("Maria (Ana) Santos", "Maria Santos"),
        ("Hernández Peña (José Luis)", "José Luis Hernández Peña"),
        ("Lena Vogt's iPhone", "Lena Vogt"),
        ("iPad de José Luis Hernández", "José Luis Hernández"),
        ("Emma Room", "Emma Room"),
        ("Anna Zoom", "Anna Zoom"),
        ("Jordan Chad", "Jordan Chad"),
        ("SEN Amartya", "Amartya Sen"),
        ("Can Yılmaz", "Can Yılmaz"),
        ("🇲🇦 Fatima El Amrani", "Fatima El Amrani"),
        ("\u200eFatima\u00a0El Amrani", "Fatima El Amrani"),
    ],
)
def test_a_name_is_read_out_of_what_stands_beside_it(display_name: str, name: str):
    assert is_named(display_name, name)


@pytest.mark.parametrize(
    ("display_name", "name"),
    [
        ("Santos, Maria, Ana", "Maria Santos"),
        ("Ana, Maria Santos", "Maria Santos"),
        ("Maria Santos Pereira", "Maria Santos"),
        ("Ana Lopez (Maria Santos)", "Maria Santos"),
        ("Budi, Wijaya", "Budi"),
        ("Refuge - Hanane", "Hanane"),
    ],
)
def test_a_name_with_something_more_or_another_beside_it_is_not_surely_this(display_name: str, name: str):
    assert not is_named(display_name, name)


@pytest.mark.parametrize(
    ("display_name", "states"),
    [
        ("Maria Santos (Portugal - SEF)", {"PRT"}),
        ("PHL - Maria Santos", {"PHL"}),
        ("Maria Santos | Republic of Korea", {"KOR"}),
        ("Maria Santos (Permanent Mission of Côte d'Ivoire in Geneva)", {"CIV"}),
        ("Maria Santos - Guinea-Bissau", {"GNB"}),
        ("Maria Santos - Papua New Guinea", {"PNG"}),
        ("Maria Santos - Maroc", {"MAR"}),
        ("Maria Santos - المغرب", {"MAR"}),
        ("Maria Santos (Turkey)", {"TUR"}),
        ("Maria Santos (UK)", {"GBR"}),
        ("Maria Santos (IOM Ghana)", set()),
        ("Maria Santos (Congo)", set()),
        ("Maria Santos (PT)", set()),
        ("Maria Santos (can)", set()),
        ("Maria Santos (Korea)", set()),
    ],
)
def test_a_state_is_named_only_by_its_name_or_three_letters(display_name: str, states: set[str]):
    assert states_beside(display_name) == states


def test_na_is_namibia_and_only_a_hint():
    likeliest = names.understand("Maria Santos (NA)").likeliest
    assert likeliest is not None
    assert (likeliest.countries, likeliest.hints) == (frozenset(), {"NAM"})


KINDS = {
    Kind.TECHNICAL: [
        "Interpreter FR",
        "Interprète - Marie Dubois",
        "Intérprete ES 2",
        "Dolmetscher",
        "Dolmetscherin (DE)",
        "Переводчик",
        "المترجمة الفورية",
        "同声传译",
        "French interpretation",
        "Interp. AR",
        "IOM Secretariat Room A",
        "Room 4",
        "Geneva Room",
        "Salle XX",
        "Sala 3",
        "Booth FR",
        "Network Secretariat (recording)",
        "Live Stream",
        "IOM Technical Support",
        "Secretariat technical support",
        "Tech Host",
    ],
    Kind.BOT: ["Otter.ai notetaker", "Lena Vogt's Notetaker", "Fireflies.ai Notetaker Carlos", "read.ai meeting notes"],
    Kind.TELEPHONE: [
        "41794***12",
        "+41 22 555 01 47 (Unverified)",
        "+41 22 555 01 47 (Nicht überprüft)",
        "Call-in User 4122555",
    ],
    Kind.DEVICE: ["iPhone", "iPad (2)", "Ayesha's iPad", "Galaxy A52", "SM-A515F", "HUAWEI P30 lite", "DESKTOP-8F3KQ2"],
    Kind.PLACEHOLDER: [
        "Guest",
        "Unknown Guest",
        "Delegate 3",
        "User",
        "Call-in User_3",
        "Zoom user",
        "Participant 12",
        "Permanent Mission of Ghana",
        "Ministry of Labour",
        "Morocco",
        "UNHCR",
        "",
        "?",
    ],
    Kind.PERSON: [
        "Emma Room",
        "Ana Sala",
        "John Booth",
        "Anna Zoom",
        "Carlos Vega (Technical Support Unit)",
        "INTERPOL - Jean Dupont",
        "Li Wei",
        "Lena",
        "P. Okoumba",
        "李伟",
    ],
}


@pytest.mark.parametrize(("display_name", "kind"), [(name, kind) for kind, many in KINDS.items() for name in many])
def test_it_is_told_what_a_display_name_names(display_name: str, kind: Kind):
    assert names.understand(display_name).kind is kind


@pytest.mark.parametrize(
    ("heard", "known", "fits"),
    [
        ("Paola Rincon", "Paola Rincón Duarte", True),
        ("Maria Santos Pereira", "Maria Santos", True),
        ("P. Okoumba", "Pierre Okoumba", True),
        ("Okoumba", "Pierre Okoumba", True),
        ("J. L. Hernandez", "José Luis Hernández Peña", True),
        ("I. Okoumba", "Pierre Okoumba", False),
        ("Maria Lopez", "Maria Santos", False),
        ("P. O.", "Pierre Okoumba", False),
        ("Al Saadi", "Rania Al-Jubouri", False),
        ("Al", "Anas Al-Saadi", False),
    ],
)
def test_part_of_a_name_fits_loosely(heard: str, known: str, fits: bool):
    pairs = [(one, other) for one in names.keys_of(heard) for other in names.keys_of(known)]
    assert any(annotations.fits_loosely(one, other) for one, other in pairs) is fits


@pytest.mark.parametrize(
    ("display_name", "masked"),
    [
        ("+41 22 555 01 47 (Unverified)", "41225***47 (Unverified)"),
        ("0791234567", "07912***67"),
        ("41794***12", "41794***12"),
        ("Maria Santos +41 79 412 34 56", "Maria Santos 41794***56"),
        ("5550147", "55***47"),
        ("Delegate 3", "Delegate 3"),
        ("Room 2021", "Room 2021"),
    ],
)
def test_telephone_numbers_are_masked_wherever_they_stand(display_name: str, masked: str):
    assert telephones.mask(display_name) == masked
    assert telephones.mask(masked) == masked


def test_one_number_in_several_writings_is_one():
    writings = ["+41 22 555 01 47", "0041225550147", "(41) 22-555-01-47 (Unverified)", "Phone 41225550147"]
    assert {telephones.find(each) for each in writings} == {"41225550147"}
    assert telephones.find("41794***12") == telephones.find("41794XXX12") == "41794***12"


@pytest.mark.parametrize("name", ["Delegate 3", "Room 2021", "2021", "Maria Santos", "iPhone 12", ""])
def test_what_is_no_number_is_none(name: str):
    assert telephones.find(name) is None


NAMES = st.sampled_from(["Fatima El Amrani", "Li Wei", "José Luis Hernández Peña", "Sara O'Connor-Lynch", "Awa Keïta"])
STATES = st.sampled_from(
    [
        name
        for state in countries.in_order()
        for name in (*state.names.values(), *state.aliases, state.iso3)
        if name != "oPt"  # too short a word to be told from a name where only a comma parts them
    ]
)
ANNOTATED = [
    "{state} - {name}",
    "{name} ({state})",
    "{name} | {state}",
    "{name} / {state}",
    "{state}_{name}",
    "[{state}] {name}",
]


@given(name=NAMES, state=STATES, writing=st.sampled_from(ANNOTATED))
def test_any_state_beside_a_name_leaves_the_name(name: str, state: str, writing: str):
    assert is_named(writing.format(name=name, state=state), name)


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str):
    understood = names.understand(text)
    assert understood.kind in Kind
    telephones.mask(text)


@given(name=NAMES, seed=st.randoms(use_true_random=False))
def test_the_order_and_case_of_words_do_not_matter(name: str, seed):
    parts = name.split()
    seed.shuffle(parts)
    assert is_named(" ".join(part.upper() if seed.random() < 0.5 else part for part in parts), name)


@given(
    st.lists(
        st.sampled_from(["Ana", "Vogt", "lena", "DIALLO", "Emma", "Korbut", "Ng", "Xi", "Guest", "KEN", "de"]),
        max_size=5,
    )
)
def test_a_plain_name_is_read_at_once_as_it_is_read_at_length(parts: list[str]):
    name = " ".join(parts)
    at_once = names.understand.__wrapped__(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "_understand_plain", lambda _name: None)
        at_length = names.understand.__wrapped__(name)
    assert (at_once.kind, at_once.likeliest, at_once.hypotheses) == (
        at_length.kind,
        at_length.likeliest,
        at_length.hypotheses,
    )
