"""Text files are read as they were meant, or refused: no name is ever stored in wrong letters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.base import countries
from eventhub.formats import code_pages
from eventhub.formats.code_pages import UnknownLetters

WESTERN = (
    *("Aïssata KONÉ", "Hélène Lefèvre", "Loïc Traoré", "ANAÏS", "Benoît Bœuf", "Première secrétaire", "Zoë"),
    *("José Muñoz", "Begoña Ibáñez", "Mª Ángeles Núñez", "ESPAÑA", "João Simões", "Inês Magalhães", "SÃO TOMÉ"),
    *("Jürgen Groß", "Håkon Bjørnstad", "Åse Ødegård", "Øyvind Kjær", "Nicolò", "Salomè"),
    *("N’Diaye – conseiller", "n° 5", "nº 5"),
)

OTHERS = (
    *(("cp1250", name) for name in ("Wałęsa", "Łukasz", "Wójcik Gdańsk", "Świątek", "Żak", "Dvořák", "Jiří", "Vaněk")),
    *(("cp1250", name) for name in ("Kovačić", "Petrović", "Čapek", "Đorđe", "Erdős", "Csőke", "Băsescu", "Ţurcanu")),
    *(("cp1254", name) for name in ("Yıldız", "Şahin", "Ağaoğlu")),
    *(("cp1251", name) for name in ("Сергей Иванов", "Ли")),
    *(("koi8_r", "Иванов"), ("cp1253", "Παπαδόπουλος"), ("cp1255", "כהן"), ("cp1256", "أمينة"), ("cp1257", "Šarūnas")),
    *(("gbk", "李明"), ("cp874", "สมชาย"), ("cp850", "Hélène"), ("mac_roman", "José")),
)


def a_list(name: str) -> str:
    """One person in a table that is plain otherwise."""
    return f"Given name;Email\r\n{name};somebody@mfa.example\r\nTiago;tiago@mne.pt.example\r\n"


@pytest.mark.parametrize("name", WESTERN)
def test_a_western_list_is_read_as_windows_saves_it(name: str):
    assert code_pages.decode(a_list(name).encode("cp1252")) == a_list(name)


@pytest.mark.parametrize(("code_page", "name"), OTHERS)
def test_one_name_of_another_code_page_refuses_the_file(code_page: str, name: str):
    with pytest.raises(UnknownLetters, match="Save it as “CSV UTF-8” or as XLSX"):
        code_pages.decode(a_list(name).encode(code_page))


@pytest.mark.parametrize(("language", "code_page"), [("fr", "cp1252"), ("es", "cp1252")])
def test_every_country_is_read_in_western_languages(language: str, code_page: str):
    for state in countries.in_order():
        name = state.name(language)
        assert code_pages.decode(name.encode(code_page)) == name


@pytest.mark.parametrize(("language", "code_page"), [("ru", "cp1251"), ("ar", "cp1256"), ("zh", "gb18030")])
def test_no_country_is_misread_in_other_languages(language: str, code_page: str):
    for state in countries.in_order():
        with pytest.raises(UnknownLetters):
            code_pages.decode(state.name(language).encode(code_page))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_unicode_is_read_whatever_it_says(text: str):
    marked = codecs.BOM_UTF16_BE + text.encode("utf-16-be")

    assert code_pages.decode(marked) == text
    assert code_pages.decode(text.encode("utf-8-sig")) == text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(content: bytes):
    for each in (content, b"\xff\xfe" + content):
        try:
            assert isinstance(code_pages.decode(each), str)
        except UnknownLetters:
            continue
