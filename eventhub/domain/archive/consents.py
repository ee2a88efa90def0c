"""Consents: the last word on each purpose, and every word before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventhub.domain.archive import shapes
from eventhub.domain.archive.fields import World, read_instant
from eventhub.domain.archive.intake import AUTHOR, Entry, Intake, entries, pair
from eventhub.models.registrations import Consent, Registration


def take(told: Entry, registration: Registration, known: Sequence[Consent], intake: Intake) -> dict[str, Any]:
    """Add the words that are not there yet; return the purposes that gained one.

    A word in `consents` counts as said now when it differs from the last one known, unless the archive's own history
    ends with it: then it was said at its time, and whatever was said since stands.
    """
    words = list(known)
    history = entries(told, "consent_history")
    for entry, row in pair(history, known, _name_of_entry, lambda row: (row.purpose, row.is_given, row.at)):
        if row is None:
            words.append(_add(registration, entry, intake))
    last_told = {
        entry["purpose"]: entry["given"] for entry in sorted(history, key=lambda each: read_instant(each["at"]))
    }
    for purpose, given in (told.get("consents") or {}).items():
        last = max((word for word in words if word.purpose == purpose), key=lambda word: word.at, default=None)
        if given is None or last_told.get(purpose) is given or (last is not None and last.is_given is given):
            continue
        at = intake.now if last is None else max(intake.now, last.at)
        words.append(Consent(purpose=purpose, is_given=given, at=at, by=AUTHOR))
        registration.consents.append(words[-1])
    return {word.purpose: word.is_given for word in words[len(known) :]}


def give(registration: Registration, world: World) -> dict[str, Any]:
    """Return the last words and all words of a registration."""
    last: Mapping[str, bool] = {word.purpose: word.is_given for word in registration.consents}
    return {"consents": last, "consent_history": [shapes.CONSENT.give(word, world) for word in registration.consents]}


def _name_of_entry(entry: Entry) -> tuple[str, bool, Any]:
    return entry["purpose"], entry["given"], read_instant(entry["at"])


def _add(registration: Registration, entry: Entry, intake: Intake) -> Consent:
    word = Consent(by=AUTHOR)
    shapes.CONSENT.take(word, entry, intake.world, is_new=True)
    registration.consents.append(word)
    return word
