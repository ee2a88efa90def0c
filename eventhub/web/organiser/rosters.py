"""The list of registrations as a file: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eventhub.base import countries
from eventhub.base.i18n import LazyString, _l, current_language
from eventhub.formats.sheets import Cell
from eventhub.models.registrations import Registration
from eventhub.web import labels

COLUMNS: Mapping[str, LazyString] = {
    "id": _l("Registration"),
    "person": _l("Person"),
    "status": _l("Status"),
    "form_of_address": _l("Form of address"),
    "given_name": _l("Given name"),
    "family_name": _l("Family name"),
    "email": _l("E-mail address"),
    "country": _l("Country"),
    "country_code": _l("Country code"),
    "organisation": _l("Ministry or organisation"),
    "function": _l("Function"),
    "category": _l("Category"),
    "level": _l("Level"),
    "interpretation_language": _l("Language of interpretation"),
    "accessibility_needs": _l("What they need to take part fully"),
    "participant_list": _l("Agrees to the list of participants"),
    "recording": _l("Agrees to photographs and recordings"),
    "registered_on": _l("Registered on"),
}
"""The columns of the file, by the names under which the audit log remembers who took which."""


def header() -> list[str]:
    """Return the first line of the file, in the reader's language."""
    return [str(label) for label in COLUMNS.values()]


def rows(found: Iterable[Registration]) -> Iterator[list[Cell]]:
    """Yield one line per registration."""
    language = current_language()
    for registration in found:
        written = _written(registration, language)
        yield [written[name] if name in written else getattr(registration, name) for name in COLUMNS]


def _written(registration: Registration, language: str) -> dict[str, Any]:
    """Return the columns that are not simply the registration's own fields."""
    state = countries.find(registration.country)
    return {
        "id": registration.key,
        "person": registration.person.key,
        "status": _word(labels.REGISTRATION_STATUSES, registration.status),
        "country": state.name(language) if state else None,
        "country_code": registration.country,
        "category": _word(labels.CATEGORIES, registration.category),
        "level": _word(labels.LEVELS, registration.level),
        "participant_list": registration.consents_to("participant_list"),
        "recording": registration.consents_to("recording"),
    }


def _word(words: Mapping[str, LazyString], value: str | None) -> str | None:
    return str(words[value]) if value else None
