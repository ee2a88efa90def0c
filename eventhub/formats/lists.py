"""Lists of people as organisers bring them: what each column and word means, in the six languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eventhub.base.text import fold
from eventhub.formats import rolls
from eventhub.formats.spreadsheets import Sheet
from eventhub.models.people import Category

_HEADINGS: Mapping[str, str] = {
    "country": "country|country code|state|member state|pays|état|país|estado|البلد|الدولة|страна|государство|国家",
    "interpretation_language": (
        "language of interpretation|interpretation|interpretation language|langue d'interprétation|interprétation|"
        "idioma de interpretación|interpretación|لغة الترجمة|язык перевода|口译语言"
    ),
    "accessibility_needs": (
        "what they need to take part fully|accessibility needs|accessibility|needs|besoins|accessibilité|necesidades|"
        "accesibilidad|الاحتياجات|потребности|无障碍需求"
    ),
}
"""What lists tell beside what a delegation's do (`rolls.HEADINGS`)."""

_CATEGORIES: Mapping[Category, str] = {
    Category.MEMBER_STATE: "état membre|estado miembro|دولة عضو|государство член|会员国|official",
    Category.OBSERVER_STATE: "observer|état observateur|estado observador|观察员国",
    Category.UN_NETWORK: "united nations network on migration|un|un system|nations unies|联合国",
    Category.CIVIL_SOCIETY: "ngo|société civile|ong|sociedad civil|المجتمع المدني|гражданское общество|民间社会",
    Category.ACADEMIA: "academic|milieu universitaire|université|academia|学术界",
    Category.LOCAL_AUTHORITY: "local authorities|autorité locale|autoridad local|地方当局",
    Category.YOUTH: "jeunesse|jeunes|juventud|jóvenes|الشباب|молодежь|青年",
    Category.MEDIA: "press|médias|presse|medios|prensa|وسائل الإعلام|сми|媒体",
    Category.PRIVATE_SECTOR: "business|secteur privé|sector privado|القطاع الخاص|частный сектор|私营部门",
}

COLUMNS: Mapping[str, str] = {
    **{fold(word): field for field, words in rolls.HEADINGS.items() for word in words},
    **{fold(word): field for field, words in _HEADINGS.items() for word in words.split("|")},
}
"""Headings, folded, with the field they fill."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "level": {**rolls.LEVELS, "hq": "headquarters", "regional office": "regional", "country office": "country"},
    "category": {
        **rolls.CATEGORIES,
        **{fold(word): own for own, words in _CATEGORIES.items() for word in words.split("|")},
    },
}


def guess(header: Sequence[str]) -> dict[str, int]:
    """Return which column, from 0, fills which field, by its heading; the first of two that say the same."""
    found: dict[str, int] = {}
    for column, heading in enumerate(header):
        word = fold(heading.replace("_", " ")).rstrip(" *:")
        field = COLUMNS.get(word) or COLUMNS.get(word.replace("-", " "))
        if field is not None:
            found.setdefault(field, column)
    return found


def lines(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's number in the file and its cells by field; a category or level that we know is in our word."""
    for row in sheet.rows:
        told = {field: row.cell(column) for field, column in columns.items()}
        for field, words in _WORDS.items():
            if word := words.get(fold(told.get(field, "").replace("_", " ").replace("-", " "))):
                told[field] = str(word)
        yield row.number, told
