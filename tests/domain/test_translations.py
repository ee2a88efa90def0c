"""The summary in six languages: its catalogues are complete, and its sentences are each language's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from eventhub.base import countries, i18n
from eventhub.base.catalogues import FOLDER
from eventhub.domain import days, wording
from eventhub.domain.drafting.document import draft
from eventhub.domain.wording import Precision
from tests.architecture.house import ROOT
from tests.domain.past_meetings import three_meetings

pytestmark = pytest.mark.usefixtures("app")

OTHERS = ("ar", "zh", "fr", "ru", "es")

A_NOUN = {"noun", "the_noun", "The_noun", "at_the_noun", "At_the_noun"}
"""What an event is called, in each case: a sentence takes the one that it needs, or none."""


def sources() -> Iterator[Path]:
    for file in sorted((ROOT / "eventhub" / "domain").rglob("*.py")):
        if "from eventhub.base.catalogues import" in file.read_text(encoding="utf-8"):
            yield file


def messages() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for file in sources():
        for _line, message, _comments, _context in extract_from_file(
            "python", file, keywords={"_": None, "_l": None, "ngettext": (1, 2)}
        ):
            found.add(message if isinstance(message, str) else tuple(message))
    return found - {"This version of the summary cannot be read."}  # a refusal, in the language of the page


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "summary.po").open("rb") as file:
        return read_po(file, locale=language)


def places(text: str) -> set[str]:
    """The places of a text; the case of a noun, and whether a word begins a sentence, are the language's affair."""
    return {name.lower() for name in re.findall(r"%\((\w+)\)s", text) if name not in A_NOUN}


def faults(message: Message, plurals: int) -> Iterator[str]:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    forms = [message.string] if isinstance(message.string, str) else list(message.string)
    if message.fuzzy or not all(forms):
        yield f"{singular}: not translated"
    if not isinstance(message.id, str) and len(forms) != plurals:
        yield f"{singular}: {len(forms)} plural forms of {plurals}"
    for place, form in enumerate(forms):
        is_one_or_two = len(forms) == 6 and place in {1, 2}  # Arabic says "one" and "two" without the figure
        if places(singular) != places(form) | ({"number"} if is_one_or_two and "%(number)s" in singular else set()):
            yield f"{singular}: other places in {form}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_places_and_plural_forms(language: str):
    known = catalogue(language)
    entries = [each for each in known if each.id]

    assert {each.id if isinstance(each.id, str) else tuple(each.id) for each in entries} == messages()
    assert [fault for each in entries for fault in faults(each, known.num_plurals)] == []


ATTENDED = {
    "ar": "حضر الاجتماع 89 مشاركًا يمثلون الجهات التالية: الدول الأعضاء وكيانات شبكة الأمم المتحدة المعنية بالهجرة"
    " (المقر والمستوى القطري).",
    "zh": "89名与会者出席了会议，他们代表：会员国以及联合国移民网络总部和国家两级实体。",
    "fr": "La réunion a rassemblé 89 participants représentant les entités suivantes\u00a0: États Membres et entités du"
    " Réseau des Nations Unies sur les migrations (siège et échelon des pays).",
    "ru": "На совещании присутствовало 89 участников; были представлены: государства-члены и структуры Сети"
    " Организации Объединенных Наций по вопросам миграции (штаб-квартиры и страновой уровень).",
    "es": "La reunión contó con la asistencia de 89 participantes en representación de las siguientes entidades:"
    " Estados Miembros y entidades de la Red de las Naciones Unidas sobre la Migración (sede y ámbito nacional).",
}


def test_each_language_has_its_own_sentences_names_and_order():
    event = three_meetings()["champions-2021-05"]
    english = draft(event)

    for language in OTHERS:
        document = draft(event, language=language)
        told = {each.key: each.text for each in document.sentences()}
        assert told["attendance"] == ATTENDED[language]
        assert countries.get("MAR").name(language) in told["floor"]
        assert [each.key for each in document.sentences()] == [each.key for each in english.sentences()]
        assert {(each.figure, each.event) for each in document.numbers()} == {
            (each.figure, each.event) for each in english.numbers()
        }


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("ru", 1, "1 участник"),
        ("ru", 22, "22 участника"),
        ("ru", 111, "111 участников"),
        ("ar", 1, "مشارك واحد"),
        ("ar", 2, "مشاركان"),
        ("ar", 7, "7 مشاركين"),
        ("ar", 89, "89 مشاركًا"),
        ("ar", 100, "100 مشارك"),
        ("fr", 1, "1 participant"),
        ("es", 2, "2 participantes"),
        ("zh", 5, "5名与会者"),
    ],
)
def test_numbers_take_the_plural_of_their_language(language: str, number: int, written: str):
    with i18n.speaking(language):
        assert wording.participants(number, Precision.EXACT) == written


@pytest.mark.parametrize(
    ("language", "first", "last", "written"),
    [
        ("en", (2021, 7, 12), (2021, 7, 13), "on 12-13 July 2021"),
        ("fr", (2021, 7, 1), (2021, 7, 1), "le 1er juillet 2021"),
        ("fr", (2021, 6, 30), (2021, 7, 2), "du 30 juin au 2 juillet 2021"),
        ("es", (2021, 7, 12), (2021, 7, 13), "del 12 al 13 de julio de 2021"),
        ("es", (2021, 6, 30), (2021, 7, 2), "del 30 de junio al 2 de julio de 2021"),
        ("ru", (2021, 7, 12), (2021, 7, 13), "12 – 13 июля 2021 года"),
        ("ar", (2021, 5, 26), (2021, 5, 26), "في 26 أيار/مايو 2021"),
        ("zh", (2021, 7, 12), (2021, 7, 13), "2021年7月12日至13日"),
        ("zh", (2021, 12, 31), (2022, 1, 2), "2021年12月31日至2022年1月2日"),
    ],
)
def test_days_are_written_as_each_language_does(
    language: str, first: tuple[int, int, int], last: tuple[int, int, int], written: str
):
    with i18n.speaking(language):
        assert days.on(date(*first), date(*last)) == written


def test_a_spanish_list_ends_with_e_before_the_sound_of_i():
    assert i18n.format_list(["Ghana", "Indonesia"], "es") == "Ghana e Indonesia"
    assert i18n.format_list(["Ghana", "Irán", "Yemen"], "es") == "Ghana, Irán y Yemen"


def test_the_pages_are_offered_in_the_languages_of_their_own_catalogue_alone():
    assert i18n.translated() == ("en",)
