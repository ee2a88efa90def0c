"""What the columns of tables of people are called, and the words that stand in them, in the six languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from eventhub.base.text import fold
from eventhub.models.people import Category, Level
from eventhub.models.registrations import DelegationRole

_HEADINGS: Mapping[str, str] = {
    "form_of_address": (
        "title|form of address|salutation|civilité|titre|tratamiento|título|обращение|титул|称谓|尊称|صيغة المخاطبة"
    ),
    "name": "name|full name|nom complet|nombre completo|полное имя|фио|姓名|الاسم الكامل",
    "given_name": (
        "given name|given names|first name|forename|prénom|prénoms|nombre|nombres|имя|名|名字|الاسم|الاسم الأول|"
        "الاسم الشخصي"
    ),
    "family_name": (
        "family name|last name|surname|nom|nom de famille|apellido|apellidos|фамилия|姓|姓氏|اللقب|اسم العائلة|"
        "الاسم العائلي"
    ),
    "email": (
        "email|e-mail|e mail|email address|e-mail address|mail|address|courriel|adresse électronique|adresse e-mail|"
        "adresse courriel|correo|correo electrónico|dirección de correo electrónico|эл. почта|электронная почта|"
        "адрес электронной почты|电子邮件|电子邮箱|邮箱|邮件|"
        "البريد الإلكتروني|البريد الالكتروني|عنوان البريد الإلكتروني"
    ),
    "function": (
        "function|functional title|position|job title|post|fonction|poste|cargo|puesto|función|должность|职务|职位|"
        "الوظيفة|المنصب|الصفة"
    ),
    "organisation": (
        "ministry|ministry or organisation|organisation|organization|institution|entity|ministère|"
        "ministère ou organisation|ministerio|organización|institución|министерство|организация|ведомство|部委|"
        "机构|单位|الوزارة|المنظمة|الجهة|المؤسسة"
    ),
    "level": "level|niveau|nivel|уровень|级别|المستوى",
    "category": "category|catégorie|categoría|категория|类别|الفئة",
    "country": "country|country code|state|member state|pays|état|país|estado|البلد|الدولة|страна|государство|国家",
    "role": (
        "role|role in the delegation|role on the delegation|delegation role|rôle|papel|rol|rôle dans la délégation|"
        "función en la delegación|роль|角色|代表团职务|الدور"
    ),
    "is_head": (
        "head|head of delegation|chef de délégation|jefe de delegación|jefa de delegación|глава делегации|团长|"
        "代表团团长|رئيس الوفد"
    ),
    "language": "language|langue|idioma|язык|语言|اللغة",
    "interpretation_language": (
        "language of interpretation|interpretation|interpretation language|langue d'interprétation|interprétation|"
        "idioma de interpretación|interpretación|لغة الترجمة|язык перевода|口译语言"
    ),
    "accessibility_needs": (
        "what they need to take part fully|accessibility needs|accessibility|needs|besoins|accessibilité|necesidades|"
        "accesibilidad|الاحتياجات|потребности|无障碍需求"
    ),
}

_LEVELS: Mapping[Level, str] = {
    Level.CAPITAL: "capitale|столица|首都|العاصمة",
    Level.MISSION: (
        "permanent mission|permanent mission or embassy|mission permanente|misión permanente|misión|embassy|ambassade|"
        "embajada|постоянное представительство|посольство|常驻代表团|使馆|البعثة الدائمة|السفارة"
    ),
    Level.HEADQUARTERS: "hq",
    Level.REGIONAL: "regional office",
    Level.COUNTRY: "country office",
}

_ROLES: Mapping[DelegationRole, str] = {
    DelegationRole.CHIEF_DELEGATE: (
        "head|head of delegation|chef de délégation|jefe de delegación|jefa de delegación|глава делегации|团长|"
        "رئيس الوفد"
    ),
    DelegationRole.ALTERNATE: "alternate delegate|alternate head|deputy|suppléant|suplente",
    DelegationRole.DELEGATE: "délégué|déléguée|delegado|delegada|делегат|代表|مندوب",
    DelegationRole.ADVISER: "advisor|conseiller|conseillère|asesor|asesora|советник|顾问|مستشار",
    DelegationRole.OBSERVER: "observateur|observador|наблюдатель|观察员|مراقب",
}

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


Own = TypeVar("Own", bound=str)


def _by_word(words: Mapping[Own, str]) -> dict[str, str]:
    return {fold(word): str(own) for own, said in words.items() for word in said.split("|")}


def _choices(kind: type[StrEnum], words: Mapping[Own, str]) -> dict[str, str]:
    return {own.replace("_", " "): own.value for own in kind} | _by_word(words)


_FIELDS = _by_word(_HEADINGS)

WORDS: Mapping[str, Mapping[str, str]] = {
    "level": _choices(Level, _LEVELS),
    "role": _choices(DelegationRole, _ROLES),
    "category": _choices(Category, _CATEGORIES),
}
"""Columns whose cells hold one of a few words, folded, with ours for them."""

HEADS = frozenset(fold(word) for word in _ROLES[DelegationRole.CHIEF_DELEGATE].split("|"))
"""Words for a role that name the head of the delegation by it."""

YES = frozenset({"y", "yes", "x", "1", "true", "✓", "✔", "oui", "si", "да", "是", "نعم"}) | HEADS


def field_of(heading: str) -> str | None:
    """Return the field that a column of this heading fills, if we know any."""
    word = fold(heading.replace("_", " ")).rstrip(" *:")
    return _FIELDS.get(word) or _FIELDS.get(word.replace("-", " "))


def word_for(field: str, cell: str) -> str | None:
    """Return our word for what stands in a column of words; None for what is not known."""
    return WORDS[field].get(fold(cell.replace("_", " ").replace("-", " ")))
