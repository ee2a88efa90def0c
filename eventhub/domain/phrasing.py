"""How free text typed by people is fitted into a sentence of the summary, in English.

Notes on a meeting come in three shapes: what was done ("thanked the Coordinator"), what should be done ("to hold a
ministerial gathering") and what should be ("a ministerial gathering"). Other languages keep the text as it was typed.
"""

from __future__ import annotations

import re
from enum import StrEnum

from eventhub.base.catalogues import _
from eventhub.base.i18n import SOURCE_LANGUAGE, current_language
from eventhub.domain import wording


class Shape(StrEnum):
    """What kind of phrase a text begins with."""

    ACTION = "action"
    """A verb in the past: "thanked the Coordinator"."""
    PURPOSE = "purpose"
    """An infinitive: "to have a joint statement"."""
    CLAUSE = "clause"
    """A whole clause: "that the forum be prepared"."""
    THING = "thing"
    """A noun or a gerund: "a ministerial gathering", "adopting a pledging approach"."""


_REGULAR_VERBS = """
acknowledge add address advocate affirm agree announce answer applaud appeal appreciate argue ask assure back
believe call caution champion cite clarify commend comment complement conclude condemn confirm congratulate consider
deliver demand demonstrate deplore describe detail discuss elaborate emphasise emphasize encourage endorse exchange
explain explore express favour feature flag focus follow highlight illustrate indicate inform inquire introduce invite
join lament learn link look maintain mention move note object observe offer oppose outline pledge point praise present
promise propose provide question raise reaffirm recall receive recognise recognize recommend reference reflect
reiterate remark remind reply report request respond review share showcase state stress suggest summarise support
thank touch underline underscore update urge voice volunteer warn welcome wish
"""

_IRREGULAR_VERBS = {
    "brought": "bring",
    "committed": "commit",
    "concurred": "concur",
    "drew": "draw",
    "felt": "feel",
    "found": "find",
    "gave": "give",
    "held": "hold",
    "made": "make",
    "preferred": "prefer",
    "put": "put",
    "referred": "refer",
    "regretted": "regret",
    "said": "say",
    "saw": "see",
    "signalled": "signal",
    "sought": "seek",
    "spoke": "speak",
    "stood": "stand",
    "told": "tell",
    "took": "take",
    "undertook": "undertake",
}


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{verb}ed"


_BASE_FORMS = _IRREGULAR_VERBS | {_past(verb): verb for verb in _REGULAR_VERBS.split()}
"""What may be done from the floor, by its past form."""

_PROPOSING = {"suggested", "proposed", "recommended"}

_JOINED_VERB = re.compile(r"(?<=\band )(also |further |then )?([a-z]+)\b")


def shape(text: str) -> Shape:
    """Tell what kind of phrase a text begins with."""
    first = _first_word(text)
    if first == "to":
        return Shape.PURPOSE
    if first == "that":
        return Shape.CLAUSE
    return Shape.ACTION if first in _BASE_FORMS else Shape.THING


_BEGINNINGS = """
to that more better further greater closer stronger improved continued enhanced increased joint regular need needs
importance role support use access lack challenges cooperation financing funding data capacity partnerships
"""
_ORDINARY = frozenset(_BEGINNINGS.split())
"""What a point may begin with beside verbs and articles, and what is no name."""


def as_point(quantifier: str, text: str, *, is_by_one: bool) -> str:
    """Return the sentence for a point made from the floor: "Many welcomed the workplan."

    A point of one State begins "It was suggested" and names no one: a past verb becomes what was suggested.
    """
    point = bare(text)
    if current_language() != SOURCE_LANGUAGE:
        return _("%(quantifier)s: %(point)s.", quantifier=quantifier, point=point)
    if is_by_one:
        return f"{quantifier} {_as_suggestion(point)}."
    if shape(point) is Shape.ACTION:
        return f"{quantifier} {_uncapitalised(point)}."
    if shape(point) is Shape.PURPOSE:
        return f"{quantifier} proposed {_uncapitalised(point)}."
    return f"{quantifier} suggested {_uncapitalised(point)}."


def bare(text: str) -> str:
    """Return a text without the full stop and the spaces round it."""
    return text.strip().removesuffix(".").rstrip()


def reads_as_actions(texts: list[str]) -> bool:
    """Tell whether every text begins with what was done: "Thanked the Champions"."""
    return bool(texts) and all(shape(text) is Shape.ACTION for text in texts)


_TITLES = {"h.e.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "prof.", "professor", "sir", "ambassador"}
_OFFICES = {
    "adviser",
    "ambassador",
    "chair",
    "chairperson",
    "co-chair",
    "co-chairs",
    "co-lead",
    "co-leads",
    "coordinator",
    "delegation",
    "director",
    "director-general",
    "facilitator",
    "general",
    "head",
    "host",
    "minister",
    "moderator",
    "network",
    "president",
    "rapporteur",
    "representative",
    "secretariat",
    "secretary",
    "secretary-general",
}
_DETERMINERS = {"the", "a", "an", "his", "her", "their", "our", "its", "el", "la", "le", "les", "los", "las"}


def with_article(speaker: str) -> str:
    """Return a speaker as a sentence names them: an office or working group takes "the", a person's name does not."""
    if current_language() != SOURCE_LANGUAGE:
        return wording.known(speaker.strip())
    words = speaker.strip().split()
    if not words or words[0].casefold() in _DETERMINERS | _TITLES:
        return speaker.strip()
    holder = re.split(r"[,(]| of | for ", speaker.strip())[0].split()
    if _is_working_group(speaker) or (holder and holder[-1].casefold() in _OFFICES):
        return f"the {speaker.strip()}"
    return speaker.strip()


def working_group(name: str) -> str:
    """Return a working group as a sentence names it: "the Network's thematic working group on …"."""
    return _("the Network's %(group)s", group=_in_sentence(name.strip()))


def of_working_group(name: str) -> str:
    """Return a working group in the genitive: "of the Network's thematic working group on …"."""
    return _("of the Network's %(group)s", group=_in_sentence(name.strip()))


def _in_sentence(group: str) -> str:
    if current_language() == SOURCE_LANGUAGE and _is_working_group(group):
        first, space, rest = group.partition(" ")
        return f"{first.lower()}{space}{rest}"
    return wording.known(group)


def _is_working_group(name: str) -> bool:
    """Tell whether a name begins with "Working group", or with one word before it: "Thematic working group"."""
    _first, _space, rest = name.strip().partition(" ")
    return any(each.casefold().startswith("working group") for each in (name.strip(), rest))


def capitalised(text: str) -> str:
    """Return a text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def _as_suggestion(point: str) -> str:
    first, _space, rest = point.partition(" ")
    match shape(point):
        case Shape.PURPOSE | Shape.CLAUSE:
            return _uncapitalised(point)
        case Shape.ACTION if first.casefold() in _PROPOSING and rest:
            return _as_suggestion(rest)
        case Shape.ACTION:
            return f"to {_BASE_FORMS[first.casefold()]} {_JOINED_VERB.sub(_to_base_form, rest)}".rstrip()
        case _:
            return f"to consider {_uncapitalised(point)}"


def _to_base_form(match: re.Match[str]) -> str:
    return f"{match[1] or ''}{_BASE_FORMS.get(match[2], match[2])}"


def _first_word(text: str) -> str:
    return text.strip().split(" ", 1)[0].rstrip(",;:").casefold()


def _uncapitalised(text: str) -> str:
    """Take the large letter off a word of the language, never off a name or an abbreviation."""
    first = _first_word(text)
    is_ordinary = first in _BASE_FORMS or first in _DETERMINERS or first in _ORDINARY or first.endswith("ing")
    return text[:1].lower() + text[1:] if is_ordinary else text
