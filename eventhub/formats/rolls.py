"""Lists of officials: which column of a table holds what, told by its heading in six languages or by what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventhub.base.text import fold
from eventhub.formats.grids import Row
from eventhub.models.people import Category, Level
from eventhub.models.registrations import DelegationRole

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "form_of_address": (
        *("title", "form of address", "salutation", "civilité", "titre", "tratamiento", "título"),
        *("обращение", "титул", "称谓", "尊称", "صيغة المخاطبة"),
    ),
    "given_name": (
        *("given name", "given names", "first name", "forename", "prénom", "prénoms", "nombre", "nombres"),
        *("имя", "名", "名字", "الاسم", "الاسم الأول", "الاسم الشخصي"),
    ),
    "family_name": (
        *("family name", "last name", "surname", "nom", "nom de famille", "apellido", "apellidos"),
        *("фамилия", "姓", "姓氏", "اللقب", "اسم العائلة", "الاسم العائلي"),
    ),
    "email": (
        *("email", "e-mail", "e mail", "email address", "e-mail address", "mail", "courriel", "adresse électronique"),
        *("adresse e-mail", "adresse courriel", "correo", "correo electrónico", "dirección de correo electrónico"),
        *("эл. почта", "электронная почта", "адрес электронной почты", "电子邮件", "电子邮箱", "邮箱", "邮件"),
        *("البريد الإلكتروني", "البريد الالكتروني", "عنوان البريد الإلكتروني"),
    ),
    "function": (
        *("function", "functional title", "position", "job title", "post", "fonction", "poste", "cargo", "puesto"),
        *("función", "должность", "职务", "职位", "الوظيفة", "المنصب", "الصفة"),
    ),
    "organisation": (
        *("ministry", "ministry or organisation", "organisation", "organization", "institution", "ministère"),
        *("ministère ou organisation", "ministerio", "organización", "institución", "министерство", "организация"),
        *("ведомство", "部委", "机构", "单位", "الوزارة", "المنظمة", "الجهة", "المؤسسة"),
    ),
    "level": ("level", "niveau", "nivel", "уровень", "级别", "المستوى"),
    "category": ("category", "catégorie", "categoría", "категория", "类别", "الفئة"),
    "role": (
        *("role", "role in the delegation", "role on the delegation", "delegation role", "rôle", "papel", "rol"),
        *("rôle dans la délégation", "función en la delegación", "роль", "角色", "代表团职务", "الدور"),
    ),
    "is_head": (
        *("head", "head of delegation", "chef de délégation", "jefe de delegación", "jefa de delegación"),
        *("глава делегации", "团长", "代表团团长", "رئيس الوفد"),
    ),
}
"""What a column is called, by the field it fills."""

LEVELS: Mapping[str, Level] = {
    "capital": Level.CAPITAL,
    "capitale": Level.CAPITAL,
    "mission": Level.MISSION,
    "permanent mission": Level.MISSION,
    "permanent mission or embassy": Level.MISSION,
    "mission permanente": Level.MISSION,
    "mision permanente": Level.MISSION,
    "mision": Level.MISSION,
    "embassy": Level.MISSION,
    "ambassade": Level.MISSION,
    "embajada": Level.MISSION,
    "столица": Level.CAPITAL,
    "постоянное представительство": Level.MISSION,
    "посольство": Level.MISSION,
    "首都": Level.CAPITAL,
    "常驻代表团": Level.MISSION,
    "使馆": Level.MISSION,
    "العاصمة": Level.CAPITAL,
    "البعثة الدائمة": Level.MISSION,
    "السفارة": Level.MISSION,
    **{fold(level): level for level in Level},
}

ROLES: Mapping[str, DelegationRole] = {
    "head": DelegationRole.CHIEF_DELEGATE,
    "head of delegation": DelegationRole.CHIEF_DELEGATE,
    "chef de delegation": DelegationRole.CHIEF_DELEGATE,
    "jefe de delegacion": DelegationRole.CHIEF_DELEGATE,
    "jefa de delegacion": DelegationRole.CHIEF_DELEGATE,
    "глава делегации": DelegationRole.CHIEF_DELEGATE,
    "团长": DelegationRole.CHIEF_DELEGATE,
    "رئيس الوفد": DelegationRole.CHIEF_DELEGATE,
    "alternate delegate": DelegationRole.ALTERNATE,
    "alternate head": DelegationRole.ALTERNATE,
    "deputy": DelegationRole.ALTERNATE,
    "suppleant": DelegationRole.ALTERNATE,
    "suplente": DelegationRole.ALTERNATE,
    "delegue": DelegationRole.DELEGATE,
    "deleguee": DelegationRole.DELEGATE,
    "delegado": DelegationRole.DELEGATE,
    "delegada": DelegationRole.DELEGATE,
    "делегат": DelegationRole.DELEGATE,
    "代表": DelegationRole.DELEGATE,
    "مندوب": DelegationRole.DELEGATE,
    "advisor": DelegationRole.ADVISER,
    "conseiller": DelegationRole.ADVISER,
    "conseillere": DelegationRole.ADVISER,
    "asesor": DelegationRole.ADVISER,
    "asesora": DelegationRole.ADVISER,
    "советник": DelegationRole.ADVISER,
    "顾问": DelegationRole.ADVISER,
    "مستشار": DelegationRole.ADVISER,
    "observateur": DelegationRole.OBSERVER,
    "observador": DelegationRole.OBSERVER,
    "наблюдатель": DelegationRole.OBSERVER,
    "观察员": DelegationRole.OBSERVER,
    "مراقب": DelegationRole.OBSERVER,
    **{role.replace("_", " "): role for role in DelegationRole},
}

HEADS = frozenset(word for word, role in ROLES.items() if role is DelegationRole.CHIEF_DELEGATE) - {"chief delegate"}
"""Words for a role that name the head of the delegation by it."""

CATEGORIES: Mapping[str, Category] = {category.replace("_", " "): category for category in Category}

YES = frozenset({"y", "yes", "x", "1", "true", "✓", "✔", "head", "oui", "si", "да", "是", "نعم"}) | HEADS

WORDS: Mapping[str, Mapping[str, str]] = {"level": LEVELS, "role": ROLES, "category": CATEGORIES}
"""Columns whose cells hold one of a few words."""

_BY_HEADING = {fold(word): field for field, words in HEADINGS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Entry:
    """One official as a table tells of them."""

    cells: Mapping[str, str]
    """By field; `is_head` is `y`, and words of `level`, `role` and `category` are ours where they are known."""
    unknown: Mapping[str, str]
    """Words of those columns that are not known, by field."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What was understood of a table."""

    entries: Sequence[Entry]
    left_out: Sequence[str]
    """Headings of columns that were not understood."""


def read(rows: Sequence[Row]) -> Roll:
    """Return who stands in a table, by its headings; without any, by where the addresses stand.

    Then names come before the address, the form of address before them, function and ministry behind it.
    """
    if not rows:
        return Roll([], [])
    headed = [_BY_HEADING.get(fold(cell).rstrip(" :*")) for cell in rows[0]]
    if sum(field is not None for field in headed) >= 2 and not any("@" in cell for cell in rows[0]):
        left_out = [cell for cell, field in zip(rows[0], headed, strict=True) if field is None and cell]
        return Roll([_entry(headed, row) for row in rows[1:]], left_out)
    fields = _guessed(rows)
    return Roll([_entry(fields, row) for row in rows], [])


def _guessed(rows: Sequence[Row]) -> list[str | None]:
    """Return the field of each column of a table without headings."""
    width = max(len(row) for row in rows)
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    addresses = [sum("@" in cell for cell in column) for column in columns]
    email = addresses.index(max(addresses)) if any(addresses) else 2
    before = ["form_of_address", "given_name", "family_name"][-email:] if email else []
    fields: list[str | None] = [*([None] * (email - len(before))), *before, "email"]
    free = ["function", "organisation"]
    for column in columns[email + 1 :]:
        kind = next((field for field, words in WORDS.items() if _holds_only(column, words)), None)
        fields.append(kind if kind and kind not in fields else free.pop(0) if free else None)
    return fields[:width]


def _holds_only(column: Sequence[str], words: Mapping[str, str]) -> bool:
    said = [fold(cell) for cell in column if cell]
    return bool(said) and all(word in words for word in said)


def _entry(fields: Sequence[str | None], row: Row) -> Entry:
    said = {field: cell for field, cell in zip(fields, row, strict=False) if field and cell}
    unknown = {}
    if fold(said.get("role", "")) in HEADS:
        said["is_head"] = "y"
    for field, words in WORDS.items():
        if field in said and (word := words.get(fold(said[field]).replace("_", " "))):
            said[field] = str(word)
        elif field in said:
            unknown[field] = said.pop(field)
    if "is_head" in said and fold(said.pop("is_head")) in YES:
        said["is_head"] = "y"
    return Entry(said, unknown)
