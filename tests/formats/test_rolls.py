"""Columns of a list of officials, told by their headings or by what is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.formats import rolls
from eventhub.formats.spreadsheets import Row, Sheet

AMINA = {"given_name": "Amina", "family_name": "El Idrissi", "email": "amina@mfa.ma.example", "function": "Counsellor"}


def read(rows: list[list[str]]) -> rolls.Roll:
    """Read rows as a sheet holds them."""
    header, *others = rows
    return rolls.read(Sheet(tuple(header), tuple(Row(number, tuple(row)) for number, row in enumerate(others, 2))))


@pytest.mark.parametrize(
    "headings",
    [
        ["Given name", "Surname", "E-mail address", "Position"],
        ["Prénom(s)".replace("(s)", "s"), "NOM", "Courriel", "Fonction"],
        ["Nombre", "Apellidos", "Correo electrónico", "Cargo"],
        ["Имя", "Фамилия", "Электронная почта", "Должность"],
        ["名", "姓", "电子邮件", "职务"],
        ["الاسم الأول", "اسم العائلة", "البريد الإلكتروني", "الوظيفة"],
        ["Given name *", "Family name:", "Email", "Functional title"],
    ],
)
def test_headings_are_known_in_six_languages(headings: list[str]):
    assert dict(read([headings, list(AMINA.values())]).entries[0].cells) == AMINA


def test_cells_of_several_lines_are_read_on_one():
    (entry,) = read([["Given\nname", "Family name"], ["Amina\u2028", "El\nIdrissi"]]).entries

    assert entry.cells == {"given_name": "Amina", "family_name": "El Idrissi"}


def test_columns_stand_in_any_order_and_those_not_understood_are_named():
    roll = read([["No.", "E-mail", "Family name", "Given name"], ["1", AMINA["email"], "El Idrissi", "Amina"]])

    assert roll.left_out == ["No."]
    assert roll.entries[0].cells == {name: AMINA[name] for name in ("email", "family_name", "given_name")}


def test_without_headings_the_address_says_where_the_names_are():
    row = ["Ms.", "Amina", "El Idrissi", "amina@mfa.ma.example", "Counsellor", "Capital", "Ministry of Justice"]

    (entry,) = read([row]).entries

    assert entry.cells == AMINA | {
        "form_of_address": "Ms.",
        "level": "capital",
        "organisation": "Ministry of Justice",
    }


def test_a_table_without_any_address_is_read_by_its_order():
    (entry,) = read([["Amina", "El Idrissi"]]).entries

    assert entry.cells == {"given_name": "Amina", "family_name": "El Idrissi"}


@pytest.mark.parametrize(
    ("role", "understood"),
    [
        ("Head of delegation", {"role": "chief_delegate", "is_head": "y"}),
        ("Chef de délégation", {"role": "chief_delegate", "is_head": "y"}),
        ("chief_delegate", {"role": "chief_delegate"}),
        ("Advisor", {"role": "adviser"}),
        ("", {}),
    ],
)
def test_words_for_roles_are_understood(role: str, understood: dict[str, str]):
    (entry,) = read([["Given name", "Role"], ["Amina", role]]).entries

    assert entry.cells == {"given_name": "Amina"} | understood


def test_a_word_that_is_no_level_is_kept_aside():
    (entry,) = read([["Given name", "Level", "Head of delegation"], ["Amina", "Very high", "no"]]).entries

    assert (entry.cells, entry.unknown) == ({"given_name": "Amina"}, {"level": "Very high"})


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=9), min_size=1, max_size=5))
def test_every_row_of_any_table_is_read_or_is_its_heading(rows: list[list[str]]):
    roll = read(rows)

    assert len(rows) - 1 <= len(roll.entries) <= len(rows)
