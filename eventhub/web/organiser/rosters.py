"""The list of registrations as a file: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from eventhub.base import countries
from eventhub.base.i18n import LazyString, _l, current_language
from eventhub.domain import questions
from eventhub.formats.sheets import Cell
from eventhub.models.questions import Question
from eventhub.models.registrations import Delegation, Registration
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
    "delegation": _l("Delegation"),
    "head_of_delegation": _l("Head of delegation"),
    "interpretation_language": _l("Language of interpretation"),
    "accessibility_needs": _l("What they need to take part fully"),
    "participant_list": _l("Agrees to the list of participants"),
    "recording": _l("Agrees to photographs and recordings"),
    "registered_on": _l("Registered on"),
    "tags": _l("Tags"),
    "sessions": _l("Sessions"),
}
"""The columns of the file, by the names under which the audit log remembers who took which."""


BATCH = 200
"""How many registrations' answers are read at a time."""


def columns(asked: Sequence[Question]) -> list[str]:
    """Return the columns of the file, the event's own questions after all others, as the audit log names them."""
    return [*COLUMNS, *(f"question:{each.key}" for each in asked)]


def header(asked: Sequence[Question]) -> list[str]:
    """Return the first line of the file, in the reader's language."""
    language = current_language()
    return [*(str(label) for label in COLUMNS.values()), *(questions.label(each, language).text for each in asked)]


def rows(found: Iterable[Registration], asked: Sequence[Question]) -> Iterator[list[Cell]]:
    """Yield one line per registration, with the answers to the questions given."""
    language, found = current_language(), iter(found)
    while batch := list(islice(found, BATCH)):
        answers = questions.cells(asked, batch)
        for registration in batch:
            written = _written(registration, language)
            own = [written[name] if name in written else getattr(registration, name) for name in COLUMNS]
            yield [*own, *answers[registration.id]]


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
        "delegation": _delegation(registration.delegation, language),
        "tags": ", ".join(each.tag for each in registration.tags),
        "sessions": "; ".join(each.session.title for each in registration.choices),
        "participant_list": registration.consents_to("participant_list"),
        "recording": registration.consents_to("recording"),
    }


def _delegation(delegation: Delegation | None, language: str) -> str | None:
    if delegation is None:
        return None
    state = countries.find(delegation.country)
    return state.name(language) if state else delegation.organisation


def _word(words: Mapping[str, LazyString], value: str | None) -> str | None:
    return str(words[value]) if value else None
